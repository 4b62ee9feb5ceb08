#pragma once

#include <cstddef>
#include <string>

namespace tangent {

/** Bytes of a file in memory, read when they are touched. What is written to them stays in memory. */
class Mapping {
 public:
  Mapping() = default;
  Mapping(const std::string& path, size_t offset, size_t bytes);
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  explicit operator bool() const { return pages_ != nullptr; }
  char* data() const { return static_cast<char*>(pages_) + (length_ - bytes_); }
  size_t bytes() const { return bytes_; }

 private:
  void* pages_ = nullptr;
  size_t length_ = 0;  // from the page on in which the first byte lies
  size_t bytes_ = 0;
};

}  // namespace tangent
