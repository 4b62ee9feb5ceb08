#pragma once

#include <cstdint>
#include <functional>
#include <type_traits>

namespace tangent {

/** A reference to a callable that outlives the call it is passed to. */
class RangeFunction {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, RangeFunction>)
  RangeFunction(const F& f)  // NOLINT: meant to convert
      : object_(&f), call_([](const void* object, int64_t begin, int64_t end) {
          (*static_cast<const F*>(object))(begin, end);
        }) {}
  void operator()(int64_t begin, int64_t end) const { call_(object_, begin, end); }

 private:
  const void* object_;
  void (*call_)(const void*, int64_t, int64_t);
};

int threadCount();
/** Resizes the pool. */
void setThreadCount(int count);

/**
 * Calls `body(begin, end)` for pieces of at most `grain` that cover 0…count, on the pool's threads and on this one.
 * Between pieces the interrupt flag is looked at; an exception of any piece is thrown here once all have stopped.
 */
void parallelFor(int64_t count, int64_t grain, RangeFunction body);

/** Work is divided among threads only where each gets at least this many simple operations (about 10 µs of work). */
constexpr int64_t parallelWork = 32768;

/** Pieces of 0…count for `cost` simple operations each: few enough to be worth a thread, enough to be even. */
int64_t grainFor(int64_t count, int64_t cost);

/** The flag that stops kernels, or null. The memory stays valid until the next call. */
void setInterruptFlag(const int32_t* flag);
/** Throws Interrupted if the flag is set. */
void checkInterrupt();

/** Looks at the flag about once a millisecond of a loop that one thread runs alone. */
class Ticker {
 public:
  /** `work` simple operations are done. */
  void tick(int64_t work = 1) {
    left_ -= work;
    if (left_ >= 0) return;
    left_ = interval;
    checkInterrupt();
  }

 private:
  static constexpr int64_t interval = int64_t{1} << 18;
  int64_t left_ = interval;
};

}  // namespace tangent
