// SPDX-License-Identifier: Apache-2.0
#include "streams/by_hand.hpp"

#include "tessera/kernels/describe.hpp"

namespace tessera::test {

lookup by_hand::finish(const histogram& counts, const format&) const {
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < counts.bins.size(); ++i) {
    all += static_cast<double>(counts.bins[i]);
    sum += static_cast<double>(counts.bins[i]) * static_cast<double>(i % static_cast<std::size_t>(counts.entries));
  }
  lookup table{{}, counts.entries, 1};
  for (int k = 0; k < counts.entries; ++k) table.values.push_back(k * all < sum ? 0.0f : 1.0f);
  return table;
}

}  // namespace tessera::test

namespace tessera::inline v0 {

namespace {

const formula_kernels* no_formula() { return nullptr; }

}  // namespace

template <>
const operator_info& info_of<test::by_hand>() {
  static const operator_info info = reflect::operator_of<test::by_hand>("by_hand", "tests", "", "by_hand",
                                                                        &reflect::prepare<test::by_hand, &no_formula>);
  return info;
}

}  // namespace tessera::inline v0
