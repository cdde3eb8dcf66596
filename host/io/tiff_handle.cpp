// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/tiff_handle.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <utility>

namespace tessera::inline v0::io {

int tiff_handle::on_error(TIFF*, void* self, const char* module, const char* pattern, va_list values) {
  auto& handle = *static_cast<tiff_handle*>(self);
  handle.complaint_ = true;
  if (handle.message_[0] != 0) return 1;  // the first one is the cause
  const int n = module != nullptr ? std::snprintf(handle.message_, sizeof handle.message_, "%s: ", module) : 0;
  if (n >= 0 && n < static_cast<int>(sizeof handle.message_)) {
    std::vsnprintf(handle.message_ + n, sizeof handle.message_ - static_cast<std::size_t>(n), pattern, values);
  }
  return 1;  // handled: the process-wide handler, which prints, is not called
}

/// libjpeg goes on after damage with made-up pixels and a warning; bytes before the end marker do no harm.
int tiff_handle::on_warning(TIFF* tiff, void* self, const char* module, const char* pattern, va_list values) {
  if (module == nullptr || std::strcmp(module, "JPEGLib") != 0) return 1;
  char text[200] = {};
  va_list again;
  va_copy(again, values);
  std::vsnprintf(text, sizeof text, pattern, again);
  va_end(again);
  const bool made_up = std::strncmp(text, "Premature end", 13) == 0 ||
                       (std::strncmp(text, "Corrupt JPEG", 12) == 0 && std::strstr(text, "0xd9") == nullptr);
  return made_up ? on_error(tiff, self, module, pattern, values) : 1;
}

tmsize_t tiff_handle::on_read(thandle_t self, void* to, tmsize_t count) {
  auto& handle = *static_cast<tiff_handle*>(self);
  if (count <= 0 || handle.memory_ != nullptr) return 0;
  const auto wanted = static_cast<std::size_t>(count);
  const std::int64_t n = handle.from_ != nullptr ? handle.from_->read_at(handle.position_, to, wanted)
                                                 : handle.to_->read_at(handle.position_, to, wanted);
  if (n < 0) {
    handle.io_code_ = static_cast<int>(-n);
    return 0;
  }
  if (n < count) handle.met_end_ = true;
  handle.position_ += static_cast<std::uint64_t>(n);
  return static_cast<tmsize_t>(n);
}

tmsize_t tiff_handle::on_write(thandle_t self, void* from, tmsize_t count) {
  auto& handle = *static_cast<tiff_handle*>(self);
  if (count <= 0) return 0;
  if (handle.memory_ != nullptr) return handle.write_to_memory(from, static_cast<std::size_t>(count));
  if (handle.to_ == nullptr) return 0;
  const int code = handle.to_->write_at(handle.position_, from, static_cast<std::size_t>(count));
  if (code != 0) {
    handle.io_code_ = code;
    return 0;
  }
  handle.position_ += static_cast<std::uint64_t>(count);
  return count;
}

tmsize_t tiff_handle::write_to_memory(const void* from, std::size_t count) {
  try {
    memory_->resize(std::max(memory_->size(), static_cast<std::size_t>(position_) + count));
  } catch (const std::exception&) {  // C code calls
    io_code_ = ENOMEM;
    return 0;
  }
  std::memcpy(memory_->data() + position_, from, count);
  position_ += count;
  return static_cast<tmsize_t>(count);
}

toff_t tiff_handle::on_seek(thandle_t self, toff_t offset, int whence) {
  auto& handle = *static_cast<tiff_handle*>(self);
  const std::uint64_t base = whence == SEEK_CUR ? handle.position_ : whence == SEEK_END ? on_size(self) : 0;
  handle.position_ = base + offset;
  return handle.position_;
}

toff_t tiff_handle::on_size(thandle_t self) {
  auto& handle = *static_cast<tiff_handle*>(self);
  if (handle.memory_ != nullptr) return handle.memory_->size();
  return handle.from_ != nullptr ? handle.from_->size() : handle.to_->size();
}

bool tiff_handle::open(const char* mode, std::int64_t largest) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return false;
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, this);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, static_cast<tmsize_t>(largest));
  position_ = 0;
  message_[0] = 0;
  io_code_ = 0;
  met_end_ = complaint_ = false;
  tiff_ =
      TIFFClientOpenExt("TIFF", mode, this, on_read, on_write, on_seek, on_close, on_size, nullptr, nullptr, options);
  TIFFOpenOptionsFree(options);
  return tiff_ != nullptr;
}

bool tiff_handle::close() {
  if (tiff_ == nullptr) return true;
  complaint_ = false;
  TIFFClose(std::exchange(tiff_, nullptr));
  return !complaint_ && io_code_ == 0;
}

void tiff_handle::abandon() {
  if (tiff_ != nullptr) TIFFCleanup(std::exchange(tiff_, nullptr));
}

bool tiff_handle::take_complaint() { return std::exchange(complaint_, false); }

const char* tiff_compression_name(int code) {
  switch (code) {
    case COMPRESSION_NONE:
      return "none";
    case COMPRESSION_LZW:
      return "lzw";
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
      return "deflate";
    case COMPRESSION_ZSTD:
      return "zstd";
    case COMPRESSION_PACKBITS:
      return "packbits";
    case COMPRESSION_JPEG:
    case COMPRESSION_OJPEG:
      return "jpeg";
    default:
      return "";
  }
}

}  // namespace tessera::inline v0::io
