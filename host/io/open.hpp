// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0 {

class live_temporaries;

/// What a reader accepts; checked from the header, before memory is touched.
struct read_options {
  std::int64_t limit_pixels = std::int64_t{1} << 31;  ///< largest width times height (`--limit-pixels`)
  std::uint64_t limit_bytes = std::uint64_t{1}
                              << 32;  ///< largest input, or picture of `read`, that is kept in memory as a whole
  double limit_seconds = 0;           ///< that decoding may take (`--limit-seconds`); 0: any
  int threads = 1;                    ///< that read one picture together: one reads, the others help
  int page = 1;                       ///< of a TIFF with several, or the picture of an animation; from 1 (`--page`)
  int shrink = 1;            ///< 2, 4 or 8: a JPEG comes at that part of its size, rounded up; others come whole
  target_colours colours{};  ///< that `read` and `decode` give (`--colour`); a source's rows come as they are
};

/// A file format: its container, its name as people write it, and the extension that OpenCV knows it by.
struct file_type {
  container kind = container::other;
  std::string name;       ///< "JPEG", "WebP", ...
  std::string extension;  ///< ".jpg", ".webp", ...
  friend bool operator==(const file_type&, const file_type&) = default;
};

/// Opens a picture; its content, not its name, decides what it is. Throws `error`: not_found, unreadable (no permission, a folder,
/// empty, not a picture, damaged), unsupported, limit; not_found too where the file has no such page.
std::unique_ptr<source> open_source(const std::string& path, const read_options& options = {});

/// Opens a picture in memory, which the caller keeps alive; `name` stands for it in errors.
std::unique_ptr<source> open_source(std::span<const std::byte> data, const read_options& options = {},
                                    const std::string& name = "the picture in memory");

/// The same for memory that is taken over.
std::unique_ptr<source> open_source(bytes&& data, const read_options& options = {},
                                    const std::string& name = "the picture in memory");

/// Everything that a descriptor (standard input) gives until its end; throws `error` beyond `limit_bytes`.
bytes read_all(int descriptor, const std::string& name, const read_options& options = {});

/// Where a picture goes: a path (a temporary beside it, renamed by `finish`), bytes in memory, or an open descriptor.
struct destination {
  std::string path;                  ///< also the name in errors
  bytes* memory = nullptr;           ///< filled by `finish`
  int descriptor = -1;               ///< not closed
  live_temporaries* live = nullptr;  ///< where the temporary is listed for a signal handler; may be null

  static destination to_path(std::string path, live_temporaries* live = nullptr) {
    return {std::move(path), nullptr, -1, live};
  }
  static destination to_memory(bytes& memory) { return {"the picture in memory", &memory, -1, nullptr}; }
  static destination to_descriptor(int descriptor, std::string name) {
    return {std::move(name), nullptr, descriptor, nullptr};
  }
};

/// Opens a picture for writing in a format for which `storable` returns it unchanged. The rows come upright: orientation is
/// reset in what `extra` carries. Throws `error`: usage (settings), unsupported, not_found, unreadable, no_space.
std::unique_ptr<sink> open_sink(const destination& to, const file_type& type, const format& layout,
                                const metadata& extra = {}, const encode_options& options = {});

/// The nearest format that a file of that type can hold: sample type, channel count and alpha; the size stays.
format storable(const file_type& type, const format& wanted, const encode_options& options = {});

/// The levels and tiles that such a file will hold, in words; nothing for files without.
std::string describe_levels(const file_type& type, const format& layout, const encode_options& options);

/// The folder that is written beside an output of this name: out_files for out.dzi. Empty for outputs that are one file.
std::string folder_of_parts(const std::string& path);

/// Upper bound of the bytes that writing such a picture takes.
std::size_t encoder_memory(const file_type& type, const format& layout, const encode_options& options);

/// Throws `error` of kind usage if a setting or the quality does not suit the type; names the valid ones.
void check_settings(const file_type& type, const encode_options& options);

/// The options with what "like the input" means filled in: quality where `keep_quality` is set, lossless compression of a TIFF.
encode_options like_input(encode_options options, const picture_info& input);

/// What still holds once pixels have changed their places: without georeference and Photoshop's paths.
metadata without_places(metadata extra);

/// The type that the extension of a name stands for, if it is one that can be written.
std::optional<file_type> container_of_name(std::string_view path);

/// The type of a file by its first bytes (32 are enough).
std::optional<file_type> container_of_content(std::span<const std::byte> head);

/// The extensions that can be written, without dots: "jpg", "jpeg", "png", ...
const std::vector<std::string>& writable_extensions();

}  // namespace tessera::inline v0
