#include "api/handlers/speech.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "api/error_reply.h"
#include "api/job_failure.h"
#include "api/queued_chunks.h"
#include "api/sse.h"
#include "api/wire/error_body.h"
#include "api/wire/speech_event.h"
#include "api/wire/speech_request.h"

namespace dragoman::api {

namespace {

ErrorReply reply_for(const base::Error& error, const core::SpeechJob& speech,
                     std::string_view request_id) {
  core::Job job;
  job.speech = speech.wish;
  return reply_to_failure("Speech failed", error, job, request_id);
}

using SharedJob = std::shared_ptr<const core::SpeechJob>;
using SharedEncoder = std::shared_ptr<core::AudioEncoder>;

struct Speaking {
  SharedJob job;
  SharedEncoder encoder;
  PlacedRun in_place;
};

/// The sound of a job that has begun, encoded, bare or as SSE.
class SpeechStream final : public QueuedChunks {
 public:
  SpeechStream(Speaking speaking, bool as_events, std::chrono::milliseconds comment_interval,
               std::string request_id)
      : QueuedChunks(comment_interval),
        speaking_(std::move(speaking)),
        as_events_(as_events),
        request_id_(std::move(request_id)) {}

  base::Status add(const core::Event& event) {
    if (const auto* delta = std::get_if<core::AudioDelta>(&event)) {
      return send(speaking_.encoder->push(delta->samples));
    }
    const auto* finished = std::get_if<core::Finished>(&event);
    if (finished == nullptr) return {};
    if (auto status = send(speaking_.encoder->finish()); !status) return status;
    if (as_events_) push(sse::event(wire::speech_done(finished->usage)));
    return {};
  }

 private:
  base::Status send(base::Result<std::string> bytes) {
    if (!bytes) return bytes.error();
    if (bytes->empty()) return {};
    push(as_events_ ? sse::event(wire::speech_delta(*bytes)) : *std::move(bytes));
    return {};
  }

  void pull() override {
    const auto item =
        speaking_.in_place.run->next(as_events_ ? std::optional(patience()) : std::nullopt);
    if (std::holds_alternative<JobRun::Quiet>(item)) {
      push_comment();
    } else if (const auto* event = std::get_if<core::Event>(&item)) {
      if (auto status = add(*event); !status) fail(status.error());
    } else {
      end();
      const auto& status = std::get<base::Status>(item);
      if (!status) fail(status.error());
    }
  }

  void fail(const base::Error& error) {
    end();
    if (speaking_.in_place.run->cancel_reason() == base::CancelReason::kClientGone) return;
    const auto reply = reply_for(error, *speaking_.job, request_id_);
    if (!as_events_) throw std::runtime_error("the speech broke off");
    push(sse::event(wire::error_event(reply)));
  }

  Speaking speaking_;
  const bool as_events_;
  const std::string request_id_;
};

class AudioSpeech {
 public:
  AudioSpeech(PlaceRules rules, FindServices services)
      : rules_(std::move(rules)), services_(std::move(services)) {}

  Response answer(const Request& request) {
    auto parsed = wire::parse_speech_request(request.body);
    if (const auto* refusal = std::get_if<ErrorReply>(&parsed)) {
      return to_response(*refusal, request.id);
    }
    auto& wanted = std::get<wire::SpeechRequest>(parsed);
    const auto services = services_();
    if (!services) {
      return to_response(
          error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."), request.id);
    }
    const auto job = std::make_shared<const core::SpeechJob>(std::move(wanted.job));
    auto encoder = services->make_encoder(wanted.format);
    if (!encoder) return to_response(reply_for(encoder.error(), *job, request.id), request.id);
    const RunFn run = [job, speak = services->speak](auto& sink, const auto& cancel) {
      return speak(*job, sink, cancel);
    };
    auto lined_up = LinedUpRun::line_up(run, rules_, request);
    if (const auto* refusal = std::get_if<ErrorReply>(&lined_up)) {
      return to_response(*refusal, request.id);
    }
    return answer_in_place(std::get<LinedUpRun>(std::move(lined_up)), job, *std::move(encoder),
                           wanted, request);
  }

 private:
  [[nodiscard]] Response answer_in_place(LinedUpRun lined_up, const SharedJob& job,
                                         const SharedEncoder& encoder,
                                         const wire::SpeechRequest& wanted,
                                         const Request& request) const {
    const auto answer = [&](PlacedRun running) {
      return stream({job, encoder, std::move(running)}, wanted, request);
    };
    if (wanted.as_events) {
      const auto open = [=, interval = rules_.comment_interval,
                         id = request.id](PlacedRun running) {
        return std::make_unique<SpeechStream>(Speaking{job, encoder, std::move(running)}, true,
                                              interval, id);
      };
      return std::move(lined_up).stream(answer, open);
    }
    auto begun = lined_up.begin();  // bare sound cannot say that it waits
    if (const auto* refusal = std::get_if<ErrorReply>(&begun)) {
      return to_response(*refusal, request.id);
    }
    return answer(std::get<PlacedRun>(std::move(begun)));
  }

  // Up to the first sound, which decides whether there is an answer at all.
  static std::variant<core::Event, base::Status> first_sound(JobRun& run) {
    for (;;) {
      auto item = run.next(std::nullopt);
      if (auto* status = std::get_if<base::Status>(&item)) return std::move(*status);
      auto& event = std::get<core::Event>(item);
      if (std::holds_alternative<core::AudioDelta>(event)) return std::move(event);
    }
  }

  [[nodiscard]] Response stream(Speaking speaking, const wire::SpeechRequest& wanted,
                                const Request& request) const {
    const auto job = speaking.job;
    const auto first = first_sound(*speaking.in_place.run);
    if (const auto* status = std::get_if<base::Status>(&first)) {
      return failed(*status, *job, request);
    }
    auto chunks = std::make_unique<SpeechStream>(std::move(speaking), wanted.as_events,
                                                 rules_.comment_interval, request.id);
    if (auto status = chunks->add(std::get<core::Event>(first)); !status) {
      return failed(status, *job, request);
    }
    auto headers =
        wanted.as_events
            ? sse::headers()
            : std::vector<Header>{{"Content-Type", std::string(wire::content_type(wanted.format))}};
    return {.headers = std::move(headers), .chunks = std::move(chunks)};
  }

  static Response failed(const base::Status& status, const core::SpeechJob& job,
                         const Request& request) {
    return to_response(reply_for(failure_of(status), job, request.id), request.id);
  }

  const PlaceRules rules_;
  const FindServices services_;
};

}  // namespace

Handler audio_speech(PlaceRules rules, FindServices services) {
  auto speech = std::make_shared<AudioSpeech>(std::move(rules), std::move(services));
  return [speech](Request& request) { return speech->answer(request); };
}

}  // namespace dragoman::api
