#pragma once

#include <cstddef>
#include <cstdint>

namespace tangent {

struct MemoryStats {
  int64_t allocated;
  int64_t reserved;
  int64_t peak;
};

/** Blocks of 64-byte alignment; freed blocks are kept by size and reused first. Safe from any thread. */
void* allocate(size_t bytes);
void release(void* block, size_t bytes);

/** What this thread does before it gives up for want of memory; it says whether it may have freed some. */
void setReclaimer(bool (*function)());

MemoryStats memoryStats();

/** Gives kept blocks back to the system. */
void emptyCache();

}  // namespace tangent
