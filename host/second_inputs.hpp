// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "tessera/host/image.hpp"
#include "tessera/host/io/open.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::inline v0 {

/// For an operator that takes two pictures: the pipeline's own input, after some stages; `blend{.with = second_input(gaussian{.sigma = 30})}`.
branch second_input(const pipeline& stages = {});

/// A picture in memory, after some stages; its pixels are shared, or copied to replace NaN by 0.
branch second_input(const image& picture, const pipeline& stages = {});

/// Whether a second input's path holds a template such as {stem}: then each input has a picture of its own.
bool has_templates(const pipeline& look);

/// The pictures of files that are second inputs: each is decoded once. Safe from any number of threads.
class second_pictures {
 public:
  explicit second_pictures(read_options options = {}) : options_(std::move(options)) {}
  /// The picture, turned upright; it stays here if `keep`, else as long as someone uses it. Throws `error` naming the file.
  std::shared_ptr<const held_picture> get(const std::string& path, bool keep);

 private:
  read_options options_;
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<const held_picture>> known_;
  std::vector<std::shared_ptr<const held_picture>> kept_;
};

}  // namespace tessera::inline v0
