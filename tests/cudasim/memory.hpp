// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulator.hpp"

#include <cstddef>
#include <functional>
#include <optional>

namespace cudasim {

/// Memory that cudaMalloc gave, or that cudaHostRegister made known.
struct block_of_memory {
  std::byte* data;
  std::size_t bytes;
  int device;
};

/// Device memory: faults where it is touched while its device does no work, and around it, and after it was freed. nullptr if addresses ran out.
void* allocate(int device, std::size_t bytes);

/// What was freed; nothing if no allocation starts there.
std::optional<block_of_memory> deallocate(void* pointer);

/// The live allocation that an address lies in.
const block_of_memory* allocation_at(const void* pointer);

/// True of every address that device memory could have, freed memory included.
bool is_device_address(const void* pointer);

/// Lets work that this thread runs for a device reach its memory, until another device's is opened or all is closed.
void open_memory(int device);

/// True of the thread that runs work now.
bool works_here();

/// Opens the piece around an address if work may touch it now. For the signal that its first access raises.
bool open_piece(const void* pointer);

/// Closes to the host again what work has touched.
void close_memory();

/// Reports what a kernel that has just run wrote beside allocations.
void check_memory(const void* kernel);

/// False if it overlaps with what is registered.
bool add_registration(void* pointer, std::size_t bytes, int device);

/// False if nothing was registered there.
bool remove_registration(void* pointer);

/// The registration that an address lies in.
const block_of_memory* registration_at(const void* pointer);

/// Allocations and registrations of those devices that are alive.
holdings memory_held(const std::function<bool(int device)>& alive);

void release_all_memory();

}  // namespace cudasim
