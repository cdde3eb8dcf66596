// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "pipeline/toys.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;

struct expectation {
  const char* text;
  const char* op;         ///< error::operator_name()
  const char* parameter;  ///< error::parameter()
  const char* sentence;   ///< part of the first line
  const char* word;       ///< what stands above the caret and its tildes
};

/// The part of the shown line that the caret and the tildes underline.
std::string underlined(const std::string& message) {
  const std::size_t caret_line = message.rfind('\n') + 1;
  const std::size_t shown_line = message.rfind('\n', caret_line - 2) + 1;
  const std::size_t caret = message.find('^', caret_line);
  if (caret == std::string::npos) return "no caret";
  std::size_t end = caret + 1;
  while (end < message.size() && message[end] == '~') ++end;
  const std::string line = message.substr(shown_line, caret_line - 1 - shown_line);
  const std::size_t column = caret - caret_line;
  return column < line.size() ? line.substr(column, end - caret) : "";
}

void check(const expectation& e) {
  SCOPED_TRACE(e.text);
  const error found = fault(e.text);
  const std::string message = found.what();
  EXPECT_EQ(found.kind(), error_kind::usage);
  EXPECT_EQ(found.operator_name(), e.op);
  EXPECT_EQ(found.parameter(), e.parameter);
  EXPECT_NE(message.substr(0, message.find('\n')).find(e.sentence), std::string::npos) << message;
  EXPECT_EQ(underlined(message), e.word) << message;
}

TEST(errors, unknown_operator) {
  check({"gama 2", "", "", "stage 1: no operator is named \"gama\"; did you mean gamma?", "gama"});
  check({"invert | Gamma", "", "", "stage 2: no operator is named \"Gamma\"; did you mean gamma?", "Gamma"});
  check({"toy_nubmers", "", "", "did you mean toy_numbers?", "toy_nubmers"});
  check({"qwertyuiop", "", "", "`tessera ops` lists them all", "qwertyuiop"});
}

TEST(errors, peers_names_are_known) {
  check({"negate", "", "", "\"negate\" is \"invert\" here", "negate"});
  check({"-negate", "", "", "\"-negate\" is \"invert\" here", "-negate"});
  check({"bitwise_not", "", "", "\"bitwise_not\" is \"invert\" here", "bitwise_not"});
}

TEST(errors, unknown_parameter) {
  check({"toy_numbers sgima=2", "toy_numbers", "sgima",
         "no parameter is named \"sgima\", did you mean sigma?; toy_numbers takes sigma, angle, level, stops, count",
         "sgima"});
  check({"invert x=1", "invert", "x", "no parameter is named \"x\"; invert takes no values", "x"});
  check({"toy_lists radios=1", "toy_lists", "radios", "toy_lists takes radius, window", "radios"});
}

TEST(errors, given_twice) {
  check({"toy_numbers 1 sigma=2", "toy_numbers", "sigma", "sigma is given twice", "sigma"});
  check({"toy_numbers angle=1 angle=1", "toy_numbers", "angle", "angle is given twice", "angle"});
}

TEST(errors, positional_after_named) {
  check({"toy_size size=1 cover", "toy_size", "",
         "a value without a name stands after one with a name; name it too: toy_size size [fit=inside] [linear=false]",
         "cover"});
}

TEST(errors, too_many_values) {
  check({"toy_threshold 0.1 0.2", "toy_threshold", "", "too many values; usage: toy_threshold [level=0.5]", "0.2"});
  check({"invert 3", "invert", "", "invert takes no values", "3"});
}

TEST(errors, missing) {
  check({"invert | toy_size fit=cover", "toy_size", "size",
         "stage 2, toy_size: size is missing, write 800x600, 800, x600 or 50%; usage: toy_size size", "toy_size"});
}

TEST(errors, wrong_kind) {
  check({"toy_numbers wide", "toy_numbers", "sigma", "\"wide\" is not a number; sigma takes 0.1..250 pixels", "wide"});
  check({"toy_numbers 0,5", "toy_numbers", "sigma", "\"0,5\" is a list; sigma takes one number (a decimal point, 0.5?)",
         "0,5"});
  check({"toy_numbers count=2.5", "toy_numbers", "count", "count: 2.5 is not a whole number", "2.5"});
  check({"toy_size big", "toy_size", "size", "\"big\" is not a size; write 800x600, 800, x600 or 50%", "big"});
  check({"toy_size 50%x100", "toy_size", "size", "is not a size", "50%x100"});
  check({"toy_size x", "toy_size", "size", "is not a size", "x"});
  check({"toy_size 0x600", "toy_size", "size", "is not a size", "0x600"});
  check({"toy_size 10.5", "toy_size", "size", "10.5 is not a whole number of pixels", "10.5"});
  check({"toy_size 1 outside", "toy_size", "fit", "\"outside\" is not one of inside, cover or soft_light", "outside"});
  check({"toy_size 1 insid", "toy_size", "fit", "did you mean inside?", "insid"});
  check({"toy_size 1 linear=maybe", "toy_size", "linear",
         "\"maybe\" is neither true nor false; write linear=true or linear=false", "maybe"});
  check({"toy_lists background_colour=reddish", "toy_lists", "background_colour",
         "\"reddish\" is not a colour; write #rgb", "reddish"});
  check({"toy_lists background_colour=#12345", "toy_lists", "background_colour", "is not a colour", "#12345"});
  check({"toy_lists background_colour=1,2", "toy_lists", "background_colour", "\"1,2\" is not a colour", "1,2"});
  check({"toy_lists label=a,b", "toy_lists", "label", "quote it if it holds commas", "a,b"});
  check({"toy_lists matrix=1,2", "toy_lists", "matrix", "matrix: 2 given, 9 to 25 numbers wanted", "1,2"});
  check({"toy_lists 1,2,3", "toy_lists", "radius", "3 given, 1 to 2 numbers wanted", "1,2,3"});
  check({"toy_lists 3xwide", "toy_lists", "radius", "\"wide\" is not a number", "wide"});
}

TEST(errors, numbers_are_decimal) {
  for (const char* text : {"nan", "inf", "-inf", "infinity", "NaN", "0x10", "1e999", "--2", "+-2", ".", "e5", "½"})
    EXPECT_NE(std::string(fault(std::string("toy_numbers ") + text).what()).find("is not a number; sigma takes"),
              std::string::npos)
        << text;
}

TEST(errors, units_are_checked) {
  check({"toy_numbers 2ev", "toy_numbers", "sigma",
         "ev counts stops of exposure, which sigma does not take; it takes 0.1..250 pixels", "2ev"});
  check({"toy_numbers 50%", "toy_numbers", "sigma", "% counts hundredths of white, which sigma does not take", "50%"});
  check({"toy_numbers count=2px", "toy_numbers", "count", "px counts pixels, which count does not take", "2px"});
  check(
      {"toy_numbers angle=2rad", "toy_numbers", "angle", "\"2rad\" is not a number (only deg may follow it)", "2rad"});
}

TEST(errors, out_of_range) {
  check({"toy_numbers 300", "toy_numbers", "sigma", "stage 1, toy_numbers: 300 is outside 0.1..250 pixels", "300"});
  check(
      {"toy_numbers angle=-400deg", "toy_numbers", "angle", "angle: -400deg is outside -360..360 degrees", "-400deg"});
  check({"toy_threshold 128", "toy_threshold", "level",
         "toy_threshold: 128 is outside 0..1, a fraction of white (128 of 255 is 0.502)", "128"});
  check({"toy_threshold 32768", "toy_threshold", "level",
         "32768 is outside 0..1, a fraction of white (32768 of 65535 is 0.5)", "32768"});
  check({"toy_threshold 150%", "toy_threshold", "level", "150% is outside 0..1, a fraction of white", "150%"});
  check({"toy_lists 3x500", "toy_lists", "radius", "500 is outside 0..100 pixels", "500"});
  check({"toy_lists background_colour=0,128,255", "toy_lists", "background_colour",
         "background_colour: 128 is outside 0..1, a fraction of white (128 of 255 is 0.502)", "128"});
  check({"toy_size 99999999999", "toy_size", "size", "99999999999 is outside 1..", "99999999999"});
}

TEST(errors, values_that_do_not_suit_each_other) {
  check({"invert | box size=4", "box", "size", "stage 2, box: size 4 is even", "4"});
  check({"median 1 size=6", "median", "size", "size: 6 is even", "6"});
  check({"close size=6", "close", "size", "stage 1, close: size: 6 is even", "6"});
  check({"convolve 1,2,3,4", "convolve", "matrix", "a matrix of 2x2 has no centre", "1,2,3,4"});
  check({"convolve 1,2,3,4,5 width=2", "convolve", "width", "5 weights do not fill rows of 2", "2"});
}

TEST(errors, unclosed) {
  check({"toy_lists label='abc", "", "", "this ' is never closed", "'"});
  check({"toy_lists label=\"abc\\\"", "", "", "this \" is never closed", "\""});
  check({"toy_lists (logo.png", "", "", "this ( is never closed", "("});
  check({"toy_lists (a ')'", "", "", "this ( is never closed", "("});
  check({"toy_lists )", "", "", "this ) closes nothing", ")"});
  check({"toy_lists label='a", "", "", "", "'"});
}

TEST(errors, second_inputs) {
  check({"toy_numbers (input | invert)", "toy_numbers", "sigma", "brackets hold a second picture, and ",
         "(input | invert)"});
  check({"add (input | gaussian 900)", "add", "sigma", "gaussian: 900 is outside 0.1..250", "900"});
  check({"add (input | blurr 2)", "add", "", "blurr", "blurr"});
  check({"add (input gaussian 2)", "add", "", "a | is missing between the picture and what is done to it", "g"});
  check({"add (input | )", "add", "", "an operator is missing after this |", "|"});
  check({"add ()", "add", "", "a picture's path or input is missing", ")"});
  check({"add (input", "", "", "this ( is never closed", "("});
  check({"add (input)x", "", "", "a blank is missing after the closing bracket", "x"});
  check({"add ((input))", "add", "with", "a picture's path or input stands first in brackets", "(input)"});
  check({"add nowhere.png", "add", "with", "cannot read nowhere.png: No such file or directory", "nowhere.png"});
  check({"toy_numbers(2)", "", "", "values follow the name after a blank, without brackets", "(2)"});
}

TEST(errors, empty_stage) {
  check({"| invert", "", "", "stage 1: a stage is empty: an operator is missing before this |", "|"});
  check({"invert |", "", "", "stage 2: a stage is empty: an operator is missing after this |", "|"});
  check({"invert || invert", "", "", "stage 2: a stage is empty", "|"});
  EXPECT_NE(std::string(fault("invert |\n| invert").what()).find("a stage is empty"), std::string::npos);
}

TEST(errors, empty_pipeline) {
  for (const char* text : {"", " ", "\n\n", "# only a remark\n"})
    EXPECT_NE(std::string(fault(text).what()).find("the pipeline is empty"), std::string::npos) << text;
}

TEST(errors, ill_formed) {
  check({"toy_numbers sigma=", "", "", "a value is missing after sigma=", "sigma="});
  check({"toy_numbers =2", "", "", "values follow \"toy_numbers\" after a blank", "="});
  check({"toy_numbers sigma=1=2", "", "", "one name stands before =", "="});
  check({"toy_numbers=2", "", "", "values follow \"toy_numbers\" after a blank", "="});
  check({"toy_lists 1,", "", "", "a value is missing after this comma", ","});
  check({"toy_lists 1,,2", "", "", "a value is missing before this ,", ","});
  check({"toy_lists a,b=2", "", "", "one name stands before =", "="});
  check({"toy_lists label='a'b", "", "", "a blank is missing after the closing quote", "b"});
  check({"toy_lists label=a'b'", "", "", "a quote in the middle of a word", "'"});
  check({"toy_lists label='a\\d'", "", "", "unknown escape", "\\d"});
  check({"toy_numbers 2 # soften", "", "", "a comment stands on a line of its own", "#"});
  check({"@", "", "", "a path is missing after @", "@"});
}

TEST(errors, carets_stand_under_characters) {
  const std::string message = fault("toy_lists label='Grüße' 3").what();
  EXPECT_TRUE(message.ends_with("\n  toy_lists label='Grüße' 3\n" + std::string(26, ' ') + "^")) << message;
}

TEST(errors, long_lines_are_cut_around_the_caret) {
  std::string text = "toy_lists matrix=1";
  for (int i = 0; i < 24; ++i) text += ",1.00000000";
  const std::string message = fault(text + " | gama | " + text).what();
  EXPECT_EQ(underlined(message), "gama");
  EXPECT_LT(message.size(), 400u);
}

TEST(errors, control_characters_are_not_repeated) {
  const std::string message = fault("toy_numbers \x1b[31m\x07").what();
  EXPECT_EQ(std::count_if(message.begin(), message.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 32 && c != '\n'; }),
            0);
}

TEST(errors, check_parameters_names_operator_and_parameter) {
  const auto complaint = [](const char* name, auto op) -> std::string {
    try {
      check_parameters(any_operator(info<decltype(op)>(name), std::make_shared<decltype(op)>(op)));
      return "";
    } catch (const error& e) {
      EXPECT_EQ(e.kind(), error_kind::usage);
      EXPECT_EQ(e.operator_name(), name);
      EXPECT_FALSE(e.parameter().empty());
      return e.what();
    }
  };
  EXPECT_EQ(complaint("toy_numbers", toy_numbers{}), "");
  EXPECT_EQ(complaint("toy_numbers", toy_numbers{.sigma = 0.1f}), "");
  EXPECT_EQ(complaint("toy_numbers", toy_numbers{.sigma = 300}), "toy_numbers: sigma: 300 is outside 0.1..250 pixels");
  EXPECT_EQ(complaint("toy_numbers", toy_numbers{.count = 0}), "toy_numbers: count: 0 is outside 1..9");
  EXPECT_EQ(complaint("toy_numbers", toy_numbers{.angle = std::nan("")}),
            "toy_numbers: angle: nan is outside -360..360 degrees");
  EXPECT_EQ(complaint("toy_threshold", toy_threshold{128}),
            "toy_threshold: level: 128 is outside 0..1, a fraction of white (128 of 255 is 0.502)");
  EXPECT_EQ(complaint("toy_size", toy_size{}), "toy_size: size: 0x0 is no size; write 800x600, 800, x600 or 50%");
  EXPECT_EQ(complaint("toy_size", toy_size{.size = {-5, 5}}), "toy_size: size: -5x5 is outside 1..1e+09");
  EXPECT_EQ(complaint("toy_size", toy_size{.size = {5, 5}, .fit = static_cast<toy_fit>(9)}),
            "toy_size: fit: \"?\" is not one of inside, cover or soft_light");
  EXPECT_EQ(complaint("toy_lists", toy_lists{.radius = {}}), "toy_lists: radius: 0 given, 1 to 2 numbers wanted");
  EXPECT_EQ(complaint("toy_lists", toy_lists{.window = {1, 101}}), "toy_lists: window: 101 is outside 0..100 pixels");
  EXPECT_NE(complaint("toy_lists", toy_lists{.background_colour = {2, 0, 0, 1}}).find("2 is outside 0..1"),
            std::string::npos);
}

TEST(errors, kinds_have_names) {
  EXPECT_STREQ(name_of(error_kind::usage), "usage");
  EXPECT_STREQ(name_of(error_kind::no_space), "no_space");
  EXPECT_STREQ(name_of(error_kind::cancelled), "cancelled");
}

}  // namespace
