// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tessera/host/batch/memory.hpp"
#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0 {

namespace {

std::int64_t tiles_in(std::int64_t length) { return (length + spool::side - 1) / spool::side; }

std::int64_t tile_bytes(const format& layout) { return spool::side * spool::side * layout.pixel_bytes(); }

/// Where a tile lies in the file.
std::int64_t place_of(const format& layout, std::int64_t column, std::int64_t row) {
  return (row * tiles_in(layout.size.width) + column) * tile_bytes(layout);
}

[[noreturn]] void fail_for_space(const format& layout) {
  throw error(
      error_kind::no_space,
      spool::folder() + ": no space for the " + bytes_text(spool::file_bytes(layout)) +
          " of a picture that is read in another order than its file has it; set TMPDIR to a folder with more, or "
          "raise --memory-limit")
      .with_file(spool::folder());
}

/// A file without a name; some filesystems know none, there it loses its name at once.
int unnamed_file() {
  const std::string folder = spool::folder();
  int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  std::string name = folder + "/.tessera-spool-XXXXXX";
  file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) io::fail_writing(errno, folder);
  ::unlink(name.c_str());
  return file;
}

/// Moves `count` bytes at `offset` by pread or pwrite.
template <class Move, class Byte>
void move_all(Move move, int file, Byte* data, std::int64_t count, std::int64_t offset, const format& layout) {
  while (count > 0) {
    const ssize_t done = move(file, data, static_cast<std::size_t>(count), offset);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == ENOSPC) fail_for_space(layout);
    if (done <= 0) io::fail_writing(done < 0 ? errno : EIO, spool::folder());
    data += done;
    count -= done;
    offset += done;
  }
}

}  // namespace

std::string spool::folder() {
  const char* chosen = std::getenv("TMPDIR");
  if (chosen && *chosen) return chosen;
  std::error_code ignored;
  return std::filesystem::is_directory("/var/tmp", ignored) ? "/var/tmp" : "/tmp";
}

std::uint64_t spool::file_bytes(const format& layout) {
  return static_cast<std::uint64_t>(place_of(layout, 0, tiles_in(layout.size.height)));
}

std::size_t spool::part_bytes(const format& layout, extent size) {
  return static_cast<std::size_t>(size.width * size.height * layout.pixel_bytes() + tile_bytes(layout));
}

std::size_t spool::fill_bytes(const format& layout) {
  return static_cast<std::size_t>(side * layout.row_bytes() + tile_bytes(layout));
}

spool::spool(const format& layout) : layout_(layout), file_(unnamed_file()) {
  // Filesystems that cannot set space aside find out when they are full.
  if (::fallocate(file_, 0, 0, static_cast<off_t>(file_bytes(layout_))) != 0 && errno == ENOSPC) {
    ::close(file_);
    fail_for_space(layout_);
  }
  band_.resize(static_cast<std::size_t>(side * layout_.row_bytes()));
  tile_.resize(static_cast<std::size_t>(tile_bytes(layout_)));
}

spool::~spool() { ::close(file_); }

void spool::write(const std::byte* const* rows, std::int64_t count) {
  const auto row_bytes = static_cast<std::size_t>(layout_.row_bytes());
  for (std::int64_t k = 0; k < count; ++k) {
    std::memcpy(band_.data() + static_cast<std::size_t>(rows_) * row_bytes, rows[k], row_bytes);
    if (++rows_ == side) write_row_of_tiles();
  }
}

void spool::finish() {
  write_row_of_tiles();
  band_ = tile_ = {};
}

void spool::write_row_of_tiles() {
  const std::int64_t pixel = layout_.pixel_bytes();
  for (std::int64_t column = 0; rows_ > 0 && column < tiles_in(layout_.size.width); ++column) {
    const std::int64_t width = std::min(side, layout_.size.width - column * side);
    for (std::int64_t k = 0; k < rows_; ++k)
      std::memcpy(tile_.data() + k * side * pixel, band_.data() + k * layout_.row_bytes() + column * side * pixel,
                  static_cast<std::size_t>(width * pixel));
    move_all(::pwrite, file_, tile_.data(), rows_ * side * pixel, place_of(layout_, column, next_ / side), layout_);
  }
  next_ += rows_;
  rows_ = 0;
}

void spool::read(const rect& wanted, part& to) const {
  const std::int64_t pixel = layout_.pixel_bytes(), pitch = wanted.width() * pixel;
  to.pixels.resize(std::max(to.pixels.size(), static_cast<std::size_t>(pitch * wanted.height())));
  to.tile.resize(static_cast<std::size_t>(tile_bytes(layout_)));
  to.store = {to.pixels.data(), static_cast<std::ptrdiff_t>(pitch), std::max<std::int64_t>(1, wanted.height()),
              nullptr};
  to.rows = {{}, &to.store, wanted.x0};
  for (std::int64_t row = wanted.y0 / side; row * side < wanted.y1; ++row)
    for (std::int64_t column = wanted.x0 / side; column * side < wanted.x1; ++column) {
      const rect tile{column * side, row * side, (column + 1) * side, (row + 1) * side};
      const rect both = intersect(tile, wanted);
      const std::int64_t skipped = (both.y0 - tile.y0) * side * pixel;
      move_all(::pread, file_, to.tile.data(), both.height() * side * pixel, place_of(layout_, column, row) + skipped,
               layout_);
      for (std::int64_t y = both.y0; y < both.y1; ++y)
        std::memcpy(to.store.row(y) + (both.x0 - wanted.x0) * pixel,
                    to.tile.data() + ((y - both.y0) * side + both.x0 - tile.x0) * pixel,
                    static_cast<std::size_t>(both.width() * pixel));
    }
}

}  // namespace tessera::inline v0
