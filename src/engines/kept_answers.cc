#include "engines/kept_answers.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

#include "base/bytes.h"
#include "base/sha256.h"

namespace dragoman::engines {

namespace {

constexpr std::string_view kForm = "1";

/// Bytes of texts and numbers, each with nothing that could be taken for the next.
class Writer {
 public:
  template <class Number>
  requires std::is_arithmetic_v<Number> Writer& put(Number number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
    return *this;
  }
  Writer& put(std::string_view text) {
    put(std::uint64_t{text.size()});
    bytes_ += text;
    return *this;
  }
  Writer& put(const core::LanguageSet& languages) {
    for (const auto& info : core::languages()) put(languages.contains(info.language));
    return *this;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string key() const { return base::sha256_hex(bytes_); }

 private:
  std::string bytes_;
};

/// The same back; good() tells at the end whether all was there and nothing more.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  Number number() {
    Number value{};
    if (rest_.size() < sizeof value) {
      failed_ = true;
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::string text() {
    const auto size = number<std::uint64_t>();
    if (size > rest_.size()) failed_ = true;
    if (failed_) return {};
    std::string out(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return out;
  }
  // Of things that take at least a byte each.
  std::size_t count() {
    const auto count = number<std::uint64_t>();
    if (count > rest_.size()) failed_ = true;
    return failed_ ? 0 : count;
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool good() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

std::string bytes_of(const Transcript& transcript) {
  Writer out;
  out.put(core::code(transcript.language)).put(transcript.language_probability);
  out.put(transcript.text).put(transcript.english.has_value());
  out.put(std::string_view(transcript.english ? *transcript.english : std::string()));
  out.put(std::uint64_t{transcript.words.size()});
  for (const auto& word : transcript.words) {
    out.put(word.text).put(word.span.start.count()).put(word.span.end.count());
  }
  return out.bytes();
}

std::optional<Transcript> transcript_from(std::string_view bytes) {
  Reader in(bytes);
  Transcript transcript;
  const auto language = core::parse_language(in.text());
  transcript.language_probability = in.number<float>();
  transcript.text = in.text();
  const bool has_english = in.number<std::uint8_t>() != 0;
  auto english = in.text();
  if (has_english) transcript.english = std::move(english);
  const auto count = in.count();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    auto& word = transcript.words.emplace_back();
    word.text = in.text();
    word.span.start = core::Seconds(in.number<double>());
    word.span.end = core::Seconds(in.number<double>());
    if (!std::isfinite(word.span.start.count()) || !std::isfinite(word.span.end.count())) return {};
  }
  if (!in.good() || !language) return std::nullopt;
  transcript.language = *language;
  return transcript;
}

std::string bytes_of(const MtResponse& sentences) {
  Writer out;
  out.put(std::uint64_t{sentences.size()});
  for (const auto& sentence : sentences) out.put(sentence);
  return out.bytes();
}

std::optional<MtResponse> translation_from(std::string_view bytes, std::size_t wanted) {
  Reader in(bytes);
  MtResponse sentences;
  const auto count = in.count();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) sentences.push_back(in.text());
  if (!in.good() || sentences.size() != wanted) return std::nullopt;
  return sentences;
}

constexpr float kFullScale = 32767.0F;

std::vector<std::int16_t> rounded(const Speech& speech) {
  std::vector<std::int16_t> out(speech.size());
  std::ranges::transform(speech, out.begin(), [](float sample) {
    return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * kFullScale));
  });
  return out;
}

std::string bytes_of(const std::vector<std::int16_t>& samples) {
  const auto pcm = base::to_pcm16le(samples);
  return {pcm.begin(), pcm.end()};
}

std::optional<Speech> speech_from(std::string_view bytes) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  Speech speech(bytes.size() / 2);
  for (std::size_t i = 0; i < speech.size(); ++i) {
    const auto low = static_cast<unsigned char>(bytes[2 * i]);
    const auto high = static_cast<unsigned char>(bytes[2 * i + 1]);
    const auto sample = static_cast<std::int16_t>(low | (high << 8));
    speech[i] = static_cast<float>(sample) / kFullScale;
  }
  return speech;
}

/// What all the decorators have.
struct Kept {
  std::shared_ptr<AnswerShelf> shelf;
  std::string models;  // of the set

  [[nodiscard]] Writer begin_key() const { return Writer().put(kForm).put(models); }

  // What an engine answered, once it is on the shelf.
  template <class Answer>
  base::Result<Answer> keep(AnswerKind kind, const std::string& key,
                            base::Result<Answer> answer) const {
    if (!answer) return answer;
    if (auto status = shelf->keep(kind, key, bytes_of(*answer)); !status) return status.error();
    return answer;
  }
};

std::string key_of(const Kept& kept, const AsrRequest& request) {
  auto key = kept.begin_key();
  key.put(std::string_view(reinterpret_cast<const char*>(request.samples.data()),
                           request.samples.size() * sizeof(float)));
  key.put(request.language ? core::code(*request.language) : "");
  key.put(request.english_wanted).put(request.source_text_unwanted).put(request.words_wanted);
  key.put(request.previous_text);
  if (request.terms) {
    for (const auto& term : *request.terms) key.put(term);
  }
  return key.key();
}

std::string key_of(const Kept& kept, const MtRequest& request) {
  auto key = kept.begin_key();
  key.put(core::code(request.direction.source)).put(core::code(request.direction.target));
  key.put(std::uint64_t{request.sentences.size()});
  for (const auto& sentence : request.sentences) key.put(sentence);
  key.put(request.hints.notes).put(std::uint64_t{request.hints.previous.size()});
  for (const auto& sentence : request.hints.previous) key.put(sentence);
  if (request.hints.terms) {
    for (const auto& [source, target] : *request.hints.terms) key.put(source).put(target);
  }
  return key.key();
}

std::string key_of(const Kept& kept, const SpeechRequest& request) {
  auto key = kept.begin_key();
  key.put(request.text).put(core::code(request.language)).put(request.voice);
  key.put(request.rate).put(request.duration_s.value_or(0));
  return key.key();
}

// The answers to a batch: those of the shelf, and for the rest the engine's.
template <class Request, class Answer, class Find, class Ask>
std::vector<base::Result<Answer>> answer_batch(std::span<const Request> batch, const Kept& kept,
                                               AnswerKind kind, Find find, Ask ask) {
  std::vector<std::optional<base::Result<Answer>>> answers(batch.size());
  std::vector<std::string> keys;
  std::vector<std::size_t> open;
  std::vector<Request> asked;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    keys.push_back(key_of(kept, batch[i]));
    if (auto status = batch[i].cancel.check(); !status) {
      answers[i] = status.error();
      continue;
    }
    const auto bytes = kept.shelf->find(kind, keys.back());
    auto known = bytes ? find(*bytes, batch[i]) : std::nullopt;
    if (known) {
      answers[i] = *std::move(known);
    } else {
      open.push_back(i);
      asked.push_back(batch[i]);
    }
  }
  if (!asked.empty()) {
    auto fresh = ask(std::span<const Request>(asked));
    for (std::size_t i = 0; i < open.size(); ++i) {
      answers[open[i]] = kept.keep(kind, keys[open[i]], std::move(fresh[i]));
    }
  }
  std::vector<base::Result<Answer>> all;
  for (auto& answer : answers) all.push_back(*std::move(answer));
  return all;
}

class KeepingRecogniser final : public Recogniser {
 public:
  KeepingRecogniser(std::unique_ptr<Recogniser> engine, Kept kept)
      : engine_(std::move(engine)), kept_(std::move(kept)) {}

  core::LanguageSet languages() const override { return engine_->languages(); }
  core::LanguageSet to_english() const override { return engine_->to_english(); }
  std::vector<base::Result<Transcript>> recognise(std::span<const AsrRequest> batch) override {
    return answer_batch<AsrRequest, Transcript>(
        batch, kept_, AnswerKind::kHeard,
        [](std::string_view bytes, const AsrRequest&) { return transcript_from(bytes); },
        [this](auto asked) { return engine_->recognise(asked); });
  }

 private:
  std::unique_ptr<Recogniser> engine_;
  const Kept kept_;
};

class KeepingTranslator final : public Translator {
 public:
  KeepingTranslator(std::unique_ptr<Translator> engine, Kept kept)
      : engine_(std::move(engine)), kept_(std::move(kept)) {}

  std::vector<Direction> directions() const override { return engine_->directions(); }
  bool reads_context(Direction direction) const override {
    return engine_->reads_context(direction);
  }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    return answer_batch<MtRequest, MtResponse>(
        batch, kept_, AnswerKind::kTranslated,
        [](std::string_view bytes, const MtRequest& request) {
          return translation_from(bytes, request.sentences.size());
        },
        [this](auto asked) { return engine_->translate(asked); });
  }

 private:
  std::unique_ptr<Translator> engine_;
  const Kept kept_;
};

class KeepingSynthesiser final : public Synthesiser {
 public:
  KeepingSynthesiser(std::unique_ptr<Synthesiser> engine, Kept kept)
      : engine_(std::move(engine)), kept_(std::move(kept)) {}

  std::span<const Voice> voices() const override { return engine_->voices(); }
  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    if (auto status = request.cancel.check(); !status) return status.error();
    const auto kind = request.duration_s ? AnswerKind::kFitted : AnswerKind::kSpoken;
    const auto key = key_of(kept_, request);
    if (const auto bytes = kept_.shelf->find(kind, key)) {
      if (auto speech = speech_from(*bytes)) return *std::move(speech);
    }
    auto fresh = engine_->synthesise(request);
    if (!fresh) return fresh.error();
    const auto bytes = bytes_of(rounded(*fresh));
    if (auto status = kept_.shelf->keep(kind, key, bytes); !status) return status.error();
    return *speech_from(bytes);
  }

 private:
  std::unique_ptr<Synthesiser> engine_;
  const Kept kept_;
};

}  // namespace

EngineSet keep_answers(EngineSet set, std::shared_ptr<AnswerShelf> shelf) {
  Kept kept{std::move(shelf), {}};
  for (const auto& id : set.model_ids) kept.models += id + '\n';
  for (auto& engine : set.recognisers) {
    engine = std::make_unique<KeepingRecogniser>(std::move(engine), kept);
  }
  for (auto& engine : set.translators) {
    engine = std::make_unique<KeepingTranslator>(std::move(engine), kept);
  }
  for (auto& engine : set.synthesisers) {
    engine = std::make_unique<KeepingSynthesiser>(std::move(engine), kept);
  }
  return set;
}

}  // namespace dragoman::engines
