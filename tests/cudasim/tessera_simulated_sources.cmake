# SPDX-License-Identifier: Apache-2.0
set(TESSERA_CUDASIM_INCLUDE ${CMAKE_CURRENT_LIST_DIR}/include)

# tessera_simulated_sources(target file.cu ...): adds CUDA sources to a target, compiled by the C++ compiler for the simulator.
function(tessera_simulated_sources target)
  foreach(source IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH source)
    set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "-x;c++")
    target_sources(${target} PRIVATE ${source})
  endforeach()
  target_include_directories(${target} BEFORE PRIVATE ${TESSERA_CUDASIM_INCLUDE})
  # Thrust, for the host alone; what it knows of CUDA's small floats comes from headers that are not the simulator's.
  target_include_directories(${target} SYSTEM PRIVATE ${TESSERA_THRUST_INCLUDE})
  target_compile_definitions(${target} PRIVATE THRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CPP CCCL_DISABLE_FP16_SUPPORT
    CCCL_DISABLE_BF16_SUPPORT CCCL_DISABLE_FP8_SUPPORT)
  # CUDA faults where an access is not aligned to its size; x86 does not.
  if(NOT TESSERA_SANITIZE MATCHES "undefined")
    target_compile_options(${target} PRIVATE -fsanitize=alignment -fsanitize-undefined-trap-on-error)
  endif()
endfunction()
