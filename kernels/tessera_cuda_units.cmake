# SPDX-License-Identifier: Apache-2.0
# How the units that tessera_add_operators generates are built for CUDA: `tessera_cuda_library` names a function (library unit...) that makes
# an object library of them; empty where there is no nvcc. `tessera_cuda_runtime` is what a program with such units links.
include(CheckLanguage)

# Enables CUDA in a project that has not done so, if there is an nvcc of the library's major version. -DCMAKE_CUDA_COMPILER=NOTFOUND says no.
macro(tessera_find_nvcc)
  if(NOT CMAKE_CUDA_COMPILER_LOADED AND NOT CMAKE_CURRENT_FUNCTION)
    if(NOT DEFINED CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
      # Where NVIDIA's packages put it, which is in few people's PATH.
      find_program(TESSERA_NVCC nvcc PATHS ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES bin)
      if(TESSERA_NVCC)
        set(ENV{CUDACXX} "${TESSERA_NVCC}")
      endif()
    endif()
    check_language(CUDA)
    if(CMAKE_CUDA_COMPILER)
      if(NOT CMAKE_CUDA_ARCHITECTURES)
        set(CMAKE_CUDA_ARCHITECTURES ${TESSERA_CUDA_ARCHITECTURES})
      endif()
      enable_language(CUDA)
    endif()
  endif()
  if(NOT CMAKE_CUDA_COMPILER_LOADED)
    message(STATUS "tessera_add_operators: CUDA is not enabled here, so the operators are built for the CPU alone")
  elseif(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 13)
    message(STATUS "tessera_add_operators: nvcc ${CMAKE_CUDA_COMPILER_VERSION} is older than 13, so the operators are built for the CPU alone")
  else()
    # CMake 3.25 does not know that nvcc has C++20.
    if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
      set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    endif()
    set(tessera_cuda_library tessera_nvcc_library)
    set(tessera_cuda_runtime tessera::cudart)
    if(NOT TARGET tessera::cudart)
      find_package(CUDAToolkit REQUIRED)
      set(tessera_cuda_runtime CUDA::cudart_static)
    endif()
  endif()
endmacro()

# Kernels stay out of sight of other shared objects: each has a runtime of its own, which knows its own kernels alone.
function(tessera_nvcc_library name)
  add_library(${name} OBJECT ${ARGN})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CUDA_VISIBILITY_PRESET hidden
    CUDA_STANDARD 20 CUDA_STANDARD_REQUIRED ON CUDA_EXTENSIONS OFF)
  target_link_libraries(${name} PRIVATE tessera::operators)
  target_compile_options(${name} PRIVATE --fmad=false -Xcompiler=-ffp-contract=off)
endfunction()
