// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/batch/run.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "tessera/host/batch/file_worker.hpp"
#include "tessera/host/batch/memory.hpp"
#include "tessera/host/io/temporaries.hpp"

namespace tessera::inline v0 {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One batch while it runs.
class batch {
 public:
  batch(const pipeline& look, const std::vector<batch_job>& jobs, const batch_options& options,
        const std::function<void(const job_result&)>& report)
      : look_(look),
        jobs_(jobs),
        options_(options),
        report_(report),
        gate_(options.memory > 0 ? options.memory : no_limit),
        forward_(options.stop, [this] { stop_.request_stop(); }) {}

  void run() {
    const int each = threads_per_file(jobs_, options_.threads);
    const auto files =
        std::clamp<std::size_t>(count_writes(), 1, static_cast<std::size_t>(std::max(1, options_.threads / each)));
    std::vector<std::thread> threads;
    try {
      for (std::size_t i = 1; i < files; ++i) threads.emplace_back([this, each] { work(each); });
    } catch (const std::system_error&) {
      // Where no more threads can be had, those that there are do the work.
    }
    work(each);
    for (std::thread& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  static constexpr std::size_t no_limit = ~std::size_t{0};

  std::size_t count_writes() const {
    return static_cast<std::size_t>(
        std::count_if(jobs_.begin(), jobs_.end(), [](const auto& job) { return job.action == job_action::write; }));
  }

  void work(int threads) noexcept {
    try {
      file_worker worker(look_, options_, gate_, threads, stop_.get_token());
      while (!ending_ && !stop_.stop_requested()) {
        const std::size_t index = next_++;
        if (index >= jobs_.size()) break;
        finish(run_one(worker, index));
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stop_.request_stop();
    }
  }

  job_result run_one(file_worker& worker, std::size_t index) {
    job_result result;
    result.index = index;
    const auto start = std::chrono::steady_clock::now();
    try {
      if (jobs_[index].action != job_action::write) result.status = job_status::skipped;
      else worker.run(jobs_[index], result);
    } catch (const error& problem) {
      result.problem = problem;
    } catch (const std::bad_alloc&) {
      result.problem = error(error_kind::limit, jobs_[index].input.path + ": out of memory; give fewer --threads")
                           .with_file(jobs_[index].input.path);
    } catch (const std::exception& problem) {
      result.problem = error(error_kind::unreadable, jobs_[index].input.path + ": " + problem.what())
                           .with_file(jobs_[index].input.path);
    }
    if (result.problem) result.status = job_status::failed;
    result.seconds = seconds_since(start);
    return result;
  }

  void finish(const job_result& result) {
    const std::lock_guard lock(mutex_);
    if (result.problem && result.problem->kind() == error_kind::cancelled && stop_.stop_requested()) return;
    if (result.problem && (options_.fail_fast || result.problem->kind() == error_kind::no_space)) ending_ = true;
    report_(result);
  }

  const pipeline& look_;
  const std::vector<batch_job>& jobs_;
  const batch_options& options_;
  const std::function<void(const job_result&)>& report_;
  memory_gate gate_;
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> ending_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

int threads_per_file(const std::vector<batch_job>& jobs, int threads) {
  const auto files =
      std::count_if(jobs.begin(), jobs.end(), [](const auto& job) { return job.action == job_action::write; });
  return files == 0 ? 1 : std::max(1, threads / static_cast<int>(std::min<std::ptrdiff_t>(files, threads)));
}

void run_batch(const pipeline& look, const std::vector<batch_job>& jobs, const batch_options& options,
               const std::function<void(const job_result&)>& report) {
  batch(look, jobs, options, report).run();
}

}  // namespace tessera::inline v0
