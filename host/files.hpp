// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tessera/host/image.hpp"
#include "tessera/host/io/open.hpp"

namespace tessera::inline v0 {

/// A picture from a file, turned upright; its content, not its name, decides what it is. Throws `error` naming the file.
image read(const std::string& path, const read_options& options = {});

/// A picture from a file's bytes, turned upright. Throws `error`.
image decode(std::span<const std::byte> file, const read_options& options = {});

/// Writes a picture in the format that the path's extension stands for, replacing what is there once it is complete. What the format
/// cannot hold is converted: alpha is flattened on `options.background`, samples are rounded. Throws `error` naming the file.
void write(const const_view& picture, const std::string& path, const encode_options& options = {},
           const metadata& extra = {});

/// The bytes of a file in the format that `extension` (".jpg", "png") stands for; converts as `write` does. Throws `error`.
bytes encode(const const_view& picture, std::string_view extension, const encode_options& options = {},
             const metadata& extra = {});

}  // namespace tessera::inline v0
