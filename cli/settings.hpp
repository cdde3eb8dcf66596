// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "options.hpp"
#include "tessera/host/batch/outputs.hpp"
#include "tessera/host/batch/run.hpp"
#include "tessera/host/device/selection.hpp"

namespace tessera::cli {

// Each reads what stands behind an option and throws `tessera::error` of kind usage that names it.

border_rule read_border(const std::string& text);
colour read_colour(const std::string& text, const std::string& parameter);
/// "640x480" or one number for both; `parameter` names it in errors.
extent read_extent(const std::string& text, const std::string& parameter);
/// A format by its name or extension: "png", ".jpg", "TIFF".
file_type read_format(const std::string& text);
encode_options read_encoding(const std::string& quality, const std::vector<std::string>& settings);
sample_type read_depth(const std::string& text);

/// Refuses a file that exists, unless it may be replaced.
void check_new_file(const std::string& path, bool overwrite);

/// Where to compute; refuses a device that this build or machine has not. Starts CUDA only where it is demanded.
std::shared_ptr<device_selection> read_device(const apply_options& options);

output_request read_outputs(const apply_options& options);
batch_options read_running(const apply_options& options);
/// What a picture may take; `base` is what the program itself does, 0 for what it does with one thread.
read_options read_limits(const limit_options& options, std::size_t base = 0);

}  // namespace tessera::cli
