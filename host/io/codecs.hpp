// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "tessera/host/io/input.hpp"
#include "tessera/host/io/output_file.hpp"

namespace tessera::inline v0::io {

std::unique_ptr<source> open_jpeg(input from, const read_options& options);
std::unique_ptr<sink> create_jpeg(const destination& to, const format& layout, const metadata& extra,
                                  const encode_options& options);
std::unique_ptr<source> open_png(input from, const read_options& options);
std::unique_ptr<sink> create_png(const destination& to, const format& layout, const metadata& extra,
                                 const encode_options& options);
std::unique_ptr<source> open_tiff(input from, const read_options& options);
std::unique_ptr<sink> create_tiff(const destination& to, const format& layout, const metadata& extra,
                                  const encode_options& options);
/// Frames of animations, each as it is shown: on top of those before it.
std::unique_ptr<source> open_gif(input from, const read_options& options);
std::unique_ptr<source> open_animated_png(input from, const read_options& options);
std::unique_ptr<source> open_animated_webp(input from, const read_options& options);
/// What OpenCV decodes and encodes, as a whole.
std::unique_ptr<source> open_other(input from, const file_type& type, const read_options& options);
std::unique_ptr<sink> create_other(const destination& to, const file_type& type, const format& layout,
                                   const metadata& extra, const encode_options& options);

/// As large as it gets.
inline std::uint64_t saturated_product(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

/// Throws `error` of kind limit if a picture that must be kept as a whole, for the reason given, takes more bytes than the options allow.
void check_whole(const input& from, std::uint64_t bytes_needed, const char* reason, const read_options& options);
/// Throws `error` of kind limit if the size is above the limit of the options, of kind unreadable if it is empty.
void check_size(const input& from, std::int64_t width, std::int64_t height, const read_options& options);

/// Throws `error` of kind not_found if the options ask for a page that a file of so many has not; names the number.
void check_page(const input& from, const read_options& options, int pages);

/// The value of a setting, or `otherwise`.
std::string setting(const encode_options& options, const char* key, const std::string& otherwise);
/// A setting as a whole number in [low, high]; throws `error` of kind usage.
int integer_setting(const encode_options& options, const char* key, int otherwise, int low, int high);
/// A setting that is on or off; throws `error` of kind usage.
bool flag_setting(const encode_options& options, const char* key, bool otherwise);

}  // namespace tessera::inline v0::io
