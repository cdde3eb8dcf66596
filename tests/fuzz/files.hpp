// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

/// Small pictures of the type that an extension such as ".tif" stands for: with and without alpha, in every compression and layout, with metadata.
std::vector<std::string> small_files(const std::string& extension);
