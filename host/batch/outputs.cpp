// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/batch/outputs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "tessera/host/batch/glob.hpp"
#include "tessera/host/batch/name_template.hpp"

namespace tessera::inline v0 {

namespace {

using identity = std::pair<dev_t, ino_t>;

std::optional<file_type> type_by_content(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::nullopt;
  struct stat status {};
  std::array<std::byte, 32> head{};
  // Only a regular file gives the same bytes again to its reader.
  const bool regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const auto count = regular ? read(descriptor, head.data(), head.size()) : 0;
  close(descriptor);
  if (count <= 0) return std::nullopt;
  return container_of_content(std::span(head.data(), static_cast<std::size_t>(count)));
}

bool is_writable(const file_type& type) { return container_of_name("x" + type.extension).has_value(); }

/// The format of a result whose name does not decide: --format, else the input's name, else its content.
std::optional<file_type> type_like_input(const batch_input& input, const output_request& request) {
  if (request.format) return request.format;
  if (const auto known = container_of_name(input.path)) return known;
  return input.path == "-" ? std::nullopt : type_by_content(input.path);
}

/// The extension of a result in an output folder: the input's own where it already means the wanted format.
std::string extension_of(const std::string& own, const std::optional<file_type>& type) {
  if (!type) return own;
  const auto known = container_of_name("x" + own);
  return known && known->name == type->name ? own : type->extension;
}

class namer {
 public:
  namer(const std::vector<batch_input>& inputs, const output_request& request) : inputs_(inputs), request_(request) {
    for (const auto& input : inputs) {
      struct stat status {};
      if (input.path != "-" && stat(input.path.c_str(), &status) == 0) sources_.insert({status.st_dev, status.st_ino});
    }
    is_folder_ = !request.in_place && !request.to.empty() && request.to != "-" && names_folder(request.to);
    if (inputs.size() > 1 && !request.to.empty() && !is_folder_) refuse_one_file(inputs.size());
  }

  batch_job name(const batch_input& input, std::size_t index) {
    batch_job job{input, index, "", type_like_input(input, request_), job_action::write, "", {}};
    if (request_.in_place) name_in_place(job);
    else if (is_folder_) name_in_folder(job, index);
    else if (!request_.to.empty()) job.output = request_.to;
    if (!request_.in_place && job.output != "-")
      if (const auto known = container_of_name(job.output)) job.type = known;
    if (job.type && !is_writable(*job.type)) refuse_format(job);
    if (job.output == "-" && job.type && job.type->kind == container::deepzoom)
      throw error(error_kind::usage, "-o - : a DeepZoom is a folder of tiles; give a name such as -o out.dzi");
    if (!job.output.empty() && job.output != "-") decide(job);
    return job;
  }

 private:
  [[noreturn]] void refuse_one_file(std::size_t count) const {
    const std::string to = request_.to == "-" ? "standard output" : request_.to;
    const std::string cure =
        request_.to == "-" ? "; for a folder write -o FOLDER/" : "; for a folder write " + request_.to + "/";
    throw error(error_kind::usage,
                "-o " + request_.to + " is one file but there are " + std::to_string(count) + " inputs" + cure)
        .with_file(to);
  }

  void name_in_place(batch_job& job) const {
    if (job.input.path == "-")
      throw error(error_kind::usage, "--in-place cannot replace standard input; write it with -o");
    job.output = job.input.path;
    const auto known = container_of_name(job.input.path);
    if (request_.format && (!known || known->name != request_.format->name))
      throw error(error_kind::usage, "--in-place keeps names, and " + job.input.path + " is no name for " +
                                         request_.format->name + "; leave out --format or write to a folder with -o");
  }

  void name_in_folder(batch_job& job, std::size_t index) const {
    name_parts parts = parts_of(job.input.path);
    parts.index = index;
    parts.ext = extension_of(parts.ext, job.type);
    const std::string file = fill_template(request_.name, parts);
    if (file.empty() || file.back() == '/' || file == "." || file == "..")
      throw error(error_kind::usage, "--name '" + request_.name + "' gives no file name for " + job.input.path)
          .with_parameter("name");
    job.output = join(join(request_.to, job.input.below), file);
    if (job.input.below.empty()) job.output = join(request_.to, file);
  }

  static void refuse_format(batch_job& job) {
    job.problem =
        error(error_kind::unsupported, job.input.path + ": " + job.type->name +
                                           " cannot be written; choose a format with --format, such as --format png")
            .with_file(job.input.path);
  }

  void decide(batch_job& job) {
    struct stat status {};
    const bool exists = stat(job.output.c_str(), &status) == 0;
    const bool special = exists && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
    if (special) return;  // written straight, whatever it holds
    claim(job, exists, status);
    if (request_.in_place) return;
    if (const std::string parts = folder_of_parts(job.output); !parts.empty()) decide_parts(job, parts, exists);
    if (!exists || job.action != job_action::write) return;
    if (S_ISDIR(status.st_mode)) return refuse(job, "is a folder");
    if (request_.existing == existing_rule::skip) return skip(job, "exists");
    if (sources_.count({status.st_dev, status.st_ino}) != 0) return refuse(job, "is an input");
    if (request_.existing == existing_rule::refuse) return refuse(job, "exists");
    if (request_.existing != existing_rule::update) return;
    struct stat input {};
    if (stat(job.input.path.c_str(), &input) != 0) return;
    const auto time = [](const struct stat& s) { return std::pair(s.st_mtim.tv_sec, s.st_mtim.tv_nsec); };
    if (time(status) >= time(input)) skip(job, "is up to date");
  }

  /// What lies in the folder of tiles goes when they are replaced.
  void decide_parts(batch_job& job, const std::string& parts, bool exists) {
    std::error_code failure;
    if (!std::filesystem::exists(std::filesystem::symlink_status(parts, failure))) return;
    if (!exists && request_.existing != existing_rule::overwrite) return refuse(job, "has tiles");
    if (folders_.empty())
      for (const batch_input& input : inputs_)
        folders_.insert(std::filesystem::weakly_canonical(input.path, failure).parent_path().parent_path());
    const bool holds_input = folders_.count(std::filesystem::weakly_canonical(parts, failure)) != 0;
    if (holds_input && request_.existing != existing_rule::skip) refuse(job, "is an input");
  }

  /// Two inputs must not have one output, under whatever name.
  void claim(const batch_job& job, bool exists, const struct stat& status) {
    const std::string key = exists ? std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino)
                                   : std::filesystem::absolute(job.output).lexically_normal().string();
    const auto [place, fresh] = claimed_.try_emplace(key, job.input.path);
    if (fresh) return;
    const std::string cure = request_.in_place
                                 ? "name it once"
                                 : "tell them apart with --name '{parent}-{stem}{ext}' or '{stem}-{index}{ext}'";
    throw error(error_kind::usage,
                place->second + " and " + job.input.path + " would both be written to " + job.output + "; " + cure)
        .with_file(job.output);
  }

  static void skip(batch_job& job, const char* why) { job.action = job_action::skip, job.reason = why; }
  static void refuse(batch_job& job, const char* why) { job.action = job_action::refuse, job.reason = why; }

  const std::vector<batch_input>& inputs_;
  const output_request& request_;
  bool is_folder_ = false;
  std::set<identity> sources_;
  std::set<std::filesystem::path> folders_;  ///< that hold the folders of the inputs
  std::unordered_map<std::string, std::string> claimed_;
};

/// "a, b and 10 more exist".
std::string group(const std::vector<const batch_job*>& jobs, const std::string& one, const std::string& many) {
  std::string text = jobs[0]->output;
  if (jobs.size() == 2) text += " and " + jobs[1]->output;
  if (jobs.size() > 2) text += ", " + jobs[1]->output + " and " + std::to_string(jobs.size() - 2) + " more";
  return text + (jobs.size() == 1 ? one : many);
}

}  // namespace

bool names_folder(const std::string& to) {
  struct stat status {};
  if (stat(to.c_str(), &status) == 0) return S_ISDIR(status.st_mode) || to.back() == '/';
  return to.back() == '/' || !container_of_name(to);
}

std::vector<batch_job> name_outputs(const std::vector<batch_input>& inputs, const output_request& request) {
  namer names(inputs, request);
  std::vector<batch_job> jobs;
  jobs.reserve(inputs.size());
  for (const auto& input : inputs) jobs.push_back(names.name(input, jobs.size() + 1));
  return jobs;
}

void check_outputs(const std::vector<batch_job>& jobs) {
  std::vector<const batch_job*> existing, inputs, tiles, folders;
  for (const auto& job : jobs) {
    if (job.action != job_action::refuse) continue;
    (job.reason == "exists"        ? existing
     : job.reason == "is an input" ? inputs
     : job.reason == "has tiles"   ? tiles
                                   : folders)
        .push_back(&job);
  }
  std::string text;
  const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : "\n") + sentence; };
  if (!existing.empty()) add(group(existing, " exists", " exist") + "; use --overwrite, --skip-existing or --update");
  if (!inputs.empty())
    add(group(inputs, " is an input", " are inputs") + "; --in-place replaces inputs, -o FOLDER/ keeps them");
  if (!tiles.empty())
    add(group(tiles, " is not there but the folder of its tiles", " are not there but the folders of their tiles") +
        "; --overwrite replaces it");
  if (!folders.empty()) add(group(folders, " is a folder", " are folders") + "; choose other names with -o or --name");
  if (!text.empty()) throw error(error_kind::usage, text);
}

}  // namespace tessera::inline v0
