// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "support/oracle_neighbourhood.hpp"

namespace tessera::tests {

/// Within a level (f32: 1e-5) of the oracle, and the same bits at every SIMD level and however the picture is cut.
void expect_right(const prepared& stage, const picture& in, const levels& expected, border_kind border);

/// The same where `wrong` says what a result has of faults, in words.
void expect_right(const prepared& stage, const picture& in, border_kind border,
                  const std::function<std::string(const picture& got)>& wrong);

/// The operator's one stage.
prepared stage_of(const any_operator& op, const format& f);

/// Calls check(picture, border) with noise of every format in awkward sizes, and with hard pictures of three and four channels at every border.
void for_hard_cases(const std::function<void(const picture& in, border_kind border)>& check);

}  // namespace tessera::tests
