{
  "targets": [
    {
      "target_name": "descriptors",
      "sources": ["descriptors.c"],
      "cflags": ["-Wall", "-Wextra", "-Werror"],
      "xcode_settings": { "OTHER_CFLAGS": ["-Wall", "-Wextra", "-Werror"] }
    }
  ]
}
