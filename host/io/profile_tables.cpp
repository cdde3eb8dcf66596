// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/profile_tables.hpp"

#include <lcms2_plugin.h>

#include <algorithm>
#include <cmath>
#include <new>

namespace tessera::inline v0::io {

namespace {

constexpr cmsUInt32Number exact = cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE;

profile_handle lab_profile(const lcms_context& in) {
  profile_handle made(cmsCreateLab4ProfileTHR(in.handle, nullptr));
  if (!made) throw std::bad_alloc();
  return made;
}

/// The tag that counts for relative colorimetric.
cmsTagSignature chosen(cmsHPROFILE profile, cmsTagSignature relative, cmsTagSignature perceptual) {
  return cmsIsTag(profile, relative) ? relative : perceptual;
}

/// `least` nodes or some more, so that those of the profile's own table are among them; 129 at most.
int nodes_for(cmsHPROFILE profile, cmsTagSignature tag, int least) {
  const auto* const pipeline = static_cast<const cmsPipeline*>(cmsReadTag(profile, tag));
  int own = 2;
  for (const cmsStage* s = pipeline ? cmsPipelineGetPtrToFirstStage(pipeline) : nullptr; s; s = cmsStageNext(s))
    if (cmsStageType(s) == cmsSigCLutElemType)
      own = static_cast<int>(static_cast<const _cmsStageCLutData*>(cmsStageData(s))->Params->nSamples[0]);
  const int cells = std::max(1, own - 1);
  return std::min(129, cells * ((least - 2 + cells) / cells) + 1);
}

/// Calls make(place on each axis in 0..1, three numbers) for every node.
template <class Make>
void fill(colour_table& table, const Make& make) {
  std::vector<float> nodes;
  nodes.reserve(3 * static_cast<std::size_t>(table.size * table.size * table.size));
  const double step = 1.0 / (table.size - 1);
  for (int b = 0; b < table.size; ++b)
    for (int g = 0; g < table.size; ++g)
      for (int r = 0; r < table.size; ++r) {
        double made[3] = {};
        make(r * step, g * step, b * step, made);
        for (const double v : made) nodes.push_back(static_cast<float>(std::isfinite(v) ? v : 0.0));
      }
  table.nodes = std::make_shared<const std::vector<float>>(std::move(nodes));
}

}  // namespace

std::optional<colour_table> table_to_middle(const lcms_context& in, cmsHPROFILE from) {
  const transform_handle way(cmsCreateTransformTHR(in.handle, from, TYPE_RGB_DBL, lab_profile(in).get(), TYPE_Lab_DBL,
                                                   INTENT_RELATIVE_COLORIMETRIC, exact));
  if (!way) return std::nullopt;
  colour_table table;
  table.size = nodes_for(from, chosen(from, cmsSigAToB1Tag, cmsSigAToB0Tag), 33);
  fill(table, [&](double r, double g, double b, double* made) {
    const double colour[] = {r, g, b};
    cmsCIELab lab;
    cmsDoTransform(way.get(), colour, &lab, 1);
    made[1] = (lab.L + 16) / 116;
    made[0] = made[1] + lab.a / 500;
    made[2] = made[1] - lab.b / 200;
  });
  return table;
}

std::optional<colour_table> table_from_lab(const lcms_context& in, cmsHPROFILE to) {
  const transform_handle way(cmsCreateTransformTHR(in.handle, lab_profile(in).get(), TYPE_Lab_DBL, to,
                                                   is_gray(to) ? TYPE_GRAY_DBL : TYPE_RGB_DBL,
                                                   INTENT_RELATIVE_COLORIMETRIC, exact));
  if (!way) return std::nullopt;
  const auto tag = chosen(to, cmsSigBToA1Tag, cmsSigBToA0Tag);
  // In profiles of the second version 16 bits go beyond white: it is 65280.
  const bool old = cmsGetEncodedICCversion(to) < 0x4000000;
  const double light = old ? 100 * 65535.0 / 65280 : 100, top = old ? 127 + 255.0 / 256 : 127;
  colour_table table;
  table.size = nodes_for(to, tag, 97);
  table.low = {16, -128, -128};
  table.high = {static_cast<float>(16 + light), static_cast<float>(top), static_cast<float>(top)};
  fill(table, [&](double l, double a, double b, double* made) {
    const cmsCIELab lab{light * l, (top + 128) * a - 128, (top + 128) * b - 128};
    cmsDoTransform(way.get(), &lab, made, 1);
    if (is_gray(to)) made[1] = made[2] = made[0];
  });
  return table;
}

}  // namespace tessera::inline v0::io
