// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tessera/host/io/picture.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// The colours of the ICC profile in a file. Throws `error` that names it: not_found or unreadable, or usage where it is none or one that pictures of
/// RGB or gray cannot be brought to.
target_colours colours_of_file(const std::string& path);

/// What a picture with the format `out` carries that has been brought to these colours: their profile, in a PNG of sRGB the chunks that say so, and
/// EXIF that agrees.
metadata tagged(metadata extra, const target_colours& colours, const format& out, container kind);

/// Works out what brings pictures to wanted colours; remembers the last answer. For one thread.
class colour_changes {
 public:
  explicit colour_changes(target_colours to) : to_(std::move(to)) {}

  /// The stages for a picture of this format that carries `extra`: none where it has these colours already (within half a level of 255), and for
  /// `keep`. A profile that cannot be what the samples mean is left out of account, and a notice says so.
  const std::vector<prepared>& stages(const metadata& extra, const format& in, std::vector<std::string>& notices);

 private:
  target_colours to_;
  bytes profile_;
  format in_;
  bool known_ = false, adobe_ = false;
  std::vector<prepared> stages_;
  std::string notice_;
};

}  // namespace tessera::inline v0
