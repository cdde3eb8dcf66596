// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/opencv_codec.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::io {

namespace {

constexpr char file_name[] = "libtessera_opencv_codec.so";

/// Beside the program or the library as they are built or installed, then where the install step puts it.
std::vector<std::string> candidates() {
  if (const char* set = std::getenv("TESSERA_OPENCV_CODEC"); set != nullptr && *set != 0) return {set};
  std::vector<std::filesystem::path> folders;
  std::error_code ignored;
  if (const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored); !ignored) {
    const auto base = program.parent_path().parent_path();
    for (const char* part : {"lib/tessera", TESSERA_INSTALL_LIBDIR "/tessera", "lib"}) folders.push_back(base / part);
  }
  Dl_info self{};
  if (::dladdr(reinterpret_cast<const void*>(&file_name), &self) != 0 && self.dli_fname != nullptr) {
    const auto folder = std::filesystem::absolute(self.dli_fname, ignored).parent_path();
    folders.push_back(folder / "tessera");
    folders.push_back(folder);
  }
  folders.emplace_back(TESSERA_INSTALL_FULL_LIBDIR "/tessera");
  std::vector<std::string> result;
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder / file_name, ignored)) result.push_back((folder / file_name).string());
  }
  return result;
}

[[noreturn]] void refuse(const std::string& reason) {
  throw error(error_kind::unsupported,
              "needs the OpenCV codec, which cannot be loaded (" + reason +
                  "); install libopencv-imgcodecs406 (Debian 12) or libopencv-imgcodecs406t64 (Ubuntu 24.04), or set "
                  "TESSERA_OPENCV_CODEC to the path of " +
                  file_name);
}

const tessera_codec_table* load() {
  std::string reason = std::string(file_name) + " is not where Tessera is installed";
  for (const std::string& path : candidates()) {
    void* const module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    const auto entry =
        module != nullptr ? reinterpret_cast<const tessera_codec_table* (*)()>(::dlsym(module, codec_symbol)) : nullptr;
    if (entry == nullptr) {
      const char* const why = ::dlerror();
      reason = why != nullptr ? why : path;
      continue;
    }
    if (entry()->version == codec_version) return entry();
    reason = path + " belongs to another version of Tessera";
  }
  refuse(reason);
}

}  // namespace

const tessera_codec_table& opencv_codec() {
  static const tessera_codec_table* const table = load();
  return *table;
}

}  // namespace tessera::inline v0::io
