// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace cudasim {

// The limits that CUDA's programming guide gives for compute capability 9.0.
constexpr std::size_t shared_bytes_by_default = std::size_t{48} << 10;
constexpr std::size_t most_shared_bytes = std::size_t{227} << 10;
constexpr std::size_t shared_bytes_of_multiprocessor = std::size_t{228} << 10;
constexpr std::size_t most_parameter_bytes = 32764;
constexpr int most_threads_of_block = 1024;
constexpr int most_threads_of_multiprocessor = 2048;
constexpr int most_blocks_of_multiprocessor = 32;
constexpr int least_capability = 75;

}  // namespace cudasim
