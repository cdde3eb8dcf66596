// SPDX-License-Identifier: Apache-2.0
// Where there is no libFuzzer: fuzz_NAME COUNT [SEED] tries so many inputs, good ones that have been damaged at random; fuzz_NAME --seeds FOLDER writes
// the good ones for libFuzzer to start from; fuzz_NAME FILE... tries files.
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

#include "fuzz/target.hpp"

namespace {

class damage {
 public:
  explicit damage(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random_() % n); }

  std::string of(const std::vector<std::string>& good) {
    std::string text = good[below(good.size())];
    for (std::size_t times = 1 + below(8); times > 0; --times) change(text, good[below(good.size())]);
    return text;
  }

 private:
  void change(std::string& text, const std::string& other) {
    const std::size_t at = below(text.size() + 1), length = below(1 + below(64));
    switch (below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random_());
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 2:  // counts and offsets at their limits
        for (std::size_t i = at; i < text.size() && i < at + 4; ++i) text[i] = below(2) ? '\xff' : '\0';
        break;
      case 3:
        text.erase(at, length);
        break;
      case 4:
        text.insert(at, text.substr(below(text.size() + 1), length));
        break;
      case 5:
        text.replace(at, length, other, below(other.size() + 1), length);
        break;
      default:
        if (below(4) == 0) text.resize(at);
        break;
    }
  }

  std::mt19937 random_;
};

void try_one(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

bool read_number(std::string_view text, unsigned& number) {
  return std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> good = seeds();
  unsigned count = 0, seed = 1;
  if (argc == 3 && std::string_view(argv[1]) == "--seeds") {
    for (std::size_t i = 0; i < good.size(); ++i)
      std::ofstream(argv[2] + ("/" + std::to_string(i)), std::ios::binary) << good[i];
    return 0;
  }
  if (argc < 2 || !read_number(argv[1], count)) {
    for (int i = 1; i < argc; ++i) {
      std::ifstream in(argv[i], std::ios::binary);
      try_one({std::istreambuf_iterator<char>(in), {}});
    }
    return argc < 2 ? 2 : 0;
  }
  if (argc > 2) read_number(argv[2], seed);
  for (const std::string& text : good) try_one(text);
  damage random(seed);
  for (unsigned i = 0; i < count; ++i) try_one(random.of(good));
  std::printf("%u inputs from %zu good ones\n", count, good.size());
  return 0;
}
