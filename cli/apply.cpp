// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "explain.hpp"
#include "guess.hpp"
#include "options.hpp"
#include "report.hpp"
#include "settings.hpp"
#include "signals.hpp"
#include "terminal.hpp"
#include "tessera/host/batch/inputs.hpp"
#include "tessera/host/device/trace.hpp"
#include "tessera/host/io/temporaries.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/second_inputs.hpp"

namespace tessera::cli {

namespace {

using namespace std::chrono_literals;

/// Everything that is known before the first pixel is read.
struct task {
  pipeline look;
  std::vector<batch_job> jobs;
  batch_options batch;
  std::shared_ptr<device_selection> devices;
  std::unique_ptr<second_pictures> beside;
  std::unique_ptr<trace> events;
  bytes standard_input;
  input_list inputs;
};

std::string as_text(const bytes& data) { return {reinterpret_cast<const char*>(data.data()), data.size()}; }

bytes read_list(const std::string& name) {
  if (name == "-") return read_all(STDIN_FILENO, "standard input");
  const int descriptor = open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    throw error(error_kind::not_found, "--files-from " + name + ": " + std::strerror(errno)).with_file(name);
  const std::unique_ptr<const int, void (*)(const int*)> closer(&descriptor, [](const int* d) { close(*d); });
  return read_all(descriptor, name);
}

input_request read_inputs(const apply_options& options) {
  const bool list_from_stdin = options.files_from == "-";
  const auto dashes = std::count(options.inputs.begin(), options.inputs.end(), "-") + (list_from_stdin ? 1 : 0);
  if (dashes > 1) throw error(error_kind::usage, "standard input can be read once; \"-\" is given twice");
  if (options.nul && options.files_from.empty())
    throw error(error_kind::usage, "-0 goes with --files-from; give the list, or - for standard input");
  input_request request;
  request.arguments = options.inputs;
  request.recursive = options.recursive;
  if (!options.output.empty() && options.output != "-" && names_folder(options.output))
    request.output_folder = options.output;
  if (!options.files_from.empty()) request.listed = split_list(as_text(read_list(options.files_from)), options.nul);
  if (request.arguments.empty() && options.files_from.empty())
    throw error(error_kind::usage, "there is no input; give files, folders, patterns or - for standard input");
  return request;
}

task prepare(const apply_options& options) {
  task made;
  made.look = parse(options.pipeline);
  made.batch = read_running(options);
  made.devices = read_device(options);
  made.batch.devices = made.devices.get();
  read_options first_page = made.batch.read;
  first_page.page = 1;
  made.beside = std::make_unique<second_pictures>(first_page);
  made.batch.pictures_beside = made.beside.get();
  for (const std::string& path : {options.trace, options.timeline})
    if (!path.empty()) check_new_file(path, options.overwrite);
  if (!options.trace.empty() || !options.timeline.empty() || options.verbose) made.events = std::make_unique<trace>();
  made.batch.events = made.events.get();
  const output_request outputs = read_outputs(options);
  made.inputs = expand_inputs(read_inputs(options));
  if (made.inputs.files.empty() && made.inputs.problems.empty())
    throw error(error_kind::usage, "no pictures were found" +
                                       std::string(options.recursive ? "" : "; -r looks into the folders below, too"));
  made.jobs = name_outputs(made.inputs.files, outputs);
  made.batch.pictures = static_cast<int>(made.jobs.size());
  if (!options.explain) check_outputs(made.jobs);
  std::set<std::string> checked;
  for (const auto& job : made.jobs)
    if (job.type && !job.problem && checked.insert(job.type->name).second) check_settings(*job.type, made.batch.encode);
  if (options.output == "-" && !options.explain) {
    if (isatty(STDOUT_FILENO))
      throw error(error_kind::usage, "-o - would write a picture to the terminal; redirect standard output");
    if (options.json)
      throw error(error_kind::usage, "-o - and --json both want standard output; leave one of them out");
  }
  for (const auto& file : made.inputs.files)
    if (file.path == "-" && !options.explain)
      made.standard_input = read_all(STDIN_FILENO, "standard input", made.batch.read);
  return made;
}

/// Runs the batch in a thread of its own while this one draws progress and watches for signals.
class supervisor {
 public:
  supervisor(task& what, reporter& report) : task_(what), report_(report) {}

  /// 0 or 1; does not return if a signal arrived.
  int run() {
    task_.batch.live = &live_;
    task_.batch.stop = stop_.get_token();
    if (!task_.standard_input.empty()) task_.batch.standard_input = &task_.standard_input;
    std::thread runner([this] { work(); });
    const bool ended = wait();
    if (!ended) {
      // Whoever still computes is left behind: the process ends with the signal.
      live_.remove_all();
      runner.detach();
    } else {
      runner.join();
    }
    if (signals_.caught() != 0) end_by_signal();
    if (failure_) std::rethrow_exception(failure_);
    report_.summary(false);
    return report_.failed() > 0 ? 1 : 0;
  }

 private:
  void work() {
    std::exception_ptr failure;
    try {
      run_batch(task_.look, task_.jobs, task_.batch, [this](const job_result& result) { report_.add(result); });
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    failure_ = failure;
    ended_ = true;
    changed_.notify_all();
  }

  /// True if the batch ended; false if it did not within 800 ms after a signal.
  bool wait() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, 50ms, [this] { return ended_; })) {
      if (signals_.caught() != 0) {
        stop_.request_stop();
        return changed_.wait_for(lock, 800ms, [this] { return ended_; });
      }
      lock.unlock();
      report_.tick();
      lock.lock();
    }
    return true;
  }

  [[noreturn]] void end_by_signal() {
    try {
      report_.summary(true);
    } catch (...) {
      // Nobody reads any more; the signal counts.
    }
    signals_.raise_again();
    std::_Exit(128 + signals_.caught());
  }

  task& task_;
  reporter& report_;
  live_temporaries live_;
  signal_watch signals_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::exception_ptr failure_;
  bool ended_ = false;
};

/// Without fixed thresholds glibc moves its own with every large buffer that is freed, and the heap grows from file to
/// file (40 files of 2 megapixels: 32 MiB instead of 14).
void bound_heap() {
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

void write_file(const std::string& path, void (*write)(std::ostream&, std::span<const trace_event>),
                std::span<const trace_event> events) {
  std::ofstream file(path, std::ios::trunc);
  write(file, events);
  file.close();
  if (!file) throw error(error_kind::no_space, path + ": cannot be written: " + std::strerror(errno)).with_file(path);
}

/// What the GPU did: as files where they were asked for, as a table with -v.
void show_events(const trace& recorded, const apply_options& options) {
  const std::vector<trace_event> events = recorded.events();
  if (events.empty()) {
    if (!options.trace.empty() || !options.timeline.empty())
      note("no GPU took part, so there is nothing to trace; --device cuda demands one\n");
    return;
  }
  if (!options.trace.empty()) write_file(options.trace, write_chrome_trace, events);
  if (!options.timeline.empty()) write_file(options.timeline, write_timeline, events);
  if (!options.quiet) note(describe(events));
}

void remove_leftovers(const std::vector<batch_job>& jobs) {
  std::set<std::string> folders;
  for (const auto& job : jobs)
    if (job.action == job_action::write && !job.output.empty() && job.output != "-") {
      const auto slash = job.output.rfind('/');
      folders.insert(slash == std::string::npos ? "." : job.output.substr(0, slash + 1));
    }
  for (const auto& folder : folders) remove_stale_temporaries(folder);
}

}  // namespace

int apply(const apply_options& options) {
  bound_heap();
  task what;
  try {
    what = prepare(options);
  } catch (const error& problem) {
    const auto slip = problem.kind() == error_kind::usage || problem.kind() == error_kind::not_found
                          ? guess_quoting(options.pipeline, options.inputs)
                          : std::nullopt;
    if (slip) throw error(error_kind::usage, *slip);
    throw;
  }
  if (options.explain || options.verbose) {
    const std::string text = explain(what.look, what.jobs, what.batch, options.explain);
    if (options.explain) {
      print(text);
      return 0;
    }
    note(text);
  }
  remove_leftovers(what.jobs);
  const std::unique_ptr<trace> events = std::move(what.events);
  reporter report(what.jobs, what.inputs.skipped, {options.json, options.verbose, options.quiet});
  for (const auto& problem : what.inputs.problems) report.add_problem(problem);
  const int status = supervisor(what, report).run();
  if (events) show_events(*events, options);
  return status;
}

}  // namespace tessera::cli
