#include "engines/ctranslate2/whisper_recogniser.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/audio.h"
#include "engines/ctranslate2/whisper_guards.h"
#include "engines/ctranslate2/whisper_loader.h"
#include "engines/ctranslate2/whisper_mel.h"
#include "engines/ctranslate2/whisper_network.h"
#include "engines/ctranslate2/whisper_tokens.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using Answer = base::Result<Transcript>;

// Rows of one step that few_rows_product still takes with a beam of five; more gain little.
constexpr std::size_t kMostTogether = 8;
// Under it, every tenth utterance is written twice.
constexpr double kShortestWindowSeconds = 6.0;
// What the network was trained on. Costs several times what a window cut to the speech does, but is
// never written twice, and judged better by it.
constexpr double kWholeWindowSeconds = 30.0;
// Searches over the whole window, one after the other, where the first one over the cut window
// fails its judge.
constexpr float kSecondTries[] = {0.0F, 0.4F, 0.8F};

struct Utterance {
  const AsrRequest* request = nullptr;
  Answer* answer = nullptr;
  ::ctranslate2::StorageView encoded;

  [[nodiscard]] double seconds() const {
    return static_cast<double>(request->samples.size()) / core::kListenRateHz;
  }
};

struct WantedText {
  std::size_t utterance = 0;  // index in its group
  bool english = false;
};

class WhisperRecogniser : public Recogniser {
 public:
  WhisperRecogniser(const WhisperModelFiles& model, const WhisperOptions& options)
      : tokens_(model.tokens),
        languages_(model.languages),
        to_english_(model.to_english),
        options_(options),
        network_(model.weights, model.tokens),
        mel_(network_.bands()) {}

  [[nodiscard]] core::LanguageSet languages() const override { return languages_; }
  [[nodiscard]] core::LanguageSet to_english() const override { return to_english_; }

  std::vector<Answer> recognise(std::span<const AsrRequest> batch) override {
    std::vector<Answer> answers(batch.size(), Answer(Transcript{}));
    try {
      recognise_all(batch, answers);
    } catch (const std::exception& error) {
      const base::Error failure{base::ErrorKind::kInternal, "Speech recognition failed.",
                                error.what()};
      std::fill(answers.begin(), answers.end(), Answer(failure));
    }
    return answers;
  }

 private:
  void recognise_all(std::span<const AsrRequest> batch, std::vector<Answer>& answers) {
    std::vector<Utterance> utterances;
    std::vector<std::size_t> lengths;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (auto status = check(batch[i]); !status) {
        answers[i] = status.error();
      } else if (!batch[i].samples.empty()) {
        utterances.push_back({&batch[i], &answers[i], encode(batch[i], cut_window_s(batch[i]))});
        lengths.push_back(static_cast<std::size_t>(utterances.back().encoded.dim(1)));
      }
    }
    for (const auto& group : plan_groups(lengths, kMostTogether)) {
      std::vector<Utterance*> members;
      members.reserve(group.size());
      for (const std::size_t i : group) members.push_back(&utterances[i]);
      transcribe(members);
    }
  }

  base::Status check(const AsrRequest& request) const {
    if (auto status = request.cancel.check(); !status) return status;
    if (static_cast<double>(request.samples.size()) > kMaxUtteranceSeconds * core::kListenRateHz) {
      return base::Error{base::ErrorKind::kInvalidArgument,
                         "The utterance is longer than the recogniser takes in one go.", ""};
    }
    if (request.language && !languages_.contains(*request.language)) {
      return base::Error{base::ErrorKind::kLanguageUnsupported,
                         "The installed recognition model does not know " +
                             std::string(core::info(*request.language).name) + ".",
                         ""};
    }
    return {};
  }

  [[nodiscard]] double cut_window_s(const AsrRequest& request) const {
    const double seconds = static_cast<double>(request.samples.size()) / core::kListenRateHz;
    return std::max(seconds + options_.padding_s, kShortestWindowSeconds);
  }

  ::ctranslate2::StorageView encode(const AsrRequest& request, double window_s) {
    // The encoder halves the number of frames.
    const double frames = 2 * std::ceil(window_s * core::kListenRateHz / kMelHop / 2);
    auto mel =
        mel_.compute(request.samples, std::min(static_cast<std::size_t>(frames), kMaxMelFrames));
    return network_.encode(mel);
  }

  void transcribe(std::span<Utterance* const> group) {
    std::vector<const ::ctranslate2::StorageView*> encoded;
    for (const auto* utterance : group) encoded.push_back(&utterance->encoded);
    Opening opening = network_.open(encoded);
    const std::vector<Beliefs> beliefs = opening.beliefs;

    std::vector<WantedText> wanted;
    std::vector<Line> lines;
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (auto status = group[i]->request->cancel.check(); !status) continue;  // answered below
      settle_language(*group[i], beliefs[i]);
      const AsrRequest& request = *group[i]->request;
      const auto language = group[i]->answer->value().language;
      if (!request.source_text_unwanted.contains(language)) wanted.push_back({i, false});
      if (request.english_wanted.contains(language)) wanted.push_back({i, true});
    }
    lines.reserve(wanted.size());
    for (const auto& text : wanted) lines.push_back(make_line(*group[text.utterance], text));

    auto hypotheses = network_.search(std::move(opening), lines, {options_.beam, 0});
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      auto& utterance = *group[wanted[i].utterance];
      keep(utterance, wanted[i],
           settle(utterance, lines[i], std::move(hypotheses[i]),
                  beliefs[wanted[i].utterance].no_speech));
    }
    for (auto* utterance : group) {
      if (auto status = utterance->request->cancel.check(); !status)
        *utterance->answer = status.error();
    }
  }

  void settle_language(Utterance& utterance, const Beliefs& beliefs) const {
    const AsrRequest& request = *utterance.request;
    Transcript& transcript = utterance.answer->value();
    LanguageChoice choice;
    if (request.language) {
      choice = {*request.language, 1.0F};
    } else {
      choice = choose_language(beliefs.languages, request.likely_language, utterance.seconds());
    }
    transcript.language = choice.language;
    transcript.language_probability = choice.probability;
  }

  Line make_line(const Utterance& utterance, const WantedText& text) const {
    const auto language = utterance.answer->value().language;
    return {text.utterance, *tokens_->language[static_cast<std::size_t>(language)],
            text.english ? tokens_->translate : tokens_->transcribe,
            token_limit(utterance.seconds()), utterance.request->cancel};
  }

  // The text of the hypothesis, of a better one, or none.
  std::string settle(const Utterance& utterance, Line line, Hypothesis hypothesis,
                     float no_speech) {
    std::optional<Hypothesis> doubtful;  // the most probable one
    ::ctranslate2::StorageView whole;
    line.utterance = 0;  // alone from here on
    for (std::size_t tries = 0;; ++tries) {
      const Verdict verdict =
          judge({hypothesis.ids, hypothesis.mean_log_probability, no_speech, hypothesis.cut_off});
      if (verdict == Verdict::kAccept) return tokens_->text(hypothesis.ids);
      if (verdict == Verdict::kSilence) break;
      if (verdict == Verdict::kDoubtful &&
          (!doubtful || hypothesis.mean_log_probability > doubtful->mean_log_probability)) {
        doubtful = std::move(hypothesis);
      }
      if (tries == std::size(kSecondTries) || line.cancel.cancelled()) break;
      if (!whole) whole = encode(*utterance.request, kWholeWindowSeconds);
      const ::ctranslate2::StorageView* encoded = &whole;
      Opening opening = network_.open({&encoded, 1});
      no_speech = opening.beliefs.front().no_speech;
      const Search search{options_.beam, kSecondTries[tries]};
      hypothesis = network_.search(std::move(opening), {&line, 1}, search).front();
    }
    return doubtful ? tokens_->text(doubtful->ids) : "";
  }

  static void keep(Utterance& utterance, const WantedText& wanted, std::string text) {
    Transcript& transcript = utterance.answer->value();
    if (wanted.english) {
      transcript.english = std::move(text);
    } else {
      transcript.text = std::move(text);
    }
  }

  const std::shared_ptr<const WhisperTokens> tokens_;
  const core::LanguageSet languages_;
  const core::LanguageSet to_english_;
  const WhisperOptions options_;
  WhisperNetwork network_;
  LogMel mel_;
};

}  // namespace

base::Result<std::vector<std::unique_ptr<Recogniser>>> open_whisper_recognisers(
    const core::ModelFiles& installed, const WhisperOptions& options) {
  auto model = load_whisper(installed);
  if (!model) return model.error();
  std::vector<std::unique_ptr<Recogniser>> recognisers;
  try {
    for (unsigned i = 0; i < options.replicas; ++i) {
      recognisers.push_back(std::make_unique<WhisperRecogniser>(*model, options));
    }
  } catch (const std::exception& error) {
    return invalid_whisper("its weights do not form a Whisper network", error.what());
  }
  return recognisers;
}

}  // namespace dragoman::engines::ctranslate2
