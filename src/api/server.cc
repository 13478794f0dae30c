#include "api/server.h"

#include <mutex>
#include <utility>

#include "api/admission.h"
#include "api/guard.h"
#include "api/handlers/chat.h"
#include "api/handlers/coverage.h"
#include "api/handlers/health.h"
#include "api/handlers/metrics.h"
#include "api/handlers/models.h"
#include "api/handlers/page.h"
#include "api/handlers/realtime.h"
#include "api/handlers/speech.h"
#include "api/handlers/transcriptions.h"
#include "api/http_server.h"
#include "api/routes.h"
#include "api/server_front.h"
#include "base/files.h"

namespace dragoman::api {

namespace {

AdmissionLimits admission_limits(const ServerConfig& config) {
  AdmissionLimits limits{.max_jobs = config.max_jobs,
                         .max_waiting_jobs = config.max_waiting_jobs,
                         .max_wait = config.max_wait,
                         .each_client = config.each_client};
  for (const auto& client : config.clients) limits.clients.emplace(client.name, client.quota);
  return limits;
}

BackgroundConfig background_config(const ServerConfig& config) {
  auto background = config.background;
  background.stored.find_line_breaks = config.find_line_breaks;
  return background;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerConfig config, std::shared_ptr<base::Metrics> metrics)
      : config_(std::move(config)),
        metrics_(std::move(metrics)),
        keys_(all_keys(config_)),
        admission_(std::make_shared<Admission>(admission_limits(config_))),
        spool_space_(base::temporary_folder(), config_.background.max_stored_bytes),
        background_(background_config(config_), [this] { return services(); }),
        http_(config_.http, HttpMetrics(*metrics_)) {
    add_routes();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { stop(std::chrono::milliseconds(0)); }

  base::Status start() {
    if (auto status = listen_guarded(http_, config_, keys_); !status) return status;
    if (!config_.background.dir.empty()) {
      background_.open();
      background_.add_routes(routes_);
    }
    guard_ = std::make_unique<Guard>(guard_config(http_, config_), routes_, keys_, *admission_);
    http_.serve([this](Request& request, std::optional<std::uint64_t> body_bytes) {
      return guard_->check(request, body_bytes);
    });
    return {};
  }

  void open(Services services) {
    set_services(std::make_shared<const Services>(std::move(services)));
    background_.start([this](const base::CancelToken& cancel) { return wait_for_place(cancel); },
                      [this](const std::string& client, const core::Usage& usage) {
                        // Without keys, clients are told apart by addresses, which are not kept.
                        if (!client.empty()) admission_->charge(client, usage);
                      });
  }

  // Jobs in the background need no grace: they go on with the next server. Then without services,
  // so that a request on an open connection learns that it is too late.
  void stop(std::chrono::milliseconds grace) {
    background_.stop();
    set_services(nullptr);
    admission_->close();
    http_.stop(grace);
  }

  [[nodiscard]] std::uint16_t port() const { return http_.port(); }
  [[nodiscard]] std::vector<std::string> routes() const {
    std::vector<std::string> names;
    for (const auto& route : routes_.all()) names.push_back(route.method + " " + route.pattern);
    return names;
  }
  [[nodiscard]] std::string url() const { return url_of(http_); }

  [[nodiscard]] Admission::Counts jobs() const { return admission_->counts(); }

 private:
  void add_routes() {
    routes_.add({"GET", "/", false, page()});
    routes_.add({"GET", "/page/{id}", false, page_file()});
    routes_.add({"GET", "/healthz", false, healthz()});
    routes_.add({"GET", "/readyz", false, readyz([this] { return services() != nullptr; })});
    routes_.add({"GET", "/metrics", !config_.metrics_open, metrics_of_now()});
    const FindServices find = [this] { return services(); };
    const auto chat = chat_completions(chat_limits(), job_rules("Translation failed"));
    const auto speech = audio_speech(place_rules(), find);
    const auto transcription = job_rules("Transcription failed");
    const auto live = realtime(place_rules(), find, config_.http.idle_timeout);
    for (const std::string prefix : {"", "/api-ws"}) {
      routes_.add({.method = "GET",
                   .pattern = prefix + "/v1/realtime",
                   .handler = live,
                   .starts_job = true,
                   .websocket = true});
    }
    for (const std::string prefix : {"", "/compatible-mode"}) {
      for (auto& route : transcription_routes(
               prefix, transcription, config_.background.stored.max_file_bytes, spool_space_)) {
        routes_.add(std::move(route));
      }
      routes_.add({"POST", prefix + "/v1/chat/completions", true, chat, true});
      routes_.add({"POST", prefix + "/v1/audio/speech", true, speech, true});
      routes_.add({"GET", prefix + "/v1/models", true, list_models()});
      routes_.add({"GET", prefix + "/v1/models/{id}", true, show_model()});
      routes_.add({"GET", prefix + "/v1/languages", true, list_languages(find)});
      routes_.add({"GET", prefix + "/v1/voices", true, list_voices(find)});
    }
  }

  // Jobs in the background take turns among themselves (jobs/runner.h), and together with the
  // requests that somebody waits for as one client more.
  std::shared_ptr<void> wait_for_place(const base::CancelToken& cancel) {
    auto place = admission_->enter_in_background(cancel);
    if (!place) return nullptr;
    return std::make_shared<Admission::Place>(*std::move(place));
  }

  [[nodiscard]] Handler metrics_of_now() const {
    const auto waiting =
        metrics_->gauge("dragoman_jobs_waiting", "Jobs that wait for a place to run.");
    return show_metrics(metrics_, [waiting, admission = admission_] {
      waiting.set(static_cast<double>(admission->counts().waiting));
    });
  }

  [[nodiscard]] PlaceRules place_rules() const {
    return {.admission = admission_,
            .max_job_time = config_.max_job_time,
            .comment_interval = config_.comment_interval};
  }

  [[nodiscard]] JobRules job_rules(std::string_view what) {
    return {.what = what,
            .services = [this] { return services(); },
            .place = place_rules(),
            .find_line_breaks = config_.find_line_breaks};
  }

  [[nodiscard]] wire::ChatRequestLimits chat_limits() const {
    return {.max_base64_bytes = config_.max_base64_bytes,
            .max_terms = config_.max_terms,
            .allow_non_streaming = config_.allow_non_streaming};
  }

  [[nodiscard]] std::shared_ptr<const Services> services() const {
    std::lock_guard lock(mutex_);
    return services_;
  }

  void set_services(std::shared_ptr<const Services> services) {
    std::lock_guard lock(mutex_);
    services_ = std::move(services);
  }

  const ServerConfig config_;
  const std::shared_ptr<base::Metrics> metrics_;
  const ApiKeys keys_;
  const std::shared_ptr<Admission> admission_;
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const Services> services_;

  jobs::Space spool_space_;  // of recordings that come in forms, for as long as they are needed
  Background background_;
  Routes routes_;
  std::unique_ptr<Guard> guard_;
  HttpServer http_;
};

Server::Server(ServerConfig config, std::shared_ptr<base::Metrics> metrics)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(metrics))) {}
Server::~Server() = default;

base::Status Server::start() { return impl_->start(); }
void Server::open(Services services) { impl_->open(std::move(services)); }
std::uint16_t Server::port() const { return impl_->port(); }
std::vector<std::string> Server::routes() const { return impl_->routes(); }
Admission::Counts Server::jobs() const { return impl_->jobs(); }
std::string Server::url() const { return impl_->url(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace dragoman::api
