// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::test {

/// A user's statistic without a rule: levels below the mean become black, the others white.
struct by_hand {
  static constexpr auto parameters() { return params{}; }
  lookup finish(const histogram& counts, const format&) const;
};

}  // namespace tessera::test

namespace tessera::inline v0 {

template <>
const operator_info& info_of<test::by_hand>();

}  // namespace tessera::inline v0
