// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/batch/file_worker.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "tessera/host/batch/name_template.hpp"
#include "tessera/host/device/selection.hpp"
#include "tessera/host/io/temporaries.hpp"
#include "tessera/host/schedule/resolve.hpp"
#include "tessera/host/schedule/shrink.hpp"
#include "tessera/host/second_inputs.hpp"

namespace tessera::inline v0 {

namespace {

std::string folder_of(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

/// The smallest --memory-limit that would do, in words. The process itself differs by some pages from run to run.
std::string limit_text(std::size_t bytes) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20, pages = mebibyte / 4;
  return std::to_string((bytes + pages + mebibyte - 1) / mebibyte) + "M";
}

/// Where the tiles of a run were made.
std::string device_name(bool on_device, const run_report& report) {
  if (!on_device || report.tiles == 0 || report.tiles == report.tiles_on_cpu) return "cpu";
  return report.tiles_on_cpu == 0 ? "cuda" : "cuda+cpu";
}

/// Whether pixels end at other places than they had in the file.
bool moves_pixels(const pipeline& look, int orientation) {
  const auto stages = look.stages();
  return orientation != 1 || std::any_of(stages.begin(), stages.end(), [](const any_operator& stage) {
           return std::string_view(stage.info().theme) == "geometry";
         });
}

bool converts(const batch_options& options) { return options.read.colours.kind != target_colours::which::keep; }

/// What Little CMS takes while profiles are read: of a profile of 184 KiB with two tables of 25 nodes, 600.
std::size_t profile_bytes(const batch_options& options, const picture_info& info) {
  if (!converts(options)) return 0;
  const auto& target = options.read.colours.profile;
  return 5 * info.extra.icc.size() + (target ? 2 * target->size() : 0);
}

/// What says which colours the samples mean.
metadata colours_of(const metadata& extra) {
  metadata part;
  part.icc = extra.icc;
  part.exif = extra.exif;
  return part;
}

}  // namespace

plan plan_on_device(const pipeline& look, const format& in, const plan_options& options, const batch_options& batch) {
  if (!batch.devices) return make_plan(look, in, options);
  return batch.devices->make(look, in, options, {batch.pictures, batch.threads});
}

plan plan_within(const pipeline& look, const format& in, plan_options options, const batch_options& batch,
                 const std::function<std::size_t(const format& out)>& codecs) {
  plan made = plan_on_device(look, in, options, batch);
  const std::size_t held = codecs(made.output);
  if (batch.memory == 0 || !made.holds_source || made.bytes + held <= batch.memory) return made;
  options.memory = batch.memory > held ? batch.memory - held : 1;
  return plan_on_device(look, in, options, batch);
}

std::unique_ptr<source> open_job(const pipeline& look, const batch_job& job, const batch_options& options,
                                 int threads) {
  if (job.problem) throw error(*job.problem);
  read_options read = options.read;
  read.threads = threads;
  auto from = job.input.path == "-" && options.standard_input
                  ? open_source(*options.standard_input, read, "standard input")
                  : open_source(job.input.path, read);
  using shrinking = batch_options::shrinking;
  const bool light = options.read.colours.kind == target_colours::which::linear;
  if (from->info().kind != container::jpeg || options.shrink == shrinking::never || light) return from;
  format upright = from->info().layout;
  upright.size = turned(upright.size, from->info().orientation);
  from->shrink(shrink_on_load(look, upright, options.shrink == shrinking::resizes));
  return from;
}

plan_options plan_options_for(const batch_options& options, const batch_job& job, const picture_info& info,
                              const encode_options& encode, int threads,
                              const std::shared_ptr<colour_changes>& changes) {
  plan_options p = options.plan;
  p.orientation = info.orientation;
  p.shrunk = info.shrunk;
  p.full = info.full;
  p.workers = threads;
  p.streamed = true;
  if (job.type)
    p.storable = [type = *job.type, encode](const format& wanted) { return storable(type, wanted, encode); };
  p.background = encode.background;
  if (converts(options))
    p.colours = [changes, extra = colours_of(info.extra)](const format& upright, std::vector<std::string>& notices) {
      return changes->stages(extra, upright, notices);
    };
  if (options.pictures_beside) {
    name_parts parts = parts_of(job.input.path);
    parts.index = job.number;
    p.pictures = [store = options.pictures_beside, parts, input = job.input.path](const std::string& path) {
      try {
        const bool fixed = path.find('{') == std::string::npos;
        return store->get(fixed ? path : fill_template(path, parts, "the path"), fixed);
      } catch (const error& fault) {
        throw error(fault.kind(), input + ": its second picture: " + fault.what()).with_file(input);
      }
    };
  }
  return p;
}

std::size_t codec_bytes(const batch_job& job, const source& from, const format& out, const encode_options& encode) {
  return from.memory() + encoder_memory(job.type.value_or(file_type{container::png, {}, {}}), out, encode);
}

file_worker::file_worker(const pipeline& look, const batch_options& options, memory_gate& gate, int threads,
                         std::stop_token stop)
    : look_(look),
      options_(options),
      share_(gate),
      threads_(threads),
      stop_(std::move(stop)),
      changes_(std::make_shared<colour_changes>(options.read.colours)) {}

pipeline file_worker::look_for(const batch_job& job, source& from, const encode_options& encode) {
  return resolved(look_, [&](const pipeline& before, const row_sink& make) {
    plan_options p = plan_options_for(options_, job, from.info(), encode, threads_, changes_);
    p.storable = nullptr;
    executor_.reset();
    plan_ = plan_within(before, from.info().layout, p, options_, [&](const format&) { return from.memory(); });
    reserve(job, from.memory());
    executor_->run(from, make(executor_->the_plan().output), {stop_, nullptr, nullptr, options_.events});
    executor_.reset();
    from.rewind();
  });
}

void file_worker::plan_for(const pipeline& look, const batch_job& job, const source& from,
                           const encode_options& encode) {
  const picture_info& info = from.info();
  key wanted{info.layout,
             info.orientation,
             info.full,
             job.type ? job.type->name : std::string(),
             has_templates(look_) ? job.input.path : std::string(),
             converts(options_) ? info.extra.icc : bytes(),
             converts(options_) ? info.extra.exif : bytes()};
  if (executor_ && wanted == key_) return;
  plan_ = plan_within(look, info.layout, plan_options_for(options_, job, info, encode, threads_, changes_), options_,
                      [&](const format& out) { return codec_bytes(job, from, out, encode); });
  executor_.reset();
  key_ = std::move(wanted);
}

void file_worker::reserve(const batch_job& job, std::size_t codecs) {
  // While it waits a worker holds nothing, or two could wait for each other.
  if (executor_ && share_.try_grow(codecs)) return;
  if (executor_) {
    plan_ = executor_->the_plan();
    executor_.reset();
  }
  const std::size_t wanted = plan_->bytes + codecs;
  if (!share_.reset(wanted, stop_)) {
    if (stop_.stop_requested()) throw error(error_kind::cancelled, "the run was cancelled");
    throw error(error_kind::limit, job.input.path + ": needs " + bytes_text(wanted + options_.base) +
                                       "; the smallest --memory-limit that would do is " +
                                       limit_text(wanted + options_.base))
        .with_file(job.input.path)
        .with_parameter("memory-limit");
  }
  executor_ = std::make_unique<executor>(*std::exchange(plan_, std::nullopt));
}

void file_worker::make_folder(const std::string& output) {
  const std::string folder = folder_of(output);
  if (folder == folder_ || folder.empty()) return;
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure && !std::filesystem::is_directory(folder))
    throw error(failure == std::errc::no_space_on_device ? error_kind::no_space : error_kind::unreadable,
                output + ": its folder cannot be made (" + failure.message() + ")")
        .with_file(output);
  folder_ = folder;
}

void file_worker::run(const batch_job& job, job_result& result) {
  try {
    run_one(job, result);
  } catch (...) {
    // Rows of a picture that broke off must not meet the next one.
    executor_.reset();
    share_.clear();
    throw;
  }
}

void file_worker::run_one(const batch_job& job, job_result& result) {
  const auto from = open_job(look_, job, options_, threads_);
  batch_job typed = job;
  if (!typed.type) typed.type = container_of_name("x." + from->info().format_name);
  if (!typed.type)
    throw error(error_kind::unsupported, job.input.path + ": " + from->info().format_name +
                                             " cannot be written; choose a format with --format, such as --format png")
        .with_file(job.input.path);
  encode_options encode = like_input(options_.encode, from->info());
  encode.threads = threads_;
  plan_for(look_for(typed, *from, encode), typed, *from, encode);
  const plan& chosen = executor_ ? executor_->the_plan() : *plan_;
  const std::size_t planned = chosen.bytes;
  const format out = chosen.output;
  reserve(job, codec_bytes(typed, *from, out, encode) + profile_bytes(options_, from->info()));
  result.notices = executor_->the_plan().notices;
  const picture_info& info = from->info();
  if (info.pages > 1 && !info.pyramid && options_.read.page == 1)
    result.notices.emplace_back("only the first page is read; --page N reads another");
  const metadata extra = tagged(moves_pixels(look_, info.orientation) ? without_places(info.extra) : info.extra,
                                options_.read.colours, out, typed.type->kind);
  const bool to_stdout = job.output == "-";
  if (!to_stdout) make_folder(job.output);
  const auto to = open_sink(to_stdout ? destination::to_descriptor(STDOUT_FILENO, "standard output")
                                      : destination::to_path(job.output, options_.live),
                            *typed.type, out, extra, encode);
  run_report report;
  const bool on_device = executor_->the_plan().options.device != nullptr;
  executor_->run(*from, *to, {stop_, nullptr, &report, options_.events});
  result.device = device_name(on_device, report);
  result.notices.insert(result.notices.end(), report.notices.begin(), report.notices.end());
  if (stop_.stop_requested()) throw error(error_kind::cancelled, "the run was cancelled");
  to->finish();
  share_.shrink(planned);
}

job_plan plan_job(const pipeline& look, const batch_job& job, const batch_options& options, int workers) {
  const auto from = open_job(look, job, options, workers);
  encode_options encode = like_input(options.encode, from->info());
  encode.threads = workers;
  job_plan made;
  const auto changes = std::make_shared<colour_changes>(options.read.colours);
  made.plan =
      plan_within(look, from->info().layout, plan_options_for(options, job, from->info(), encode, workers, changes),
                  options, [&](const format& out) { return codec_bytes(job, *from, out, encode); });
  if (depends_on_pixels(look)) made.plan.notices.push_back("trim cuts off what it finds when it runs");
  made.codecs = codec_bytes(job, *from, made.plan.output, encode) + profile_bytes(options, from->info());
  if (job.type) made.levels = describe_levels(*job.type, made.plan.output, encode);
  return made;
}

}  // namespace tessera::inline v0
