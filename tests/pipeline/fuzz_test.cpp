// SPDX-License-Identifier: Apache-2.0
#include "pipeline/random_pipelines.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;

/// Changes a text in one place.
void mutate(std::string& text, std::mt19937& random, const std::vector<std::string>& others) {
  static constexpr std::string_view alphabet = "|,=()\"'\\#%@x.-+0159 \n\r\tepdv_a\xc3\xa4\xff\x01";
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::size_t at = below(text.size() + 1), length = std::min(text.size() - at, below(6));
  switch (below(8)) {
    case 0:
      text.insert(at, 1, alphabet[below(alphabet.size())]);
      break;
    case 1:
      text.erase(at, length);
      break;
    case 2:
      text.replace(at, length, 1, alphabet[below(alphabet.size())]);
      break;
    case 3:
      text.insert(at, text.substr(below(text.size() + 1), below(12)));
      break;
    case 4:
      text.insert(at, others[below(others.size())]);
      break;
    case 5:
      text += " | " + others[below(others.size())];
      break;
    case 6:
      text += "\n" + others[below(others.size())];
      break;
    case 7:
      text.insert(at, 1, static_cast<char>(below(256)));
      break;
  }
}

TEST(fuzz, any_text_is_a_pipeline_or_a_usage_error) {
  toys::add_toys();
  std::mt19937 random(11);
  std::vector<std::string> seeds = {
      "toy_numbers 2.5px 90deg level=40% stops=-1.5ev count=7", "toy_size 800x600 cover linear=yes",
      "toy_lists 3x5 7 matrix=1,2,3,4,5,6,7,8,9 background_colour=#f00 label=\"two \\\"words\\\"\"",
      "# remark\ninvert |\n@none.txt | toy_lists label=(a | b)\n"};
  for (const operator_info* info : operators())
    seeds.emplace_back(info->example), seeds.push_back(print(random_operator(*info, random)));
  int pipelines = 0;
  for (int i = 0; i < 30000; ++i) {
    std::string text = seeds[random() % seeds.size()];
    for (std::size_t n = 1 + random() % 3; n > 0; --n) mutate(text, random, seeds);
    try {
      const pipeline p = parse(text);
      ++pipelines;
      ASSERT_EQ(parse(print(p)), p) << text;
    } catch (const error& e) {
      ASSERT_EQ(e.kind(), error_kind::usage) << text;
      ASSERT_NE(std::string_view(e.what()).find("stage "), std::string_view::npos) << text;
    }
  }
  EXPECT_GT(pipelines, 1000);
}

}  // namespace
