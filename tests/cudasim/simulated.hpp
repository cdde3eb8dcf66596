// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulator.hpp"

#include <gtest/gtest.h>

#include <cuda_runtime.h>

#include <utility>
#include <vector>

/// Starts the simulator anew for each test, and holds the test to have given back everything.
class simulated : public testing::Test {
 protected:
  void SetUp() override { cudasim::reset(); }
  void TearDown() override { EXPECT_EQ(cudasim::held(), cudasim::holdings{}); }
};

inline cudaStream_t new_stream() {
  cudaStream_t stream = nullptr;
  EXPECT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  return stream;
}

/// The same with a stream of the test's own.
class simulated_stream : public simulated {
 protected:
  void SetUp() override {
    simulated::SetUp();
    stream = new_stream();
  }
  void TearDown() override {
    EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
    simulated::TearDown();
  }
  cudaStream_t stream = nullptr;
};

inline cudaEvent_t new_event(unsigned flags = cudaEventDefault) {
  cudaEvent_t event = nullptr;
  EXPECT_EQ(cudaEventCreateWithFlags(&event, flags), cudaSuccess);
  return event;
}

/// Device memory for values.
template <class T>
class device_array {
 public:
  explicit device_array(std::size_t size) : size_(size) {
    EXPECT_EQ(cudaMalloc(&data_, size * sizeof(T)), cudaSuccess);
  }
  device_array(const device_array&) = delete;
  device_array& operator=(const device_array&) = delete;
  ~device_array() { cudaFree(data_); }

  T* data() const { return data_; }
  std::size_t bytes() const { return size_ * sizeof(T); }

  void set(const std::vector<T>& values, cudaStream_t stream) {
    ASSERT_EQ(cudaMemcpyAsync(data_, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice, stream),
              cudaSuccess);
  }
  std::vector<T> get(cudaStream_t stream) const {
    std::vector<T> values(size_);
    EXPECT_EQ(cudaMemcpyAsync(values.data(), data_, bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
    return values;
  }

 private:
  T* data_ = nullptr;
  std::size_t size_;
};

/// Host values that CUDA can reach.
template <class T>
class registered_array {
 public:
  explicit registered_array(std::size_t size, T value = {}) : values(size, value) {
    EXPECT_EQ(cudaHostRegister(values.data(), size * sizeof(T), cudaHostRegisterPortable), cudaSuccess);
  }
  registered_array(const registered_array&) = delete;
  registered_array& operator=(const registered_array&) = delete;
  ~registered_array() { cudaHostUnregister(values.data()); }

  T* data() { return values.data(); }
  std::size_t bytes() const { return values.size() * sizeof(T); }

  std::vector<T> values;
};

template <class... Expected, class... Actual>
cudaError_t launch(cudaStream_t stream, dim3 blocks, dim3 threads, std::size_t shared_bytes,
                   void (*kernel)(Expected...), Actual&&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = blocks;
  config.blockDim = threads;
  config.dynamicSmemBytes = shared_bytes;
  config.stream = stream;
  return cudaLaunchKernelEx(&config, kernel, std::forward<Actual>(arguments)...);
}
