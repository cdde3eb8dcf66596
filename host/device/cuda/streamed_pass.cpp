// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/streamed_pass.hpp"

#include <algorithm>

#include "tessera/host/device/cuda/tile_run.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr std::size_t preferred_upload = std::size_t{8} << 20;  // 4 to 32 MiB move best over PCIe
constexpr double most_amplification = 1.05;

rect upload_of(const pass_shape& shape, const rect& region) {
  return shape.streamed && !region.empty() ? rect{0, region.y0, shape.stages->nodes[0].out.size.width, region.y1}
                                           : region;
}

std::size_t bytes_of(const format& layout, const rect& region) {
  return region.empty() ? 0 : static_cast<std::size_t>(pitch_of(layout, region) * region.height());
}

/// All of a pass's tiles are as wide as the result, or as the device's memory asks for.
extent tile_of_rows(const pass_shape& shape, std::int64_t rows) {
  return {shape.tile.width > 0 ? shape.tile.width : shape.result.width(), rows};
}

}  // namespace

pass_plan measure(const pass_shape& shape, const program& code, extent tile) {
  pass_plan made{{std::min(tile.width, shape.result.width()), std::min(tile.height, shape.result.height())}, {}, 1};
  const format &from = shape.stages->nodes[0].out, &to = shape.stages->output();
  double uploaded = 0;
  for (const rect& part : tiles_of(shape.result, made.tile)) {
    const std::vector<span> spans = regions(*shape.stages, part);
    const std::size_t in = bytes_of(from, upload_of(shape, spans[0].region));
    uploaded += static_cast<double>(spans[0].region.width()) * static_cast<double>(spans[0].region.height());
    made.size.in = std::max(made.size.in, in);
    made.size.out = std::max(made.size.out, std::max(bytes_of(to, part), code.counter_bytes()));
    made.size.arena = std::max(made.size.arena, code.place(spans).bytes);
  }
  const rect once = regions(*shape.stages, shape.result)[0].region;
  const double least = static_cast<double>(once.width()) * static_cast<double>(once.height());
  if (least > 0) made.amplification = std::max(1.0, uploaded / least);
  return made;
}

extent choose_tile(const pass_shape& shape, const program& code, std::size_t most) {
  if (shape.tile.height > 0) return tile_of_rows(shape, shape.tile.height);
  const std::int64_t height = shape.result.height();
  const auto row = static_cast<std::int64_t>(std::max<std::size_t>(
      1, bytes_of(shape.stages->nodes[0].out, upload_of(shape, regions(*shape.stages, shape.result)[0].region)) /
             static_cast<std::size_t>(std::max<std::int64_t>(1, height))));
  // A picture of several MiB is cut so that its own tiles overlap, though no finer than copies pay for.
  const std::int64_t third = (height + 3) / 4, least = (std::int64_t{1} << 20) / row;
  std::int64_t rows = std::clamp<std::int64_t>(static_cast<std::int64_t>(preferred_upload) / row, 1, height);
  rows = std::max<std::int64_t>(1, std::min(rows, std::max(third, least)));
  while (rows < height && measure(shape, code, tile_of_rows(shape, rows)).amplification > most_amplification)
    rows = std::min(height, rows + rows / 2 + 1);
  while (rows > 1 && measure(shape, code, tile_of_rows(shape, rows)).size.arena > most) rows = (rows + 1) / 2;
  return tile_of_rows(shape, rows);
}

streamed_pass::streamed_pass(const pass_shape& shape, std::shared_ptr<program> code, std::shared_ptr<slot_pool> slots,
                             const pass_plan& tiles, int slots_each)
    : shape_(shape),
      code_(std::move(code)),
      slots_(std::move(slots)),
      tiles_(tiles_of(shape.result, tiles.tile)),
      size_(tiles.size),
      slots_each_(slots_each) {}

std::optional<device_failure> streamed_pass::start(const std::vector<device_failure>& left_out) {
  if (auto shortage = slots_->provide(size_, slots_each_, left_out)) return shortage;
  for (const int device : slots_->devices()) {
    if (!slots_->works(device)) continue;
    const auto failure = try_on(device, [&] {
      const device_memory& memory = constants_.emplace(device, code_->constants().size()).first->second;
      if (memory.size() == 0) return;
      const stream copy;
      check(
          cudaMemcpyAsync(memory.data(), code_->constants().data(), memory.size(), cudaMemcpyHostToDevice, copy.get()),
          "cudaMemcpyAsync");
      check(cudaStreamSynchronize(copy.get()), "cudaStreamSynchronize");
    });
    if (failure && failure->of_memory) return failure;
    if (failure) slots_->abandon(*failure);
  }
  slots_->expect_one();
  return std::nullopt;
}

void streamed_pass::make_sure_of_slots(const run_control& control) {
  std::string why;
  try {
    const auto shortage = slots_->provide(size_, slots_each_);
    if (!shortage) return;
    why = shortage->why;
  } catch (const error& none_left) {
    why = none_left.what();
  }
  if (control.report) control.report->notices.push_back(why + "; done on the CPU");
}

void streamed_pass::run(const pass_ends& ends, const run_control& control) {
  make_sure_of_slots(control);
  if (control.report)
    for (std::string& notice : slots_->take_notices()) control.report->notices.push_back(std::move(notice));
  tile_run(shape_, *code_, *slots_, constants_, ends, control).run(tiles_);
}

}  // namespace tessera::inline v0::cuda
