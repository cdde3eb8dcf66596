// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <opencv2/imgcodecs.hpp>

#include "io/pictures.hpp"

using namespace tessera;
using namespace pictures;

namespace {

const format rgb_format = make_format(sample_type::u8, 3, {101, 67});
const format gray_format = make_format(sample_type::u8, 1, {101, 67});

/// How many samples differ from what cv::imdecode gives; both use libjpeg-turbo with its defaults.
std::size_t differences_from_opencv(const bytes& file) {
  const picture ours = read(file);
  const cv::Mat raw(1, static_cast<int>(file.size()), CV_8U, const_cast<std::byte*>(file.data()));
  const cv::Mat theirs = cv::imdecode(raw, cv::IMREAD_UNCHANGED | cv::IMREAD_IGNORE_ORIENTATION);
  if (theirs.empty() || theirs.channels() != ours.format.channels || theirs.cols != ours.format.size.width)
    return SIZE_MAX;
  std::size_t count = 0;
  for (std::int64_t y = 0; y < ours.format.size.height; ++y) {
    for (std::int64_t x = 0; x < ours.format.size.width; ++x) {
      for (int c = 0; c < ours.format.channels; ++c) {
        const int other = ours.format.channels == 3 ? 2 - c : c;
        const auto* pixel = theirs.ptr<std::uint8_t>(static_cast<int>(y)) + x * ours.format.channels;
        count += pixel[other] != ours.sample<std::uint8_t>(x, y, c);
      }
    }
  }
  return count;
}

/// Horizontal and vertical sampling of the first component, from the frame header.
int sampling_of(const bytes& file) {
  for (std::size_t i = 2; i + 12 < file.size();) {
    const int marker = static_cast<int>(file[i + 1]);
    if (marker >= 0xc0 && marker <= 0xc2) return static_cast<int>(file[i + 11]);
    i += 2 + (static_cast<std::size_t>(file[i + 2]) << 8 | static_cast<std::size_t>(file[i + 3]));
  }
  return 0;
}

}  // namespace

TEST(jpeg, decodes_what_opencv_decodes) {
  for (const char* sampling : {"4:4:4", "4:2:2", "4:4:0", "4:2:0"}) {
    for (const char* progressive : {"true", "false"}) {
      encode_options options;
      options.quality = 80;
      options.settings = {{"subsampling", sampling}, {"progressive", progressive}, {"restart", "1"}};
      EXPECT_EQ(differences_from_opencv(write(make(rgb_format), ".jpg", options)), 0u) << sampling << progressive;
    }
  }
  EXPECT_EQ(differences_from_opencv(write(make(gray_format), ".jpg")), 0u);
}

TEST(jpeg, decodes_photographs_as_opencv_does) {
  for (const std::string& path : photographs(".jpg")) EXPECT_EQ(differences_from_opencv(load(path)), 0u) << path;
}

TEST(jpeg, chunks_of_rows_do_not_matter) {
  const bytes file = write(make(rgb_format), ".jpg");
  const picture one = read(file, 1);
  for (const std::int64_t step : {2, 3, 16, 67, 200}) EXPECT_EQ(read(file, step).data, one.data) << step;
  EXPECT_EQ(write(make(rgb_format), ".jpg", {}, 1), file);
  EXPECT_EQ(write(make(rgb_format), ".jpg", {}, 67), file);
}

TEST(jpeg, rewinds) {
  const bytes file = write(make(rgb_format), ".jpg");
  const auto source = open_source(file);
  const picture first = read(*source);
  source->rewind();
  EXPECT_EQ(read(*source).data, first.data);
  source->rewind();
  bytes row(static_cast<std::size_t>(rgb_format.row_bytes()));
  std::byte* rows[] = {row.data()};
  source->read(rows, 1);
  source->rewind();
  EXPECT_EQ(read(*source).data, first.data);
}

TEST(jpeg, chroma_is_full_from_quality_90) {
  encode_options options;
  EXPECT_EQ(sampling_of(write(make(rgb_format), ".jpg", options)), 0x11);
  options.quality = 89;
  EXPECT_EQ(sampling_of(write(make(rgb_format), ".jpg", options)), 0x22);
  options.settings["subsampling"] = "4:2:2";
  EXPECT_EQ(sampling_of(write(make(rgb_format), ".jpg", options)), 0x21);
}

TEST(jpeg, quality_is_recognised) {
  for (int quality = 1; quality <= 100; ++quality) {
    encode_options options;
    options.quality = quality;
    const bytes file = write(make(rgb_format), ".jpg", options);
    EXPECT_EQ(open_source(file)->info().quality, quality);
    encode_options keep;
    keep.keep_quality = true;
    EXPECT_EQ(like_input(keep, open_source(file)->info()).quality, quality);
  }
}

TEST(jpeg, resolution_is_carried) {
  picture p = make(rgb_format);
  p.extra.dpi_x = 300;
  p.extra.dpi_y = 72;
  const auto source = open_source(write(p, ".jpg"));
  EXPECT_EQ(source->info().extra.dpi_x, 300);
  EXPECT_EQ(source->info().extra.dpi_y, 72);
}
