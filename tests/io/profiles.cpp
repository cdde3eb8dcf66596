// SPDX-License-Identifier: Apache-2.0
#include "io/profiles.hpp"

#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

#include "support/pictures.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace pictures {

namespace {

bytes saved(cmsHPROFILE handle) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(handle, nullptr, &size);
  bytes result(size);
  cmsSaveProfileToMem(handle, result.data(), &size);
  cmsCloseProfile(handle);
  std::fill_n(result.begin() + 24, 12, std::byte{1});  // the time of making: the same bytes every time
  return result;
}

constexpr cmsCIExyY d65{0.3127, 0.3290, 1}, d50{0.3457, 0.3585, 1};

bytes of_matrix(const cmsCIExyY& white, const cmsCIExyYTRIPLE& primaries, cmsToneCurve* curve) {
  cmsToneCurve* const curves[] = {curve, curve, curve};
  const bytes result = saved(cmsCreateRGBProfile(&white, &primaries, curves));
  cmsFreeToneCurve(curve);
  return result;
}

double srgb_light(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }

cmsToneCurve* srgb_curve() {
  const double parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return cmsBuildParametricToneCurve(nullptr, 4, parameters);
}

cmsToneCurve* table_curve(double (*law)(double)) {
  std::vector<cmsUInt16Number> table;
  for (int k = 0; k < 1024; ++k) table.push_back(static_cast<cmsUInt16Number>(std::lround(law(k / 1023.0) * 65535)));
  return cmsBuildTabulatedToneCurve16(nullptr, 1024, table.data());
}

constexpr cmsCIExyYTRIPLE srgb_primaries{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};

/// One way of a profile as a table of colours, sampled from a matrix profile and bent so that no matrix gives it.
void put_table(cmsHPROFILE to, cmsTagSignature tag, cmsHTRANSFORM way, bool to_lab) {
  cmsPipeline* const pipeline = cmsPipelineAlloc(nullptr, 3, 3);
  cmsStage* const stage = cmsStageAllocCLut16bit(nullptr, 25, 3, 3, nullptr);
  struct sampler {
    cmsHTRANSFORM way;
    bool to_lab;
  } what{way, to_lab};
  const auto sample = [](const cmsUInt16Number in[], cmsUInt16Number out[], void* cargo) -> cmsInt32Number {
    const auto& s = *static_cast<sampler*>(cargo);
    cmsCIELab lab;
    std::array<double, 3> rgb{};
    if (s.to_lab) {
      for (std::size_t c = 0; c < 3; ++c) rgb[c] = in[c] / 65535.0;
      cmsDoTransform(s.way, rgb.data(), &lab, 1);
      lab.a += 5 * std::sin(lab.L / 16);
      cmsFloat2LabEncodedV2(out, &lab);
    } else {
      cmsLabEncoded2FloatV2(&lab, in);
      lab.a -= 5 * std::sin(lab.L / 16);
      cmsDoTransform(s.way, &lab, rgb.data(), 1);
      for (std::size_t c = 0; c < 3; ++c)
        out[c] = static_cast<cmsUInt16Number>(std::lround(std::fmin(std::fmax(rgb[c], 0), 1) * 65535));
    }
    return TRUE;
  };
  cmsStageSampleCLut16bit(stage, sample, &what, 0);
  cmsPipelineInsertStage(pipeline, cmsAT_END, stage);
  cmsWriteTag(to, tag, pipeline);
  cmsPipelineFree(pipeline);
}

bytes of_tables() {
  const bytes base = profile("adobe");
  const cmsHPROFILE adobe = cmsOpenProfileFromMem(base.data(), static_cast<cmsUInt32Number>(base.size()));
  const cmsHPROFILE lab = cmsCreateLab2Profile(nullptr);
  const auto there = cmsCreateTransform(adobe, TYPE_RGB_DBL, lab, TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC, 0);
  const auto back = cmsCreateTransform(lab, TYPE_Lab_DBL, adobe, TYPE_RGB_DBL, INTENT_RELATIVE_COLORIMETRIC, 0);
  const cmsHPROFILE handle = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(handle, 2.1);
  cmsSetDeviceClass(handle, cmsSigDisplayClass);
  cmsSetColorSpace(handle, cmsSigRgbData);
  cmsSetPCS(handle, cmsSigLabData);
  put_table(handle, cmsSigAToB0Tag, there, true);
  put_table(handle, cmsSigBToA0Tag, back, false);
  cmsWriteTag(handle, cmsSigMediaWhitePointTag, cmsD50_XYZ());
  cmsDeleteTransform(there);
  cmsDeleteTransform(back);
  cmsCloseProfile(adobe);
  cmsCloseProfile(lab);
  return saved(handle);
}

bytes of_gray(cmsToneCurve* curve) {
  const bytes result = saved(cmsCreateGrayProfile(cmsD50_xyY(), curve));
  cmsFreeToneCurve(curve);
  return result;
}

}  // namespace

bytes profile(const std::string& name) {
  if (name == "srgb") return of_matrix(d65, srgb_primaries, srgb_curve());
  if (name == "adobe")
    return of_matrix(d65, {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}}, cmsBuildGamma(nullptr, 563.0 / 256));
  if (name == "p3") return of_matrix(d65, {{0.68, 0.32, 1}, {0.265, 0.69, 1}, {0.15, 0.06, 1}}, srgb_curve());
  if (name == "prophoto")
    return of_matrix(d50, {{0.7347, 0.2653, 1}, {0.1596, 0.8404, 1}, {0.0366, 0.0001, 1}}, cmsBuildGamma(nullptr, 1.8));
  if (name == "table") return of_matrix(d65, srgb_primaries, table_curve(srgb_light));
  if (name == "wide table")
    return of_matrix(d65, {{0.68, 0.32, 1}, {0.265, 0.69, 1}, {0.15, 0.06, 1}},
                     table_curve([](double v) { return 0.6 * v * v + 0.4 * v * v * v; }));
  if (name == "light") return of_matrix(d65, srgb_primaries, cmsBuildGamma(nullptr, 1));
  if (name == "p3 light")
    return of_matrix(d65, {{0.68, 0.32, 1}, {0.265, 0.69, 1}, {0.15, 0.06, 1}}, cmsBuildGamma(nullptr, 1));
  if (name == "swapped") return of_matrix(d65, {{0.30, 0.60, 1}, {0.64, 0.33, 1}, {0.15, 0.06, 1}}, srgb_curve());
  if (name == "lut") return of_tables();
  if (name == "gray18") return of_gray(cmsBuildGamma(nullptr, 1.8));
  if (name == "dot gain") return of_gray(table_curve([](double v) { return 0.7 * v * v + 0.3 * v; }));
  throw std::logic_error("no profile " + name);
}

bytes cmyk_profile() {
  const cmsHPROFILE handle = cmsCreateInkLimitingDeviceLink(cmsSigCmykData, 300);
  return saved(handle);
}

by_lcms::by_lcms(const bytes& from, const bytes& to) : gray_(static_cast<char>(to[16]) == 'G') {
  const auto space = [](const bytes& file) {
    return static_cast<char>(file[16]) == 'G' ? TYPE_GRAY_DBL : TYPE_RGB_DBL;
  };
  const auto open = [](const bytes& file) {
    return std::shared_ptr<void>(cmsOpenProfileFromMem(file.data(), static_cast<cmsUInt32Number>(file.size())),
                                 cmsCloseProfile);
  };
  way_ = {cmsCreateTransform(open(from).get(), space(from), open(to).get(), space(to), INTENT_RELATIVE_COLORIMETRIC,
                             cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE),
          cmsDeleteTransform};
}

std::array<double, 3> by_lcms::operator()(const std::array<double, 3>& colour) const {
  std::array<double, 3> made{};
  cmsDoTransform(way_.get(), colour.data(), made.data(), 1);
  return gray_ ? std::array{made[0], made[0], made[0]} : made;
}

target_colours to_profile(const bytes& file) {
  return {target_colours::which::profile, std::make_shared<const bytes>(file)};
}

image brought(const image& in, const bytes& embedded, const target_colours& to, const tessera::plan_options& more,
              std::vector<std::string>* notices) {
  tessera::metadata extra;
  extra.icc = embedded;
  tessera::plan_options options = more;
  options.streamed = false;
  options.colours = [&](const tessera::format& f, std::vector<std::string>& said) {
    return tessera::colour_changes(to).stages(extra, f, said);
  };
  tessera::executor runs(make_plan({}, in.format(), options));
  if (notices) *notices = runs.the_plan().notices;
  image out(runs.the_plan().output);
  runs.run(in.pixels(), out.edit());
  return out;
}

image levels_of(const tessera::format& f) {
  image made(f);
  tessera::test::random_numbers numbers(7);
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x)
      for (int c = 0; c < f.channels; ++c)
        tessera::test::set_sample(made.edit(), x, y, c, y == 0 ? static_cast<double>(x % 256) / 255 : numbers.unit());
  return made;
}

}  // namespace pictures
