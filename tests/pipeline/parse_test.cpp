// SPDX-License-Identifier: Apache-2.0
#include "pipeline/toys.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;

TEST(parse, reads_numbers_of_every_unit) {
  const auto op = read<toy_numbers>("toy_numbers 2.5px 90deg level=40% stops=-1.5ev count=7");
  EXPECT_EQ(op.sigma, 2.5f);
  EXPECT_EQ(op.angle, 90);
  EXPECT_EQ(op.level, 0.4f);
  EXPECT_EQ(op.stops, -1.5f);
  EXPECT_EQ(op.count, 7);
  EXPECT_EQ(read<toy_numbers>("toy_numbers .5").sigma, 0.5f);
  EXPECT_EQ(read<toy_numbers>("toy_numbers +2.").sigma, 2);
  EXPECT_EQ(read<toy_numbers>("toy_numbers 1e2").sigma, 100);
  EXPECT_EQ(read<toy_numbers>("toy_numbers stops=1ev").stops, 1);
  EXPECT_EQ(read<toy_numbers>("toy_numbers level=0.5").level, 0.5f);
}

TEST(parse, both_ends_of_a_range_are_inside) {
  EXPECT_EQ(read<toy_numbers>("toy_numbers 0.1").sigma, 0.1f);  // 0.1 as a double is below 0.1f
  EXPECT_EQ(read<toy_numbers>("toy_numbers 250").sigma, 250);
  EXPECT_EQ(read<toy_numbers>("toy_numbers level=100%").level, 1);
  EXPECT_EQ(read<toy_numbers>("toy_numbers level=0%").level, 0);
}

TEST(parse, reads_sizes) {
  const auto size = [](const std::string& text) { return read<toy_size>("toy_size " + text).size; };
  EXPECT_EQ(size("800x600"), (dimensions{800, 600, false}));
  EXPECT_EQ(size("800"), (dimensions{800, 0, false}));
  EXPECT_EQ(size("x600"), (dimensions{0, 600, false}));
  EXPECT_EQ(size("800px"), (dimensions{800, 0, false}));
  EXPECT_EQ(size("50%"), (dimensions{50, 50, true}));
  EXPECT_EQ(size("50%x25%"), (dimensions{50, 25, true}));
  EXPECT_EQ(size("x12.5%"), (dimensions{0, 12.5, true}));
  EXPECT_EQ(size("size=800x"), (dimensions{800, 0, false}));
}

TEST(parse, reads_words_and_flags) {
  EXPECT_EQ(read<toy_size>("toy_size 1 soft-light").fit, toy_fit::soft_light);
  EXPECT_EQ(read<toy_size>("toy_size 1 fit=soft_light").fit, toy_fit::soft_light);
  for (const char* yes : {"true", "yes", "on"})
    EXPECT_TRUE(read<toy_size>(std::string("toy_size 1 linear=") + yes).linear);
  for (const char* no : {"false", "no", "off"})
    EXPECT_FALSE(read<toy_size>(std::string("toy_size 1 linear=") + no).linear);
  EXPECT_TRUE(read<toy_size>("toy_size 1 inside yes").linear);
}

TEST(parse, reads_lists) {
  const auto op = read<toy_lists>("toy_lists 3x5 7 matrix=1,2,3,4,5,6,7,8,9");
  EXPECT_EQ(op.radius, (std::vector<float>{3, 5}));
  EXPECT_EQ(op.window, (std::array<int, 2>{7, 7}));
  EXPECT_EQ(op.matrix, (std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(read<toy_lists>("toy_lists 3,5").radius, (std::vector<float>{3, 5}));
  EXPECT_EQ(read<toy_lists>("toy_lists 3px").radius, (std::vector<float>{3}));
  EXPECT_EQ(read<toy_lists>("toy_lists 3pxx5px").radius, (std::vector<float>{3, 5}));
  EXPECT_EQ(read<toy_lists>("toy_lists 3 , 5 window = 2").radius, (std::vector<float>{3, 5}));
  EXPECT_EQ(read<toy_lists>("toy_lists 3 , 5 window = 2").window, (std::array<int, 2>{2, 2}));
}

TEST(parse, reads_colours) {
  const auto at = [](const std::string& text) {
    return read<toy_lists>("toy_lists background_colour=" + text).background_colour;
  };
  EXPECT_EQ(at("#f00"), (colour{1, 0, 0, 1}));
  EXPECT_EQ(at("#F008"), (colour{1, 0, 0, 136 / 255.0f}));
  EXPECT_EQ(at("#336699"), (colour{0.2f, 0.4f, 0.6f, 1}));
  EXPECT_EQ(at("#33669900"), (colour{0.2f, 0.4f, 0.6f, 0}));
  EXPECT_EQ(at("0.2,0.4,1"), (colour{0.2f, 0.4f, 1, 1}));
  EXPECT_EQ(at("20%,40%,100%,50%"), (colour{0.2f, 0.4f, 1, 0.5f}));
  EXPECT_EQ(at("White"), (colour{1, 1, 1, 1}));
  EXPECT_EQ(at("transparent"), (colour{0, 0, 0, 0}));
  EXPECT_EQ(at("green"), (colour{0, 128 / 255.0f, 0, 1}));
  EXPECT_EQ(at("grey"), at("gray"));
}

TEST(parse, reads_texts) {
  const auto label = [](const std::string& text) { return read<toy_lists>("toy_lists label=" + text).label; };
  EXPECT_EQ(label("plain"), "plain");
  EXPECT_EQ(label("'two words'"), "two words");
  EXPECT_EQ(label(R"("a | b, (c) = 'd'")"), "a | b, (c) = 'd'");
  EXPECT_EQ(label(R"("say \"hi\" \\ \'")"), R"(say "hi" \ ')");
  EXPECT_EQ(label(R"('it\'s')"), "it's");
  EXPECT_EQ(label(R"('two\nlines')"), "two\nlines");
  EXPECT_EQ(label(R"(masks/{stem}.png)"), "masks/{stem}.png");
  EXPECT_EQ(label(R"(C:\dir)"), R"(C:\dir)");
  EXPECT_EQ(label("''"), "");
  EXPECT_EQ(label("'Grüße'"), "Grüße");
  EXPECT_EQ(label("#1"), "#1");
}

TEST(parse, spellings_of_a_name_are_one_name) {
  add_toys();
  EXPECT_EQ(parse("toy-numbers"), parse("toy_numbers"));
  EXPECT_EQ(parse("toy_lists background-color=red"), parse("toy_lists background_colour=red"));
  EXPECT_EQ(find_operator("toy-size"), find_operator("toy_size"));
  EXPECT_EQ(find_operator("toy"), nullptr);
}

TEST(parse, newlines_part_stages) {
  add_toys();
  const pipeline three = parse("toy_numbers 2 | toy_threshold 0.25 | toy_lists 3");
  ASSERT_EQ(three.stages().size(), 3u);
  for (const char* text :
       {"toy_numbers 2\ntoy_threshold 0.25\ntoy_lists 3", "toy_numbers 2 |\ntoy_threshold 0.25\n| toy_lists 3\n",
        "\n\n  toy_numbers 2\n\n\n|\n\n toy_threshold 0.25|\n\n toy_lists 3\n\n",
        "toy_numbers 2\r\ntoy_threshold 0.25\r\ntoy_lists 3\r\n",
        "\xef\xbb\xbftoy_numbers 2\n# a remark | with ( anything ' in it\n   # another\ntoy_threshold "
        "0.25\n#\ntoy_lists 3\n# end",
        "toy_numbers 2 |\n# a remark\ntoy_threshold 0.25\n# a remark\n| toy_lists 3",
        "toy_numbers\t2|toy_threshold\t0.25|toy_lists\t3"})
    EXPECT_EQ(parse(text), three) << text;
}

TEST(parse, equality_sees_order_operators_and_values) {
  add_toys();
  EXPECT_EQ(parse("toy_numbers | toy_lists"), parse("toy_numbers 1 | toy_lists 1"));
  EXPECT_FALSE(parse("toy_numbers | toy_lists") == parse("toy_lists | toy_numbers"));
  EXPECT_FALSE(parse("toy_numbers") == parse("toy_numbers 2"));
  EXPECT_FALSE(parse("toy_numbers") == parse("toy_numbers | toy_numbers"));
}

}  // namespace
