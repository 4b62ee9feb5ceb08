#include "tensor/allocator.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "tensor/error.h"
#include "tensor/memory.h"

namespace tangent {
namespace {

constexpr size_t alignment = 64;
constexpr size_t hugePage = size_t{2} << 20;
constexpr size_t slabBytes = 2 * hugePage;
constexpr size_t leastPiece = size_t{32} << 10;
constexpr size_t blocksBeforeSlabs = 8;
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

/**
 * Freed blocks, kept by size. What many blocks of one middle size are asked for, as results are that wait for their
 * collection, comes in pieces of slabs: memory in huge pages, as going round through small ones costs a quarter of an
 * addition's time in misses of the page tables.
 */
class Cache {
 public:
  /** Null where the system has no such memory. */
  void* take(size_t bytes) {
    const std::lock_guard lock(mutex_);
    SizeClass& sizes = classes_[bytes];
    void* block = takeKept(sizes, bytes);
    if (block == nullptr && !addSlab(sizes, bytes)) {
      block = fromSystem(bytes, bytes >= hugePage ? hugePage : alignment);
      if (block == nullptr) return nullptr;
      ++sizes.blocks;
    }
    if (block == nullptr) block = takeKept(sizes, bytes);
    allocated_ += bytes;
    peak_ = std::max(peak_, allocated_);
    return block;
  }

  void give(void* block, size_t bytes) {
    const std::lock_guard lock(mutex_);
    allocated_ -= bytes;
    if (sanitized) {
      toSystem(block, bytes);
      return;
    }
    SizeClass& sizes = classes_[bytes];
    if (const auto slab = slabs_.find(slabOf(block)); slab != slabs_.end()) {
      sizes.pieces.push_back(block);
      if (++slab->second.free == slab->second.pieces) {
        slab->second.since = ++clock_;
        kept_ += slabBytes;
      }
    } else {
      sizes.kept.push_back({block, ++clock_});
      kept_ += bytes;
    }
    while (kept_ > std::max(keptAtLeast, allocated_)) freeOldest();
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    freeKept();
  }

  MemoryStats stats() {
    const std::lock_guard lock(mutex_);
    return {static_cast<int64_t>(allocated_), static_cast<int64_t>(reserved_), static_cast<int64_t>(peak_)};
  }

 private:
  struct Kept {
    void* block;
    uint64_t since;
  };

  struct SizeClass {
    std::deque<Kept> kept;      // the most recent last: it is the one still in the cache
    std::vector<void*> pieces;  // free ones of slabs, the most recent last
    size_t blocks = 0;          // of the system, in use or kept
  };

  struct Slab {
    void* memory;
    size_t pieceBytes;
    size_t pieces;
    size_t free;
    uint64_t since;  // when the last of its pieces came back
  };

  using Slabs = std::unordered_map<uintptr_t, Slab>;

  /** The slab that a piece lies in; no slab has this key where the block is none of a slab. */
  static uintptr_t slabOf(const void* block) { return reinterpret_cast<uintptr_t>(block) / slabBytes; }

  void* takeKept(SizeClass& sizes, size_t bytes) {
    if (!sizes.pieces.empty()) {
      void* piece = sizes.pieces.back();
      sizes.pieces.pop_back();
      Slab& slab = slabs_.at(slabOf(piece));
      if (slab.free-- == slab.pieces) kept_ -= slabBytes;
      return piece;
    }
    if (sizes.kept.empty()) return nullptr;
    void* block = sizes.kept.back().block;
    sizes.kept.pop_back();
    kept_ -= bytes;
    return block;
  }

  bool addSlab(SizeClass& sizes, size_t bytes) {
    if (sanitized || bytes < leastPiece || bytes >= hugePage || sizes.blocks < blocksBeforeSlabs) return false;
    void* memory = fromSystem(slabBytes, slabBytes);
    if (memory == nullptr) return false;
    const size_t pieces = slabBytes / bytes;
    slabs_[slabOf(memory)] = {memory, bytes, pieces, pieces, ++clock_};
    kept_ += slabBytes;
    for (size_t piece = pieces; piece-- > 0;) sizes.pieces.push_back(static_cast<std::byte*>(memory) + piece * bytes);
    return true;
  }

  void freeSlab(Slabs::iterator slab) {
    std::erase_if(classes_[slab->second.pieceBytes].pieces, [&](void* piece) { return slabOf(piece) == slab->first; });
    toSystem(slab->second.memory, slabBytes);
    kept_ -= slabBytes;
    slabs_.erase(slab);
  }

  void freeOldestBlock(SizeClass& sizes, size_t bytes) {
    toSystem(sizes.kept.front().block, bytes);
    sizes.kept.pop_front();
    --sizes.blocks;
    kept_ -= bytes;
  }

  void freeKept() {
    for (auto& [bytes, sizes] : classes_) {
      while (!sizes.kept.empty()) freeOldestBlock(sizes, bytes);
    }
    for (auto slab = slabs_.begin(); slab != slabs_.end();) {
      const auto next = std::next(slab);
      if (slab->second.free == slab->second.pieces) freeSlab(slab);
      slab = next;
    }
  }

  /** Blocks of sizes that are no longer asked for must not keep out those that are. */
  void freeOldest() {
    auto oldest = classes_.end();
    uint64_t since = UINT64_MAX;
    for (auto at = classes_.begin(); at != classes_.end(); ++at) {
      if (at->second.kept.empty() || at->second.kept.front().since >= since) continue;
      oldest = at;
      since = at->second.kept.front().since;
    }
    auto oldestSlab = slabs_.end();
    for (auto at = slabs_.begin(); at != slabs_.end(); ++at) {
      if (at->second.free < at->second.pieces || at->second.since >= since) continue;
      oldestSlab = at;
      since = at->second.since;
    }
    if (oldestSlab != slabs_.end()) {
      freeSlab(oldestSlab);
    } else {
      freeOldestBlock(oldest->second, oldest->first);
    }
  }

  /** The system promises memory that it does not have, and ends the process that uses it: so it is asked what it has. */
  void* fromSystem(size_t bytes, size_t aligned) {
    const auto isThere = [&](size_t more) {
      return bytes < checkedFrom || bytes <= availableMemory(reserved_) + more;
    };
    const auto attempt = [&]() -> void* {
      if (!isThere(0)) return nullptr;
      void* memory = nullptr;
      return posix_memalign(&memory, aligned, bytes) == 0 ? memory : nullptr;
    };
    void* block = attempt();
    if (block == nullptr && kept_ > 0 && isThere(kept_)) {
      freeKept();
      block = attempt();
    }
    if (block == nullptr) return nullptr;
    reserved_ += bytes;
#ifdef MADV_HUGEPAGE
    if (aligned >= hugePage) madvise(block, bytes, MADV_HUGEPAGE);
#endif
    return block;
  }

  void toSystem(void* block, size_t bytes) {
    reserved_ -= bytes;
    std::free(block);
  }

  std::mutex mutex_;
  std::map<size_t, SizeClass> classes_;
  Slabs slabs_;
  uint64_t clock_ = 0;
  size_t allocated_ = 0;
  size_t reserved_ = 0;  // of the system: in use, kept, or the rest of a slab
  size_t kept_ = 0;      // what could be given back
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
