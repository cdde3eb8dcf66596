// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "tessera/host/io/picture.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::inline v0 {

/// Whether the size of the result can be told only once the pixels were seen: a `trim` is among the operators.
bool depends_on_pixels(const pipeline& look);

/// The same pipeline with every `trim` as the crop that it comes to on one picture. `run(before, make)` makes a sink for the format of what the
/// pipeline `before` gives and writes all of its rows to it. Throws `error` where a second input would have to be looked at.
using row_sink = std::function<sink&(const format& made)>;
pipeline resolved(const pipeline& look, const std::function<void(const pipeline& before, const row_sink& make)>& run);

}  // namespace tessera::inline v0
