// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tessera::cli {

/// Writes to standard output, where results go; throws `closed_output` if nobody reads it any more, `tessera::error` if
/// it cannot be written.
void print(std::string_view text);

/// Ends standard output in order; returns 0, or throws as `print` does.
int flush_results();

/// Standard output was closed by its reader.
struct closed_output {};

/// Whether nobody reads standard output any more.
bool is_output_closed();

/// Writes "tessera: text" to standard error, for people. A reader who went away is ignored.
void complain(std::string_view text);

/// Writes text as it is to standard error.
void note(std::string_view text);

/// Whether standard error is a terminal that understands carriage returns.
bool has_progress_bar();

/// Red on a terminal, unless NO_COLOR is set.
std::string red(std::string_view text);

/// Columns of the terminal behind standard error, 80 if unknown.
int terminal_width();

/// Fit for a terminal: control characters are shown as "?".
std::string printable(std::string_view text);

}  // namespace tessera::cli
