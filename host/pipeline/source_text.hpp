// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private to host/pipeline: where a word of a pipeline stands, and errors that point at it.

#include <cstddef>
#include <string>
#include <string_view>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::text {

/// A pipeline's text and the file that it comes from (empty: the command line or the program).
struct source_text {
  std::string text;
  std::string origin;
};

/// Bytes [begin, end) of a source text.
struct span {
  std::size_t begin = 0, end = 0;
};

/// What an error says beside its place.
struct slip {
  span where;
  std::string sentence;
  std::string parameter;       ///< stands behind the caret; may be empty
  std::string file = {};       ///< the file concerned if it is not the source itself
  bool lacks_subject = false;  ///< the sentence starts with the value: "300 is outside 0.1..250"
};

/// The usage error for a slip in stage `stage` (counted from 1): place, stage, sentence, the line and a caret under the word.
error make_error(const source_text& source, int stage, const std::string& operator_name, const slip& what);

/// A user's word in quotes, cut if long, with control characters replaced: fit for a message.
std::string in_quotes(std::string_view word);

/// Control characters replaced.
std::string printable(std::string_view text);

}  // namespace tessera::inline v0::text
