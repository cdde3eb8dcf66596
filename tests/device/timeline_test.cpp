// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "device/runs.hpp"

using namespace tessera;
using tessera::test::ideal_run;

namespace {

std::string drawn(const std::vector<trace_event>& events) {
  std::ostringstream out;
  write_timeline(out, events);
  return out.str();
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

/// The first thing that makes a document no XML: tags that do not nest, a bare & or <.
std::string fault_of(const std::string& document) {
  static const std::regex tag(R"(<(/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(/?)>)"), entity("&(amp|lt|gt);");
  std::vector<std::string> open;
  auto at = document.cbegin();
  for (std::smatch m; std::regex_search(at, document.cend(), m, tag); at = m[0].second) {
    const std::string between = std::regex_replace(std::string(at, m[0].first), entity, "");
    if (between.find_first_of("&<") != std::string::npos) return "stray character in " + between;
    if (m[1].length() > 0) {
      if (open.empty() || open.back() != m[2]) return "unexpected </" + m[2].str() + ">";
      open.pop_back();
    } else if (m[4].length() == 0) {
      open.push_back(m[2]);
    }
  }
  if (std::string(at, document.cend()) != "\n") return "text behind the end";
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

struct box {
  double x0, y0, x1, y1;
  std::string text;
};

/// Where texts lie if a character is 0.62 of the font's size wide, a little more than DejaVu Sans takes on average.
std::vector<box> texts_of(const std::string& document) {
  static const std::regex pattern("<text x=\"([0-9.]+)\" y=\"([0-9.]+)\"([^>]*)>([^<]*)</text>");
  std::vector<box> boxes;
  for (std::sregex_iterator m(document.begin(), document.end(), pattern), end; m != end; ++m) {
    const std::string kind = (*m)[3];
    const auto is = [&](const char* what) { return kind.find(what) != std::string::npos; };
    const double size = is("head") ? 18 : is("caption") ? 11 : 12, x = std::stod((*m)[1]), y = std::stod((*m)[2]);
    const double wide = 0.62 * size * static_cast<double>((*m)[4].length());
    const double left = is("tick") || is("caption") ? x - wide / 2 : is("label") ? x - wide : x;
    boxes.push_back({left, y - 0.8 * size, left + wide, y + 0.2 * size, (*m)[4]});
  }
  return boxes;
}

std::string overlapping_texts(const std::string& document) {
  const auto boxes = texts_of(document);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].x0 < 0 || boxes[i].x1 > 1200) return "outside: " + boxes[i].text;
    for (std::size_t k = 0; k < i; ++k)
      if (boxes[i].x0 < boxes[k].x1 && boxes[k].x0 < boxes[i].x1 && boxes[i].y0 < boxes[k].y1 &&
          boxes[k].y0 < boxes[i].y1)
        return boxes[k].text + " and " + boxes[i].text;
  }
  return "";
}

/// Everything at once: two GPUs, codecs, a tile that was redone, names that XML must not see.
std::vector<trace_event> rich_run() {
  auto events = ideal_run(9, 3, {0.002, 0.0015, 0.001});
  for (const trace_event& e : ideal_run(8, 2, {0.003, 0.0005, 0.002}, 1)) events.push_back(e);
  for (int i = 0; i < 6; ++i) {
    events.push_back({activity::decode, "a<b>&\"c\".jpg", -1, 0, 0, 5000000, i * 0.002, i * 0.002 + 0.003});
    events.push_back({activity::encode, "\xc3\xa4\x01", -1, 0, 0, 6000000, i * 0.002 + 0.004, i * 0.002 + 0.006});
  }
  events.push_back({activity::redo_on_cpu, "gaussian", 1, 1, 7, 0, 0.012, 0.02});
  return events;
}

TEST(timeline, is_well_formed_and_keeps_texts_apart) {
  for (const auto& events :
       {std::vector<trace_event>{}, ideal_run(1, 1, {}), ideal_run(12, 3, {0.002, 0.001, 0.002}),
        ideal_run(5000, 3, {2e-4, 1e-4, 3e-4}), ideal_run(40, 8, {1e-7, 3e-7, 1e-7}), rich_run()}) {
    const std::string picture = drawn(events);
    EXPECT_EQ(fault_of(picture), "");
    EXPECT_EQ(overlapping_texts(picture), "");
  }
}

TEST(timeline, check_of_well_formedness_sees_faults) {
  EXPECT_NE(fault_of("<svg><g></svg>\n"), "");
  EXPECT_NE(fault_of("<svg>a & b</svg>\n"), "");
  EXPECT_NE(fault_of("<svg>\n"), "");
  EXPECT_NE(overlapping_texts("<text x=\"10\" y=\"20\" >abc</text><text x=\"20\" y=\"22\" >abc</text>"), "");
}

TEST(timeline, has_a_lane_per_slot_and_one_that_shows_the_overlap) {
  const std::string picture = drawn(ideal_run(12, 3, {0.002, 0.001, 0.002}));
  EXPECT_EQ(count(picture, "class=\"label\""), 4u);
  for (const char* label : {">slot 0<", ">slot 1<", ">slot 2<", ">transfers<"}) EXPECT_EQ(count(picture, label), 1u);
  EXPECT_EQ(count(picture, "class=\"event\""), 36u);
  EXPECT_GE(count(picture, "class=\"stretch\""), 3u);
  EXPECT_EQ(picture.find("Shown is the middle"), std::string::npos);
}

TEST(timeline, names_devices_where_there_are_several) {
  const std::string picture = drawn(rich_run());
  EXPECT_EQ(count(drawn({{activity::redo_on_cpu, "", -1, 0, 0, 0, 0, 1}, {activity::upload, "", 0, 0, 0, 0, 0, 1}}),
                  ">CPU redo<"),
            1u);
  for (const char* label : {">GPU 0 slot 2<", ">GPU 0 transfers<", ">GPU 1 slot 1<", ">GPU 1 transfers<",
                            ">CPU decode<", ">CPU decode (2)<", ">CPU encode<", ">GPU 1 redo on CPU<"})
    EXPECT_EQ(count(picture, label), 1u) << label;
}

TEST(timeline, says_the_overlap_in_its_title) {
  const std::string picture = drawn(ideal_run(2, 2, {0.002, 0.002, 0.002}));
  EXPECT_EQ(count(picture, ">2 tiles in 8.00 ms: transfers overlapped 50% of their time, 50% possible<"), 1u)
      << picture;
}

TEST(timeline, of_thousands_of_tiles_shows_the_middle) {
  const std::string picture = drawn(ideal_run(5000, 3, {2e-4, 1e-4, 3e-4}));
  std::smatch m;
  ASSERT_TRUE(
      std::regex_search(picture, m, std::regex("Shown is the middle of the run, .* of it: (\\d+) of 5000 tiles")));
  EXPECT_GE(std::stoi(m[1]), 20);
  EXPECT_LE(std::stoi(m[1]), 40);
  EXPECT_LT(picture.size(), 100000u);
  EXPECT_GE(count(picture, "class=\"event\""), 60u);
}

TEST(timeline, has_round_ticks) {
  const std::string picture = drawn(ideal_run(12, 3, {0.002, 0.001, 0.002}));
  std::vector<double> ticks;
  static const std::regex pattern("class=\"tick\">([0-9.]+)<");
  for (std::sregex_iterator m(picture.begin(), picture.end(), pattern), end; m != end; ++m)
    ticks.push_back(std::stod((*m)[1]));
  EXPECT_EQ(ticks, (std::vector<double>{0, 5, 10, 15, 20, 25}));
  EXPECT_NE(picture.find("time since the start of the run, ms"), std::string::npos);
}

}  // namespace
