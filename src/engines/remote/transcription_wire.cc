#include "engines/remote/transcription_wire.h"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "core/audio.h"
#include "engines/remote/json_members.h"
#include "engines/remote/wav_bytes.h"

namespace dragoman::engines::remote {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostWords = 1000;

class FormWriter {
 public:
  explicit FormWriter(std::string boundary) : boundary_(std::move(boundary)) {}
  void field(std::string_view name, std::string_view value) { part(name, "", value); }
  void part(std::string_view name, std::string_view more, std::string_view value) {
    body_ += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n", boundary_,
                         name, more);
    body_ += value;
    body_ += "\r\n";
  }
  Form finish() {
    body_ += fmt::format("--{}--\r\n", boundary_);
    return {"multipart/form-data; boundary=" + boundary_, std::move(body_)};
  }

 private:
  std::string boundary_;
  std::string body_;
};

// One that stands in none of the values.
std::string boundary_for(std::string_view sound, std::string_view prompt) {
  std::string boundary = "dragoman-form-0";
  for (int n = 0; sound.find(boundary) != sound.npos || prompt.find(boundary) != prompt.npos; ++n) {
    boundary = fmt::format("dragoman-form-{}", n);
  }
  return boundary;
}

std::optional<core::Word> read_word(const json::value& value, double seconds) {
  const auto text = text_of(member(&value, "word"));
  const auto start = number_of(member(&value, "start"));
  const auto end = number_of(member(&value, "end"));
  if (!text || text->empty() || !start || !end) return std::nullopt;
  if (*start < 0 || *end < *start || *start > seconds) return std::nullopt;
  core::Word word;
  word.text =
      text->substr(text->find_first_not_of(' ') == text->npos ? 0 : text->find_first_not_of(' '));
  word.span = {core::Seconds(*start), core::Seconds(std::min(*end, seconds))};
  return word;
}

std::vector<core::Word> read_words(const json::value* list, double seconds) {
  std::vector<core::Word> words;
  const auto* array = list != nullptr ? list->if_array() : nullptr;
  if (array == nullptr) return words;
  for (const auto& value : *array) {
    if (words.size() >= kMostWords) break;
    auto word = read_word(value, seconds);
    const bool goes_on = word && (words.empty() || words.back().span.start <= word->span.start);
    if (goes_on) words.push_back(*std::move(word));
  }
  return words;
}

// Of the segments that tell it.
std::optional<double> mean_of(const json::value* segments, std::string_view key) {
  const auto* array = segments != nullptr ? segments->if_array() : nullptr;
  if (array == nullptr) return std::nullopt;
  double sum = 0;
  std::size_t count = 0;
  for (const auto& segment : *array) {
    const auto number = number_of(member(&segment, key));
    if (!number) continue;
    sum += *number;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

}  // namespace

Form write_transcription_form(const TranscriptionQuestion& question) {
  const auto sound = write_wav(question.samples, core::kListenRateHz);
  FormWriter form(boundary_for(sound, question.prompt));
  form.field("model", question.model);
  form.field("response_format", "verbose_json");
  form.field("temperature", "0");
  if (question.language) form.field("language", core::code(*question.language));
  if (!question.prompt.empty()) form.field("prompt", question.prompt);
  form.field("timestamp_granularities[]", "segment");
  if (question.words) form.field("timestamp_granularities[]", "word");
  form.part("file", "; filename=\"utterance.wav\"\r\nContent-Type: audio/wav", sound);
  return form.finish();
}

base::Result<TranscriptionReply> read_transcription_reply(std::string_view body, double seconds) {
  const auto value = parse_reply(body);
  if (!value) return value.error();
  const auto text = text_of(member(&*value, "text"));
  if (!text) return nonsense("no text");
  TranscriptionReply reply;
  reply.text = *text;
  if (const auto language = text_of(member(&*value, "language"))) {
    reply.language = core::parse_language(*language);
  }
  reply.words = read_words(member(&*value, "words"), seconds);
  const auto* segments = member(&*value, "segments");
  reply.no_speech = mean_of(segments, "no_speech_prob");
  reply.log_probability = mean_of(segments, "avg_logprob");
  return reply;
}

}  // namespace dragoman::engines::remote
