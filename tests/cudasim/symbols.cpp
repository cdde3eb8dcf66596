// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <vector>

namespace cudasim {
namespace {

template <class T>
std::vector<T> read(std::ifstream& file, std::uint64_t offset, std::uint64_t bytes) {
  std::vector<T> values(bytes / sizeof(T));
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
  return values;
}

/// Kernels are mostly local functions, which dladdr does not know: the symbol table of the file does.
std::string symbol_in(const char* path, std::uintptr_t address, std::uintptr_t base) {
  std::ifstream file(path, std::ios::binary);
  const auto header = read<ElfW(Ehdr)>(file, 0, sizeof(ElfW(Ehdr)));
  if (!file || std::memcmp(header[0].e_ident, ELFMAG, SELFMAG) != 0) return {};
  const std::uintptr_t wanted = header[0].e_type == ET_DYN ? address - base : address;
  const auto sections = read<ElfW(Shdr)>(file, header[0].e_shoff, header[0].e_shnum * sizeof(ElfW(Shdr)));
  for (const auto& section : sections) {
    if (section.sh_type != SHT_SYMTAB || section.sh_link >= sections.size()) continue;
    const auto& strings = sections[section.sh_link];
    const auto names = read<char>(file, strings.sh_offset, strings.sh_size);
    for (const auto& symbol : read<ElfW(Sym)>(file, section.sh_offset, section.sh_size))
      if (symbol.st_value == wanted && ELF64_ST_TYPE(symbol.st_info) == STT_FUNC) return &names[symbol.st_name];
  }
  return {};
}

std::string readable(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status),
                                                    std::free);
  return text ? text.get() : name;
}

std::string find_name(const void* function) {
  Dl_info found{};
  if (dladdr(function, &found) == 0) return {};
  return readable(symbol_in(found.dli_fname, reinterpret_cast<std::uintptr_t>(function),
                            reinterpret_cast<std::uintptr_t>(found.dli_fbase)));
}

}  // namespace

std::string name_of(const void* function) {
  static auto* const known = new std::map<const void*, std::string>;
  std::string& name = (*known)[function];
  if (name.empty()) name = find_name(function);
  if (name.empty()) name = "at " + std::to_string(reinterpret_cast<std::uintptr_t>(function));
  return name;
}

}  // namespace cudasim
