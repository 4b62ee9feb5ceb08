#include "tensor/threads.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "tensor/error.h"

namespace tangent {
namespace {

std::atomic<const int32_t*> interruptFlag{nullptr};

bool interrupted() {
  const int32_t* flag = interruptFlag.load(std::memory_order_relaxed);
  return flag != nullptr && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0;
}

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/** One loop shared out in pieces. */
struct Job {
  Job(const RangeFunction& function, int64_t total, int64_t size) : body(&function), count(total), grain(size) {}

  const RangeFunction* body;
  int64_t count;
  int64_t grain;
  std::atomic<int64_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::exception_ptr error;

  void work() {
    while (!stop.load(std::memory_order_relaxed)) {
      const int64_t begin = next.fetch_add(grain, std::memory_order_relaxed);
      if (begin >= count) return;
      try {
        if (interrupted()) throw Interrupted();
        (*body)(begin, std::min(begin + grain, count));
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!error) error = std::current_exception();
        stop = true;
      }
    }
  }
};

/** Workers spin briefly for the next loop, as training steps bring it within microseconds, then sleep. */
class Pool {
 public:
  explicit Pool(int threads) {
    for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { run(); });
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      generation_.fetch_add(1);
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  int size() const { return static_cast<int>(workers_.size()) + 1; }

  void run(Job& job) {
    {
      const std::lock_guard lock(mutex_);
      job_ = &job;
      active_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
      generation_.fetch_add(1, std::memory_order_release);
    }
    if (sleeping_.load() > 0) wake_.notify_all();
    job.work();
    while (active_.load(std::memory_order_acquire) > 0) pause();
  }

 private:
  void run() {
    uint64_t seen = 0;
    for (;;) {
      const auto limit = std::chrono::steady_clock::now() + std::chrono::microseconds(30);
      while (generation_.load(std::memory_order_acquire) == seen && std::chrono::steady_clock::now() < limit) pause();
      if (generation_.load(std::memory_order_acquire) == seen) {
        std::unique_lock lock(mutex_);
        sleeping_.fetch_add(1);
        wake_.wait(lock, [&] { return generation_.load() != seen; });
        sleeping_.fetch_sub(1);
      }
      ++seen;
      if (closing_.load()) return;
      job_.load()->work();
      active_.fetch_sub(1, std::memory_order_release);
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<uint64_t> generation_{0};
  std::atomic<int> active_{0};
  std::atomic<int> sleeping_{0};
  std::atomic<bool> closing_{false};
  std::atomic<Job*> job_{nullptr};
  std::vector<std::thread> workers_;
};

std::mutex poolMutex;
int wantedThreads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));

/** Never destroyed at exit: a worker of Node's may still compute while the process ends. */
std::unique_ptr<Pool>& pool() {
  static std::unique_ptr<Pool>& instance = *std::make_unique<std::unique_ptr<Pool>>().release();
  return instance;
}

thread_local bool insideLoop = false;

void runHere(int64_t count, int64_t grain, const RangeFunction& body) {
  for (int64_t begin = 0; begin < count; begin += grain) {
    if (interrupted()) throw Interrupted();
    body(begin, std::min(begin + grain, count));
  }
}

}  // namespace

int threadCount() { return wantedThreads; }

void setThreadCount(int count) {
  require(count >= 1, "the number of threads must be at least 1, but got ", count);
  const std::lock_guard lock(poolMutex);
  wantedThreads = count;
  pool().reset();
}

int64_t grainFor(int64_t count, int64_t cost) {
  const int64_t least = std::max<int64_t>(1, parallelWork / std::max<int64_t>(cost, 1));
  const int64_t threads = threadCount();
  int64_t pieces = std::min(count / least, 4 * threads);
  if (pieces > threads) pieces -= pieces % threads;  // so that no thread is left with one piece more than the others
  if (pieces <= 1) return std::max<int64_t>(count, 1);
  const int64_t even = (count + pieces - 1) / pieces;
  return even < 1024 ? even : (even + 15) / 16 * 16;  // of elements, whole cache lines
}

void parallelFor(int64_t count, int64_t grain, RangeFunction body) {
  if (count <= grain || wantedThreads == 1 || insideLoop || !poolMutex.try_lock()) {
    runHere(count, grain, body);
    return;
  }
  const std::lock_guard lock(poolMutex, std::adopt_lock);
  if (!pool()) pool() = std::make_unique<Pool>(wantedThreads);
  Job job(body, count, grain);
  insideLoop = true;
  pool()->run(job);
  insideLoop = false;
  if (job.error) std::rethrow_exception(job.error);
}

void setInterruptFlag(const int32_t* flag) { interruptFlag = flag; }

void checkInterrupt() {
  if (interrupted()) throw Interrupted();
}

}  // namespace tangent
