// SPDX-License-Identifier: Apache-2.0
#pragma once

// The launchers of a module, defined in its units of points, stencils and separable filters.

#include "tessera/kernels/cuda/modules.hpp"

namespace tessera::inline v0::cuda {

template <class In, class Out, class Module>
cudaError_t launch_points(const point_program& program, std::span<const job> jobs, cudaStream_t stream);
template <class T, class Module>
cudaError_t launch_stencil(const stencil_program& program, std::span<const job> jobs, cudaStream_t stream);
template <class T, class Module>
cudaError_t launch_pixel_stencil(const stencil_program& program, std::span<const job> jobs, cudaStream_t stream);
template <class T, class Module>
cudaError_t launch_moments(const moments_program& program, std::span<const job> jobs, cudaStream_t stream);
template <class T, class Module>
cudaError_t launch_separable(const separable_program& program, std::span<const job> jobs, cudaStream_t stream);

template <class Module>
inline constexpr module_kernels kernels_of_module = {
    {{&launch_points<u8, u8, Module>, &launch_points<u8, u16, Module>, &launch_points<u8, f32, Module>},
     {&launch_points<u16, u8, Module>, &launch_points<u16, u16, Module>, &launch_points<u16, f32, Module>},
     {&launch_points<f32, u8, Module>, &launch_points<f32, u16, Module>, &launch_points<f32, f32, Module>}},
    {&launch_stencil<u8, Module>, &launch_stencil<u16, Module>, &launch_stencil<f32, Module>},
    {&launch_pixel_stencil<u8, Module>, &launch_pixel_stencil<u16, Module>, &launch_pixel_stencil<f32, Module>},
    {&launch_moments<u8, Module>, &launch_moments<u16, Module>, &launch_moments<f32, Module>},
    {&launch_separable<u8, Module>, &launch_separable<u16, Module>, &launch_separable<f32, Module>}};

}  // namespace tessera::inline v0::cuda
