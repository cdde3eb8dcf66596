// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/sizing.hpp"

#include <algorithm>
#include <cmath>

#include "tessera/kernels/patterns/stages.hpp"

namespace tessera::inline v0 {

namespace {

/// Half up and at least 1; not beyond what an int64 holds.
std::int64_t whole_pixels(double v) { return static_cast<std::int64_t>(std::clamp(std::floor(v + 0.5), 1.0, 0x1p62)); }

double allowed_scale(double scale, change allowed) {
  if (allowed == change::shrink) return std::min(scale, 1.0);
  return allowed == change::enlarge ? std::max(scale, 1.0) : scale;
}

std::int64_t allowed_side(std::int64_t wish, std::int64_t in, change allowed) {
  if (allowed == change::shrink) return std::min(wish, in);
  return allowed == change::enlarge ? std::max(wish, in) : wish;
}

/// The size that keeps the aspect; the side that binds is exact.
extent inside_size(const dimensions& wish, extent in) {
  const double width = static_cast<double>(in.width), height = static_cast<double>(in.height);
  const bool by_width = wish.width > 0 && (wish.height <= 0 || wish.width * height <= wish.height * width);
  if (by_width) return {whole_pixels(wish.width), whole_pixels(height * wish.width / width)};
  return {whole_pixels(width * wish.height / height), whole_pixels(wish.height)};
}

/// 0, 1 or 2: left, centre, right, and top, centre, bottom.
int column_of(gravity where) { return static_cast<int>(where) % 3; }
int row_of(gravity where) { return static_cast<int>(where) / 3; }

resample covering(const dimensions& wish, change allowed, extent in, gravity kept) {
  const double width = static_cast<double>(in.width), height = static_cast<double>(in.height);
  const double scale = allowed_scale(std::max(wish.width / width, wish.height / height), allowed);
  resample r;
  r.out = {std::min(whole_pixels(wish.width), whole_pixels(width * scale)),
           std::min(whole_pixels(wish.height), whole_pixels(height * scale))};
  const double shown_x = std::min(width, static_cast<double>(r.out.width) / scale);
  const double shown_y = std::min(height, static_cast<double>(r.out.height) / scale);
  r.x0 = (width - shown_x) * static_cast<double>(column_of(kept)) / 2, r.x1 = r.x0 + shown_x;
  r.y0 = (height - shown_y) * static_cast<double>(row_of(kept)) / 2, r.y1 = r.y0 + shown_y;
  if (scale == 1)
    r.x0 = std::floor(r.x0), r.x1 = r.x0 + shown_x, r.y0 = std::floor(r.y0), r.y1 = r.y0 + shown_y;  // a plain crop
  return r;
}

std::int64_t place(int third, std::int64_t whole, std::int64_t part, std::int64_t offset) {
  if (third == 0) return offset;
  return third == 1 ? (whole - part) / 2 + offset : whole - part - offset;
}

}  // namespace

std::int64_t place_x(gravity where, std::int64_t whole, std::int64_t part, std::int64_t offset) {
  return place(column_of(where), whole, part, offset);
}

std::int64_t place_y(gravity where, std::int64_t whole, std::int64_t part, std::int64_t offset) {
  return place(row_of(where), whole, part, offset);
}

void check_size(const char* operator_name, extent size) {
  if (size.width <= largest_side && size.height <= largest_side) return;
  throw error(error_kind::usage, std::string(operator_name) + ": the result would be " + std::to_string(size.width) +
                                     "x" + std::to_string(size.height) + " pixels; no side may be above " +
                                     std::to_string(largest_side) + ", ask for less")
      .with_operator(operator_name);
}

recipe blocks(const char* operator_name, std::int64_t side, const format& in) {
  const extent count{(in.size.width + side - 1) / side, (in.size.height + side - 1) / side};
  const double length = static_cast<double>(side);
  resample means{resample::filter::area, count};
  means.x1 = static_cast<double>(count.width) * length, means.y1 = static_cast<double>(count.height) * length;
  resample spread{resample::filter::nearest, in.size};
  spread.x1 = static_cast<double>(in.size.width) / length, spread.y1 = static_cast<double>(in.size.height) / length;
  format small = in;
  small.size = count;
  return {as_operator(operator_name, {means, small}), as_operator(operator_name, {spread, in})};
}

void check_given(const char* operator_name, const dimensions& size) {
  if (size.width > 0 || size.height > 0) return;
  throw error(error_kind::usage,
              std::string(operator_name) + ": no size given; write " + operator_name + " 800, x600, 800x600 or 50%")
      .with_operator(operator_name)
      .with_parameter("size");
}

void check_inside(extent part, std::int64_t left, std::int64_t top, extent in) {
  if (left >= 0 && top >= 0 && left + part.width <= in.width && top + part.height <= in.height) return;
  const auto text = [](extent e) { return std::to_string(e.width) + "x" + std::to_string(e.height); };
  const std::string cure = part.width > in.width || part.height > in.height
                               ? "ask for at most the picture's size, or pad it first"
                               : "x may be 0 to " + std::to_string(in.width - part.width) + " and y 0 to " +
                                     std::to_string(in.height - part.height) +
                                     " from the left and top for this size, or pad it first";
  throw error(error_kind::usage, "crop: " + text(part) + " at " + std::to_string(left) + "," + std::to_string(top) +
                                     " reaches outside of the picture of " + text(in) + "; " + cure)
      .with_operator("crop")
      .with_parameter("size");
}

extent plain_size(const dimensions& wish, extent in) {
  const auto side = [&](double wished, std::int64_t size) {
    if (wished <= 0) return size;
    return whole_pixels(wish.percent ? static_cast<double>(size) * wished / 100 : wished);
  };
  return {side(wish.width, in.width), side(wish.height, in.height)};
}

resample fitted(const dimensions& wish, fit how, change allowed, extent in, gravity kept) {
  const bool both = wish.width > 0 && wish.height > 0;
  resample r;
  if (how == fit::exact || wish.percent) {
    dimensions sides = wish;
    if (how != fit::exact && !both) sides.width = sides.height = std::max(wish.width, wish.height);
    const extent size = plain_size(sides, in);
    r.out = {allowed_side(size.width, in.width, allowed), allowed_side(size.height, in.height, allowed)};
    return r;
  }
  if (how == fit::cover && both) return covering(wish, allowed, in, kept);
  const bool grows = (wish.width <= 0 || wish.width > static_cast<double>(in.width)) &&
                     (wish.height <= 0 || wish.height > static_cast<double>(in.height));
  r.out = (allowed == change::shrink && grows) || (allowed == change::enlarge && !grows) ? in : inside_size(wish, in);
  return r;
}

}  // namespace tessera::inline v0
