// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/compositing.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// Combines the shapes of both pictures by an operator of Porter and Duff, 1984; the second picture is their A, the first one their B.
/// Example: `composite (input | flop | mask (input | threshold 0.5)) atop`
struct composite {
  enum class rule { clear, copy, keep, over, under, in, held_in, out, held_out, atop, under_atop, exclusive };
  branch with;
  rule mode = rule::over;

  static constexpr auto parameters() {
    return params{second_input_parameter<composite>(), param{"mode", &composite::mode,
                                                             one_of<rule>({{"clear", rule::clear},
                                                                           {"src", rule::copy},
                                                                           {"dst", rule::keep},
                                                                           {"over", rule::over},
                                                                           {"dst_over", rule::under},
                                                                           {"in", rule::in},
                                                                           {"dst_in", rule::held_in},
                                                                           {"out", rule::out},
                                                                           {"dst_out", rule::held_out},
                                                                           {"atop", rule::atop},
                                                                           {"dst_atop", rule::under_atop},
                                                                           {"xor", rule::exclusive}}),
                                                             "src is the second picture, dst the first one"}};
  }

  struct shapes {
    rule mode;
    template <class V>
    TESSERA_FN rgba<V> operator()(rgba<V> first, rgba<V> second) const {
      const V a = first.a, b = second.a, none(0.0f), all(1.0f);
      const bool outside_first =
          mode == rule::out || mode == rule::under || mode == rule::under_atop || mode == rule::exclusive;
      // What remains of each picture, of the part that its own alpha says.
      const V of_first = mode == rule::keep || mode == rule::under           ? all
                         : mode == rule::held_in || mode == rule::under_atop ? b
                         : mode == rule::over || mode == rule::held_out || mode == rule::atop || mode == rule::exclusive
                             ? all - b
                             : none;
      const V of_second = mode == rule::copy || mode == rule::over ? all
                          : mode == rule::in || mode == rule::atop ? a
                          : outside_first                          ? all - a
                                                                   : none;
      return weighted(first, of_first, second, of_second);
    }
  };
  shapes formula() const { return {mode}; }

  format output(const format& in) const { return {in.type, in.colour_channels() + 1, true, in.colour, in.size}; }
};

}  // namespace tessera::inline v0
