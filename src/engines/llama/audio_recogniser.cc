#include "engines/llama/audio_recogniser.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "core/audio.h"
#include "engines/answer_guards.h"
#include "engines/llama/answerer.h"
#include "engines/llama/audio_prompt.h"
#include "engines/llama/model_pair.h"
#include "engines/llama/projector.h"
#include "engines/scene_describer.h"
#include "text/utf32.h"

namespace dragoman::engines::llama {

namespace {

constexpr float kSecondPenalty = 1.15F;  // as the translator's
// Below it nothing is heard: three steps of 16 bit samples.
constexpr float kSilencePeak = 1e-4F;
// Qwen3-ASR pads what is shorter (qwen_asr/inference/utils.py).
constexpr std::size_t kFewestSamples = core::kListenRateHz / 2;

bool is_silent(const std::vector<float>& samples) {
  return std::ranges::none_of(samples, [](float s) { return std::abs(s) > kSilencePeak; });
}

double seconds_of(const AsrRequest& request) {
  return static_cast<double>(request.samples.size()) / core::kListenRateHz;
}

// What of an utterance was tried, and what came of it.
struct Attempt {
  std::optional<core::Language> language;  // that the prompt names
  bool with_context = true;
  float penalty = 1.0F;
};

struct Outcome {
  Transcript transcript;
  std::string_view refused;  // because; empty: it is a transcript
};

class AudioRecogniser final : public Recogniser {
 public:
  AudioRecogniser(core::LanguageSet languages, std::string encoder_path,
                  std::shared_ptr<const LanguageModel> model, AudioPrompter prompter,
                  std::unique_ptr<Projector> encoder, std::unique_ptr<Answerer> answerer)
      : languages_(languages),
        encoder_path_(std::move(encoder_path)),
        model_(std::move(model)),
        prompter_(std::move(prompter)),
        encoder_(std::move(encoder)),
        answerer_(std::move(answerer)),
        sees_(encoder_->sees()) {}

  core::LanguageSet languages() const override { return languages_; }
  core::LanguageSet to_english() const override { return {}; }
  bool sees() const override { return sees_; }
  std::vector<base::Result<Transcript>> recognise(std::span<const AsrRequest> batch) override;

 private:
  base::Result<Transcript> recognise_one(const AsrRequest& request);
  base::Result<std::vector<Piece>> hear(const AsrRequest& request);
  base::Status look(const AsrRequest& request, std::vector<Piece>& pieces);
  base::Result<Outcome> attempt(const AsrRequest& request, const std::vector<Piece>& heard,
                                const Attempt& attempt);
  [[nodiscard]] std::vector<Piece> prompt(const AsrRequest& request,
                                          const std::vector<Piece>& heard,
                                          const Attempt& attempt) const;
  [[nodiscard]] float name_probability(const Answer& answer) const;
  [[nodiscard]] Transcript silence(const AsrRequest& request) const;
  [[nodiscard]] std::optional<core::Language> second_language(const AsrRequest& request) const;

  core::LanguageSet languages_;
  std::string encoder_path_;
  std::shared_ptr<const LanguageModel> model_;
  AudioPrompter prompter_;
  std::unique_ptr<Projector> encoder_;  // null after it failed
  std::unique_ptr<Answerer> answerer_;
  const bool sees_;
};

Transcript AudioRecogniser::silence(const AsrRequest& request) const {
  Transcript transcript;
  transcript.language = second_language(request).value_or(core::Language::kEnglish);
  transcript.language_probability = request.language ? 1.0F : 0.0F;
  return transcript;
}

// The language to ask for where the model named none that is known.
std::optional<core::Language> AudioRecogniser::second_language(const AsrRequest& request) const {
  if (request.language) return request.language;
  if (request.likely_language && languages_.contains(*request.likely_language)) {
    return request.likely_language;
  }
  if (languages_.size() != 1) return std::nullopt;
  const auto all = core::languages();
  return std::ranges::find_if(all,
                              [&](const auto& info) { return languages_.contains(info.language); })
      ->language;
}

base::Result<std::vector<Piece>> AudioRecogniser::hear(const AsrRequest& request) {
  if (encoder_ == nullptr) {
    auto encoder = Projector::open(encoder_path_, model_);
    if (!encoder) return encoder.error();
    encoder_ = *std::move(encoder);
  }
  std::vector<Piece> pieces;
  auto samples = request.samples;
  samples.resize(std::max(samples.size(), kFewestSamples));
  auto status = look(request, pieces);
  if (status) {
    auto heard = encoder_->hear(samples, request.cancel);
    if (!heard) status = heard.error();
    if (heard) std::ranges::move(*heard, std::back_inserter(pieces));
  }
  if (status) return pieces;
  if (status.error().kind == base::ErrorKind::kInternal) encoder_.reset();
  return status.error();
}

// What is seen stands before what is heard.
base::Status AudioRecogniser::look(const AsrRequest& request, std::vector<Piece>& pieces) {
  if (!sees_ || request.pictures == nullptr) return {};
  const auto count = std::min(request.pictures->size(), kMostScenePictures);
  for (std::size_t i = 0; i < count; ++i) {
    auto seen = encoder_->see((*request.pictures)[i], request.cancel);
    if (!seen) return seen.error();
    std::ranges::move(*seen, std::back_inserter(pieces));
  }
  return {};
}

std::vector<Piece> AudioRecogniser::prompt(const AsrRequest& request,
                                           const std::vector<Piece>& heard,
                                           const Attempt& attempt) const {
  AudioPromptInput input;
  input.language = attempt.language;
  if (attempt.with_context) {
    if (request.terms != nullptr) input.terms = *request.terms;
    if (request.language) input.previous = request.previous_text;
  }
  const auto written = prompter_.write(input);
  std::vector<Piece> pieces(1);
  model_->tokenise(written.head, true, pieces.front().tokens);
  const auto add = [&](std::string_view text, bool trusted, std::vector<Token>& tokens) {
    if (!text.empty()) model_->tokenise(text, trusted, tokens);
  };
  add(written.context, false, pieces.front().tokens);
  add(written.before, true, pieces.front().tokens);
  pieces.insert(pieces.end(), heard.begin(), heard.end());
  std::vector<Token> after(1);  // or it would be taken for the beginning of a text
  add(written.after, true, after);
  after.erase(after.begin());
  pieces.push_back({std::move(after), {}});
  return pieces;
}

// Of the tokens up to the mark that ends the language's name.
float AudioRecogniser::name_probability(const Answer& answer) const {
  const std::string_view mark = prompter_.family() == AudioFamily::kQwen3Asr ? "<asr_text>" : ":";
  float sum = 0;
  for (std::size_t i = 0; i < answer.tokens.size(); ++i) {
    sum += answer.log_probabilities[i];
    const std::vector<Token> begun(answer.tokens.begin(),
                                   answer.tokens.begin() + static_cast<std::ptrdiff_t>(i + 1));
    if (model_->text_of(begun, true).find(mark) != std::string::npos) return std::exp(sum);
  }
  return 0;
}

base::Result<Outcome> AudioRecogniser::attempt(const AsrRequest& request,
                                               const std::vector<Piece>& heard,
                                               const Attempt& attempt) {
  const AnswerLimits limits{
      kAnswerTokensBeside + static_cast<std::size_t>(kAnswerTokensPerSecond * seconds_of(request)),
      attempt.penalty};
  auto pieces = prompt(request, heard, attempt);
  if (answerer_->size_of(pieces) + limits.max_tokens > answerer_->tokens()) {
    pieces = prompt(request, heard, {attempt.language, false, attempt.penalty});
  }
  const auto answer = answerer_->run(pieces, limits, request.cancel);
  if (!answer) return answer.error();
  // Whatever bytes a model says, the text is UTF-8.
  const auto said = text::to_utf8(text::to_utf32(model_->text_of(answer->tokens, true)));
  auto read = prompter_.read(said, attempt.language);
  Outcome outcome{silence(request), ""};
  if (read.text.empty()) return outcome;
  if (!read.language || !languages_.contains(*read.language)) {
    outcome.refused = "in no language that is known";
    return outcome;
  }
  auto fault = find_transcript_fault(read.text, seconds_of(request));
  if (!fault && !answer->ended) fault = Fault::kTooLong;
  if (fault) {
    outcome.refused = describe(*fault);
    return outcome;
  }
  outcome.transcript.language = *read.language;
  if (!request.language) {
    outcome.transcript.language_probability = attempt.language ? 0 : name_probability(*answer);
  }
  if (!request.source_text_unwanted.contains(*read.language)) {
    outcome.transcript.text = std::move(read.text);
  }
  return outcome;
}

base::Result<Transcript> AudioRecogniser::recognise_one(const AsrRequest& request) {
  if (auto status = request.cancel.check(); !status) return status.error();
  if (seconds_of(request) > kMaxUtteranceSeconds) {
    return base::Error{base::ErrorKind::kInvalidArgument, "The utterance is too long.", ""};
  }
  if (request.language && !languages_.contains(*request.language)) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "The recogniser does not know this language.",
                       std::string(core::code(*request.language))};
  }
  if (is_silent(request.samples)) return silence(request);
  const auto heard = hear(request);
  if (!heard) return heard.error();
  auto outcome = attempt(request, *heard, {request.language, true, 1.0F});
  if (outcome && !outcome->refused.empty()) {
    if (const auto language = second_language(request)) {
      outcome = attempt(request, *heard, {language, false, kSecondPenalty});
    }
  }
  if (!outcome) return outcome.error();
  if (!outcome->refused.empty()) {
    base::log(base::LogLevel::kWarning, "An audio model's answer was refused",
              {{"model", model_->header().name}, {"because", outcome->refused}});
  }
  return std::move(outcome->transcript);
}

std::vector<base::Result<Transcript>> AudioRecogniser::recognise(
    std::span<const AsrRequest> batch) {
  std::vector<base::Result<Transcript>> transcripts;
  for (const auto& request : batch) {
    try {
      transcripts.push_back(recognise_one(request));
    } catch (const std::exception& exception) {
      transcripts.emplace_back(
          base::Error{base::ErrorKind::kInternal, "The audio model failed.", exception.what()});
    }
  }
  return transcripts;
}

}  // namespace

base::Result<std::vector<std::unique_ptr<Recogniser>>> open_audio_recognisers(
    const core::ModelFiles& model, unsigned replicas) {
  const auto pair = find_model_pair(model);
  if (!pair) return pair.error();
  auto weights = LanguageModel::open(pair->language_model);
  if (!weights) return weights.error();
  std::vector<std::unique_ptr<Recogniser>> recognisers;
  for (unsigned i = 0; i < replicas; ++i) {
    auto encoder = Projector::open(pair->projector, *weights);
    if (!encoder) return encoder.error();
    if (!(*encoder)->hears()) {
      return base::Error{base::ErrorKind::kModelInvalid, "The model's projector hears nothing.",
                         pair->projector};
    }
    auto prompter = AudioPrompter::make((*encoder)->header(), (*weights)->header());
    if (!prompter) return prompter.error();
    const std::size_t room =
        kUtteranceTokens + ((*encoder)->sees() ? kMostScenePictures * kMostPictureRows : 0);
    auto answerer = Answerer::open(*weights, room, (*encoder)->four_positions());
    if (!answerer) return answerer.error();
    recognisers.push_back(std::make_unique<AudioRecogniser>(
        model.languages, pair->projector, *weights, *std::move(prompter), *std::move(encoder),
        *std::move(answerer)));
  }
  return recognisers;
}

}  // namespace dragoman::engines::llama
