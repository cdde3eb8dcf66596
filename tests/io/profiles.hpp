// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>

#include "tessera/host/image.hpp"
#include "tessera/host/io/colours.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace pictures {

using tessera::bytes;
using tessera::image;
using tessera::target_colours;

/// ICC profiles made for tests, by name: "adobe", "p3", "prophoto" and "srgb" are curves of one power or of sRGB and a matrix; "table" has sRGB's
/// curve as a table of 1024 numbers; "swapped" is none that is near any other; "lut" goes by tables of colours; "gray18" and "dot gain" are for gray.
bytes profile(const std::string& name);

/// One that no picture of RGB or gray can have.
bytes cmyk_profile();

/// What Little CMS makes of colours in floats, relative colorimetric with black point compensation: three numbers, of gray the same ones.
class by_lcms {
 public:
  by_lcms(const bytes& from, const bytes& to);
  std::array<double, 3> operator()(const std::array<double, 3>& colour) const;

 private:
  std::shared_ptr<void> way_;
  bool gray_;
};

target_colours to_profile(const bytes& file);

/// A picture with that embedded profile as it enters a pipeline.
image brought(const image& in, const bytes& embedded, const target_colours& to, const tessera::plan_options& more = {},
              std::vector<std::string>* notices = nullptr);

/// Every level of 8 bits in the first row, all channels alike, and noise below.
image levels_of(const tessera::format& f);

}  // namespace pictures
