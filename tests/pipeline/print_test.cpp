// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "pipeline/toys.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;

template <class Op>
any_operator stage(const char* name, const Op& op) {
  add_toys();
  return {info<Op>(name), std::make_shared<Op>(op)};
}

/// The text of an operator; reading it back must give the operator.
template <class Op>
std::string text_of(const char* name, const Op& op) {
  const any_operator any = stage(name, op);
  const std::string text = print(any);
  EXPECT_EQ(parse(text), pipeline(any)) << text;
  EXPECT_EQ(print(parse(text)), text);
  return text;
}

TEST(print, leaves_out_defaults_and_names_all_but_the_first) {
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{}), "toy_numbers");
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.sigma = 2}), "toy_numbers 2");
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.angle = 90, .level = 0.25f}), "toy_numbers angle=90 level=0.25");
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {800, 600}, .linear = true}), "toy_size 800x600 linear=true");
  EXPECT_EQ(print(parse("toy_numbers 2 | invert\ntoy_threshold 50%")), "toy_numbers 2 | invert | toy_threshold");
  EXPECT_EQ(print(pipeline{}), "");
}

TEST(print, numbers_are_the_shortest_that_read_back) {
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.sigma = 0.1f}), "toy_numbers 0.1");
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.sigma = std::nextafter(0.3f, 1.0f)}), "toy_numbers 0.30000004");
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.angle = 0.1}), "toy_numbers angle=0.1");
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.angle = 0.1f}), "toy_numbers angle=0.10000000149011612");
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.angle = 1.0 / 3}), "toy_numbers angle=0.3333333333333333");
  EXPECT_EQ(text_of("toy_numbers", toy_numbers{.stops = std::numeric_limits<float>::denorm_min()}),
            "toy_numbers stops=1e-45");
}

TEST(print, sizes) {
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {800, 0}}), "toy_size 800");
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {0, 600}}), "toy_size x600");
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {50, 50, true}}), "toy_size 50%");
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {50, 0, true}}), "toy_size 50%x");
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {0, 50, true}}), "toy_size x50%");
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {33.3, 12.5, true}}), "toy_size 33.3%x12.5%");
  EXPECT_EQ(text_of("toy_size", toy_size{.size = {1e9, 1}}), "toy_size 1e+09x1");
}

TEST(print, lists) {
  EXPECT_EQ(text_of("toy_lists", toy_lists{.radius = {3, 5}}), "toy_lists 3x5");
  EXPECT_EQ(text_of("toy_lists", toy_lists{.radius = {3, 3}}), "toy_lists 3x3");  // a list of one is another value
  EXPECT_EQ(text_of("toy_lists", toy_lists{.window = {3, 3}}), "toy_lists window=3");
  EXPECT_EQ(text_of("toy_lists", toy_lists{.matrix = {0, -1, 0, -1, 5.5, -1, 0, -1, 0}}),
            "toy_lists matrix=0,-1,0,-1,5.5,-1,0,-1,0");
}

TEST(print, colours) {
  const auto text = [](colour c) { return text_of("toy_lists", toy_lists{.background_colour = c}); };
  EXPECT_EQ(text({0, 0, 0, 1}), "toy_lists background_colour=black");
  EXPECT_EQ(text({0, 0, 0, 0}), "toy_lists background_colour=transparent");
  EXPECT_EQ(text({0.2f, 0.4f, 1, 1}), "toy_lists background_colour=#36f");
  EXPECT_EQ(text({0.2f, 0.4f, 1, 0.8f}), "toy_lists background_colour=#36fc");
  EXPECT_EQ(text({18 / 255.0f, 0.4f, 1, 1}), "toy_lists background_colour=#1266ff");
  EXPECT_EQ(text({18 / 255.0f, 0.4f, 1, 1 / 255.0f}), "toy_lists background_colour=#1266ff01");
  EXPECT_EQ(text({0.25f, 0.5f, 1, 1}), "toy_lists background_colour=0.25,0.5,1");
  EXPECT_EQ(text({0.25f, 0.5f, 1, 0.125f}), "toy_lists background_colour=0.25,0.5,1,0.125");
}

TEST(print, quotes_texts_only_if_needed) {
  const auto text = [](const std::string& label) { return text_of("toy_lists", toy_lists{.label = label}); };
  EXPECT_EQ(text("masks/{stem}.png"), "toy_lists label=masks/{stem}.png");
  EXPECT_EQ(text("C:\\dir"), "toy_lists label=C:\\dir");
  EXPECT_EQ(text("two words"), "toy_lists label=\"two words\"");
  EXPECT_EQ(text("a,b"), "toy_lists label=\"a,b\"");
  EXPECT_EQ(text("say \"hi\" \\"), "toy_lists label=\"say \\\"hi\\\" \\\\\"");
  EXPECT_EQ(text("two\nlines"), "toy_lists label=\"two\\nlines\"");
  EXPECT_EQ(text("#"), "toy_lists label=\"#\"");
  EXPECT_EQ(text("Grüße"), "toy_lists label=Grüße");
  for (int c = 1; c < 256; ++c) text(std::string("a") + static_cast<char>(c));
  for (int c = 1; c < 256; ++c) text(std::string(1, static_cast<char>(c)));
  text(std::string("nul\0byte", 8));
}

}  // namespace
