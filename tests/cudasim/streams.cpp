// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"
#include "queue.hpp"

#include <algorithm>

using namespace cudasim;

namespace {

/// A call about a stream.
template <class F>
cudaError_t stream_call(cudaStream_t handle, F&& body, on_failure reaction = on_failure::refuse) {
  return device_call(
      [&](state& s) {
        CUstream_st* stream = stream_of(handle);
        if (!stream) return cudaErrorInvalidResourceHandle;
        const cudaError_t result = body(s, *stream);
        const cudaError_t lost = s.devices[static_cast<std::size_t>(stream->device)].lost;
        return lost != cudaSuccess ? lost : result;
      },
      reaction);
}

CUevent_st* event_of(cudaEvent_t handle) {
  auto& all = simulator().events;
  const auto found = std::ranges::find_if(all, [&](const CUevent_st& each) { return &each == handle; });
  return found == all.end() ? nullptr : &*found;
}

/// A call about an event.
template <class F>
cudaError_t event_call(cudaEvent_t handle, F&& body, on_failure reaction = on_failure::refuse) {
  return device_call(
      [&](state& s) {
        CUevent_st* event = event_of(handle);
        return event ? body(s, *event) : cudaErrorInvalidResourceHandle;
      },
      reaction);
}

}  // namespace

extern "C" {

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  return device_call([&](state& s) {
    if (!stream || flags > cudaStreamNonBlocking) return cudaErrorInvalidValue;
    s.streams.remove_if([](const CUstream_st& each) { return each.destroyed && each.queue.empty(); });
    *stream = &s.streams.emplace_back(CUstream_st{current_device(), ++s.stream_count});
    return cudaSuccess;
  });
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  // Work that is queued still runs, as CUDA promises.
  return stream_call(
      stream, [](state&, CUstream_st& it) { return it.destroyed = true, cudaSuccess; }, on_failure::do_anyway);
}

cudaError_t cudaStreamQuery(cudaStream_t stream) {
  return stream_call(stream, [](state& s, CUstream_st& it) {
    progress_towards(it);
    if (!it.queue.empty()) return cudaErrorNotReady;
    double& now = s.devices[static_cast<std::size_t>(it.device)].host_time;
    now = std::max(now, it.free_at);
    return cudaSuccess;
  });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return stream_call(stream, [](state&, CUstream_st& it) { return wait_for(it), cudaSuccess; });
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags) {
  return stream_call(stream, [&](state&, CUstream_st& it) {
    const CUevent_st* awaited = event_of(event);
    if (!awaited) return cudaErrorInvalidResourceHandle;
    if (flags != cudaEventWaitDefault) return cudaErrorInvalidValue;
    if (awaited->last) enqueue_order(it, nullptr, awaited->last);
    return cudaSuccess;
  });
}

cudaError_t cudaStreamGetDevice(cudaStream_t stream, int* device) {
  return stream_call(stream, [&](state&, CUstream_st& it) { return *device = it.device, cudaSuccess; });
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* data) {
  return stream_call(stream, [&](state&, CUstream_st& it) {
    if (!function) return cudaErrorInvalidValue;
    enqueue(it, {.kind = operation_kind::host_function, .on = engine::compute, .seconds = 0}, [function, data] {
      // The function is the host's own: device memory is as closed to it as ever.
      close_memory();
      in_host_function() = true;
      function(data);
      in_host_function() = false;
    });
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceSynchronize() {
  return device_call([](state&) { return wait_for_device(current_device()), cudaSuccess; });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  return device_call([&](state& s) {
    if (!event || flags > (cudaEventBlockingSync | cudaEventDisableTiming)) return cudaErrorInvalidValue;
    *event = &s.events.emplace_back(CUevent_st{current_device(), flags, nullptr});
    return cudaSuccess;
  });
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return event_call(
      event,
      [](state& s, CUevent_st& it) {
        s.events.remove_if([&](const CUevent_st& each) { return &each == &it; });
        return cudaSuccess;
      },
      on_failure::do_anyway);
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  return stream_call(stream, [&](state&, CUstream_st& it) {
    CUevent_st* recorded = event_of(event);
    if (!recorded || recorded->device != it.device) return cudaErrorInvalidResourceHandle;
    recorded->last = std::make_shared<record>();
    enqueue_order(it, recorded->last, nullptr);
    return cudaSuccess;
  });
}

cudaError_t cudaEventQuery(cudaEvent_t event) {
  return event_call(event, [](state& s, CUevent_st& it) {
    if (!it.last) return cudaSuccess;
    progress_towards(*it.last);
    if (!it.last->reached) return cudaErrorNotReady;
    double& now = s.devices[static_cast<std::size_t>(current_device())].host_time;
    now = std::max(now, it.last->time);
    return cudaSuccess;
  });
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return event_call(event, [](state&, CUevent_st& it) {
    if (it.last) wait_for(*std::shared_ptr<record>(it.last));
    return cudaSuccess;
  });
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return event_call(start, [&](state&, CUevent_st& from) {
    const CUevent_st* to = event_of(end);
    if (!to || !from.last || !to->last || (from.flags | to->flags) & cudaEventDisableTiming ||
        from.device != to->device)
      return cudaErrorInvalidResourceHandle;
    if (!from.last->reached || !to->last->reached) return cudaErrorNotReady;
    *milliseconds = static_cast<float>((to->last->time - from.last->time) * 1e3);
    return cudaSuccess;
  });
}
}
