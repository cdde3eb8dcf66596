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
#include <unordered_map>
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

struct symbol_table {
  bool moved = false;  ///< addresses count from where the file was loaded
  std::unordered_map<std::uintptr_t, std::string> functions;
};

/// Kernels are mostly local functions, which dladdr does not know: the symbol table of the file does.
symbol_table symbols_in(const char* path) {
  symbol_table found;
  std::ifstream file(path, std::ios::binary);
  const auto header = read<ElfW(Ehdr)>(file, 0, sizeof(ElfW(Ehdr)));
  if (!file || std::memcmp(header[0].e_ident, ELFMAG, SELFMAG) != 0) return found;
  found.moved = header[0].e_type == ET_DYN;
  const auto sections = read<ElfW(Shdr)>(file, header[0].e_shoff, header[0].e_shnum * sizeof(ElfW(Shdr)));
  for (const auto& section : sections) {
    if (section.sh_type != SHT_SYMTAB || section.sh_link >= sections.size()) continue;
    const auto& strings = sections[section.sh_link];
    const auto names = read<char>(file, strings.sh_offset, strings.sh_size);
    for (const auto& symbol : read<ElfW(Sym)>(file, section.sh_offset, section.sh_size))
      if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC) found.functions.emplace(symbol.st_value, &names[symbol.st_name]);
  }
  return found;
}

const symbol_table& symbols_of(const char* path) {
  static auto* const known = new std::map<std::string, symbol_table>;
  const auto found = known->find(path);
  return found != known->end() ? found->second : known->emplace(path, symbols_in(path)).first->second;
}

std::string readable(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status),
                                                    std::free);
  return text ? text.get() : name;
}

std::string find_name(const void* function) {
  Dl_info file{};
  if (dladdr(function, &file) == 0) return {};
  const symbol_table& symbols = symbols_of(file.dli_fname);
  const auto base = symbols.moved ? reinterpret_cast<std::uintptr_t>(file.dli_fbase) : 0;
  const auto found = symbols.functions.find(reinterpret_cast<std::uintptr_t>(function) - base);
  return found == symbols.functions.end() ? std::string{} : readable(found->second);
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
