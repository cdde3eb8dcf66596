// SPDX-License-Identifier: Apache-2.0
// filter_folder PIPELINE FOLDER OUT: filters every picture of a folder with the library alone, reading the next one meanwhile.
#include <tessera/tessera.hpp>

#include <algorithm>
#include <filesystem>
#include <future>
#include <iostream>
#include <queue>
#include <utility>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct job {
  fs::path file;
  std::future<tessera::image> result;
};

std::vector<fs::path> files_in(const char* folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void finish(job next, const fs::path& out) {
  const fs::path target = out / next.file.filename().replace_extension(".png");
  tessera::write(next.result.get(), target);
  std::cout << target.string() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: filter_folder PIPELINE FOLDER OUT\n";
    return 2;
  }
  try {
    const tessera::pipeline look = tessera::parse(argv[1]);
    fs::create_directories(argv[3]);
    tessera::engine engine;
    std::queue<job> jobs;
    for (const fs::path& file : files_in(argv[2])) {
      jobs.push({file, engine.submit(look, tessera::read(file))});
      if (jobs.size() > 3) finish(std::move(jobs.front()), argv[3]), jobs.pop();
    }
    for (; !jobs.empty(); jobs.pop()) finish(std::move(jobs.front()), argv[3]);
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
