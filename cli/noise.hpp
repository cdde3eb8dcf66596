// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tessera::cli {

// Integer only, so that every machine makes the same picture; counter-based, so that every pixel stands for itself.

/// 64 well mixed bits for a place (the finaliser of SplitMix64, Steele et al. 2014).
std::uint64_t hash(std::uint64_t seed, std::int64_t x, std::int64_t y, std::int64_t channel = 0);

/// Smooth noise of 0..65535 through random values on the integer lattice; places in 1/65536.
int value_noise(std::uint64_t seed, std::int64_t x, std::int64_t y);

/// A sum of `octaves` such noises, each of twice the frequency and half the amplitude of the one before: 0..65535.
int cloud_noise(std::uint64_t seed, std::int64_t x, std::int64_t y, int octaves);

/// The cosine of phase / 65536 turns, times 32767; within 10 of the true value.
int cosine(std::int64_t phase);

constexpr int mix(int a, int b, std::int64_t weight) { return static_cast<int>(a + (((b - a) * weight) >> 16)); }

}  // namespace tessera::cli
