// SPDX-License-Identifier: Apache-2.0
// What a pixel costs by the size of the picture, and what threads bring: u8 RGB of noise from memory into memory that was used before.
// benchmark_sizes [--megapixels=16,36,64,100,200,400] [--threads=1,2] [--rounds=7] [--simd=LEVEL] [--json=FILE]
// Medians of rounds that take all sizes in turn. The largest size takes 6 bytes of memory a pixel.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "processor_time.hpp"
#include "program.hpp"
#include "tessera/tessera.hpp"

namespace {

using namespace tessera;

struct settings {
  std::vector<double> megapixels{16, 36, 64, 100, 200, 400};
  std::vector<int> threads{1, 2};
  std::string simd, json;
  int rounds = 7;
};

template <class Number>
std::vector<Number> numbers(const std::string& text) {
  std::vector<Number> list;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) list.push_back(static_cast<Number>(std::stod(word)));
  return list;
}

settings read_settings(int argc, char** argv) {
  settings s;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i], value = word.substr(word.find('=') + 1);
    if (word.starts_with("--megapixels=")) s.megapixels = numbers<double>(value);
    else if (word.starts_with("--threads=")) s.threads = numbers<int>(value);
    else if (word.starts_with("--simd=")) s.simd = value;
    else if (word.starts_with("--json=")) s.json = value;
    else if (word.starts_with("--rounds=")) s.rounds = std::stoi(value);
    else throw std::runtime_error("unknown option " + word);
  }
  return s;
}

struct curve {
  const char* name;
  const char* pipeline;
};
constexpr curve curves[] = {{"gaussian 2", "gaussian 2"},
                            {"chain", "gain 1.2 -5% | gamma 2.2 | gaussian 2 | unsharp 1 0.8 | saturation 1.3"}};

/// Four to three.
format layout_of(double megapixels) {
  const double height = std::sqrt(1e6 * megapixels * 3 / 4);
  return make_format(sample_type::u8, 3, {std::llround(height * 4 / 3), std::llround(height)});
}

std::vector<std::byte> noise(std::size_t bytes) {
  std::vector<std::byte> made(bytes);
  std::uint64_t state = 1;
  for (std::byte& b : made)
    b = static_cast<std::byte>((state = state * 6364136223846793005u + 1442695040888963407u) >> 56);
  return made;
}

view picture_in(std::vector<std::byte>& memory, const format& layout) {
  return {memory.data(), static_cast<std::ptrdiff_t>(layout.row_bytes()), layout};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Nanoseconds for a pixel of each size.
struct costs {
  std::vector<std::vector<double>> wall, processor;  ///< by size
};

costs measure(engine& all, const pipeline& look, const settings& s, std::vector<std::byte>& from,
              std::vector<std::byte>& to) {
  const std::size_t count = s.megapixels.size();
  costs made{std::vector<std::vector<double>>(count), std::vector<std::vector<double>>(count)};
  for (int round = 0; round <= s.rounds; ++round)
    for (std::size_t k = 0; k < count; ++k) {
      const format layout = layout_of(s.megapixels[k]);
      const auto pixels = static_cast<double>(layout.size.width * layout.size.height);
      const auto start = std::chrono::steady_clock::now();
      const double busy = test::processor_time();
      all.run(look, picture_in(from, layout), picture_in(to, layout));
      const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
      if (round == 0) continue;  // the memory's first use
      made.wall[k].push_back(taken.count() / pixels);
      made.processor[k].push_back((test::processor_time() - busy) / pixels);
    }
  return made;
}

/// A line of the table, with how far the slowest size is above the fastest one.
void report(const std::string& name, const std::vector<double>& values) {
  fmt::print("{:<36}", name);
  for (const double v : values) fmt::print("{:>8.3f}", v);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  fmt::print("{:>8.0f}%\n", 100 * (*most / *least - 1));
}

int run(int argc, char** argv) {
  const settings s = read_settings(argc, argv);
  const double most = *std::max_element(s.megapixels.begin(), s.megapixels.end());
  const auto bytes = static_cast<std::size_t>(layout_of(most).row_bytes() * layout_of(most).size.height);
  std::vector<std::byte> from = noise(bytes), to(bytes);
  fmt::print("Nanoseconds for a pixel by megapixels    {:>6}   spread\n", fmt::join(s.megapixels, "  "));
  nlohmann::json results{{"megapixels", s.megapixels}, {"curves", nlohmann::json::array()}};
  for (const int threads : s.threads) {
    engine all(engine_options{.threads = threads, .simd = s.simd, .device = "cpu"});
    for (const curve& c : curves) {
      const costs made = measure(all, parse(c.pipeline), s, from, to);
      std::vector<double> wall, processor;
      for (const auto& values : made.wall) wall.push_back(median(values));
      for (const auto& values : made.processor) processor.push_back(median(values));
      const std::string name = fmt::format("{}, {} thread{}", c.name, threads, threads == 1 ? "" : "s");
      report(name, wall);
      report(name + ", processor", processor);
      results["curves"].push_back({{"name", c.name},
                                   {"pipeline", c.pipeline},
                                   {"threads", threads},
                                   {"nanoseconds_per_pixel", wall},
                                   {"processor_nanoseconds_per_pixel", processor}});
    }
  }
  if (!s.json.empty()) std::ofstream(s.json) << results.dump(1) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return tessera::test::run_program("benchmark_sizes", &run, argc, argv); }
