// SPDX-License-Identifier: Apache-2.0
#include "pipeline/random_pipelines.hpp"
#include "support/examples.hpp"
#include "tessera/host/pipeline/help.hpp"
#include "tessera/host/pipeline/names.hpp"
#include "tessera/kernels/built_in_operators.hpp"
#include "tessera/kernels/parameter_text.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;

std::vector<const operator_info*> all() {
  toys::add_toys();
  return operators();
}

TEST(registry, holds_the_built_in_operators_and_those_added_sorted_by_name) {
  const auto list = all();
  EXPECT_EQ(list.size(), built_in_operators().size() + 4);
  EXPECT_TRUE(
      std::is_sorted(list.begin(), list.end(), [](auto* a, auto* b) { return std::string(a->name) < b->name; }));
  for (const operator_info* info : list) EXPECT_EQ(find_operator(info->name), info);
}

TEST(registry, every_operator_is_described) {
  for (const operator_info* info : all()) {
    SCOPED_TRACE(info->name);
    EXPECT_STRNE(info->summary, "");
    EXPECT_EQ(std::string(info->name).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos);
    bool optional = false;
    for (const parameter_info& p : info->parameters) {
      SCOPED_TRACE(p.name);
      EXPECT_STRNE(p.doc, "");
      EXPECT_FALSE(p.required && optional) << "a required parameter stands after an optional one";
      optional = optional || !p.required;
      const bool counts = p.kind == value_kind::number || p.kind == value_kind::integer || p.kind == value_kind::list;
      EXPECT_TRUE(!counts || p.low < p.high);
      EXPECT_TRUE(p.kind != value_kind::word || p.words.size() >= 2);
    }
  }
}

TEST(registry, defaults_are_valid_and_print_as_the_name) {
  for (const operator_info* info : all()) {
    const any_operator op(*info, info->create());
    bool required = false;
    for (const parameter_info& p : info->parameters) required = required || p.required;
    if (required) continue;
    EXPECT_NO_THROW(check_parameters(op)) << info->name;
    EXPECT_EQ(print(op), info->name);
    EXPECT_EQ(parse(info->name), pipeline(op)) << info->name;
  }
}

TEST(registry, examples_parse_and_show_their_operator) {
  for (const operator_info* info : all()) {
    if (std::string(info->theme) == "toys") continue;
    const pipeline example = test::example_of(*info);
    EXPECT_TRUE(std::any_of(example.stages().begin(), example.stages().end(), [&](const auto& s) {
      return &s.info() == info;
    })) << info->name;
  }
}

TEST(registry, any_valid_operator_reads_back_from_its_text) {
  std::mt19937 random(7);
  for (const operator_info* info : all()) {
    for (int i = 0; i < 300; ++i) {
      const any_operator op = random_operator(*info, random);
      ASSERT_NO_THROW(check_parameters(op)) << print(op);
      const std::string text = print(op);
      const pipeline again = parse(text);
      ASSERT_EQ(again, pipeline(op)) << text;
      ASSERT_EQ(print(again), text);
    }
  }
}

/// Texts of values that the parameter must refuse.
std::vector<std::string> invalid_values(const parameter_info& p) {
  const double below = p.low - std::max(1.0, std::abs(p.low)), above = p.high + std::max(1.0, std::abs(p.high));
  const auto repeated = [](int count, const std::string& text) {
    std::string list;
    for (int i = 0; i < count; ++i) list += (i ? "," : "") + text;
    return list;
  };
  switch (p.kind) {
    case value_kind::number:
      return {number_text(below), number_text(above), "nan", "inf", "wrong", "1,2", "''"};
    case value_kind::integer:
      return {number_text(below), number_text(above), "nan", "0.5", "wrong", "''"};
    case value_kind::flag:
      return {"maybe", "2"};
    case value_kind::word:
      return {"no_such_word", "''"};
    case value_kind::text:
      return {"a,b"};
    case value_kind::list:
      return {repeated(p.min_count, number_text(below)), repeated(p.min_count, number_text(above)),
              repeated(p.max_count + 1, number_text(p.low)), "wrong"};
    case value_kind::size:
      return {"0", "-5", "wrong", "99999999999", "10.5", "0%"};
    case value_kind::colour:
      return {"2,0,0", "0,0,-1", "#12", "wrong", "1,1"};
    case value_kind::branch:
      return {"nowhere.png", "(nowhere.png | invert)", "/"};
  }
  return {};
}

TEST(registry, what_lies_outside_is_refused_by_name) {
  for (const operator_info* info : all())
    for (const parameter_info& p : info->parameters)
      for (const std::string& value : invalid_values(p)) {
        const std::string text = std::string(info->name) + " " + p.name + "=" + value;
        const error e = fault(text);
        EXPECT_EQ(e.kind(), error_kind::usage) << text;
        EXPECT_EQ(e.operator_name(), info->name) << text;
        EXPECT_EQ(e.parameter(), p.name) << text;
      }
}

TEST(registry, numbers_outside_are_refused_from_code_too) {
  std::mt19937 random(3);
  int tried = 0;
  for (const operator_info* info : all())
    for (const parameter_info& p : info->parameters)
      for (const double value : {p.low - std::max(1.0, std::abs(p.low)), p.high + std::max(1.0, std::abs(p.high))}) {
        if (p.kind != value_kind::number && p.kind != value_kind::integer) continue;
        const any_operator valid = random_operator(*info, random);
        auto op = info->clone(valid.get());
        p.set(op.get(), value);
        try {
          check_parameters({*info, std::move(op)});
          ADD_FAILURE() << info->name << " takes " << p.name << "=" << value;
        } catch (const error& e) {
          EXPECT_EQ(e.operator_name(), info->name);
          EXPECT_EQ(e.parameter(), p.name);
        }
        ++tried;
      }
  EXPECT_GE(tried, 12);
}

TEST(registry, missing_values_are_named) {
  for (const operator_info* info : all())
    if (!info->parameters.empty() && info->parameters[0].required) {
      EXPECT_EQ(fault(info->name).parameter(), info->parameters[0].name);
    }
}

TEST(registry, two_operators_of_one_name_are_refused_at_first_use) {
  toys::add_toys();
  static const operator_info again =
      reflect::operator_of<toy_numbers>("toy-numbers", "another", "A toy.", "toy_numbers", &no_plan);
  const auto use = [] {
    add_operator(again);
    try {
      parse("invert");
    } catch (const error& e) {
      std::fputs(e.what(), stderr);
      std::_Exit(e.kind() == error_kind::usage ? 3 : 4);
    }
    std::_Exit(0);
  };
  EXPECT_EXIT(use(), testing::ExitedWithCode(3), "two operators are named toy_numbers \\(of toys and of another\\)");
}

TEST(registry, adding_twice_is_adding_once) {
  const auto before = all().size();
  EXPECT_EQ(all().size(), before);
}

TEST(registry, spellings_fold) {
  EXPECT_EQ(text::canonical("auto-levels"), "auto_levels");
  EXPECT_EQ(text::canonical("color-matrix"), "colour_matrix");
  EXPECT_EQ(text::canonical("greyscale"), "grayscale");
}

TEST(registry, suggestions_are_close) {
  const std::vector<std::string> names = {"gaussian", "gamma", "median", "unsharp", "resize"};
  EXPECT_EQ(text::closest("gausian", names), "gaussian");
  EXPECT_EQ(text::closest("GAMMA", names), "gamma");
  EXPECT_EQ(text::closest("meidan", names), "median");
  EXPECT_EQ(text::closest("resized", names), "resize");
  EXPECT_EQ(text::closest("laplacian", names), "");
  EXPECT_EQ(text::closest("", names), "");
  EXPECT_EQ(text::closest(std::string(100000, 'x'), names), "");
}

TEST(registry, peers_names_are_many_and_lead_to_operators) {
  int led = 0;
  for (const auto& peer : text::peer_names()) {
    if (!find_operator(peer.ours)) continue;  // only what exists is suggested
    if (find_operator(peer.theirs)) continue;
    EXPECT_NE(std::string(fault(peer.theirs).what()).find(std::string("is \"") + peer.ours + "\" here"),
              std::string::npos)
        << peer.theirs;
    ++led;
  }
  EXPECT_GE(led, 40);
}

}  // namespace
