// SPDX-License-Identifier: Apache-2.0
// What a sample costs: every operator on all 12 pairs of sample type and channels, in one thread, in memory that was used before.
// benchmark_formats [--only=NAME] [--rounds=5] [--megabytes=6] [--simd=LEVEL] [--json=FILE]
// Pictures have as many bytes in each format, so that all of them lie in the same level of memory: 2 megapixels of u8 RGB unless said.
// Processor time, medians of rounds that take all formats in turn. Samples and bytes are the mean of what goes in and out; ratios are
// those of the time per byte to that of u8 RGB (or the first format that the operator takes).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "format_reasons.hpp"
#include "processor_time.hpp"
#include "program.hpp"
#include "support/examples.hpp"
#include "support/pictures.hpp"
#include "tessera/tessera.hpp"

namespace {

using namespace tessera;
using namespace tessera::test;

struct settings {
  std::string only, simd, json;
  int rounds = 5;
  double megabytes = 6;
};

settings read_settings(int argc, char** argv) {
  settings s;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i], value = word.substr(word.find('=') + 1);
    if (word.starts_with("--only=")) s.only = value;
    else if (word.starts_with("--simd=")) s.simd = value;
    else if (word.starts_with("--json=")) s.json = value;
    else if (word.starts_with("--rounds=")) s.rounds = std::stoi(value);
    else if (word.starts_with("--megabytes=")) s.megabytes = std::stod(value);
    else throw std::runtime_error("unknown option " + word);
  }
  return s;
}

/// One operator on one format.
struct cell {
  format in;
  double samples = 0, bytes = 0;
  std::function<void()> work{};
  std::vector<double> times{};  ///< nanoseconds of a run
  std::string refusal{};

  double per_sample() { return median() / samples; }
  double per_byte() { return median() / bytes; }
  double median() {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }
};

/// Nanoseconds of a run; short ones are repeated for 8 milliseconds.
double time_of(const std::function<void()>& work) {
  const double start = processor_time();
  for (int runs = 1;; ++runs) {
    work();
    const double taken = processor_time() - start;
    if (taken > 8e6) return taken / runs;
  }
}

/// The defaults where they are enough, else the example; second pictures are the input, mirrored: hardly any work.
pipeline shown(const operator_info& info) {
  for (const parameter_info& p : info.parameters)
    if (p.required)
      return p.kind == value_kind::branch ? parse(fmt::format("{} (input | flop)", info.name)) : example_of(info);
  return any_operator(info, info.create());
}

cell prepare(engine& all, const pipeline& look, const image& in) {
  cell made{in.format()};
  const auto size_in = static_cast<double>(in.format().size.width * in.format().size.height);
  const auto count = [&](const format& out) {
    const auto size_out = static_cast<double>(out.size.width * out.size.height);
    made.samples = (size_in * in.format().channels + size_out * out.channels) / 2;
    made.bytes =
        (size_in * static_cast<double>(in.format().pixel_bytes()) + size_out * static_cast<double>(out.pixel_bytes())) /
        2;
  };
  try {
    image out = all.run(look, in);
    count(out.format());
    made.work = [&all, look, &in, out]() mutable { all.run(look, in, out.edit()); };
  } catch (const error& refusal) {
    made.refusal = refusal.what();
  }
  return made;
}

std::vector<cell> measure(engine& all, const pipeline& look, const std::vector<image>& pictures, int rounds) {
  std::vector<cell> cells;
  for (const image& in : pictures) cells.push_back(prepare(all, look, in));
  for (int round = 0; round < rounds; ++round)
    for (cell& c : cells)
      if (c.work) c.times.push_back(time_of(c.work));
  return cells;
}

std::string name_of_format(const format& f) { return fmt::format("{}x{}", name_of(f.type), f.channels); }

/// What the others are compared with; null where the operator takes none of the formats.
cell* reference(std::vector<cell>& cells) {
  const auto rgb = std::find_if(cells.begin(), cells.end(), [](const cell& c) {
    return c.work && c.in.type == sample_type::u8 && c.in.channels == 3;
  });
  if (rgb != cells.end()) return &*rgb;
  const auto first = std::find_if(cells.begin(), cells.end(), [](const cell& c) { return bool(c.work); });
  return first == cells.end() ? nullptr : &*first;
}

/// A scene of three to two.
image picture_of(format layout, double bytes) {
  const double height = std::sqrt(bytes / static_cast<double>(layout.pixel_bytes()) / 1.5);
  layout.size = {std::llround(1.5 * height), std::llround(height)};
  return picture(layout, look::scene);
}

/// Prints an operator's line and what is above the limit; how many of that have no reason.
int report(const operator_info& info, const pipeline& look, std::vector<cell>& cells, nlohmann::json& results) {
  constexpr double limit = 3;
  cell* base = reference(cells);
  fmt::print("{:<22}", info.name);
  if (!base) {
    fmt::print(" left out: {}\n", cells.front().refusal);
    return 0;
  }
  int unexplained = 0;
  std::string above;
  for (cell& c : cells) {
    if (!c.work) {
      fmt::print("{:>9}", "-");
      continue;
    }
    const double ratio = c.per_byte() / base->per_byte();
    const std::string why = ratio > limit ? reason_of(info.name, c.in) : "";
    fmt::print("{:>8.2f}{}", c.per_sample(), ratio > limit ? '*' : ' ');
    if (ratio > limit)
      above += fmt::format("    {} {:.1f}: {}\n", name_of_format(c.in), ratio, why.empty() ? "?" : why);
    unexplained += ratio > limit && why.empty() ? 1 : 0;
    results.push_back({{"operator", info.name},
                       {"pipeline", print(look)},
                       {"type", name_of(c.in.type)},
                       {"channels", c.in.channels},
                       {"nanoseconds_per_sample", c.per_sample()},
                       {"ratio_per_byte", ratio},
                       {"reason", why}});
  }
  fmt::print("\n{}", above);
  return unexplained;
}

int run(int argc, char** argv) {
  const settings s = read_settings(argc, argv);
  engine all(engine_options{.threads = 1, .simd = s.simd, .device = "cpu"});
  std::vector<image> pictures;
  for (const format& f : all_formats({})) pictures.push_back(picture_of(f, 1e6 * s.megabytes));
  fmt::print(
      "{} megabytes, nanoseconds of processor time for a sample; * above 3 times what u8x3 takes for a byte\n{:<22}",
      s.megabytes, "");
  for (const image& in : pictures) fmt::print("{:>8} ", name_of_format(in.format()));
  fmt::print("\n");
  nlohmann::json results = nlohmann::json::array();
  int unexplained = 0;
  for (const operator_info* info : operators()) {
    if (std::string_view(info->name).find(s.only) == std::string_view::npos) continue;
    const pipeline look = shown(*info);
    std::vector<cell> cells = measure(all, look, pictures, s.rounds);
    unexplained += report(*info, look, cells, results);
    std::fflush(stdout);
  }
  fmt::print("{} above 3 without a reason\n", unexplained);
  if (!s.json.empty()) std::ofstream(s.json) << results.dump(1) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return tessera::test::run_program("benchmark_formats", &run, argc, argv); }
