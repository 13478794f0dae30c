#include "api/wire/transcription_answer.h"

#include <cmath>
#include <utility>

#include <boost/json.hpp>

#include "api/ascii.h"
#include "output/json_objects.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

json::object token_usage(const core::Usage& usage) {
  const auto input = usage.input_audio_tokens + usage.input_video_tokens.value_or(0);
  return {{"type", "tokens"},
          {"input_tokens", input},
          {"input_token_details", {{"text_tokens", 0}, {"audio_tokens", usage.input_audio_tokens}}},
          {"output_tokens", usage.output_text_tokens},
          {"total_tokens", input + usage.output_text_tokens}};
}

json::object duration_usage(const core::Usage& usage) {
  return {{"type", "duration"},
          {"seconds", static_cast<std::int64_t>(std::ceil(usage.input_duration.count()))}};
}

std::optional<output::Format> file_format(TranscriptionFormat format) {
  switch (format) {
    case TranscriptionFormat::kText:
      return output::Format::kText;
    case TranscriptionFormat::kSrt:
      return output::Format::kSrt;
    case TranscriptionFormat::kVtt:
      return output::Format::kVtt;
    case TranscriptionFormat::kJson:
    case TranscriptionFormat::kVerboseJson:
      break;
  }
  return std::nullopt;
}

}  // namespace

struct TranscriptionAnswer::Gathered {
  std::optional<core::Language> spoken;
  std::string text;
  json::array segments;
  json::array words;
  core::Usage usage;

  void add(const core::Segment& segment) {
    segments.push_back(json::object{{"id", segments.size()},
                                    {"start", output::rounded_s(segment.span.start)},
                                    {"end", output::rounded_s(segment.span.end)},
                                    {"text", segment.target_text}});
    for (const auto& word : segment.words) {
      words.push_back(json::object{{"word", word.text},
                                   {"start", output::rounded_s(word.span.start)},
                                   {"end", output::rounded_s(word.span.end)}});
    }
  }
};

TranscriptionAnswer::TranscriptionAnswer(const TranscriptionRequest& request,
                                         core::FindLineBreaks find_line_breaks)
    : request_(request) {
  if (const auto format = file_format(request.format)) {
    writer_ = output::make_writer(
        *format, bytes_,
        {.target = request.job.target, .find_line_breaks = std::move(find_line_breaks)});
  } else {
    gathered_ = std::make_unique<Gathered>();
  }
}

TranscriptionAnswer::~TranscriptionAnswer() = default;

base::Status TranscriptionAnswer::add(const core::Event& event) {
  if (writer_) return writer_->write(event);
  if (const auto* started = std::get_if<core::Started>(&event)) {
    gathered_->spoken = started->source;
  } else if (const auto* delta = std::get_if<core::TextDelta>(&event)) {
    gathered_->text += delta->text;
  } else if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
    gathered_->add(done->segment);
  } else if (const auto* finished = std::get_if<core::Finished>(&event)) {
    gathered_->usage = finished->usage;
  }
  return {};
}

std::string TranscriptionAnswer::body() {
  if (writer_) {
    static_cast<void>(writer_->finish());  // into memory: there is no disk to be full
    return bytes_.bytes();
  }
  auto& [spoken, text, segments, words, usage] = *gathered_;
  json::object body;
  if (request_.format == TranscriptionFormat::kJson) {
    body["text"] = std::move(text);
    body["usage"] = token_usage(usage);
    return json::serialize(body);
  }
  const bool translated = request_.task == TranscriptionTask::kTranslate;
  const auto language = translated ? request_.job.target : spoken;
  body["task"] = translated ? "translate" : "transcribe";
  body["language"] = language ? lower_case(core::info(*language).name) : "";
  body["duration"] = output::rounded_s(usage.input_duration);
  body["text"] = std::move(text);
  if (request_.words) body["words"] = std::move(words);
  if (request_.segments) body["segments"] = std::move(segments);
  body["usage"] = duration_usage(usage);
  return json::serialize(body);
}

std::string_view TranscriptionAnswer::content_type() const {
  switch (request_.format) {
    case TranscriptionFormat::kText:
      return "text/plain; charset=utf-8";
    case TranscriptionFormat::kSrt:
      return "application/x-subrip; charset=utf-8";
    case TranscriptionFormat::kVtt:
      return "text/vtt; charset=utf-8";
    case TranscriptionFormat::kJson:
    case TranscriptionFormat::kVerboseJson:
      break;
  }
  return "application/json";
}

std::vector<std::string> TranscriptionEvents::next(const core::Event& event) {
  if (const auto* delta = std::get_if<core::TextDelta>(&event)) {
    text_ += delta->text;
    return {
        json::serialize(json::object{{"type", "transcript.text.delta"}, {"delta", delta->text}})};
  }
  if (const auto* finished = std::get_if<core::Finished>(&event)) {
    return {json::serialize(json::object{{"type", "transcript.text.done"},
                                         {"text", text_},
                                         {"usage", token_usage(finished->usage)}})};
  }
  return {};
}

}  // namespace dragoman::api::wire
