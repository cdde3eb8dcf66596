// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private to host/pipeline: a parameter's value from text and as text.

#include <functional>

#include "tessera/host/pipeline/lexer.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0::text {

/// Makes a second input of an item; `parameter` is named in slips.
using branch_reader = std::function<branch(const parameter_info& parameter, const item& from)>;

/// Reads what an argument says of a parameter. Throws `slip` where kind, unit or range is wrong.
parameter_value read_value(const parameter_info& parameter, const argument& from, const branch_reader& branches);

/// The shortest text of a valid value that `read_value` gives back.
std::string write_value(const operator_info& info, const parameter_info& parameter, const parameter_value& value);

/// The operator of a stage with its arguments set. Throws `slip`.
any_operator read_stage(const operator_info& info, const raw_stage& stage, const branch_reader& branches);

/// Sets a parameter; a fixed list of numbers of which fewer are given repeats the last one.
void assign(const parameter_info& parameter, void* op, const parameter_value& value);

/// A decimal number at the start of `text`, and what follows it. C-locale; nan, inf and hexadecimal are none.
struct leading_number {
  double value;
  std::string_view rest;
};
std::optional<leading_number> read_number(std::string_view text);

/// A colour of one item: #rgb, #rgba, #rrggbb, #rrggbbaa or a name.
std::optional<colour> read_colour_word(std::string_view word);

/// The name or the #-form that gives exactly this colour, or empty.
std::string write_colour_word(const colour& c);

}  // namespace tessera::inline v0::text
