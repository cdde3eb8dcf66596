// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tessera/host/device/cuda/handles.hpp"
#include "tessera/host/image.hpp"

namespace tessera::test {

/// What a run of the benchmarks is asked for, and where it runs.
struct bench_settings {
  extent size{};               ///< of every picture; 0: each section's own
  int runs = 9;                ///< samples of each figure; the median counts
  bool damage = false;         ///< spoils every result before it is checked: the check must find it
  std::string only;            ///< a part of the names of the sections to run
  bool simulated = false;      ///< the device is no real one: its times mean nothing and are not printed
  bool wrong_results = false;  ///< set once a result differs from the CPU's
};

/// Seconds, of several samples.
struct timing {
  double median = 0, least = 0, most = 0;
};
timing timing_of(std::vector<double> samples);

/// Seconds of the device for what `enqueue(i)` puts on the stream, i counting up from 0; `batch` calls are one sample, and the result is per call.
timing time_on_device(const bench_settings& settings, const cuda::stream& work, int batch,
                      const std::function<void(int i)>& enqueue);

/// A number for people, or "simulated" where it would be none of a GPU's.
std::string figure(const bench_settings& settings, double value, int digits, const std::string& unit = {});
/// "1.234 ms (1.230 to 1.250)".
std::string milliseconds(const bench_settings& settings, const timing& t);
/// "0.93, goal 0.90: reached".
std::string against_goal(const bench_settings& settings, double value, double goal);

/// One line of output, flushed: a cut run loses nothing.
void say(const std::string& line);

/// Fills pixels with bytes, words or fractions without a pattern.
void fill_with_noise(const view& pixels);

/// Says "same bits" or where the first differing pixel is, and notes it in the settings.
std::string check_result(bench_settings& settings, const view& got, const const_view& wanted);

// The sections.
void streaming(bench_settings& settings);
void point_chain(bench_settings& settings);
void blur(bench_settings& settings);
void every_operator(bench_settings& settings);

}  // namespace tessera::test
