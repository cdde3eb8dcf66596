// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"
#include "queue.hpp"

#include <cstring>
#include <vector>

using namespace cudasim;

namespace {

struct rows {
  std::byte* data;
  std::size_t pitch;
};

struct extent {
  std::size_t width, height;
  std::size_t span(std::size_t pitch) const { return (height - 1) * pitch + width; }
};

enum class space { device, registered, pageable, invalid };

/// Where memory lies; invalid if it reaches beyond its allocation or registration.
space space_of(const std::byte* data, std::size_t bytes) {
  const auto within = [&](const block_of_memory* block) { return data + bytes <= block->data + block->bytes; };
  if (const block_of_memory* block = allocation_at(data)) return within(block) ? space::device : space::invalid;
  if (is_device_address(data)) return space::invalid;
  if (const block_of_memory* block = registration_at(data)) return within(block) ? space::registered : space::invalid;
  return space::pageable;
}

/// True of memory that another device than the stream's would have to reach.
bool is_elsewhere(const CUstream_st& stream, const std::byte* data) {
  const block_of_memory* block = allocation_at(data);
  return block && block->device != stream.device;
}

void copy_rows(rows to, rows from, extent size) {
  for (std::size_t y = 0; y < size.height; ++y)
    std::memcpy(to.data + y * to.pitch, from.data + y * from.pitch, size.width);
}

bool fits(cudaMemcpyKind kind, space to, space from) {
  const bool to_device = to == space::device, from_device = from == space::device;
  switch (kind) {
    case cudaMemcpyHostToHost:
      return !to_device && !from_device;
    case cudaMemcpyHostToDevice:
      return to_device && !from_device;
    case cudaMemcpyDeviceToHost:
      return !to_device && from_device;
    case cudaMemcpyDeviceToDevice:
      return to_device && from_device;
    case cudaMemcpyDefault:
      return true;
  }
  return false;
}

description description_of(space to, space from, std::size_t bytes) {
  const costs& cost = simulator().chosen.cost;
  description what{
      .kind = operation_kind::device_copy, .on = engine::compute, .seconds = cost.copy_seconds, .bytes = bytes};
  double rate = cost.device_bytes_per_second;
  if (from != space::device) {
    what.kind = operation_kind::upload;
    what.on = engine::upload;
    rate = cost.upload_bytes_per_second;
  } else if (to != space::device) {
    what.kind = operation_kind::download;
    what.on = engine::download;
    rate = cost.download_bytes_per_second;
  }
  what.seconds += static_cast<double>(bytes) / rate;
  what.staged = to == space::pageable || from == space::pageable;
  return what;
}

cudaError_t copy(CUstream_st& stream, rows to, rows from, extent size, cudaMemcpyKind kind) {
  if (size.width == 0 || size.height == 0) return cudaSuccess;
  const space to_space = space_of(to.data, size.span(to.pitch)),
              from_space = space_of(from.data, size.span(from.pitch));
  if (to_space == space::invalid || from_space == space::invalid || !fits(kind, to_space, from_space))
    return cudaErrorInvalidValue;
  if (is_elsewhere(stream, to.data) || is_elsewhere(stream, from.data)) return cudaErrorInvalidValue;
  const description what = description_of(to_space, from_space, size.width * size.height);
  if (from_space == space::pageable) {
    // CUDA has taken the data when the call returns.
    auto staged = std::make_shared<std::vector<std::byte>>(size.width * size.height);
    copy_rows({staged->data(), size.width}, from, size);
    enqueue(stream, what, [=] { copy_rows(to, {staged->data(), size.width}, size); });
  } else {
    enqueue(stream, what, [=] { copy_rows(to, from, size); });
  }
  // And it returns from a copy to such memory only when the data is there.
  if (to_space == space::pageable) wait_for(stream);
  return cudaSuccess;
}

/// The stream's own device must be alive, whichever is current.
template <class F>
cudaError_t copy_call(cudaStream_t handle, F&& body) {
  return device_call([&](state& s) {
    CUstream_st* stream = stream_of(handle);
    if (!stream) return cudaErrorInvalidResourceHandle;
    const cudaError_t& lost = s.devices[static_cast<std::size_t>(stream->device)].lost;
    if (lost != cudaSuccess) return lost;
    const cudaError_t result = body(*stream);
    return lost != cudaSuccess ? lost : result;
  });
}

rows rows_of(const void* pointer, std::size_t pitch) {
  return {static_cast<std::byte*>(const_cast<void*>(pointer)), pitch};
}

}  // namespace

extern "C" {

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t count, cudaMemcpyKind kind, cudaStream_t stream) {
  return copy_call(stream, [&](CUstream_st& it) {
    return copy(it, rows_of(to, count), rows_of(from, count), {count, 1}, kind);
  });
}

cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                              std::size_t width, std::size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  return copy_call(stream, [&](CUstream_st& it) {
    if (to_pitch < width || from_pitch < width) return cudaErrorInvalidPitchValue;
    return copy(it, rows_of(to, to_pitch), rows_of(from, from_pitch), {width, height}, kind);
  });
}

cudaError_t cudaMemsetAsync(void* pointer, int value, std::size_t count, cudaStream_t stream) {
  return copy_call(stream, [&](CUstream_st& it) {
    if (count == 0) return cudaSuccess;
    auto* data = static_cast<std::byte*>(pointer);
    if (space_of(data, count) != space::device || is_elsewhere(it, data)) return cudaErrorInvalidValue;
    description what = description_of(space::device, space::device, count);
    what.kind = operation_kind::fill;
    enqueue(it, what, [=] { std::memset(pointer, value, count); });
    return cudaSuccess;
  });
}
}
