// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <string_view>

#include "fuzz/target.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

std::vector<std::string> seeds() {
  return {"gaussian 2 | unsharp 1 0.8 | gamma 2.2",
          "resize 50% filter=area | crop 10x8 x=1 y=2",
          "blend (input | gaussian 30) soft_light opacity=0.5",
          "overlay ('a b.png' | resize 10%) gravity=southeast",
          "convolve 0,-1,0,-1,5,-1,0,-1,0 offset=10%",
          "flatten #fa08 | threshold 50% # not a comment"};
}

/// Any text is a pipeline that reads back from its own text, or a usage error. `@` is left out: files are not the parser's input here.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.find('@') != std::string_view::npos) return -1;
  try {
    const tessera::pipeline p = tessera::parse(text);
    if (!(tessera::parse(tessera::print(p)) == p)) std::abort();
  } catch (const tessera::error& e) {
    if (e.kind() != tessera::error_kind::usage) std::abort();
  }
  return 0;
}
