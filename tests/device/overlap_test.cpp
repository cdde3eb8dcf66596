// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <thread>

#include "device/runs.hpp"

using namespace tessera;
using tessera::test::ideal_run;
using events = std::vector<trace_event>;

namespace {

trace_event piece(activity what, int slot, double start, double end, int device = 0) {
  return {what, "", device, slot, 0, 100, start, end};
}

TEST(overlap, of_one_slot_is_none) {
  const overlap found = overlapped_fraction(ideal_run(4, 1, {2, 1, 2}));
  EXPECT_EQ(found.fraction, 0);
  EXPECT_DOUBLE_EQ(found.transfer_seconds, 16);
  // First upload and last download stand alone: 4. Of 6 and 6 more, 4 run both ways and the kernels' 4 cover the other 4: 8 of 12.
  EXPECT_DOUBLE_EQ(found.most, 8.0 / 12);
}

TEST(overlap, of_two_slots_worked_out_by_hand) {
  // Slot 0: up 0-2, kernel 2-4, down 4-6. Slot 1: up 2-4, kernel 4-6, down 6-8. Hidden are 2-4 and 4-6 of 0-8.
  const overlap found = overlapped_fraction(ideal_run(2, 2, {2, 2, 2}));
  EXPECT_DOUBLE_EQ(found.transfer_seconds, 8);
  EXPECT_DOUBLE_EQ(found.fraction, 0.5);
  EXPECT_DOUBLE_EQ(found.most, 0.5);
}

TEST(overlap, of_both_directions_counts_the_time_once) {
  const events both{piece(activity::upload, 0, 0, 4), piece(activity::download, 1, 3, 5)};
  const overlap found = overlapped_fraction(both);
  EXPECT_DOUBLE_EQ(found.transfer_seconds, 5);
  EXPECT_DOUBLE_EQ(found.fraction, 1.0 / 5);
}

TEST(overlap, needs_another_slot_another_direction_and_the_same_device) {
  EXPECT_EQ(overlapped_fraction(events{piece(activity::upload, 0, 0, 2), piece(activity::upload, 1, 1, 3)}).fraction,
            0);
  EXPECT_EQ(overlapped_fraction(events{piece(activity::upload, 0, 0, 2), piece(activity::kernel, 0, 1, 3)}).fraction,
            0);
  EXPECT_EQ(overlapped_fraction(events{piece(activity::upload, 0, 0, 2), piece(activity::kernel, 1, 1, 3, 1)}).fraction,
            0);
  EXPECT_EQ(overlapped_fraction(events{piece(activity::upload, 0, 0, 2), piece(activity::encode, 1, 0, 2)}).fraction,
            0);
  EXPECT_EQ(overlapped_fraction(events{piece(activity::upload, 0, 0, 2), piece(activity::kernel, 1, 1, 3)}).fraction,
            0.5);
}

TEST(overlap, of_touching_events_is_none) {
  EXPECT_EQ(overlapped_fraction(events{piece(activity::upload, 0, 0, 2), piece(activity::kernel, 1, 2, 3)}).fraction,
            0);
}

TEST(overlap, of_a_run_without_transfers_is_none) {
  EXPECT_EQ(overlapped_fraction({}).fraction, 0);
  const overlap found = overlapped_fraction(events{piece(activity::kernel, 0, 0, 2), piece(activity::kernel, 1, 1, 3)});
  EXPECT_EQ(found.fraction, 0);
  EXPECT_EQ(found.most, 0);
  EXPECT_EQ(found.transfer_seconds, 0);
}

TEST(overlap, of_three_slots_is_nearly_the_most_and_never_above) {
  for (const double kernel : {0.1, 1.0, 2.0, 5.0})
    for (const double down : {0.5, 2.0, 3.0})
      for (const int slots : {1, 2, 3, 4, 8}) {
        const overlap found = overlapped_fraction(ideal_run(100, slots, {2, kernel, down}));
        EXPECT_LE(found.fraction, found.most) << slots << " " << kernel << " " << down;
        EXPECT_LE(found.most, 1);
        EXPECT_TRUE(slots > 1 || found.fraction == 0);
        // What is missing is lost while the ring fills and drains: as many of the 100 tiles as there are slots.
        EXPECT_TRUE(slots < 3 || found.fraction > found.most - slots / 100.0)
            << slots << " " << kernel << " " << down << ": " << found.fraction << " of " << found.most;
      }
}

TEST(overlap, of_devices_is_weighted_by_their_transfers) {
  events all = ideal_run(2, 2, {2, 2, 2}, 0);                                   // 8 seconds, half of them hidden
  for (const trace_event& e : ideal_run(2, 1, {4, 1, 4}, 3)) all.push_back(e);  // 16 seconds, none hidden
  EXPECT_DOUBLE_EQ(overlapped_fraction(all).fraction, 4.0 / 24);
}

TEST(phases, add_up_bytes_and_time_once) {
  const events all{piece(activity::upload, 0, 0, 2), piece(activity::upload, 1, 1, 3), piece(activity::upload, 0, 5, 6),
                   piece(activity::upload, 0, 0, 4, 1), piece(activity::decode, 0, 0, 1, -1)};
  const auto found = phases(all);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].what, activity::decode);
  EXPECT_EQ(found[0].busy, 1);
  EXPECT_EQ(found[1].what, activity::upload);
  EXPECT_EQ(found[1].count, 4u);
  EXPECT_EQ(found[1].bytes, 400);
  EXPECT_EQ(found[1].busy, 3 + 1 + 4);
  EXPECT_EQ(found[1].rate(), 50);
}

TEST(phases, are_described_in_words) {
  const std::string text = describe(ideal_run(2, 2, {0.002, 0.002, 0.002}));
  EXPECT_NE(text.find("upload             2 times   4.00 ms busy   2.00 kB     0.00 GB/s\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("kernel             2 times   4.00 ms busy\n"), std::string::npos) << text;
  EXPECT_NE(text.find("for 50.0% of their 8.00 ms, 50.0% possible\n"), std::string::npos) << text;
  EXPECT_EQ(describe(std::vector<trace_event>{}), "");
}

TEST(trace, takes_events_from_many_threads_and_orders_them) {
  trace recorder;
  std::vector<std::thread> threads;
  for (int slot = 0; slot < 4; ++slot)
    threads.emplace_back([&, slot] {
      for (int i = 0; i < 500; ++i) recorder.add(piece(activity::kernel, slot, 500 - i, 501 - i));
    });
  for (std::thread& one : threads) one.join();
  recorder.add(piece(activity::kernel, 0, 7, 6));
  const events all = recorder.events();
  ASSERT_EQ(all.size(), 2001u);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1].start, all[i].start);
  for (const trace_event& e : all) EXPECT_GE(e.end, e.start);
}

}  // namespace
