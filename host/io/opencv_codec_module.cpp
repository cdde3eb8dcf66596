// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <iostream>
#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <streambuf>
#include <utility>

#include "tessera/host/io/opencv_codec.hpp"

namespace {

/// OpenCV tells std::cerr what it also throws. This buffer passes on what other threads print and drops what comes while this
/// thread decodes; OpenCV's own log level would be the application's, too.
class quiet_buffer final : public std::streambuf {
 public:
  explicit quiet_buffer(std::streambuf* next) : next_(next) {}
  static bool& quiet() {
    thread_local bool value = false;
    return value;
  }

 protected:
  int overflow(int c) override { return quiet() || c == EOF ? 0 : next_->sputc(static_cast<char>(c)); }
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    return quiet() ? count : next_->sputn(text, count);
  }
  int sync() override { return next_->pubsync(); }

 private:
  std::streambuf* next_;
};

struct quiet_scope {
  quiet_scope() {
    // Never freed: std::cerr is used until the very end of the process.
    static const auto* installed = [] {
      auto buffer = std::make_unique<quiet_buffer>(std::cerr.rdbuf());
      std::cerr.rdbuf(buffer.get());
      return buffer.release();
    }();
    static_cast<void>(installed);
    quiet_buffer::quiet() = true;
  }
  ~quiet_scope() { quiet_buffer::quiet() = false; }
};

template <class T>
void swap_red_and_blue(cv::Mat& picture) {
  const int channels = picture.channels();
  if (channels < 3) return;
  for (int y = 0; y < picture.rows; ++y) {
    T* p = picture.ptr<T>(y);
    for (int x = 0; x < picture.cols; ++x, p += channels) std::swap(p[0], p[2]);
  }
}

void swap_red_and_blue_of_any(cv::Mat& picture) {
  if (picture.depth() == CV_8U) swap_red_and_blue<unsigned char>(picture);
  if (picture.depth() == CV_16U) swap_red_and_blue<unsigned short>(picture);
  if (picture.depth() == CV_32F) swap_red_and_blue<float>(picture);
}

constexpr int depths[] = {CV_8U, CV_16U, CV_32F};

constexpr char damaged[] = "it is damaged or of an unknown kind";

template <class F>
std::int32_t guarded(char* message, std::size_t size, F&& work) {
  const quiet_scope quiet;
  try {
    const char* const problem = work();
    if (problem == nullptr) return 0;
    std::snprintf(message, size, "%s", problem);
  } catch (const cv::Exception& e) {
    // What failed is a condition in OpenCV's code, which tells nobody anything.
    const bool condition = e.code == cv::Error::StsAssert;
    const bool large = condition && e.err.find("CV_IO_MAX_IMAGE") != std::string::npos;
    std::snprintf(message, size, "%s",
                  large       ? "has more pixels than OpenCV reads, 2^30, or longer sides, 2^20"
                  : condition ? damaged
                              : e.err.c_str());
    if (large) return tessera::io::codec_too_large;
  } catch (const std::exception& e) {
    std::snprintf(message, size, "%s", e.what());
  }
  return 1;
}

std::int32_t decode(const void* data, std::size_t size, tessera_codec_picture* out, char* message,
                    std::size_t message_size) {
  return guarded(message, message_size, [&]() -> const char* {
    if (size > static_cast<std::size_t>(INT32_MAX)) return "the file is larger than 2 GiB";
    const cv::Mat file(1, static_cast<int>(size), CV_8U, const_cast<void*>(data));
    auto picture = std::make_unique<cv::Mat>(cv::imdecode(file, cv::IMREAD_UNCHANGED));
    if (picture->empty()) return damaged;
    std::int32_t sample = 0;
    while (sample < 3 && depths[sample] != picture->depth()) ++sample;
    if (sample == 3 || picture->channels() > 4)
      return "its samples are neither 8 or 16-bit whole numbers nor 32-bit floats";
    swap_red_and_blue_of_any(*picture);
    *out = {picture->cols, picture->rows, static_cast<std::int64_t>(picture->step[0]), picture->channels(), sample,
            picture->data, nullptr};
    out->owner = picture.release();
    return nullptr;
  });
}

std::int32_t encode(const char* extension, const tessera_codec_picture* in, std::int32_t quality,
                    tessera_codec_file* out, char* message, std::size_t message_size) {
  return guarded(message, message_size, [&]() -> const char* {
    cv::Mat picture(static_cast<int>(in->height), static_cast<int>(in->width),
                    CV_MAKETYPE(depths[in->sample], in->channels), in->pixels, static_cast<std::size_t>(in->pitch));
    swap_red_and_blue_of_any(picture);
    auto file = std::make_unique<std::vector<unsigned char>>();
    std::vector<int> parameters;
    if (std::string(extension) == ".webp") parameters = {cv::IMWRITE_WEBP_QUALITY, quality};
    if (std::string(extension) == ".jp2") parameters = {cv::IMWRITE_JPEG2000_COMPRESSION_X1000, quality * 10};
    if (!cv::imencode(extension, picture, *file, parameters)) return "OpenCV refused it";
    *out = {file->data(), file->size(), nullptr};
    out->owner = file.release();
    return nullptr;
  });
}

void release_picture(void* owner) { std::unique_ptr<cv::Mat>(static_cast<cv::Mat*>(owner)); }
void release_file(void* owner) {
  std::unique_ptr<std::vector<unsigned char>>(static_cast<std::vector<unsigned char>*>(owner));
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const tessera_codec_table* tessera_opencv_codec() {
  static const tessera_codec_table table{tessera::io::codec_version, decode, encode, release_picture, release_file};
  return &table;
}
