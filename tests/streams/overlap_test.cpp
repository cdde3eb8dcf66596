// SPDX-License-Identifier: Apache-2.0
// Slots overlap: seen in the simulator's log of operations, whose times come from a model of the copy engines and the compute engine.
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "streams/device_runs.hpp"

namespace tessera::test {

namespace {

/// The part of the time of copies in which something else runs on another stream.
double overlapped(const std::vector<cudasim::operation>& log) {
  double copies = 0, covered = 0;
  for (const auto& copy : log) {
    if (copy.kind != cudasim::operation_kind::upload && copy.kind != cudasim::operation_kind::download) continue;
    std::vector<std::pair<double, double>> others;
    for (const auto& other : log)
      if (other.stream != copy.stream && other.kind != cudasim::operation_kind::wait && other.start < copy.end &&
          other.end > copy.start)
        others.emplace_back(std::max(other.start, copy.start), std::min(other.end, copy.end));
    std::sort(others.begin(), others.end());
    copies += copy.end - copy.start;
    double until = copy.start;
    for (const auto& [from, to] : others) {
      if (to <= until) continue;
      covered += to - std::max(from, until);
      until = to;
    }
  }
  return copies > 0 ? covered / copies : 0;
}

/// The most that any order of these operations could overlap: nothing runs beside the first upload and the last download.
double most_of(const std::vector<cudasim::operation>& log) {
  double copies = 0, first = 0, last = 0;
  for (const auto& copy : log) {
    const double time = copy.end - copy.start;
    if (copy.kind == cudasim::operation_kind::upload) first = first > 0 ? first : time;
    else if (copy.kind == cudasim::operation_kind::download) last = time;
    else continue;
    copies += time;
  }
  return copies > 0 ? 1 - (first + last) / copies : 0;
}

std::vector<cudasim::operation> run_with(int slots) {
  cudasim::reset();
  const image in = picture(make_format(sample_type::u8, 3, {256, 512}));
  (void)on_device("gaussian 1", in, {true, {0, 32}, slots});
  std::vector<cudasim::operation> log = cudasim::operations();
  // The upload of the constants comes before the first tile.
  std::erase_if(log, [](const auto& o) { return o.staged; });
  return log;
}

}  // namespace

TEST(overlap, is_not_there_with_one_slot) { EXPECT_LT(overlapped(run_with(1)), 0.05); }

TEST(overlap, grows_with_the_ring) {
  const double one = overlapped(run_with(1)), two = overlapped(run_with(2)), three = overlapped(run_with(3));
  EXPECT_GT(two, one);
  const double most = most_of(run_with(3));
  EXPECT_GT(most, 0.8);
  EXPECT_GT(three, most - 0.01) << two;
  printf("overlapped with 1, 2, 3 slots: %.3f, %.3f, %.3f of %.3f\n", one, two, three, most);
}

TEST(overlap, nothing_waits_between_uploads) {
  const auto log = run_with(3);
  std::size_t first_wait = log.size(), uploads = 0;
  for (std::size_t i = 0; i < log.size() && first_wait == log.size(); ++i) {
    if (log[i].kind == cudasim::operation_kind::upload) ++uploads;
    if (log[i].kind == cudasim::operation_kind::wait && uploads > 0) first_wait = i;
  }
  EXPECT_GE(uploads, 3u) << "tiles enqueued before the host first waits";
}

TEST(overlap, every_upload_is_from_pinned_memory) {
  for (const auto& operation : run_with(3)) EXPECT_FALSE(operation.staged);
  cudasim::reset();
  (void)on_device("gaussian 1", picture(make_format(sample_type::u8, 3, {256, 512})), {true, {0, 32}, 3});
  const auto log = cudasim::operations();
  EXPECT_LE(std::count_if(log.begin(), log.end(), [](const auto& o) { return o.staged; }), 1) << "the constants alone";
}

}  // namespace tessera::test
