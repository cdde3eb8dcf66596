// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>

#include "font.hpp"
#include "options.hpp"
#include "settings.hpp"
#include "terminal.hpp"
#include "tessera/host/batch/inputs.hpp"
#include "tessera/host/device/parallel.hpp"
#include "tessera/host/files.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace tessera::cli {

namespace {

/// One place on the sheet; without a file it stays empty.
struct cell {
  std::string file, label;
};

std::string name_of_file(const std::string& path) { return std::filesystem::path(path).filename().string(); }

bool is_folder(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::vector<std::string> pictures_in(const std::vector<std::string>& arguments) {
  input_request request;
  request.arguments = arguments;
  std::vector<std::string> files;
  for (const auto& input : expand_inputs(request).files) files.push_back(input.path);
  return files;
}

cell before(const std::string& file) { return {file, "before: " + name_of_file(file)}; }
cell after(const std::string& file) { return {file, "after: " + name_of_file(file)}; }

/// Two folders side by side: files of one stem are a pair.
std::vector<cell> pair_folders(const std::string& first, const std::string& second) {
  std::map<std::string, std::string> partners;
  for (const auto& file : pictures_in({second})) partners.emplace(std::filesystem::path(file).stem().string(), file);
  std::vector<cell> cells;
  for (const auto& file : pictures_in({first})) {
    const auto partner = partners.find(std::filesystem::path(file).stem().string());
    if (partner == partners.end()) continue;
    cells.push_back(before(file));
    cells.push_back(after(partner->second));
  }
  if (cells.empty())
    throw error(error_kind::usage, "sheet: no picture in " + first + " has a partner of its name in " + second);
  return cells;
}

std::vector<cell> cells_of(const sheet_options& options, bool& pairs) {
  pairs = options.pairs;
  if (options.files.size() == 2 && is_folder(options.files[0]) && is_folder(options.files[1])) {
    pairs = true;
    return pair_folders(options.files[0], options.files[1]);
  }
  const auto files = pictures_in(options.files);
  if (files.empty()) throw error(error_kind::usage, "sheet: no pictures were found");
  if (pairs && files.size() % 2 != 0)
    throw error(error_kind::usage,
                "sheet: --pairs needs an even number of files, and there are " + std::to_string(files.size()));
  std::vector<cell> cells;
  for (const auto& file : files)
    cells.push_back(!pairs ? cell{file, name_of_file(file)} : cells.size() % 2 == 0 ? before(file) : after(file));
  return cells;
}

/// The picture in at most size x size, in 8-bit RGB.
image thumbnail(const std::string& file, int size) {
  const auto from = open_source(file);
  plan_options options;
  options.orientation = from->info().orientation;
  options.storable = [](const format& f) { return make_format(sample_type::u8, 3, f.size); };
  const std::string side = std::to_string(size);
  executor runs(make_plan(parse("resize " + side + "x" + side + " only=shrink"), from->info().layout, options));
  image small(runs.the_plan().output);
  runs.run(*from, small.edit());
  return small;
}

/// A label in the room that a cell has: its middle is left out if need be, so that the extension stays.
std::string fitted(const std::string& label, std::size_t room) {
  if (characters(label) <= room || label.size() < room || room < 8) return label;
  const std::size_t tail = room / 2 - 1;
  return label.substr(0, room - tail - 2) + ".." + label.substr(label.size() - tail);
}

class sheet_picture {
 public:
  sheet_picture(std::vector<cell> cells, int columns, int size)
      : cells_(std::move(cells)),
        columns_(columns),
        size_(size),
        scale_(std::max(1, size / 160)),
        label_(scale_ * (glyph_height + 4)),
        picture_(
            make_format(sample_type::u8, 3, {columns * (size + gap) + gap, rows() * (size + gap + label_) + gap})) {
    const view canvas = picture_.edit();
    std::memset(canvas.data, background, static_cast<std::size_t>(canvas.pitch * canvas.format.size.height));
  }

  /// Draws all pictures; returns how many could not be read.
  int draw() {
    parallel(std::min(allowed_threads(), static_cast<int>(cells_.size())), [this](int) noexcept {
      for (std::size_t i = next_++; i < cells_.size(); i = next_++) draw(i);
    });
    return failed_;
  }

  const image& picture() const { return picture_; }

 private:
  static constexpr int gap = 12, background = 40;

  int rows() const { return (static_cast<int>(cells_.size()) + columns_ - 1) / columns_; }

  void draw(std::size_t index) noexcept {
    const std::int64_t x = gap + static_cast<int>(index) % columns_ * (size_ + gap),
                       y = gap + static_cast<int>(index) / columns_ * (size_ + gap + label_);
    std::string label = cells_[index].label;
    try {
      const image small = thumbnail(cells_[index].file, size_);
      const auto [width, height] = small.format().size;
      const view canvas = picture_.edit();
      for (std::int64_t row = 0; row < height; ++row)
        std::memcpy(canvas.row(y + (size_ - height) / 2 + row) + (x + (size_ - width) / 2) * 3, small.pixels().row(row),
                    static_cast<std::size_t>(width * 3));
    } catch (const std::exception& problem) {
      const std::lock_guard lock(mutex_);
      complain(problem.what());
      label = "cannot be read: " + label;
      ++failed_;
    }
    label = fitted(label, static_cast<std::size_t>(size_ / (scale_ * glyph_width)));
    const auto width = static_cast<std::int64_t>(characters(label)) * scale_ * glyph_width;
    draw_text(picture_.edit(), x + std::max<std::int64_t>(0, (size_ - width) / 2), y + size_ + scale_ * 2, label,
              scale_, 220);
  }

  std::vector<cell> cells_;
  int columns_, size_, scale_, label_;
  image picture_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  int failed_ = 0;
};

}  // namespace

int sheet(const sheet_options& options) {
  if (!container_of_name(options.output))
    throw error(error_kind::usage,
                "sheet: \"" + options.output + "\" does not end like a picture, such as .png or .jpg")
        .with_parameter("-o");
  check_new_file(options.output, options.overwrite);
  bool pairs = false;
  std::vector<cell> cells = cells_of(options, pairs);
  const int count = static_cast<int>(cells.size());
  int columns = options.columns > 0 ? options.columns
                : pairs             ? (count > 6 ? 4 : 2)
                                    : static_cast<int>(std::ceil(std::sqrt(count)));
  if (pairs) columns = std::max(2, columns / 2 * 2);
  sheet_picture made(std::move(cells), std::min(columns, std::max(count, pairs ? 2 : 1)), options.size);
  const int failed = made.draw();
  write(made.picture(), options.output);
  return failed > 0 ? 1 : 0;
}

}  // namespace tessera::cli
