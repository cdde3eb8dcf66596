// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private to host/pipeline: how names compare, and what a mistyped one may have meant.

#include <string>
#include <string_view>
#include <vector>

#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0::text {

/// The name with `-` as `_`, color as colour and grey as gray: two spellings of one name give the same text.
std::string canonical(std::string_view name);

/// The candidate that is most like `word`, or empty if none is alike.
std::string closest(std::string_view word, const std::vector<std::string>& candidates);

/// What to write instead of an operator's name that does not exist: the name here of a peer's operator, the closest name, or where to look.
std::string cure_for_unknown_operator(std::string_view name);

/// A name of other programs for an operator of ours.
struct peer_name {
  const char* theirs;  ///< lower case, without - and _
  const char* ours;
};

/// The known names of ImageMagick, libvips, sharp, ffmpeg, OpenCV and Pillow.
std::span<const peer_name> peer_names();

}  // namespace tessera::inline v0::text
