// SPDX-License-Identifier: Apache-2.0
#include <clocale>
#include <locale>

#include "pipeline/toys.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;

/// Numbers as in German: 1.234,5.
struct german_numbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

/// Makes German numbers the default of C++ streams and, where the machine has such a locale, of the C library.
class german {
 public:
  german() : before_(std::locale::global(std::locale(std::locale(), new german_numbers))) {
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "de_DE"})
      if (std::setlocale(LC_ALL, name)) break;
  }
  ~german() {
    std::setlocale(LC_ALL, "C");
    std::locale::global(before_);
  }

 private:
  std::locale before_;
};

TEST(locale, numbers_have_a_point_whatever_the_locale) {
  add_toys();
  const std::string text = "toy_numbers 2.5 angle=0.125 level=0.25 | toy_size 1200x1000 | toy_size 12.5%";
  const pipeline before = parse(text);
  const german as_in_germany;
  EXPECT_EQ(parse(text), before);
  EXPECT_EQ(print(before), text);
  EXPECT_NE(std::string(fault("toy_numbers 1234.5").what()).find("1234.5 is outside 0.1..250"), std::string::npos);
  EXPECT_NE(std::string(fault("toy_numbers 0,5").what()).find("is a list"), std::string::npos);
  EXPECT_EQ(describe_range(info<toy_numbers>("toy_numbers").parameters[0]), "0.1..250 pixels");
}

}  // namespace
