// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "device/runs.hpp"

using namespace tessera;
using nlohmann::json;
using tessera::test::ideal_run;

namespace {

json written(const std::vector<trace_event>& events) {
  std::ostringstream out;
  write_chrome_trace(out, events);
  return json::parse(out.str());
}

/// "GPU 0/slot 1" -> events in it, by the names that the trace itself gives.
std::map<std::string, std::vector<json>> threads_of(const json& trace) {
  std::map<int, std::string> processes;
  std::map<std::pair<int, int>, std::string> threads;
  std::map<std::string, std::vector<json>> result;
  for (const json& e : trace.at("traceEvents")) {
    if (e.at("name") == "process_name") processes[e.at("pid")] = e.at("args").at("name");
    if (e.at("name") == "thread_name") threads[{e.at("pid"), e.at("tid")}] = e.at("args").at("name");
    if (e.at("ph") == "X")
      result[processes.at(e.at("pid")) + "/" + threads.at({e.at("pid"), e.at("tid")})].push_back(e);
  }
  return result;
}

TEST(chrome_trace, of_nothing_is_valid) { EXPECT_TRUE(written({}).at("traceEvents").empty()); }

TEST(chrome_trace, has_a_process_per_device_and_a_thread_per_slot) {
  auto events = ideal_run(4, 2, {});
  for (const trace_event& e : ideal_run(3, 3, {}, 1)) events.push_back(e);
  events.push_back({activity::decode, "picture.jpg", -1, 0, 0, 0, 0, 1});
  events.push_back({activity::encode, "", -1, 0, 0, 0, 5, 6});
  events.push_back({activity::redo_on_cpu, "gaussian", 1, 2, 2, 0, 9, 11});
  const auto threads = threads_of(written(events));
  std::vector<std::string> names;
  for (const auto& [name, content] : threads) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"CPU/decode", "CPU/encode", "GPU 0/slot 0", "GPU 0/slot 1",
                                             "GPU 1/redo on CPU", "GPU 1/slot 0", "GPU 1/slot 1", "GPU 1/slot 2"}));
  EXPECT_EQ(threads.at("GPU 0/slot 1").size(), 6u);
}

TEST(chrome_trace, counts_in_microseconds_and_carries_bytes_and_tile) {
  const trace_event one{activity::upload, "", 0, 0, 7, 4096, 0.25, 0.250125};
  const json e = threads_of(written({one})).at("GPU 0/slot 0").at(0);
  EXPECT_EQ(e.at("name"), "upload");
  EXPECT_EQ(e.at("cat"), "upload");
  EXPECT_EQ(e.at("ts"), 250000);
  EXPECT_EQ(e.at("dur"), 125);
  EXPECT_EQ(e.at("args").at("tile"), 7);
  EXPECT_EQ(e.at("args").at("bytes"), 4096);
}

TEST(chrome_trace, survives_any_name) {
  const json trace = written({{activity::kernel, "a\"b\\c\n\xff", 0, 0, 0, 0, 0, 1}});
  EXPECT_EQ(threads_of(trace).at("GPU 0/slot 0").at(0).at("name"), "a\"b\\c\n\xEF\xBF\xBD");
}

TEST(chrome_trace, puts_what_runs_at_the_same_time_into_threads_of_its_own) {
  const auto decode = [](double start, double end) {
    return trace_event{activity::decode, "", -1, 0, 0, 0, start, end};
  };
  const auto threads = threads_of(written({decode(0, 3), decode(1, 2), decode(2.5, 4), decode(3, 5), decode(0, 1)}));
  ASSERT_EQ(threads.size(), 2u);
  EXPECT_EQ(threads.at("CPU/decode").size() + threads.at("CPU/decode (2)").size(), 5u);
  for (const auto& [name, events] : threads)
    for (std::size_t i = 1; i < events.size(); ++i)
      EXPECT_GE(events[i].at("ts").get<double>(),
                events[i - 1].at("ts").get<double>() + events[i - 1].at("dur").get<double>())
          << name;
}

TEST(chrome_trace, forgives_clocks_half_a_microsecond) {
  const auto threads = threads_of(
      written({{activity::upload, "", 0, 0, 0, 0, 0, 0.001}, {activity::kernel, "box", 0, 0, 0, 0, 0.0009995, 0.002}}));
  ASSERT_EQ(threads.size(), 1u);
  EXPECT_EQ(threads.at("GPU 0/slot 0").at(1).at("ts"), 1000);
}

}  // namespace
