// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// What passes between the library and its OpenCV codec, a module loaded on first use: plain data and C functions, so that neither
/// depends on the other's C++ library.
extern "C" {

/// Pixels of a whole picture, RGB order, rows `pitch` bytes apart.
struct tessera_codec_picture {
  std::int64_t width, height, pitch;
  std::int32_t channels;
  std::int32_t sample;  ///< 0 u8, 1 u16, 2 f32
  void* pixels;
  void* owner;  ///< to be handed to `release`
};

/// A file in memory.
struct tessera_codec_file {
  const void* data;
  std::size_t size;
  void* owner;  ///< to be handed to `release`
};

/// The module's functions. Each returns 0, or 1 with a reason in `message`, or 2 where the picture is larger than OpenCV allows.
struct tessera_codec_table {
  std::int32_t version;
  std::int32_t (*decode)(const void* data, std::size_t size, tessera_codec_picture* out, char* message,
                         std::size_t message_size);
  std::int32_t (*encode)(const char* extension, const tessera_codec_picture* in, std::int32_t quality,
                         tessera_codec_file* out, char* message, std::size_t message_size);
  void (*release_picture)(void* owner);
  void (*release_file)(void* owner);
};
}

namespace tessera::inline v0::io {

inline constexpr std::int32_t codec_version = 2, codec_too_large = 2;
inline constexpr char codec_symbol[] = "tessera_opencv_codec";

/// The module's functions; loads it on the first call. Throws `error` of kind unsupported that says what to install.
const tessera_codec_table& opencv_codec();

}  // namespace tessera::inline v0::io
