// SPDX-License-Identifier: Apache-2.0
#include "explain.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "terminal.hpp"
#include "tessera/host/batch/memory.hpp"

namespace tessera::cli {

namespace {

/// Inputs that are planned alike.
struct group {
  job_plan plan;
  std::string first;
  std::size_t count = 0;
};

std::string file_line(const batch_job& job) {
  const char* word = job.action == job_action::write ? "write " : job.action == job_action::skip ? "skip  " : "refuse";
  std::string line = fmt::format("{} {}", word, printable(job.input.path));
  if (!job.output.empty()) line += " -> " + printable(job.output);
  if (const std::string parts = folder_of_parts(job.output); !parts.empty()) line += " and " + printable(parts) + "/";
  if (!job.reason.empty()) line += " (" + job.reason + ")";
  return line + "\n";
}

}  // namespace

std::string explain(const pipeline& look, const std::vector<batch_job>& jobs, const batch_options& options,
                    bool files) {
  const int threads = threads_per_file(jobs, options.threads);
  std::map<std::string, group> groups;
  std::string failures, lines;
  std::size_t most = 0;
  for (const auto& job : jobs) {
    if (files) lines += file_line(job);
    if (job.action != job_action::write || job.input.path == "-") continue;
    try {
      job_plan made = plan_job(look, job, options, threads);
      most = std::max(most, made.bytes());
      const std::string text = describe(made.plan);
      auto [place, fresh] = groups.try_emplace(text, group{std::move(made), job.input.path, 0});
      ++place->second.count;
    } catch (const error& problem) {
      failures += "fails  " + printable(problem.what()) + "\n";
    }
  }
  std::string text = fmt::format("pipeline: {}\n", look.empty() ? "copy" : print(look));
  for (const auto& [plan_text, g] : groups) {
    text += g.count == 1 ? fmt::format("\n{}:\n", printable(g.first))
                         : fmt::format("\n{} files like {}:\n", g.count, printable(g.first));
    text += plan_text;
    text += fmt::format("memory: {} for the plan, {} for the codecs\n", bytes_text(g.plan.plan.bytes),
                        bytes_text(g.plan.codecs));
    if (!g.plan.levels.empty()) text += "pyramid: " + g.plan.levels + "\n";
  }
  const auto writes =
      std::count_if(jobs.begin(), jobs.end(), [](const auto& job) { return job.action == job_action::write; });
  const auto at_once = std::max<std::size_t>(
      1, std::min(static_cast<std::size_t>(options.threads / threads), static_cast<std::size_t>(writes)));
  const std::size_t wanted = std::min(options.memory, at_once * most) + options.base;
  text += fmt::format("\nrun: {} of {} files at a time, {} {} each\npeak memory: at most {} ({} bytes)\n", at_once,
                      writes, threads, threads == 1 ? "thread" : "threads", bytes_text(wanted), wanted);
  return text + (lines.empty() ? "" : "\n" + lines) + failures;
}

}  // namespace tessera::cli
