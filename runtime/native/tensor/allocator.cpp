#include "tensor/allocator.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include "tensor/error.h"
#include "tensor/memory.h"

namespace tangent {
namespace {

constexpr size_t alignment = 64;
constexpr size_t hugePage = size_t{2} << 20;
constexpr size_t checkedFrom = size_t{64} << 20;  // whether so much is there is asked first
constexpr size_t keptAtLeast = size_t{256} << 20;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;  // each block is the system's own, of its exact size, so that a sanitizer sees its ends
#else
constexpr bool sanitized = false;
#endif

/** Sizes are rounded up to one of eight steps between powers of two, so that a freed block fits its neighbours in size. */
size_t blockSize(size_t bytes) {
  if (sanitized) return std::max(bytes, size_t{1});
  if (bytes <= 512) return std::max((bytes + alignment - 1) / alignment, size_t{1}) * alignment;
  const size_t step = std::bit_floor(bytes - 1) / 8;
  const size_t rounded = (bytes + step - 1) / step * step;
  return rounded >= hugePage ? (rounded + hugePage - 1) / hugePage * hugePage : rounded;
}

class Cache {
 public:
  /** Null where the system has no such memory. */
  void* take(size_t bytes) {
    const std::lock_guard lock(mutex_);
    void* block = nullptr;
    if (auto found = free_.find(bytes); found != free_.end() && !found->second.empty()) {
      block = found->second.back().block;
      found->second.pop_back();
      kept_ -= bytes;
    } else {
      block = fromSystem(bytes);
      if (block == nullptr) return nullptr;
    }
    allocated_ += bytes;
    peak_ = std::max(peak_, allocated_);
    return block;
  }

  void give(void* block, size_t bytes) {
    const std::lock_guard lock(mutex_);
    allocated_ -= bytes;
    if (sanitized) {
      std::free(block);
      return;
    }
    free_[bytes].push_back({block, ++clock_});
    kept_ += bytes;
    while (kept_ > std::max(keptAtLeast, allocated_)) freeOldest();
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    freeKept();
  }

  MemoryStats stats() {
    const std::lock_guard lock(mutex_);
    return {static_cast<int64_t>(allocated_), static_cast<int64_t>(allocated_ + kept_), static_cast<int64_t>(peak_)};
  }

 private:
  struct Kept {
    void* block;
    uint64_t since;
  };

  void freeKept() {
    for (auto& [bytes, blocks] : free_) {
      for (const Kept& kept : blocks) std::free(kept.block);
    }
    free_.clear();
    kept_ = 0;
  }

  /** Blocks of sizes that are no longer asked for must not keep out those that are. */
  void freeOldest() {
    auto oldest = free_.end();
    for (auto at = free_.begin(); at != free_.end(); ++at) {
      if (!at->second.empty() && (oldest == free_.end() || at->second.front().since < oldest->second.front().since)) {
        oldest = at;
      }
    }
    std::free(oldest->second.front().block);
    oldest->second.pop_front();
    kept_ -= oldest->first;
  }

  /** The system promises memory that it does not have, and ends the process that uses it: so it is asked what it has. */
  void* fromSystem(size_t bytes) {
    const bool large = bytes >= hugePage;
    const auto isThere = [&](size_t more) {
      return bytes < checkedFrom || bytes <= availableMemory(allocated_ + kept_) + more;
    };
    const auto attempt = [&]() -> void* {
      if (!isThere(0)) return nullptr;
      void* memory = nullptr;
      return posix_memalign(&memory, large ? hugePage : alignment, bytes) == 0 ? memory : nullptr;
    };
    void* block = attempt();
    if (block == nullptr && kept_ > 0 && isThere(kept_)) {
      freeKept();
      block = attempt();
    }
#ifdef MADV_HUGEPAGE
    if (large && block != nullptr) madvise(block, bytes, MADV_HUGEPAGE);
#endif
    return block;
  }

  std::mutex mutex_;
  std::map<size_t, std::deque<Kept>> free_;  // of each size the most recent last: it is the one still in the cache
  uint64_t clock_ = 0;
  size_t allocated_ = 0;
  size_t kept_ = 0;
  size_t peak_ = 0;
};

/** Never destroyed: tensors may be finalized after the process's static objects. */
Cache& cache() {
  static Cache& instance = *std::make_unique<Cache>().release();
  return instance;
}

}  // namespace

namespace {

thread_local bool (*reclaim)() = nullptr;

}  // namespace

void setReclaimer(bool (*function)()) { reclaim = function; }

void* allocate(size_t bytes) {
  const size_t size = blockSize(bytes);
  void* block = cache().take(size);
  if (block == nullptr && reclaim != nullptr && reclaim()) block = cache().take(size);
  require(block != nullptr, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes,
          " bytes. Error code 12 (Cannot allocate memory)");
  return block;
}

void release(void* block, size_t bytes) { cache().give(block, blockSize(bytes)); }

MemoryStats memoryStats() { return cache().stats(); }

void emptyCache() { cache().clear(); }

}  // namespace tangent
