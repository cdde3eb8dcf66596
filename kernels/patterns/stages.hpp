// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// An operator that is this one stage, whatever comes in: for composites whose parts depend on the picture, returned by prepare(format).
any_operator as_operator(const char* name, prepared stage);

/// Whether a stage makes each sample of u8 from that sample alone, wherever it lies: then it is a table of 256 bytes. `in` is what it takes.
bool is_byte_table(const prepared& stage, const format& in);
/// The same for stages one after the other.
bool is_byte_table(std::span<const prepared> stages, format in);

}  // namespace tessera::inline v0
