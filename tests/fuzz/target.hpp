// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// What a fuzzer calls: any input is dealt with or refused by an error of ours; all else ends the process.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

/// Good inputs to start from.
std::vector<std::string> seeds();
