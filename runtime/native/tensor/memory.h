#pragma once

#include <cstddef>

namespace tangent {

/**
 * Bytes that the machine, and the limits that the process runs under, can still give. `promised` is what this process
 * has asked for: what it has not touched of that is not there any more, although the system still counts it.
 */
size_t availableMemory(size_t promised);

}  // namespace tangent
