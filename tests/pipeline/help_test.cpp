// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/pipeline/help.hpp"

#include "pipeline/toys.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;

TEST(help, usage_shows_what_may_be_left_out_and_its_default) {
  EXPECT_EQ(describe_usage(info<toy_size>("toy_size")), "toy_size size [fit=inside] [linear=false]");
  EXPECT_EQ(describe_usage(info<toy_threshold>("toy_threshold")), "toy_threshold [level=0.5]");
}

TEST(help, describes_every_parameter) {
  EXPECT_EQ(describe_operator(info<toy_size>("toy_size")),
            "toy_size: A toy.\n\n"
            "  usage:    toy_size size [fit=inside] [linear=false]\n"
            "  example:  toy_size\n\n"
            "  size    a size\n"
            "          800x600, 800, x600 or 50%; required\n"
            "  fit     a way\n"
            "          inside, cover or soft_light; default inside\n"
            "  linear  a switch\n"
            "          true or false; default false\n");
  const operator_help help = help_of(info<toy_numbers>("toy_numbers"));
  ASSERT_EQ(help.parameters.size(), 5u);
  EXPECT_EQ(help.parameters[0].unit, "pixels");
  EXPECT_EQ(help.parameters[0].range, "0.1..250 pixels");
  EXPECT_EQ(help.parameters[2].unit, "fraction");
  EXPECT_EQ(help.parameters[2].default_value, "0.5");
  EXPECT_EQ(help.parameters[4].kind, "integer");
  EXPECT_EQ(help_of(info<toy_lists>("toy_lists")).parameters[0].range, "1 to 2 numbers, each in 0..100 pixels");
}

TEST(help, ranges_of_every_kind) {
  const auto range = [](const operator_info& op, std::size_t i) { return describe_range(op.parameters[i]); };
  EXPECT_EQ(range(info<toy_numbers>("toy_numbers"), 1), "-360..360 degrees");
  EXPECT_EQ(range(info<toy_numbers>("toy_numbers"), 3), "-10..10 stops");
  EXPECT_EQ(range(info<toy_numbers>("toy_numbers"), 4), "1..9");
  EXPECT_EQ(range(info<toy_threshold>("toy_threshold"), 0), "0..1, a fraction of white");
  EXPECT_EQ(range(info<toy_lists>("toy_lists"), 2), "9 to 25 numbers, each in -1000..1000");
}

}  // namespace
