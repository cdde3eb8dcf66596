// SPDX-License-Identifier: Apache-2.0
#include "support/examples.hpp"

#include <filesystem>

namespace tessera::test {

pipeline example_of(const operator_info& info) {
  // Packed programs run in a tree that lies elsewhere.
  const std::filesystem::path looks = TESSERA_SOURCE_DIR "/samples/looks";
  return parse(info.example, std::filesystem::exists(looks) ? looks / "example.txt" : "samples/looks/example.txt");
}

}  // namespace tessera::test
