#include "tensor/memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace tangent {
namespace {

constexpr size_t unlimited = std::numeric_limits<size_t>::max();

size_t physicalMemory() {
  return static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGE_SIZE));
}

/** The first number of a file of the system's; nothing where there is none, as in "max". */
std::optional<size_t> numberIn(const char* path) {
  std::ifstream file(path);
  size_t value = 0;
  if (file >> value) return value;
  return std::nullopt;
}

/** The number behind a name in a file of the system's, such as "MemAvailable:  1234 kB". */
std::optional<size_t> numberOf(const char* path, const std::string& name) {
  std::ifstream file(path);
  std::string word;
  size_t value = 0;
  while (file >> word) {
    if (word == name && file >> value) return value;
  }
  return std::nullopt;
}

size_t residentMemory() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  if (!(file >> total >> resident)) return 0;
  return resident * static_cast<size_t>(sysconf(_SC_PAGE_SIZE));
}

/** What a container's limit leaves; pages of files that it has read can be dropped. */
size_t leftOfLimit(const char* limit, const char* used, const char* statistics, const char* files) {
  const auto most = numberIn(limit);
  const auto taken = numberIn(used);
  if (!most || !taken) return unlimited;
  const size_t kept = *taken - std::min(*taken, numberOf(statistics, files).value_or(0));
  return *most - std::min(*most, kept);
}

}  // namespace

size_t availableMemory(size_t promised) {
  const auto kilobytes = numberOf("/proc/meminfo", "MemAvailable:");
  if (!kilobytes) return physicalMemory();
  const size_t swap = numberOf("/proc/meminfo", "SwapFree:").value_or(0);
  const size_t machine = (*kilobytes + swap) * 1024;
  const size_t version2 = leftOfLimit("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current",
                                      "/sys/fs/cgroup/memory.stat", "inactive_file");
  const size_t version1 =
      leftOfLimit("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes",
                  "/sys/fs/cgroup/memory/memory.stat", "total_inactive_file");
  const size_t left = std::min({machine, version2, version1});
  const size_t untouched = promised - std::min(promised, residentMemory());
  return left - std::min(left, untouched);
}

}  // namespace tangent
