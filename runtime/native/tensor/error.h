#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace tangent {

/** What a kernel refuses, in PyTorch's words; becomes a JavaScript Error. */
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/** The user asked to stop; becomes a JavaScript Error named InterruptError. */
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("The cell was interrupted") {}
};

template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream stream;
  (stream << ... << parts);
  return stream.str();
}

template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  throw Error(text(parts...));
}

template <class... Parts>
inline void require(bool condition, const Parts&... parts) {
  if (!condition) [[unlikely]] fail(parts...);
}

}  // namespace tangent
