#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/handlers/stored.h"
#include "api/routes.h"
#include "api/services.h"
#include "base/cancel.h"

namespace dragoman::api {

struct BackgroundConfig {
  std::string dir;  ///< Empty: there are no files and jobs here.
  std::uint64_t max_stored_bytes = 20ULL << 30U;
  std::size_t workers = 2;  ///< Jobs at a time, of the places that all requests share.
  StoredOptions stored;
};

/// A place among all that runs at a time; waits for it, null only when cancelled.
using TakePlace = std::function<std::shared_ptr<void>(const base::CancelToken&)>;
/// What a job has used counts for the client that made it.
using Charge = std::function<void(const std::string& client, const core::Usage&)>;

/// Files, uploads and jobs: their state, who runs them, and their routes. A server whose state
/// folder cannot be used still translates; these routes then answer 503, and the log says why.
/// open() and add_routes() come first; then every call is safe from any thread.
class Background {
 public:
  Background(BackgroundConfig config, FindServices services);
  ~Background();

  void open();
  void add_routes(Routes& routes);
  /// Once there are services.
  void start(TakePlace take_place, Charge charge);
  /// Breaks jobs off; they go on when the server is back.
  void stop();

 private:
  [[nodiscard]] jobs::RunnerCalls calls(TakePlace take_place, Charge charge) const;
  [[nodiscard]] base::Status make_film(const Services& services, const jobs::JobRecord& record,
                                       const core::Job& job, core::EventSink& sink,
                                       const base::CancelToken& cancel) const;

  const BackgroundConfig config_;
  const FindServices services_;
  std::unique_ptr<jobs::State> state_;
  std::unique_ptr<jobs::Runner> runner_;
};

}  // namespace dragoman::api
