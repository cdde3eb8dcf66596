// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "tessera/host/io/picture.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

struct run_report;
class trace;

/// What a caller may say while a plan runs, and be told.
struct run_control {
  std::stop_token stop;                                 ///< ends the run with an `error` of kind cancelled
  std::function<void(double done)> progress = nullptr;  ///< 0..1, from any worker, never two at a time
  run_report* report = nullptr;                         ///< of a device
  trace* events = nullptr;                              ///< of a device
};

/// Runs one plan, on the CPU or on the plan's device, any number of times; keeps its memory in between, so that many pictures of one format cost no allocation.
/// One run at a time.
class executor {
 public:
  explicit executor(plan p);
  ~executor();
  executor(executor&&) noexcept;
  executor& operator=(executor&&) noexcept;

  const plan& the_plan() const;
  /// Reads every row that is needed and writes the result's rows in order; the caller finishes the sink.
  void run(source& from, sink& to, const run_control& control = {});
  /// From memory to memory; `to` has the plan's output format and the size of its result.
  void run(const const_view& from, const view& to, const run_control& control = {});
  /// From a stream into memory.
  void run(source& from, const view& to, const run_control& control = {});

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace tessera::inline v0
