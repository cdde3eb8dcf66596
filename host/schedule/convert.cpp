// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/convert.hpp"

#include "tessera/kernels/operators/colour/colour_matrix.hpp"
#include "tessera/kernels/operators/colour/convert.hpp"
#include "tessera/kernels/operators/colour/flatten.hpp"
#include "tessera/kernels/operators/colour/grayscale.hpp"
#include "tessera/kernels/operators/tone/depth.hpp"

namespace tessera::inline v0 {

std::vector<any_operator> conversions(const format& from, const format& to, const colour& background,
                                      std::vector<std::string>& notices) {
  std::vector<any_operator> result;
  const bool changes_space = from.colour != to.colour && !(is_srgb(from.colour) && is_srgb(to.colour));
  if (changes_space) result.emplace_back(convert{is_srgb(to.colour) ? colour_space::rgb : to.colour});
  if (from.alpha && !to.alpha) {
    result.emplace_back(flatten{.background = background});
    notices.emplace_back(
        "transparent parts are flattened on the background (--background), since the output format has no alpha");
  }
  if ((from.colour_channels() == 3 || changes_space) && to.colour_channels() == 1) {
    result.emplace_back(grayscale{});
    if (from.colour_channels() == 3) notices.emplace_back("colours become gray, since the output format has none");
  }
  // The identity matrix takes gray as equal red, green and blue.
  if (from.colour_channels() == 1 && to.colour_channels() == 3 && !changes_space) result.emplace_back(colour_matrix{});
  if (from.type != to.type) {
    result.emplace_back(depth{.type = to.type});
    if (bytes_of(to.type) < bytes_of(from.type))
      notices.emplace_back(std::string("samples are rounded from ") + name_of(from.type) + " to " + name_of(to.type) +
                           ", since the output format holds no more");
  }
  return result;
}

}  // namespace tessera::inline v0
