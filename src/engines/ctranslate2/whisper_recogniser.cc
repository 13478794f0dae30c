#include "engines/ctranslate2/whisper_recogniser.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/audio.h"
#include "engines/ctranslate2/whisper_alignment.h"
#include "engines/ctranslate2/whisper_guards.h"
#include "engines/ctranslate2/whisper_loader.h"
#include "engines/ctranslate2/whisper_mel.h"
#include "engines/ctranslate2/whisper_network.h"
#include "engines/ctranslate2/whisper_prompt.h"
#include "engines/ctranslate2/whisper_tokens.h"
#include "engines/samples.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using Answer = base::Result<Transcript>;

// What the network was trained on. Costs several times what a window cut to the speech does, but is
// never written twice, and judged better by it.
constexpr double kWholeWindowSeconds = 30.0;
// Searches over the whole window, one after the other, where the first one over the cut window
// fails its judge: most often because it repeats itself.
struct SecondTry {
  float temperature;
  std::size_t no_repeat;
};
constexpr SecondTry kSecondTries[] = {{0.0F, 3}, {0.4F, 3}, {0.8F, 0}};

struct Utterance {
  const AsrRequest& request;
  ::ctranslate2::StorageView encoded;
  Transcript transcript;
  std::vector<TokenId> prompt;  // read before its own text in its own language

  [[nodiscard]] double seconds() const {
    return static_cast<double>(request.samples.size()) / core::kListenRateHz;
  }
};

// One text of an utterance on its way.
struct WantedText {
  Line line;
  bool english = false;
  float no_speech = 0;
  Hypothesis hypothesis;
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
  // Byte pair encoding joins what is frequent: a word of one token was seen very often.
  [[nodiscard]] bool is_common(std::string_view word) const override {
    constexpr std::size_t kLongest = 64;
    if (word.empty() || word.size() > kLongest) return word.empty();
    auto spelt = " " + std::string(word);
    if (tokens_->tokenise(spelt).size() <= 1) return true;
    const auto first = static_cast<unsigned char>(spelt[1]);
    if (std::isupper(first) == 0) return false;
    spelt[1] = static_cast<char>(std::tolower(first));
    return tokens_->tokenise(spelt).size() <= 1;
  }

  std::vector<Answer> recognise(std::span<const AsrRequest> batch) override {
    std::vector<Answer> answers;
    for (const auto& request : batch) answers.push_back(recognise(request));
    return answers;
  }

 private:
  Answer recognise(const AsrRequest& request) {
    if (auto status = check(request); !status) return status.error();
    if (request.samples.empty()) return Transcript{};
    try {
      Utterance utterance{request, encode(request.samples, cut_window_s(request)), {}, {}};
      transcribe(utterance);
      if (auto status = request.cancel.check(); !status) return status.error();
      return std::move(utterance.transcript);
    } catch (const std::exception& error) {
      return base::Error{base::ErrorKind::kInternal, "Speech recognition failed.", error.what()};
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
    return std::max(seconds + options_.padding_s, options_.shortest_window_s);
  }

  ::ctranslate2::StorageView encode(std::span<const float> samples, double window_s) {
    // The encoder halves the number of frames.
    const double frames = 2 * std::ceil(window_s * core::kListenRateHz / kMelHop / 2);
    auto mel = mel_.compute(samples, std::min(static_cast<std::size_t>(frames), kMaxMelFrames));
    return network_.encode(mel);
  }

  void transcribe(Utterance& utterance) {
    const AsrRequest& request = utterance.request;
    Opening opening = network_.open(utterance.encoded);
    if (auto status = request.cancel.check(); !status) return;
    settle_language(utterance, opening.beliefs);
    const auto language = utterance.transcript.language;
    const float no_speech = opening.beliefs.no_speech;
    std::vector<WantedText> wanted;
    if (!request.source_text_unwanted.contains(language)) {
      wanted.push_back({make_line(utterance, false), false, no_speech, {}});
      utterance.prompt = read_before(request, language);
    }
    if (request.english_wanted.contains(language)) {
      wanted.push_back({make_line(utterance, true), true, no_speech, {}});
    }
    search(utterance, WhisperNetwork::lend(opening), wanted);
    for (auto& text : wanted) keep(utterance, text);
    for (auto& text : wanted) {
      if (!text.english && request.words_wanted) time_words(utterance, opening, text);
    }
  }

  void settle_language(Utterance& utterance, const Beliefs& beliefs) const {
    const AsrRequest& request = utterance.request;
    LanguageChoice choice;
    if (request.language) {
      choice = {*request.language, 1.0F};
    } else {
      choice = choose_language(beliefs.languages, request.likely_language, utterance.seconds());
    }
    utterance.transcript.language = choice.language;
    utterance.transcript.language_probability = choice.probability;
  }

  std::vector<TokenId> read_before(const AsrRequest& request, core::Language language) const {
    std::span<const std::string> terms;
    if (request.terms != nullptr) terms = *request.terms;
    const bool goes_on = request.language || request.likely_language == language;
    return make_prompt(*tokens_, terms, goes_on ? request.previous_text : "");
  }

  Line make_line(const Utterance& utterance, bool english) const {
    return {*tokens_->language[static_cast<std::size_t>(utterance.transcript.language)],
            english ? tokens_->translate : tokens_->transcribe, token_limit(utterance.seconds()),
            utterance.request.cancel};
  }

  // The first search for each text: together, unless one reads something before it.
  void search(const Utterance& utterance, Opening opening, std::vector<WantedText>& wanted) {
    std::vector<WantedText*> untold;
    for (auto& text : wanted) {
      if (text.english || utterance.prompt.empty()) {
        untold.push_back(&text);
      } else {
        search_together(network_.open(utterance.encoded, utterance.prompt), {&text});
      }
    }
    search_together(std::move(opening), untold);
  }

  void search_together(Opening opening, const std::vector<WantedText*>& texts) {
    std::vector<Line> lines;
    for (const auto* text : texts) lines.push_back(text->line);
    auto found = network_.search(std::move(opening), lines, {options_.beam, 0});
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i]->hypothesis = std::move(found[i]);
  }

  static Verdict judge_text(const Utterance& utterance, const WantedText& text) {
    const auto& hypothesis = text.hypothesis;
    const Verdict verdict = judge(
        {hypothesis.ids, hypothesis.mean_log_probability, text.no_speech, hypothesis.cut_off});
    const bool believed = verdict == Verdict::kAccept || verdict == Verdict::kDoubtful;
    if (believed && !text.english && echoes(hypothesis.ids, utterance.prompt)) {
      return Verdict::kReject;
    }
    return verdict;
  }

  // Makes the hypothesis the best that can be found: itself, a better one, or an empty one. Further
  // searches hear the utterance alone, over the whole window, with nothing to read before.
  void settle(Utterance& utterance, WantedText& text) {
    std::optional<Hypothesis> doubtful;  // the most probable one
    ::ctranslate2::StorageView whole;
    for (std::size_t tries = 0;; ++tries) {
      const Verdict verdict = judge_text(utterance, text);
      if (verdict == Verdict::kAccept) return;
      if (verdict == Verdict::kSilence) break;
      const bool provisional = utterance.request.provisional;
      if (provisional) utterance.transcript.in_doubt = true;
      if (verdict == Verdict::kDoubtful &&
          (!doubtful || text.hypothesis.mean_log_probability > doubtful->mean_log_probability)) {
        doubtful = std::move(text.hypothesis);
      }
      // Drawn texts are less probable: they cure repetition, not doubt.
      const bool no_better = provisional || (verdict == Verdict::kDoubtful && tries > 0);
      if (no_better || text.line.cancel.cancelled()) break;
      if (tries == std::size(kSecondTries)) {
        if (!doubtful) doubtful = search_halves(utterance, text);
        break;
      }
      if (!whole) whole = encode(utterance.request.samples, kWholeWindowSeconds);
      search_alone(whole, text, kSecondTries[tries]);
    }
    text.hypothesis = doubtful ? std::move(*doubtful) : Hypothesis{};
  }

  // Where each search of the whole got lost, its halves are searched. Nothing, where one of them is
  // not clear either.
  std::optional<Hypothesis> search_halves(const Utterance& utterance, const WantedText& whole) {
    const std::span<const float> samples = utterance.request.samples;
    const auto middle = quietest_near_middle(samples, core::kListenRateHz);
    Hypothesis joined;
    for (const auto half : {samples.first(middle), samples.subspan(middle)}) {
      WantedText text = whole;
      text.line.limit = token_limit(static_cast<double>(half.size()) / core::kListenRateHz);
      search_alone(encode(half, kWholeWindowSeconds), text, kSecondTries[0]);
      if (judge_text(utterance, text) != Verdict::kAccept) return std::nullopt;
      const auto& ids = text.hypothesis.ids;
      joined.ids.insert(joined.ids.end(), ids.begin(), ids.end());
    }
    return joined;
  }

  void search_alone(const ::ctranslate2::StorageView& encoded, WantedText& text,
                    const SecondTry& how) {
    Opening opening = network_.open(encoded);
    text.no_speech = opening.beliefs.no_speech;
    const Search search{options_.beam, how.temperature, how.no_repeat};
    text.hypothesis =
        std::move(network_.search(std::move(opening), {&text.line, 1}, search).front());
  }

  void keep(Utterance& utterance, WantedText& text) {
    settle(utterance, text);
    auto written = tokens_->text(text.hypothesis.ids);
    if (text.english) {
      utterance.transcript.english = std::move(written);
    } else {
      utterance.transcript.text = std::move(written);
    }
  }

  void time_words(Utterance& utterance, Opening& opening, const WantedText& text) {
    const auto& ids = text.hypothesis.ids;
    if (ids.empty() || utterance.request.cancel.cancelled()) return;
    const auto attention = network_.attend(std::move(opening), text.line, ids);
    std::vector<std::string_view> spelt;
    for (const TokenId id : ids) spelt.push_back(tokens_->bytes(id));
    Transcript& transcript = utterance.transcript;
    transcript.words =
        make_words(spelt, align(attention), transcript.language, utterance.seconds());
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
