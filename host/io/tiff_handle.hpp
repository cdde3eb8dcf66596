// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tiffio.h>

#include <cstdint>

#include "tessera/host/io/input.hpp"
#include "tessera/host/io/output_file.hpp"

namespace tessera::inline v0::io {

/// An open TIFF over an input or an output, with its messages kept instead of printed; its address must not change.
class tiff_handle {
 public:
  explicit tiff_handle(const input& from) : from_(&from) {}
  explicit tiff_handle(output_file& to) : to_(&to) {}
  explicit tiff_handle(bytes& memory) : memory_(&memory) {}
  tiff_handle(const tiff_handle&) = delete;
  tiff_handle& operator=(const tiff_handle&) = delete;
  ~tiff_handle() { close(); }

  /// Opens in a mode of TIFFOpen; false if it fails. No single table may take more than `largest` bytes.
  bool open(const char* mode, std::int64_t largest);
  /// Writes what is left and closes; false if that failed.
  bool close();
  /// Closes and writes nothing more.
  void abandon();
  TIFF* get() const { return tiff_; }

  const char* message() const { return message_; }
  /// The errno value if reading or writing failed, else 0.
  int io_code() const { return io_code_; }
  bool met_end() const { return met_end_; }
  /// Whether a decoder complained since the last call.
  bool take_complaint();

 private:
  static int on_error(TIFF*, void* self, const char* module, const char* pattern, va_list values);
  static int on_warning(TIFF*, void* self, const char* module, const char* pattern, va_list values);
  static tmsize_t on_read(thandle_t self, void* to, tmsize_t count);
  static tmsize_t on_write(thandle_t self, void* from, tmsize_t count);
  tmsize_t write_to_memory(const void* from, std::size_t count);
  static toff_t on_seek(thandle_t self, toff_t offset, int whence);
  static toff_t on_size(thandle_t self);
  static int on_close(thandle_t) { return 0; }

  const input* from_ = nullptr;
  output_file* to_ = nullptr;
  bytes* memory_ = nullptr;
  TIFF* tiff_ = nullptr;
  std::uint64_t position_ = 0;
  char message_[200] = {};
  int io_code_ = 0;
  bool met_end_ = false, complaint_ = false;
};

/// The name of a compression as -O spells it, or "" for one that is not written.
const char* tiff_compression_name(int code);

}  // namespace tessera::inline v0::io
