// SPDX-License-Identifier: Apache-2.0
// What peers.sh measures against: OpenCV on a batch of files, one process per core, each taking the next file that
// nobody has.
//   opencv_batch copy|gaussian|chain OUT FILE...     decode, filter, encode as JPEG of quality 85
//   opencv_batch make WIDTH HEIGHT COUNT SCALE OUT FILE...     COUNT JPEGs, patches of the files enlarged by SCALE
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

int allowed_cpus() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/// The windows reach ceil(4 sigma), as those of Tessera do.
void blur(const cv::Mat& in, cv::Mat& out, double sigma) {
  const int size = 2 * static_cast<int>(std::ceil(4 * sigma)) + 1;
  cv::GaussianBlur(in, out, cv::Size(size, size), sigma, sigma, cv::BORDER_REPLICATE);
}

cv::Mat gamma_table(double value) {
  cv::Mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i)
    table.at<unsigned char>(i) = cv::saturate_cast<unsigned char>(255 * std::pow(i / 255.0, 1 / value));
  return table;
}

/// `gaussian 2 | unsharp 1 0.8 | gamma 2.2`
cv::Mat chain(const cv::Mat& in) {
  static const cv::Mat table = gamma_table(2.2);
  cv::Mat soft, softer, out;
  blur(in, soft, 2);
  blur(soft, softer, 1);
  cv::addWeighted(soft, 1.8, softer, -0.8, 0, out);
  cv::LUT(out, table, out);
  return out;
}

cv::Mat gaussian(const cv::Mat& in) {
  cv::Mat out;
  blur(in, out, 2);
  return out;
}

cv::Mat copy(const cv::Mat& in) { return in; }

/// Takes files until none is left; false if one failed.
bool work(cv::Mat (*filter)(const cv::Mat&), const fs::path& out, const std::vector<std::string>& files,
          std::atomic<unsigned>& next) {
  cv::setNumThreads(1);
  for (unsigned i = next++; i < files.size(); i = next++) {
    const cv::Mat in = cv::imread(files[i], cv::IMREAD_COLOR);
    if (in.empty() || !cv::imwrite(out / fs::path(files[i]).filename(), filter(in), {cv::IMWRITE_JPEG_QUALITY, 85}))
      return false;
  }
  return true;
}

int batch(cv::Mat (*filter)(const cv::Mat&), const fs::path& out, const std::vector<std::string>& files) {
  fs::create_directories(out);
  void* shared =
      mmap(nullptr, sizeof(std::atomic<unsigned>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto& next = *new (shared) std::atomic<unsigned>(0);
  const int processes = allowed_cpus();
  for (int i = 0; i < processes; ++i)
    if (fork() == 0) _exit(work(filter, out, files, next) ? 0 : 1);
  int failed = 0, status = 0;
  while (wait(&status) > 0) failed += status != 0;
  return failed ? 1 : 0;
}

/// A picture made of patches of 500 x 500 from the files, enlarged, so that its detail is that of photographs.
cv::Mat patches(const std::vector<cv::Mat>& pictures, cv::Size size, double scale, cv::RNG& random) {
  cv::Mat out(size, CV_8UC3);
  for (int y = 0; y < size.height; y += 500)
    for (int x = 0; x < size.width; x += 500) {
      const cv::Mat& from = pictures[random.uniform(0, static_cast<int>(pictures.size()))];
      const cv::Size patch(std::min(500, size.width - x), std::min(500, size.height - y));
      const cv::Size cut(std::min(from.cols, static_cast<int>(patch.width / scale) + 1),
                         std::min(from.rows, static_cast<int>(patch.height / scale) + 1));
      const cv::Point corner(random.uniform(0, from.cols - cut.width + 1),
                             random.uniform(0, from.rows - cut.height + 1));
      cv::Mat enlarged;
      cv::resize(from(cv::Rect(corner, cut)), enlarged, patch, 0, 0, cv::INTER_CUBIC);
      enlarged.copyTo(out(cv::Rect(cv::Point(x, y), patch)));
    }
  return out;
}

int make(const std::vector<std::string>& words) {
  const cv::Size size(std::stoi(words.at(0)), std::stoi(words.at(1)));
  const int count = std::stoi(words.at(2));
  const double scale = std::stod(words.at(3));
  fs::create_directories(words.at(4));
  std::vector<cv::Mat> pictures;
  for (std::size_t i = 5; i < words.size(); ++i) pictures.push_back(cv::imread(words[i], cv::IMREAD_COLOR));
  cv::RNG random(1);
  for (int i = 0; i < count; ++i) {
    char name[32];
    std::snprintf(name, sizeof name, "p%04d.jpg", i);
    if (!cv::imwrite(fs::path(words[4]) / name, patches(pictures, size, scale, random), {cv::IMWRITE_JPEG_QUALITY, 92}))
      return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() > 6 && words[0] == "make") return make({words.begin() + 1, words.end()});
  if (words.size() < 3) {
    std::fprintf(stderr, "usage: opencv_batch copy|gaussian|chain OUT FILE...\n");
    return 2;
  }
  const std::vector<std::string> files(words.begin() + 2, words.end());
  if (words[0] == "copy") return batch(copy, words[1], files);
  if (words[0] == "gaussian") return batch(gaussian, words[1], files);
  if (words[0] == "chain") return batch(chain, words[1], files);
  std::fprintf(stderr, "no filter is named %s\n", words[0].c_str());
  return 2;
}
