# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where; find_package(tessera) and pkg-config find it there, also after the whole prefix has moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tessera)

install(TARGETS ${tessera_installed} tessera_operators EXPORT tessera_targets)
install(EXPORT tessera_targets NAMESPACE tessera:: FILE tessera_targets.cmake DESTINATION ${package_dir})
if(TARGET tessera_opencv_codec)
  install(TARGETS tessera_opencv_codec LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/tessera)
endif()

set(headers ${CMAKE_INSTALL_INCLUDEDIR}/tessera)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/kernels DESTINATION ${headers} FILES_MATCHING PATTERN "*.hpp")
foreach(header tessera.hpp image.hpp engine.hpp files.hpp second_inputs.hpp interop_opencv.hpp interop_cuda.hpp device/resident.hpp io/colours.hpp io/open.hpp io/picture.hpp pipeline/pipeline.hpp)
  if(EXISTS ${PROJECT_SOURCE_DIR}/host/${header})
    cmake_path(GET header PARENT_PATH folder)
    install(FILES ${PROJECT_SOURCE_DIR}/host/${header} DESTINATION ${headers}/host/${folder})
  endif()
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/host/tessera.hpp ${tessera_include}/tessera/operators.hpp DESTINATION ${headers})

get_target_property(tessera_library_type ${tessera_installed} TYPE)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/tesseraConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/tesseraConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/tesseraConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tesseraConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/tesseraConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/kernels/tessera_add_operators.cmake ${PROJECT_SOURCE_DIR}/kernels/tessera_cuda_units.cmake DESTINATION ${package_dir})

# A static library brings its dependencies to the linker, a shared one has its own.
if(tessera_library_type STREQUAL "STATIC_LIBRARY")
  set(tessera_pc_requires "Requires")
  set(tessera_pc_system " -pthread -ldl")
  if(TESSERA_CUDA)
    set(tessera_pc_system " -L${CUDAToolkit_LIBRARY_DIR} -lcudart_static -lrt${tessera_pc_system}")
  endif()
else()
  set(tessera_pc_requires "Requires.private")
  set(tessera_pc_system "")
endif()
file(RELATIVE_PATH tessera_pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" tessera_pc_prefix "${tessera_pc_prefix}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/tessera.pc.in ${CMAKE_CURRENT_BINARY_DIR}/tessera.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tessera.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
