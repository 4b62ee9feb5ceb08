# The Release build is what runs. The Debug build is the tests': the same code under sanitizers, each block of memory its own
# (`node-gyp configure build --debug`, `-- -Dsanitize=thread` for ThreadSanitizer; tests/runtime/backend/sanitized.mjs runs it).
{
  "variables": { "sanitize%": "address,undefined" },
  "targets": [
    {
      "target_name": "tangent_native",
      "sources": [
        "<!@(node -p \"['binding', 'tensor', 'kernels', 'eigen'].flatMap((d) => require('fs').readdirSync(d).filter((f) => f.endsWith('.cpp')).sort().map((f) => d + '/' + f)).join(' ')\")"
      ],
      "include_dirs": ["."],
      "defines": ["NAPI_EXPERIMENTAL", "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4|HWY_AVX3_DL)"],
      "libraries": ["-lhwy"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++20", "-std=gnu++17"],
      "cflags!": ["-fno-omit-frame-pointer"],
      "cflags_cc": ["-std=c++20", "-Wall", "-Wextra", "-Werror", "-O3", "-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
        "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
        "GCC_ENABLE_CPP_RTTI": "YES",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
        "MACOSX_DEPLOYMENT_TARGET": "12.0",
        "OTHER_CPLUSPLUSFLAGS": ["-Wall", "-Wextra", "-Werror", "-O3", "-fno-math-errno", "-fno-trapping-math"]
      },
      "configurations": {
        "Debug": {
          # Under sanitizers GCC warns of what its own AVX-512 header leaves uninitialized on purpose (GCC #105593).
          "defines": ["HWY_COMPILE_ONLY_STATIC"],
          "cflags_cc": ["-fsanitize=<(sanitize)", "-fno-sanitize-recover=all", "-Wno-uninitialized", "-Wno-maybe-uninitialized", "-O1", "-g1", "-fno-omit-frame-pointer", "-march=native"],
          "ldflags": ["-fsanitize=<(sanitize)"]
        }
      }
    }
  ]
}
