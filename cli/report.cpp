// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "terminal.hpp"
#include "tessera/host/batch/memory.hpp"

namespace tessera::cli {

namespace {

std::string duration_text(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 120) return fmt::format("{} s", whole);
  if (whole < 7200) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

/// The sentence of an error, with the file's name before it where it has none.
std::string sentence(const error& problem, const std::string& input) {
  const std::string what = problem.what();
  return what.find(input) == std::string::npos && problem.file().empty() ? input + ": " + what : what;
}

/// Names need not be UTF-8, JSON must be.
std::string line_of(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

reporter::reporter(const std::vector<batch_job>& jobs, std::size_t not_pictures, report_style style)
    : jobs_(jobs),
      not_pictures_(not_pictures),
      style_(style),
      bar_(has_progress_bar() && !style.quiet && !style.verbose && jobs.size() > 1) {}

double reporter::elapsed() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void reporter::say(const std::string& text) {
  clear_bar();
  complain(text);
}

void reporter::clear_bar() {
  if (!has_bar_) return;
  note("\r\033[K");
  has_bar_ = false;
}

void reporter::add(const job_result& result) {
  const std::lock_guard lock(mutex_);
  const batch_job& job = jobs_[result.index];
  const char* status = "done";
  if (result.status == job_status::done) {
    ++done_;
    if (style_.verbose)
      note(fmt::format("{} -> {} ({}, {})\n", printable(job.input.path), printable(job.output),
                       duration_text(result.seconds), result.device));
  } else if (result.status == job_status::skipped) {
    ++skipped_, status = "skipped";
    if (style_.verbose)
      note(fmt::format("{} left out: {} {}\n", printable(job.input.path), printable(job.output), job.reason));
  } else {
    if (job.output == "-" && is_output_closed()) throw closed_output{};
    ++failed_, status = "failed";
    say(sentence(*result.problem, job.input.path));
  }
  if (!style_.quiet)
    for (const auto& notice : result.notices)
      if (said_.insert(notice).second) say(job.input.path + ": " + notice + (jobs_.size() > 1 ? " (said once)" : ""));
  if (style_.json)
    print_json(job.input.path, job.output, status, result.problem ? &*result.problem : nullptr, result.seconds,
               result.device);
}

void reporter::add_problem(const error& problem) {
  const std::lock_guard lock(mutex_);
  ++failed_;
  say(problem.what());
  if (style_.json) print_json(problem.file(), "", "failed", &problem, 0, "");
}

void reporter::print_json(const std::string& input, const std::string& output, const char* status, const error* problem,
                          double seconds, const std::string& device) {
  nlohmann::ordered_json line{{"input", input},
                              {"output", output.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(output)},
                              {"status", status}};
  if (problem) line["error"] = {{"kind", name_of(problem->kind())}, {"message", problem->what()}};
  else line["error"] = nullptr;
  line["seconds"] = std::max(0.0, static_cast<double>(static_cast<long>(seconds * 1e6)) / 1e6);
  line["device"] = device.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(device);
  print(line_of(line));
  flush_results();
}

std::string reporter::progress_text() const {
  const double seconds = elapsed(), rate = static_cast<double>(done_ + failed_) / std::max(seconds, 1e-3);
  const auto left = static_cast<double>(jobs_.size() - std::min(jobs_.size(), tried()));
  std::string text = fmt::format("{} of {}, {:.1f} files/s", tried(), jobs_.size(), rate);
  if (failed_ > 0) text += fmt::format(", {} failed", failed_);
  if (rate > 0 && seconds > 1) text += ", " + duration_text(left / rate) + " left";
  return text;
}

void reporter::draw_bar() {
  const std::string text = " " + progress_text();
  const int room = std::clamp(terminal_width() - static_cast<int>(text.size()) - 4, 0, 40);
  const auto filled = static_cast<std::size_t>(static_cast<double>(room) * static_cast<double>(tried()) /
                                               static_cast<double>(std::max<std::size_t>(1, jobs_.size())));
  std::string bar = "[" + std::string(filled, '#') + std::string(static_cast<std::size_t>(room) - filled, '.') + "]";
  note("\r" + (room > 4 ? bar : "") + text + "\033[K");
  has_bar_ = true;
}

void reporter::tick() {
  const std::lock_guard lock(mutex_);
  if (style_.quiet) return;
  if (bar_) {
    if (elapsed() > 0.5) draw_bar();
  } else if (elapsed() >= next_line_) {
    next_line_ += 30;
    note(progress_text() + "\n");
  }
}

void reporter::summary(bool interrupted) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  const double seconds = elapsed();
  const std::size_t left = jobs_.size() - std::min(jobs_.size(), tried());
  if (!style_.quiet) {
    std::string text = fmt::format("{} done", done_);
    if (failed_ > 0) text += fmt::format(", {} failed", failed_);
    if (skipped_ > 0) text += fmt::format(", {} skipped", skipped_);
    if (left > 0) text += fmt::format(", {} not tried", left);
    text += " in " + duration_text(seconds);
    if (done_ > 1) text += fmt::format(" ({:.1f} files/s)", static_cast<double>(done_) / std::max(seconds, 1e-6));
    if (not_pictures_ > 0)
      text += fmt::format("; {} in folders left out, no {}",
                          not_pictures_ == 1 ? "1 file" : std::to_string(not_pictures_) + " files",
                          not_pictures_ == 1 ? "picture" : "pictures");
    if (style_.verbose) text += "; " + bytes_text(peak_resident_bytes()) + " of memory at most";
    if (interrupted) text = "interrupted: " + text;
    note(text + "\n");
  }
  if (!style_.json) return;
  const nlohmann::ordered_json counts{{"done", done_},
                                      {"failed", failed_},
                                      {"skipped", skipped_},
                                      {"not_tried", left},
                                      {"not_pictures", not_pictures_},
                                      {"interrupted", interrupted},
                                      {"seconds", seconds},
                                      {"peak_bytes", peak_resident_bytes()}};
  print(line_of({{"summary", counts}}));
  flush_results();
}

}  // namespace tessera::cli
