// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tessera/host/batch/run.hpp"

namespace tessera::cli {

/// What a batch will do: the plan for each kind of input, memory and device, and with `files` what becomes of each
/// file.
std::string explain(const pipeline& look, const std::vector<batch_job>& jobs, const batch_options& options, bool files);

}  // namespace tessera::cli
