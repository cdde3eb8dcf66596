// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tessera/host/batch/inputs.hpp"
#include "tessera/host/io/open.hpp"

namespace tessera::inline v0 {

/// What happens to an output that exists.
enum class existing_rule { refuse, overwrite, skip, update };

/// Where results go.
struct output_request {
  std::string to;  ///< a file, a folder or "-"; empty only with `in_place` or where nothing will be written
  std::string name = "{stem}{ext}";  ///< of the files in an output folder; {stem} {ext} {parent} {index} {index:04}
  std::optional<file_type> format;   ///< wished format; the extension of `to` and of `name` go before it
  existing_rule existing = existing_rule::refuse;
  bool in_place = false;  ///< every input is replaced by its result
};

enum class job_action { write, skip, refuse };

/// One picture from input to output.
struct batch_job {
  batch_input input;
  std::size_t number = 1;         ///< among the inputs, counted from 1
  std::string output;             ///< a path, or "-" for standard output; empty if unknown
  std::optional<file_type> type;  ///< format of the output; nothing where the input could not be looked at
  job_action action = job_action::write;
  std::string reason;            ///< why it is skipped or refused
  std::optional<error> problem;  ///< known to fail before it is tried
};

/// Whether `to` names a folder: it is one, ends in "/" or does not end like a picture that can be written (devices and
/// FIFOs are files).
bool names_folder(const std::string& to);

/// Names all outputs; nothing is created. Throws `error` of kind usage: one file for several inputs, two inputs with
/// one output, a wrong template.
std::vector<batch_job> name_outputs(const std::vector<batch_input>& inputs, const output_request& request);

/// Throws one `error` of kind usage that groups all refused jobs, if there are any.
void check_outputs(const std::vector<batch_job>& jobs);

}  // namespace tessera::inline v0
