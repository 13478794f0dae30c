#include "api/handlers/realtime.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "api/error_reply.h"
#include "api/ids.h"
#include "api/job_failure.h"
#include "api/wire/live_answer.h"
#include "api/wire/live_event.h"
#include "api/wire/model_list.h"
#include "base/caught.h"
#include "base/log.h"

namespace dragoman::api {

namespace {

constexpr std::chrono::seconds kPlaceTime{3};  // clients give up soon: better to come again
constexpr std::chrono::seconds kFarewell{5};   // for the client to hang up
constexpr std::size_t kMaxAheadSamples = 30U * core::kListenRateHz;
constexpr std::size_t kEventWeight = 1600;  // no piece is free

// In samples, whose memory a picture's bytes take too.
std::size_t weight_of(const core::LivePiece& piece) {
  if (const auto* sound = std::get_if<core::LiveSound>(&piece)) {
    return sound->samples.size() + kEventWeight;
  }
  if (const auto* picture = std::get_if<core::LivePicture>(&piece)) {
    return picture->jpeg.size() / sizeof(float) + kEventWeight;
  }
  return kEventWeight;
}

// Of RFC 6455.
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kFault = 1011;

/// What one session runs on.
struct SessionRules {
  PlaceRules place;
  std::chrono::milliseconds idle_time;
  std::shared_ptr<const Services> services;
  std::string client;
  std::string request_id;
  base::CancelToken cancel;
};

ErrorReply reply_for(const base::Error& error, const wire::LiveSettings& settings,
                     std::string_view request_id) {
  core::Job job;
  job.speech = core::SpeechWish{.voice = settings.voice};
  return reply_to_failure("Live translation failed", error, job, request_id);
}

/// One session: this thread reads what the client sends, the job's thread tells what comes of it.
class LiveSession {
 public:
  LiveSession(const SessionRules& rules, std::string model, MessageSocket& socket)
      : rules_(rules),
        socket_(socket),
        id_("sess_" + new_uuid()),
        cancel_(rules.cancel, deadline_in(rules.place.max_job_time)) {
    settings_.model = std::move(model);
  }
  LiveSession(const LiveSession&) = delete;
  LiveSession& operator=(const LiveSession&) = delete;
  ~LiveSession() {
    cancel_.cancel(base::CancelReason::kClientGone);
    pieces_.close();
  }

  void run() {
    bool open = send(wire::session_created(id_, settings_));
    while (open) {
      const auto until = std::chrono::steady_clock::now() + rules_.idle_time;
      const auto text = socket_.receive(until);
      if (!text) return end(until);
      open = take(*text);
    }
  }

 private:
  class Sink final : public core::LiveSink {
   public:
    Sink(LiveSession& session, wire::LiveAnswers answers)
        : session_(session), answers_(std::move(answers)) {}
    base::Status emit(core::LiveEvent event) override {
      for (auto& text : answers_.messages(event)) {
        if (!session_.send(std::move(text))) {
          return base::Error{base::ErrorKind::kCancelled, "The client went away.", ""};
        }
      }
      return {};
    }
    void spent(const core::Usage& usage) override {
      session_.rules_.place.admission->charge(session_.rules_.client, usage);
    }

   private:
    LiveSession& session_;
    wire::LiveAnswers answers_;
  };

  bool send(std::string text) {
    std::lock_guard lock(send_mutex_);
    return socket_.send(std::move(text));
  }

  bool refuse(const ErrorReply& reply) { return send(wire::live_error(reply)); }

  // False where the session is over.
  bool take(const std::string& text) {
    auto event = wire::parse_live_event(text, settings_);
    if (const auto* refusal = std::get_if<ErrorReply>(&event)) return refuse(*refusal);
    return std::visit([this](auto&& one) { return take(std::move(one)); },
                      std::get<wire::LiveClientEvent>(std::move(event)));
  }

  bool take(wire::SessionUpdate&& update) {
    if (job_.joinable()) {
      return refuse(
          error_reply(ErrorId::kConflict,
                      {"A session that has begun to listen keeps its settings: open another."}));
    }
    if (auto status = rules_.services->validate_live(update.settings.as_job()); !status) {
      return refuse(reply_for(status.error(), update.settings, rules_.request_id));
    }
    settings_ = std::move(update.settings);
    return send(wire::session_updated(id_, settings_));
  }

  bool take(core::LivePiece&& piece) {
    const bool is_sound = std::holds_alternative<core::LiveSound>(piece);
    const bool ends_turn = !is_sound && !std::holds_alternative<core::LivePicture>(piece);
    if (ends_turn && settings_.job.silence) {
      return refuse(error_reply(ErrorId::kConflict,
                                {"The server ends the turns: set turn_detection to null first."}));
    }
    if (!is_sound && !job_.joinable()) {
      return refuse(error_reply(ErrorId::kConflict, {"No sound has come yet."}));
    }
    if (!job_.joinable()) {
      if (auto status = rules_.services->validate_live(settings_.as_job()); !status) {
        return refuse(reply_for(status.error(), settings_, rules_.request_id));
      }
      job_ = std::jthread([this, log = base::log_context()] {
        const base::LogScope scope(log);
        run_job();
      });
    }
    const auto weight = weight_of(piece);
    return pieces_.push(std::move(piece), weight, cancel_.token()) == base::PushResult::kOk;
  }

  // The end of a turn asks for its translation by itself.
  bool take(wire::ResponseCreate&&) { return true; }

  bool take(wire::SessionFinish&&) {
    pieces_.close();
    if (job_.joinable()) job_.join();
    if (failed_ || !send(wire::session_finished())) return false;
    socket_.receive(std::chrono::steady_clock::now() + kFarewell);
    return false;
  }

  void run_job() {
    auto status = run_caught();
    if (status || status.error().kind == base::ErrorKind::kCancelled) return;
    failed_ = true;
    refuse(reply_for(status.error(), settings_, rules_.request_id));
    socket_.close(kFault, "The session failed.");
  }

  base::Status run_caught() {
    try {
      Sink sink(*this, wire::LiveAnswers(settings_.speech, settings_.transcribe));
      return rules_.services->live(settings_.as_job(), pieces_, sink, cancel_.token());
    } catch (...) {
      return base::caught("The session failed.");
    }
  }

  void end(base::SteadyTime until) {
    if (cancel_.token().cancelled())
      return socket_.close(kGoingAway, "The server ends the session.");
    if (std::chrono::steady_clock::now() < until) return;  // the client is gone
    refuse(error_reply_with_advice(ErrorId::kRequestTimeout, "Nothing was said for too long."));
    socket_.close(kGoingAway, "Nothing was said for too long.");
  }

  const SessionRules& rules_;
  MessageSocket& socket_;
  const std::string id_;
  base::CancelSource cancel_;
  wire::LiveSettings settings_;
  pipeline::LivePieces pieces_{kMaxAheadSamples};
  std::mutex send_mutex_;
  std::atomic<bool> failed_ = false;
  std::jthread job_;  // last: it uses the rest
};

class Realtime {
 public:
  Realtime(PlaceRules rules, FindServices services, std::chrono::milliseconds idle_time)
      : rules_(std::move(rules)), services_(std::move(services)), idle_time_(idle_time) {}

  [[nodiscard]] Response answer(const Request& request) const {
    if (!request.upgrades) {
      auto response = to_response(error_reply(ErrorId::kUpgradeNeeded, {request.path}), request.id);
      response.headers.push_back({"Upgrade", "websocket"});
      return response;
    }
    const std::string model(request.query_value("model").value_or(""));
    if (model.empty()) return to_response(error_reply(ErrorId::kModelNeeded), request.id);
    if (!wire::is_live_model(model)) {
      return to_response(error_reply(ErrorId::kModelUnknown, {model}), request.id);
    }
    auto services = services_();
    if (!services || !services->live) {
      return to_response(
          error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."), request.id);
    }
    auto lined_up = rules_.admission->line_up(client_of(request));
    if (const auto* refusal = std::get_if<ErrorReply>(&lined_up)) {
      return to_response(*refusal, request.id);
    }
    auto entered = std::get<Admission::Line>(lined_up).wait(request.cancel, kPlaceTime);
    if (const auto* refusal = std::get_if<ErrorReply>(&entered)) {
      return to_response(*refusal, request.id);
    }
    auto* place = std::get_if<Admission::Place>(&entered);
    if (place == nullptr) return to_response(error_reply(ErrorId::kManyRequests), request.id);
    const auto kept = std::make_shared<const Admission::Place>(std::move(*place));
    SessionRules rules{rules_,     idle_time_,    std::move(services), client_of(request),
                       request.id, request.cancel};
    constexpr std::string_view kProtocol = "realtime";
    std::vector<Header> headers;
    const auto protocols = request.protocols();
    if (std::ranges::find(protocols, kProtocol) != protocols.end()) {
      headers.push_back({"Sec-WebSocket-Protocol", std::string(kProtocol)});
    }
    return {.status = 101,
            .headers = std::move(headers),
            .converse = [kept, model, rules = std::move(rules)](MessageSocket& socket) {
              LiveSession(rules, model, socket).run();
            }};
  }

 private:
  const PlaceRules rules_;
  const FindServices services_;
  const std::chrono::milliseconds idle_time_;
};

}  // namespace

Handler realtime(PlaceRules rules, FindServices services, std::chrono::milliseconds idle_time) {
  auto realtime =
      std::make_shared<const Realtime>(std::move(rules), std::move(services), idle_time);
  return [realtime](Request& request) { return realtime->answer(request); };
}

}  // namespace dragoman::api
