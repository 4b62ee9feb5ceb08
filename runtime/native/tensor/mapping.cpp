#include "tensor/mapping.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "tensor/error.h"

namespace tangent {

Mapping::Mapping(const std::string& path, size_t offset, size_t bytes) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  require(file >= 0, path, ": ", std::strerror(errno));
  struct stat status{};
  const bool known = fstat(file, &status) == 0;
  const auto size = static_cast<size_t>(status.st_size);
  // A page beyond the file's end would end the process when it is touched.
  const bool within = known && offset <= size && bytes <= size - offset;
  const size_t first = offset - offset % static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t length = bytes + (offset - first);
  void* const pages = within && bytes > 0
                          ? mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, static_cast<off_t>(first))
                          : MAP_FAILED;
  const int reason = errno;
  close(file);
  require(within && bytes > 0, path, " is cut: bytes ", offset, " to ", offset + bytes, " are needed and it has ", size);
  require(pages != MAP_FAILED, path, " cannot be mapped into memory: ", std::strerror(reason));
  pages_ = pages;
  length_ = length;
  bytes_ = bytes;
}

Mapping::Mapping(Mapping&& other) noexcept
    : pages_(std::exchange(other.pages_, nullptr)),
      length_(std::exchange(other.length_, 0)),
      bytes_(std::exchange(other.bytes_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(pages_, other.pages_);
  std::swap(length_, other.length_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Mapping::~Mapping() {
  if (pages_ != nullptr) munmap(pages_, length_);
}

}  // namespace tangent
