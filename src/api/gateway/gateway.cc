#include "api/gateway/gateway.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "api/admission.h"
#include "api/error_reply.h"
#include "api/gateway/forward.h"
#include "api/gateway/workers.h"
#include "api/guard.h"
#include "api/handlers/health.h"
#include "api/handlers/metrics.h"
#include "api/http_server.h"
#include "api/route_table.h"
#include "api/routes.h"
#include "api/server_front.h"
#include "base/download.h"
#include "output/formats.h"

namespace dragoman::api {

namespace {

constexpr std::chrono::milliseconds kLookEvery{500};
constexpr std::string_view kOtherPrefix = "/compatible-mode";

bool is_stored(std::string_view pattern) {
  constexpr std::array<std::string_view, 3> kStored{"/v1/files", "/v1/uploads", "/v1/jobs"};
  return std::ranges::any_of(kStored, [&](auto each) { return pattern.starts_with(each); });
}

bool takes_form(const RouteRow& row) {
  constexpr std::array<std::string_view, 4> kForms{
      "/v1/audio/transcriptions", "/v1/audio/translations", "/v1/files", "/v1/uploads/{id}/parts"};
  return row.method == "POST" && std::ranges::find(kForms, row.pattern) != kForms.end();
}

// A session lasts, and belongs to the one that began it: what passes single requests on cannot.
Response refuse_session(Request& request) {
  return to_response(
      error_reply_with_advice(ErrorId::kUnavailable,
                              "A gateway holds no live sessions: connect to one of its workers."),
      request.id);
}

// One for each format of results.
std::vector<std::string> patterns_of(const RouteRow& row) {
  constexpr std::string_view kFormat = "{format}";
  const auto at = row.pattern.find(kFormat);
  if (at == row.pattern.npos) return {std::string(row.pattern)};
  const std::string head(row.pattern.substr(0, at));
  std::vector<std::string> patterns{head + "film"};
  for (const auto& format : output::formats()) patterns.push_back(head + std::string(format.name));
  return patterns;
}

}  // namespace

class Gateway::Impl {
 public:
  Impl(ServerConfig config, std::vector<std::string> urls, std::shared_ptr<base::Metrics> metrics)
      : config_(std::move(config)),
        urls_(std::move(urls)),
        metrics_(std::move(metrics)),
        keys_(all_keys(config_)),
        admission_({}),
        workers_(urls_, *metrics_),
        http_(config_.http, HttpMetrics(*metrics_)) {
    add_routes();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { stop(std::chrono::milliseconds(0)); }

  base::Status start() {
    if (auto status = check_workers(); !status) return status;
    if (auto status = listen_guarded(http_, config_, keys_); !status) return status;
    guard_ = std::make_unique<Guard>(guard_config(http_, config_), routes_, keys_, admission_);
    workers_.look({});
    workers_.start(kLookEvery);
    http_.serve([this](Request& request, std::optional<std::uint64_t> body_bytes) {
      return guard_->check(request, body_bytes);
    });
    return {};
  }

  [[nodiscard]] std::string url() const { return url_of(http_); }

  void stop(std::chrono::milliseconds grace) {
    stopping_ = true;
    http_.stop(grace);
  }

 private:
  [[nodiscard]] base::Status check_workers() const {
    if (urls_.empty()) {
      return base::Error{base::ErrorKind::kInvalidArgument,
                         "A gateway needs workers: --workers http://127.0.0.1:9001,...", ""};
    }
    for (const auto& url : urls_) {
      if (auto status = base::check_url(url, {.allow_private = true}); !status) return status;
    }
    return {};
  }

  void add_routes() {
    routes_.add({"GET", "/healthz", false, healthz()});
    routes_.add(
        {"GET", "/readyz", false, readyz([this] { return !stopping_ && workers_.any_ready(); })});
    routes_.add({"GET", "/metrics", !config_.metrics_open, show_metrics(metrics_, [] {})});
    for (const std::string prefix : {"", "/api-ws"}) {
      routes_.add({.method = "GET",
                   .pattern = prefix + "/v1/realtime",
                   .handler = refuse_session,
                   .websocket = true});
    }
    for (const auto& row : route_rows()) {
      if (routes_.find(row.method, row.pattern).route != nullptr) continue;
      for (const auto& pattern : patterns_of(row)) add_forwarded(row, pattern);
    }
  }

  void add_forwarded(const RouteRow& row, const std::string& pattern) {
    const bool stored = is_stored(row.pattern);
    Route route{std::string(row.method), pattern, row.keyed,
                forward(workers_, stored ? Whither::kHome : Whither::kAny)};
    if (takes_form(row)) route.body = BodyKind::kForm;
    routes_.add(route);
    if (stored || !row.pattern.starts_with("/v1/")) return;
    route.pattern = std::string(kOtherPrefix) + route.pattern;
    routes_.add(std::move(route));
  }

  const ServerConfig config_;
  const std::vector<std::string> urls_;
  const std::shared_ptr<base::Metrics> metrics_;
  const ApiKeys keys_;
  Admission admission_;  // of workers, not ours: no route here begins a job
  std::atomic<bool> stopping_ = false;
  Workers workers_;
  Routes routes_;
  std::unique_ptr<Guard> guard_;
  HttpServer http_;
};

Gateway::Gateway(ServerConfig config, std::vector<std::string> workers,
                 std::shared_ptr<base::Metrics> metrics)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(workers), std::move(metrics))) {}
Gateway::~Gateway() = default;

base::Status Gateway::start() { return impl_->start(); }
std::string Gateway::url() const { return impl_->url(); }
void Gateway::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace dragoman::api
