// SPDX-License-Identifier: Apache-2.0
#include "laws/laws.hpp"

#include <cstdlib>
#include <map>
#include <string_view>

#include <gtest/gtest.h>

#include "support/pictures.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::test {

namespace {

void expect(const findings& found) {
  EXPECT_TRUE(found.broken.empty()) << found.broken.size() << " of " << found.checked
                                    << " broken, first: " << found.broken.front();
}

class every_operator : public testing::TestWithParam<const operator_info*> {
 protected:
  /// Calls f with every sample pipeline of the operator on pictures of every format and of awkward sizes.
  template <class F>
  void for_pictures(std::initializer_list<extent> sizes, F f) {
    for (const pipeline& sample : samples_of(*GetParam()))
      for (const extent size : sizes)
        for (const format& layout : law_formats(size)) f(sample, picture(layout, look::noise, 3));
  }
};

/// What runs an operator, as a number.
std::size_t engine_of(const operator_info& info) {
  const pipeline sample = samples_of(info).back();
  for (const any_operator& op : sample.stages())
    for (const int channels : {3, 1, 4}) {
      if (&op.info() != &info) continue;
      try {
        return info.prepare(op, make_format(sample_type::u8, channels, {37, 29})).what.index();
      } catch (const error&) {  // not for such pictures
      }
    }
  return 0;
}

/// Every operator; two of each engine where TESSERA_FEW_FORMATS is "two".
std::vector<const operator_info*> law_operators() {
  const char* few = std::getenv("TESSERA_FEW_FORMATS");
  std::vector<const operator_info*> chosen;
  std::map<std::size_t, int> of_engine;
  for (const operator_info* info : operators())
    if (!few || std::string_view(few) != "two" || ++of_engine[engine_of(*info)] <= 2) chosen.push_back(info);
  return chosen;
}

}  // namespace

TEST_P(every_operator, gives_the_same_bits_at_every_simd_level) {
  for_pictures({{67, 31}, {1, 1}, {1, 29}, {131, 2}},
               [&](const pipeline& p, const image& in) { expect(same_at_every_level(run_engine, p, in)); });
}

TEST_P(every_operator, does_not_depend_on_tiles_and_threads) {
  for_pictures({{37, 29}, {1, 1}, {53, 1}, {1, 19}},
               [&](const pipeline& p, const image& in) { expect(same_for_every_tiling(run_engine, p, in)); });
}

TEST_P(every_operator, gives_a_part_as_it_gives_the_whole) {
  for_pictures({{61, 47}, {3, 5}},
               [&](const pipeline& p, const image& in) { expect(part_equals_whole(run_engine, p, in)); });
}

TEST_P(every_operator, reads_only_what_it_needs) {
  for_pictures({{61, 47}},
               [&](const pipeline& p, const image& in) { expect(reads_only_what_it_needs(run_engine, p, in)); });
}

TEST_P(every_operator, works_at_any_pitch) {
  for_pictures({{33, 9}, {64, 4}, {1, 1}},
               [&](const pipeline& p, const image& in) { expect(pitch_does_not_matter(p, in)); });
}

TEST_P(every_operator, follows_the_border_rule) {
  for (const border_kind kind : {border_kind::replicate, border_kind::reflect, border_kind::reflect101,
                                 border_kind::wrap, border_kind::constant})
    for_pictures({{23, 17}, {2, 3}},
                 [&](const pipeline& p, const image& in) { expect(edges_follow_the_rule(run_engine, p, in, kind)); });
}

TEST_P(every_operator, equals_its_steps_in_a_chain) {
  for_pictures({{41, 23}}, [&](const pipeline& p, const image& in) {
    for (const char* other : {"gamma 1.7", "invert | gaussian 0.8", "grayscale"}) {
      expect(chain_equals_steps(run_engine, p, parse(other), in));
      expect(chain_equals_steps(run_engine, parse(other), p, in));
    }
  });
}

TEST_P(every_operator, refuses_what_is_out_of_range) { expect(ranges_are_checked(check_parameters, *GetParam())); }

INSTANTIATE_TEST_SUITE_P(laws, every_operator, testing::ValuesIn(law_operators()),
                         [](const auto& op) { return std::string(op.param->name); });

TEST(the_registry, has_no_two_operators_with_one_result) {
  const image in = picture(make_format(sample_type::u8, 4, {96, 64}), look::scene);
  std::vector<std::pair<std::string, image>> results;
  for (const operator_info* info : operators()) {
    const pipeline p = samples_of(*info).back();
    const image out = run_engine(p, in, {});
    EXPECT_EQ(difference(in, out).empty(), std::string(info->name) == "copy") << print(p);
    for (const auto& [other, result] : results)
      EXPECT_NE(difference(result, out), "") << print(p) << " gives what " << other << " gives";
    results.emplace_back(print(p), out);
  }
}

}  // namespace tessera::test
