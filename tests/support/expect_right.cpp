// SPDX-License-Identifier: Apache-2.0
#include "support/expect_right.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tessera::tests {

void expect_right(const prepared& stage, const picture& in, border_kind border,
                  const std::function<std::string(const picture& got)>& wrong) {
  picture first(stage.out);
  for (std::size_t level = 0; level < cpu::levels().size(); ++level)
    for (const cutting& how :
         {cutting{}, cutting{13, 5, 2, std::byte{0}}, cutting{1 << 20, 1 << 20, 3, std::byte{0x7f}}}) {
      const picture got = run_stage(stage, in, static_cast<int>(level), how, border);
      ASSERT_EQ(wrong(got), "") << describe(in.layout) << " at " << cpu::levels()[level] << ", border "
                                << static_cast<int>(border);
      if (level == 0 && how.rows == cpu::max_rows) first = got;
      ASSERT_EQ(got.data, first.data) << describe(in.layout);
    }
}

void expect_right(const prepared& stage, const picture& in, const levels& expected, border_kind border) {
  const double allowed = in.layout.type == sample_type::f32 ? 1e-5 : 1.0;
  expect_right(stage, in, border, [&](const picture& got) {
    const double far = distance(got, expected);
    return far <= allowed ? std::string() : fmt::format("{} levels from the oracle", far);
  });
}

prepared stage_of(const any_operator& op, const format& f) { return op.info().prepare(op, f); }

void for_hard_cases(const std::function<void(const picture& in, border_kind border)>& check) {
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32}) {
    for (const extent size : {extent{1, 1}, {1, 17}, {19, 1}, {37, 23}, {531, 3}})
      for (int channels = 1; channels <= 4; ++channels)
        check(noise(make_format(type, channels, size), 4), border_kind::replicate);
    for (const border_kind border : {border_kind::replicate, border_kind::reflect, border_kind::reflect101,
                                     border_kind::wrap, border_kind::constant})
      for (const int channels : {3, 4})
        for (const picture& in : hard_pictures(make_format(type, channels, {29, 11}))) check(in, border);
  }
}

}  // namespace tessera::tests
