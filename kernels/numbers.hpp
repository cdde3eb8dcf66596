// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0 {

/// A parameter that holds up to `Most` numbers in place, so that an operator with a formula can be copied to a device byte by byte; what is
/// beyond is cut off, so leave room for one more than is valid.
template <std::size_t Most>
class numbers {
 public:
  using value_type = float;
  constexpr numbers() = default;
  constexpr numbers(std::initializer_list<float> list) {
    resize(list.size());
    std::copy_n(list.begin(), count_, items_);
  }

  TESSERA_FN constexpr const float* data() const { return items_; }
  TESSERA_FN constexpr std::size_t size() const { return count_; }
  TESSERA_FN constexpr float operator[](std::size_t i) const { return items_[i]; }
  constexpr const float* begin() const { return items_; }
  constexpr const float* end() const { return items_ + count_; }
  constexpr float* begin() { return items_; }
  constexpr void resize(std::size_t count) { count_ = static_cast<unsigned>(std::min(count, Most)); }
  friend constexpr bool operator==(const numbers&, const numbers&) = default;

 private:
  float items_[Most] = {};
  unsigned count_ = 0;
};

}  // namespace tessera::inline v0
