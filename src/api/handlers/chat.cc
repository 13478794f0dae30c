#include "api/handlers/chat.h"

#include <ctime>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "api/error_reply.h"
#include "api/ids.h"
#include "api/wire/chat_chunk.h"
#include "api/wire/chat_completion.h"

namespace dragoman::api {

namespace {

wire::ChatFacts facts_of(const wire::ChatRequest& chat, const JobRules& rules,
                         const Request& request) {
  return {.completion_id = "chatcmpl-" + request.id,
          .audio_id = "audio_" + new_uuid(),
          .model = chat.model,
          .created = std::time(nullptr),
          .include_usage = chat.include_usage,
          .segments_into = chat.include_segments ? chat.job.target : std::nullopt,
          .find_line_breaks = rules.find_line_breaks};
}

Response stream(wire::ChatRequest chat, const JobRules& rules, const Request& request) {
  auto chunks = std::make_shared<wire::ChatChunks>(facts_of(chat, rules, request));
  return stream_job(
      std::move(chat.job), [chunks](const auto& event) { return chunks->next(event); }, rules,
      request);
}

Response gather(wire::ChatRequest chat, const JobRules& rules, const Request& request) {
  wire::ChatCompletion completion(
      facts_of(chat, rules, request),
      chat.job.speech ? std::optional(chat.audio_format) : std::nullopt);
  const auto refusal = run_job(
      std::move(chat.job), [&](const auto& event) { return completion.add(event); }, rules,
      request);
  if (refusal) return to_response(*refusal, request.id);
  return {.headers = {{"Content-Type", "application/json"}}, .body = completion.body()};
}

}  // namespace

std::function<BodyStream()> chat_completions(wire::ChatRequestLimits limits, JobRules rules) {
  return [limits, rules = std::move(rules)] {
    auto parser = std::make_shared<wire::ChatRequestParser>(limits);
    return BodyStream{.receive = [parser](std::string_view piece) { parser->write(piece); },
                      .answer =
                          [parser, rules](Request& request) {
                            auto parsed = parser->finish();
                            if (const auto* refusal = std::get_if<ErrorReply>(&parsed)) {
                              return to_response(*refusal, request.id);
                            }
                            auto& chat = std::get<wire::ChatRequest>(parsed);
                            return chat.stream ? stream(std::move(chat), rules, request)
                                               : gather(std::move(chat), rules, request);
                          }};
  };
}

}  // namespace dragoman::api
