// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/cube_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace tessera::inline v0 {

namespace {

/// What a file of either kind holds.
struct cube {
  int size = 0, dimensions = 0;
  std::array<float, 3> low{0, 0, 0}, high{1, 1, 1};
  std::vector<float> rows;
};

constexpr int largest_grid = 129, largest_curve = 65536;

class reader {
 public:
  explicit reader(const std::string& path) : path_(path), file_(path) {
    if (!file_)
      throw error(errno == ENOENT ? error_kind::not_found : error_kind::unreadable,
                  fmt::format("cannot read {}: {}", path, std::generic_category().message(errno)))
          .with_file(path)
          .with_parameter("file");
  }

  cube read() {
    for (std::string line; std::getline(file_, line);) {
      ++line_;
      if (line_ == 1 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
      read_line(line);
    }
    if (file_.bad()) refuse("the file breaks off");
    if (made_.size == 0) refuse("no LUT_1D_SIZE or LUT_3D_SIZE; is this a .cube file?");
    if (made_.rows.size() != wanted())
      refuse(fmt::format("{} rows of a table of {}", made_.rows.size() / 3, wanted() / 3));
    for (std::size_t c = 0; c < 3; ++c)
      if (!(made_.low[c] < made_.high[c])) refuse("DOMAIN_MIN must be below DOMAIN_MAX");
    return std::move(made_);
  }

 private:
  [[noreturn]] void refuse(const std::string& sentence) const {
    throw error(error_kind::unsupported, fmt::format("{}:{}: {}", path_, line_, sentence))
        .with_file(path_)
        .with_parameter("file");
  }

  std::size_t wanted() const {
    const auto size = static_cast<std::size_t>(made_.size);
    return made_.dimensions == 3 ? 3 * size * size * size : 3 * size;
  }

  /// The words of a line; a title may hold anything.
  void read_line(std::string_view line) {
    words_.clear();
    while (!line.empty() && line.front() != '#') {
      const std::size_t blank = std::min(line.find_first_of(" \t\r"), line.size());
      if (blank > 0) words_.push_back(line.substr(0, blank));
      line.remove_prefix(std::min(line.size(), blank + 1));
    }
    if (words_.empty() || words_[0] == "TITLE") return;
    const char first = words_[0].front();
    if ((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z')) read_keyword();
    else read_row();
  }

  void read_keyword() {
    const std::string_view key = words_[0];
    if (key == "LUT_1D_SIZE") set_size(1, largest_curve);
    else if (key == "LUT_3D_SIZE") set_size(3, largest_grid);
    else if (key == "DOMAIN_MIN") made_.low = numbers_after(1);
    else if (key == "DOMAIN_MAX") made_.high = numbers_after(1);
    else if (key == "LUT_1D_INPUT_RANGE" || key == "LUT_3D_INPUT_RANGE") {
      if (words_.size() != 3) refuse(fmt::format("{} takes two numbers", key));
      made_.low.fill(number(words_[1]));
      made_.high.fill(number(words_[2]));
    } else refuse(fmt::format("no keyword of .cube files: {}", key.substr(0, 40)));
  }

  void set_size(int dimensions, int largest) {
    if (made_.size != 0) refuse("the size is given twice");
    const float size = words_.size() == 2 ? number(words_[1]) : 0;
    if (size < 2 || size > static_cast<float>(largest) || size != std::trunc(size))
      refuse(fmt::format("{} takes a whole number from 2 to {}", words_[0], largest));
    made_.size = static_cast<int>(size);
    made_.dimensions = dimensions;
    made_.rows.reserve(wanted());
  }

  void read_row() {
    if (made_.size == 0) refuse("numbers before the table's size");
    if (made_.rows.size() == wanted()) refuse(fmt::format("more than {} rows", wanted() / 3));
    const auto row = numbers_after(0);
    made_.rows.insert(made_.rows.end(), row.begin(), row.end());
  }

  std::array<float, 3> numbers_after(std::size_t skipped) const {
    if (words_.size() != skipped + 3) refuse("three numbers are wanted");
    return {number(words_[skipped]), number(words_[skipped + 1]), number(words_[skipped + 2])};
  }

  float number(std::string_view word) const {
    if (word.starts_with('+')) word.remove_prefix(1);
    float value = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (fault != std::errc() || end != word.data() + word.size() || !std::isfinite(value))
      refuse(fmt::format("\"{}\" is not a number", word.substr(0, 40)));
    return value;
  }

  std::string path_;
  std::ifstream file_;
  int line_ = 0;
  std::vector<std::string_view> words_;
  cube made_;
};

cube read_cube(const std::string& path, int dimensions, const char* cure) {
  cube made = reader(path).read();
  if (made.dimensions != dimensions)
    throw error(error_kind::unsupported, fmt::format("{}: holds a table of {} dimension{}; write {}", path,
                                                     made.dimensions, made.dimensions == 1 ? "" : "s", cure))
        .with_file(path)
        .with_parameter("file");
  return made;
}

/// A sample in fractions of white.
float fraction_at(const const_view& picture, std::int64_t x, std::int64_t y, int channel) {
  const auto* at = picture.row(y) + x * picture.format.pixel_bytes();
  const auto sample = [&]<class T>(T) {
    return static_cast<float>(reinterpret_cast<const T*>(at)[channel]) / white<T>;
  };
  switch (picture.format.type) {
    case sample_type::u8:
      return sample(u8{});
    case sample_type::u16:
      return sample(u16{});
    default:
      return sample(f32{});
  }
}

double value_at(const cube_curve& curve, std::size_t channel, double v) {
  const double low = curve.low[channel], high = curve.high[channel];
  const double at = std::clamp((v - low) / (high - low), 0.0, 1.0) * (curve.size - 1);
  const auto left = static_cast<std::size_t>(std::min(std::floor(at), static_cast<double>(curve.size - 2)));
  const double a = curve.rows[3 * left + channel], b = curve.rows[3 * left + 3 + channel];
  return a + (b - a) * (at - static_cast<double>(left));
}

}  // namespace

colour_table read_colour_table(const std::string& path) {
  cube made = read_cube(path, 3, "lut");
  return {made.size, made.low, made.high, std::make_shared<const std::vector<float>>(std::move(made.rows))};
}

cube_curve read_cube_curve(const std::string& path) {
  cube made = read_cube(path, 1, "lut3d");
  return {made.size, made.low, made.high, std::move(made.rows)};
}

bool is_cube_file(const std::string& path) {
  const std::string_view end = ".cube";
  return path.size() >= end.size() && std::equal(end.rbegin(), end.rend(), path.rbegin(), [](char wanted, char c) {
           return wanted == (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
         });
}

cube_curve curve_of_row(const const_view& row, const std::string& path) {
  const format& f = row.format;
  const std::int64_t count = std::max(f.size.width, f.size.height);
  if (std::min(f.size.width, f.size.height) != 1 || count < 2 || count > largest_curve)
    throw error(error_kind::unsupported, fmt::format("{} has {}x{} pixels; a table is one row or one column of 2 to {}",
                                                     path, f.size.width, f.size.height, largest_curve))
        .with_file(path)
        .with_parameter("file");
  cube_curve curve;
  curve.size = static_cast<int>(count);
  for (std::int64_t i = 0; i < count; ++i)
    for (int c = 0; c < 3; ++c) {
      const std::int64_t x = f.size.height == 1 ? i : 0, y = f.size.height == 1 ? 0 : i;
      curve.rows.push_back(fraction_at(row, x, y, f.colour_channels() == 1 ? 0 : c));
    }
  return curve;
}

lookup curve_lookup(const cube_curve& curve, sample_type type) {
  lookup table;
  table.entries = type == sample_type::u8 ? 256 : 65536;
  for (std::size_t c = 0; c < 3; ++c)
    for (int i = 0; i < table.entries; ++i)
      table.values.push_back(static_cast<float>(value_at(curve, c, static_cast<double>(i) / (table.entries - 1))));
  const auto part = [&](int c) { return table.values.begin() + std::ptrdiff_t{c} * table.entries; };
  const bool same = std::equal(part(0), part(1), part(1)) && std::equal(part(0), part(1), part(2));
  table.tables = same ? 1 : 3;
  table.values.resize(static_cast<std::size_t>(table.entries) * static_cast<std::size_t>(table.tables));
  return table;
}

}  // namespace tessera::inline v0
