// SPDX-License-Identifier: Apache-2.0
#pragma once

// What messages, help and the pipeline language say of a parameter. Free of locales.

#include <optional>
#include <string>

#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// The shortest decimal text that reads back as `value`; one that is exactly a float's is written as that float (0.1f is "0.1").
std::string number_text(double value);

/// Same as above for a value kept as a double, always to the last bit.
std::string exact_number_text(double value);

/// What is wrong with a value, as a sentence without its subject ("300 is outside 0.1..250"); nothing if it is valid. `shown` stands for the
/// value as the user wrote it.
std::optional<std::string> fault_of(const parameter_info& parameter, const parameter_value& value,
                                    const std::string& shown = {});

/// "inside, cover or exact".
std::string word_list(const parameter_info& parameter);

/// Colours and numbers compare as floats, since limits and members may be floats of a decimal such as 0.1.
bool within(const parameter_info& parameter, double value);

}  // namespace tessera::inline v0
