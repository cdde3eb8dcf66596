// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/input.hpp"

#include <algorithm>
#include <cmath>

namespace tessera::inline v0 {

void clean(const format& layout, std::byte* row) {
  if (layout.type != sample_type::f32) return;
  auto* samples = reinterpret_cast<float*>(row);
  std::replace_if(
      samples, samples + layout.size.width * layout.channels, [](float v) { return std::isnan(v); }, 0.0f);
}

span whole_rows(const format& layout, span s) {
  s.region.x0 = 0;
  s.region.x1 = layout.size.width;
  return s;
}

input::input(source& from, std::int64_t capacity, const span& s, const border_rule& edges)
    : source_(&from),
      span_(whole_rows(from.info().layout, s)),
      edges_(edges),
      ring_(static_cast<std::size_t>(capacity) * stored_row_bytes(from.info().layout, span_)) {
  const format& layout = from.info().layout;
  store_ = {ring_.data() + stored_row_offset(layout, span_),
            static_cast<std::ptrdiff_t>(stored_row_bytes(layout, span_)), capacity, nullptr};
  rows_ = {{}, &store_, 0};
}

void input::read_until(std::int64_t last) {
  if (!source_ || read_ >= last) return;
  std::unique_lock lock(mutex_, std::try_to_lock);
  while (!lock.owns_lock()) {
    if (source_->help()) (void)lock.try_lock();
    else lock.lock();
  }
  const format& layout = source_->info().layout;
  while (read_ < last) {
    const std::int64_t count = std::min(last - read_, store_.capacity);
    pointers_.clear();
    for (std::int64_t k = 0; k < count; ++k) pointers_.push_back(store_.row(read_ + k));
    source_->read(pointers_.data(), count);
    for (std::byte* row : pointers_) {
      clean(layout, row);
      if (span_.pad_left > 0 || span_.pad_right > 0) fill_padding(edges_, layout, span_, row);
    }
    read_ += count;
  }
}

const source_rows& input::rows_of(const rect& wanted, spool::part& kept) const {
  if (!spool_) return rows_;
  spool_->read(wanted, kept);
  return kept.rows;
}

void input::restart() {
  if (source_ && read_ > 0) source_->rewind();
  read_ = 0;
}

}  // namespace tessera::inline v0
