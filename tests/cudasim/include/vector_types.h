// SPDX-License-Identifier: Apache-2.0
#pragma once
// CUDA's vector types, with the sizes, members and alignments that nvcc gives them.

#define CUDASIM_VECTORS(scalar, name, bytes)                                           \
  struct name##1 {                                                                     \
    scalar x;                                                                          \
  };                                                                                   \
  struct alignas(2 * bytes) name##2 {                                                  \
    scalar x, y;                                                                       \
  };                                                                                   \
  struct name##3 {                                                                     \
    scalar x, y, z;                                                                    \
  };                                                                                   \
  struct alignas(4 * bytes > 16 ? 16 : 4 * bytes) name##4 {                            \
    scalar x, y, z, w;                                                                 \
  };                                                                                   \
  constexpr name##1 make_##name##1(scalar x) { return {x}; }                           \
  constexpr name##2 make_##name##2(scalar x, scalar y) { return {x, y}; }              \
  constexpr name##3 make_##name##3(scalar x, scalar y, scalar z) { return {x, y, z}; } \
  constexpr name##4 make_##name##4(scalar x, scalar y, scalar z, scalar w) { return {x, y, z, w}; }

CUDASIM_VECTORS(signed char, char, 1)
CUDASIM_VECTORS(unsigned char, uchar, 1)
CUDASIM_VECTORS(short, short, 2)
CUDASIM_VECTORS(unsigned short, ushort, 2)
CUDASIM_VECTORS(int, int, 4)
CUDASIM_VECTORS(unsigned, uint, 4)
CUDASIM_VECTORS(long, long, 8)
CUDASIM_VECTORS(unsigned long, ulong, 8)
CUDASIM_VECTORS(long long, longlong, 8)
CUDASIM_VECTORS(unsigned long long, ulonglong, 8)
CUDASIM_VECTORS(float, float, 4)
CUDASIM_VECTORS(double, double, 8)
#undef CUDASIM_VECTORS

// CUDA 13 names the alignment of four scalars of 8 bytes; CCCL asks for these types.
#define CUDASIM_ALIGNED_VECTORS(scalar, name) \
  struct alignas(16) name##4_16a {            \
    scalar x, y, z, w;                        \
  };                                          \
  struct alignas(32) name##4_32a {            \
    scalar x, y, z, w;                        \
  };

CUDASIM_ALIGNED_VECTORS(long, long)
CUDASIM_ALIGNED_VECTORS(unsigned long, ulong)
CUDASIM_ALIGNED_VECTORS(long long, longlong)
CUDASIM_ALIGNED_VECTORS(unsigned long long, ulonglong)
CUDASIM_ALIGNED_VECTORS(double, double)
#undef CUDASIM_ALIGNED_VECTORS

/// Extents of a grid or a block; what is not given is 1.
struct dim3 {
  unsigned x = 1, y = 1, z = 1;
  constexpr dim3(unsigned columns = 1, unsigned rows = 1, unsigned layers = 1) : x(columns), y(rows), z(layers) {}
  constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
  constexpr operator uint3() const { return {x, y, z}; }
};
