#pragma once

#include <cstddef>
#include <memory>
#include <semaphore>

namespace dragoman::api {

/// The places for jobs that run at a time, over all routes. Safe from any thread; outlives its
/// places.
class JobPlaces {
 private:
  using Places = std::counting_semaphore<>;
  struct GiveBack {
    void operator()(Places* places) const { places->release(); }
  };

 public:
  /// One place, given back when destroyed; null where none was free.
  using Place = std::unique_ptr<Places, GiveBack>;

  explicit JobPlaces(std::size_t count) : places_(static_cast<std::ptrdiff_t>(count)) {}
  [[nodiscard]] Place take() { return Place(places_.try_acquire() ? &places_ : nullptr); }

 private:
  Places places_;
};

}  // namespace dragoman::api
