// SPDX-License-Identifier: Apache-2.0
#include "bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace tessera::test {

timing timing_of(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const std::size_t half = samples.size() / 2;
  const double median = samples.size() % 2 ? samples[half] : (samples[half - 1] + samples[half]) / 2;
  return {median, samples.front(), samples.back()};
}

timing time_on_device(const bench_settings& settings, const cuda::stream& work, int batch,
                      const std::function<void(int i)>& enqueue) {
  const cuda::event before(true), after(true);
  std::vector<double> samples;
  int call = 0;
  const int warm_up = settings.simulated ? 0 : 3;
  for (int run = -warm_up; run < settings.runs; ++run) {
    float elapsed = 0;
    cuda::check(cudaEventRecord(before.get(), work.get()), "cudaEventRecord");
    for (int i = 0; i < batch; ++i) enqueue(call++);
    cuda::check(cudaEventRecord(after.get(), work.get()), "cudaEventRecord");
    cuda::check(cudaEventSynchronize(after.get()), "cudaEventSynchronize");
    cuda::check(cudaEventElapsedTime(&elapsed, before.get(), after.get()), "cudaEventElapsedTime");
    if (run >= 0) samples.push_back(static_cast<double>(elapsed) / 1000 / batch);
  }
  return timing_of(std::move(samples));
}

std::string figure(const bench_settings& settings, double value, int digits, const std::string& unit) {
  if (settings.simulated) return "simulated";
  return fmt::format("{:.{}f}{}{}", value, digits, unit.empty() ? "" : " ", unit);
}

std::string milliseconds(const bench_settings& settings, const timing& t) {
  if (settings.simulated) return "simulated";
  return fmt::format("{:.3f} ms ({:.3f} to {:.3f})", t.median * 1e3, t.least * 1e3, t.most * 1e3);
}

std::string against_goal(const bench_settings& settings, double value, double goal) {
  if (settings.simulated) return "simulated: not judged";
  return fmt::format("{:.3f}, goal {:.2f}: {}", value, goal, value >= goal ? "reached" : "missed");
}

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

void fill_with_noise(const view& pixels) {
  std::uint64_t state = 1;
  const std::int64_t samples = pixels.format.size.width * pixels.format.channels;
  const auto next = [&state] { return (state = state * 6364136223846793005u + 1442695040888963407u) >> 40; };
  for (std::int64_t y = 0; y < pixels.format.size.height; ++y)
    for (std::int64_t i = 0; i < samples; ++i) {
      const std::uint64_t drawn = next();
      if (pixels.format.type == sample_type::u8) pixels.samples<u8>(y)[i] = static_cast<u8>(drawn);
      else if (pixels.format.type == sample_type::u16) pixels.samples<u16>(y)[i] = static_cast<u16>(drawn);
      else pixels.samples<f32>(y)[i] = static_cast<f32>(drawn) * 0x1p-24f;
    }
}

std::string check_result(bench_settings& settings, const view& got, const const_view& wanted) {
  if (settings.damage) got.row(got.format.size.height - 1)[got.format.row_bytes() - 1] ^= std::byte{1};
  std::string found = got.format == wanted.format ? "" : "another format";
  for (std::int64_t y = 0; found.empty() && y < got.format.size.height; ++y)
    if (std::memcmp(got.row(y), wanted.row(y), static_cast<std::size_t>(got.format.row_bytes())) != 0)
      found = fmt::format("row {} differs", y);
  if (found.empty()) return "same bits";
  settings.wrong_results = true;
  return "WRONG: " + found;
}

}  // namespace tessera::test
