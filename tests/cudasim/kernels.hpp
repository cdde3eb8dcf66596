// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime_api.h>

/// out[i] = the sum of in[0..i] within each block of 256; needs its barriers.
cudaError_t launch_prefix_sums(const int* in, int* out, int blocks, cudaStream_t stream);
