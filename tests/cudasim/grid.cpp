// SPDX-License-Identifier: Apache-2.0
#include "grid.hpp"

#include "cuda_runtime.h"
#include "fibre.hpp"
#include "order.hpp"
#include "report.hpp"
#include "shared_memory.hpp"

// This file is compiled without ThreadSanitizer: which thread goes on next is no memory access of the kernel.

uint3 threadIdx{}, blockIdx{};
dim3 blockDim, gridDim;

namespace cudasim {
namespace {

constexpr int lanes = 32, most_threads = 1024, most_warps = most_threads / lanes;
enum class collective { none, barrier, exchange };

struct warp_state {
  int threads = 0;
  int arrived = 0;
  int released = 0;
  unsigned turn = 0;
  collective kind = collective::none;
  unsigned cursor = 0;
  lane_order order;
  std::uint64_t values[2][lanes];
  char token[2];
};

/// What runs now. Threads that may go on are those of the warps on the stack, the last one first, then those of the phase between two barriers.
struct machine {
  const grid* work = nullptr;
  random_source random;
  fibre main, fibres[most_threads];
  int created = 0, idle = 0, idle_fibres[most_threads];
  int fibre_of[most_threads];
  uint3 index_of[most_threads];
  warp_state warps[most_warps];
  int released_warps = 0, warp_stack[most_warps];
  long blocks_begun = 0;
  int threads = 0, warp_count = 0, running = -1, at_barrier = 0, returned = 0;
  unsigned phase = 0, cursor = 0;
  block_order order;
  char begin_token, end_token, barrier_token[2];
};

machine m;

std::string text_of(uint3 v) {
  return "(" + std::to_string(v.x) + "," + std::to_string(v.y) + "," + std::to_string(v.z) + ")";
}

[[noreturn]] void report_divergence() {
  int in_warps = 0;
  for (int w = 0; w < m.warp_count; ++w) in_warps += m.warps[w].arrived;
  fault("divergent barrier in kernel " + name_of(m.work->kernel) + ", block " + text_of(blockIdx) + ": of " +
        std::to_string(m.threads) + " threads " + std::to_string(m.at_barrier) + " wait at __syncthreads, " +
        std::to_string(in_warps) + " at an operation of their warp, " + std::to_string(m.returned) + " have returned");
}

int next_of_warp() {
  if (m.released_warps == 0) return -1;
  const int w = m.warp_stack[m.released_warps - 1];
  warp_state& warp = m.warps[w];
  int lane = lanes;
  while (lane >= warp.threads) lane = warp.order.at(warp.cursor++);
  // The last one takes the warp off the stack: it may be released again before the stack is looked at.
  if (--warp.released == 0) --m.released_warps;
  return w * lanes + lane;
}

/// A thread that may go on, or -1.
int next_thread() {
  if (const int thread = next_of_warp(); thread >= 0) return thread;
  while (m.cursor < static_cast<unsigned>(m.warp_count) * lanes) {
    const int thread = m.order.at(m.cursor++);
    if (thread < m.threads) return thread;
  }
  return -1;
}

int next_thread_or_report() {
  const int thread = next_thread();
  if (thread < 0) report_divergence();
  return thread;
}

void become(int thread) {
  m.running = thread;
  threadIdx = m.index_of[thread];
}

void fibre_main();

fibre& fibre_for(int thread) {
  int& index = m.fibre_of[thread];
  if (index < 0) index = one_fibre_each ? thread : m.idle > 0 ? m.idle_fibres[--m.idle] : m.created;
  fibre& found = m.fibres[index];
  if (!found.stack) {
    create(found, index, fibre_main);
    ++m.created;
  }
  return found;
}

/// Lets another thread go on, and returns when this one is chosen again.
void wait_for_turn() {
  const int self = m.running, next = next_thread_or_report();
  if (next == self) return;
  fibre& own = m.fibres[m.fibre_of[self]];
  become(next);
  go(own, fibre_for(next));
}

void start_phase() {
  ++m.phase;
  m.cursor = 0;
  m.order = block_order(m.random, m.warp_count);
}

/// Runs threads, one after the other as long as none of them waits.
void fibre_main() {
  arrive();
  for (;;) {
    acquire(&m.begin_token);
    m.work->thread();
    release(&m.end_token);
    const int own = m.fibre_of[m.running];
    if (++m.returned == m.threads) {
      if (!one_fibre_each) m.idle_fibres[m.idle++] = own;
      go(m.fibres[own], m.main);
      continue;
    }
    const int next = next_thread_or_report();
    become(next);
    if (!one_fibre_each && m.fibre_of[next] < 0) {
      m.fibre_of[next] = own;
      continue;
    }
    if (!one_fibre_each) m.idle_fibres[m.idle++] = own;
    go(m.fibres[own], fibre_for(next));
  }
}

void run_block() {
  for (int t = 0; t < m.threads; ++t) m.fibre_of[t] = -1;
  m.at_barrier = m.returned = 0;
  ++m.blocks_begun;
  fill_shared_memory();
  start_phase();
  release(&m.begin_token);
  const int first = next_thread();
  become(first);
  go(m.main, fibre_for(first));
  m.running = -1;
  acquire(&m.end_token);
}

void prepare(const grid& work, std::uint64_t seed) {
  m.work = &work;
  m.random = random_source{seed};
  m.threads = static_cast<int>(work.threads.x * work.threads.y * work.threads.z);
  m.warp_count = (m.threads + lanes - 1) / lanes;
  blockDim = work.threads;
  gridDim = work.blocks;
  int t = 0;
  for (unsigned z = 0; z < blockDim.z; ++z)
    for (unsigned y = 0; y < blockDim.y; ++y)
      for (unsigned x = 0; x < blockDim.x; ++x) m.index_of[t++] = {x, y, z};
  for (int w = 0; w < m.warp_count; ++w) {
    m.warps[w].threads = m.threads - w * lanes < lanes ? m.threads - w * lanes : lanes;
    m.warps[w].arrived = 0;
    for (auto& turn : m.warps[w].values)
      for (auto& value : turn) value = 0;
  }
  m.released_warps = 0;
}

/// Waits for the threads of the warp; true where this operation was the last to arrive or has been let go.
void join(warp_state& warp, collective kind) {
  if (warp.arrived > 0 && warp.kind != kind)
    fault("threads of one warp meet at different operations: kernel " + running_thread());
  warp.kind = kind;
  if (++warp.arrived == warp.threads) {
    warp.arrived = 0;
    warp.released = warp.threads;
    ++warp.turn;
    warp.cursor = 0;
    warp.order = lane_order(m.random);
    m.warp_stack[m.released_warps++] = static_cast<int>(&warp - m.warps);
  }
  wait_for_turn();
}

warp_state& warp_for(unsigned mask) {
  if (m.running < 0) fault("an operation of a warp outside a kernel");
  warp_state& warp = m.warps[m.running / lanes];
  const unsigned all = warp.threads == lanes ? full_mask : (1u << warp.threads) - 1u;
  if ((mask & all) != all)
    fault("a mask that leaves out threads of the warp is not simulated: kernel " + running_thread());
  return warp;
}

}  // namespace

void run(const grid& work, std::uint64_t seed) {
  prepare(work, seed);
  open_shared_memory(work.shared_bytes);
  adopt(m.main);
  for (unsigned z = 0; z < gridDim.z; ++z)
    for (unsigned y = 0; y < gridDim.y; ++y)
      for (unsigned x = 0; x < gridDim.x; ++x) {
        blockIdx = {x, y, z};
        run_block();
      }
  m.work = nullptr;
}

thread_number running() { return {m.running, m.blocks_begun}; }

std::string running_thread() {
  if (!m.work || m.running < 0) return {};
  return name_of(m.work->kernel) + ", block " + text_of(blockIdx) + ", thread " + text_of(threadIdx);
}

void block_barrier() {
  if (m.running < 0) fault("__syncthreads outside a kernel");
  char* token = &m.barrier_token[m.phase % 2];
  release(token);
  if (++m.at_barrier == m.threads) {
    m.at_barrier = 0;
    start_phase();
  }
  wait_for_turn();
  acquire(token);
}

void warp_barrier(unsigned mask) {
  warp_state& warp = warp_for(mask);
  char* token = &warp.token[warp.turn % 2];
  release(token);
  join(warp, collective::barrier);
  acquire(token);
}

const std::uint64_t* exchange(unsigned mask, std::uint64_t value) {
  warp_state& warp = warp_for(mask);
  std::uint64_t* values = warp.values[warp.turn % 2];
  values[lane()] = value;
  join(warp, collective::exchange);
  return values;
}

int lane() { return m.running % lanes; }

}  // namespace cudasim
