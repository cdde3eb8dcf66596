// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// An operator that is this one stage, whatever comes in: for composites whose parts depend on the picture, returned by prepare(format).
any_operator as_operator(const char* name, prepared stage);

/// Whether stages, one after the other, make each sample of u8 from one of u8, wherever that lies, through whatever types: they are a table of 256 bytes.
/// `in` is what the first one takes.
bool is_byte_table(std::span<const prepared> stages, const format& in);

}  // namespace tessera::inline v0
