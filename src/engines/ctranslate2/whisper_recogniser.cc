#include "engines/ctranslate2/whisper_recogniser.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <exception>
#include <map>
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

// Rows of one step that few_rows_product still takes with a beam of five; more gain little.
constexpr std::size_t kMostTogether = 8;
// Frames of the encoder that are searched together: one whole window's. More gain nothing, and the
// keys and values of each take 24 KiB in the base model and 72 in the small one, and as much again
// until the words are timed.
constexpr std::size_t kMostFramesTogether = 1500;
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
  const AsrRequest* request = nullptr;
  Answer* answer = nullptr;
  ::ctranslate2::StorageView encoded;
  std::vector<TokenId> prompt;  // read before its own text in its own language

  [[nodiscard]] double seconds() const {
    return static_cast<double>(request->samples.size()) / core::kListenRateHz;
  }
};

using Group = std::span<Utterance* const>;

// One text of an utterance on its way.
struct WantedText {
  Line line;  // its utterance is an index into the group
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
        utterances.push_back(
            {&batch[i], &answers[i], encode(batch[i].samples, cut_window_s(batch[i])), {}});
        lengths.push_back(static_cast<std::size_t>(utterances.back().encoded.dim(1)));
      }
    }
    for (const auto& group : plan_groups(lengths, kMostTogether, kMostFramesTogether)) {
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
    return std::max(seconds + options_.padding_s, options_.shortest_window_s);
  }

  ::ctranslate2::StorageView encode(std::span<const float> samples, double window_s) {
    // The encoder halves the number of frames.
    const double frames = 2 * std::ceil(window_s * core::kListenRateHz / kMelHop / 2);
    auto mel = mel_.compute(samples, std::min(static_cast<std::size_t>(frames), kMaxMelFrames));
    return network_.encode(mel);
  }

  void transcribe(Group group) {
    Opening opening = open(group);
    std::vector<WantedText> wanted;
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (auto status = group[i]->request->cancel.check(); !status) continue;  // answered below
      settle_language(*group[i], opening.beliefs[i]);
      const AsrRequest& request = *group[i]->request;
      const auto language = group[i]->answer->value().language;
      const float no_speech = opening.beliefs[i].no_speech;
      if (!request.source_text_unwanted.contains(language)) {
        wanted.push_back({make_line(*group[i], i, false), false, no_speech, {}});
        group[i]->prompt = read_before(request, language);
      }
      if (request.english_wanted.contains(language)) {
        wanted.push_back({make_line(*group[i], i, true), true, no_speech, {}});
      }
    }
    std::optional<Opening> for_words;
    if (std::ranges::any_of(wanted, [&](auto& text) { return is_timed(group, text); })) {
      for_words = std::move(opening);
      opening = WhisperNetwork::lend(*for_words);
    }
    search(group, std::move(opening), wanted);
    for (auto& text : wanted) keep(*group[text.line.utterance], text);
    if (for_words) time_words(group, std::move(*for_words), wanted);
    for (auto* utterance : group) {
      if (auto status = utterance->request->cancel.check(); !status)
        *utterance->answer = status.error();
    }
  }

  Opening open(Group group, std::span<const TokenId> prompt = {}) {
    std::vector<const ::ctranslate2::StorageView*> encoded;
    for (const auto* utterance : group) encoded.push_back(&utterance->encoded);
    return network_.open(encoded, prompt);
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

  std::vector<TokenId> read_before(const AsrRequest& request, core::Language language) const {
    std::span<const std::string> terms;
    if (request.terms != nullptr) terms = *request.terms;
    const bool goes_on = request.language || request.likely_language == language;
    return make_prompt(*tokens_, terms, goes_on ? request.previous_text : "");
  }

  Line make_line(const Utterance& utterance, std::size_t index, bool english) const {
    const auto language = utterance.answer->value().language;
    return {index, *tokens_->language[static_cast<std::size_t>(language)],
            english ? tokens_->translate : tokens_->transcribe, token_limit(utterance.seconds()),
            utterance.request->cancel};
  }

  // The first search for each text: all together that have nothing to read before, then those that
  // read the same.
  void search(Group group, Opening opening, std::vector<WantedText>& wanted) {
    std::map<std::vector<TokenId>, std::vector<WantedText*>> by_prompt;
    for (auto& text : wanted) {
      by_prompt[text.english ? std::vector<TokenId>{} : group[text.line.utterance]->prompt]
          .push_back(&text);
    }
    for (auto& [prompt, texts] : by_prompt) {
      std::vector<Line> lines;
      for (const auto* text : texts) lines.push_back(text->line);
      auto found = network_.search(prompt.empty() ? std::move(opening) : open(group, prompt), lines,
                                   {options_.beam, 0});
      for (std::size_t i = 0; i < texts.size(); ++i) texts[i]->hypothesis = std::move(found[i]);
    }
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
      const bool provisional = utterance.request->provisional;
      if (provisional) utterance.answer->value().in_doubt = true;
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
      if (!whole) whole = encode(utterance.request->samples, kWholeWindowSeconds);
      search_alone(whole, text, kSecondTries[tries]);
    }
    text.hypothesis = doubtful ? std::move(*doubtful) : Hypothesis{};
  }

  // Where each search of the whole got lost, its halves are searched. Nothing, where one of them is
  // not clear either.
  std::optional<Hypothesis> search_halves(const Utterance& utterance, const WantedText& whole) {
    const std::span<const float> samples = utterance.request->samples;
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
    const ::ctranslate2::StorageView* only = &encoded;
    Opening opening = network_.open({&only, 1});
    text.no_speech = opening.beliefs.front().no_speech;
    Line line = text.line;
    line.utterance = 0;
    const Search search{options_.beam, how.temperature, how.no_repeat};
    text.hypothesis = std::move(network_.search(std::move(opening), {&line, 1}, search).front());
  }

  void keep(Utterance& utterance, WantedText& text) {
    settle(utterance, text);
    Transcript& transcript = utterance.answer->value();
    auto written = tokens_->text(text.hypothesis.ids);
    if (text.english) {
      transcript.english = std::move(written);
    } else {
      transcript.text = std::move(written);
    }
  }

  static bool is_timed(Group group, const WantedText& text) {
    return !text.english && group[text.line.utterance]->request->words_wanted;
  }

  void time_words(Group group, Opening opening, std::span<const WantedText> wanted) {
    std::vector<Line> lines;
    std::vector<std::vector<TokenId>> texts;
    for (const auto& text : wanted) {
      const AsrRequest& request = *group[text.line.utterance]->request;
      const bool written = !text.hypothesis.ids.empty();
      if (!is_timed(group, text) || !written || request.cancel.cancelled()) continue;
      lines.push_back(text.line);
      texts.push_back(text.hypothesis.ids);
    }
    const auto attentions = network_.attend(std::move(opening), lines, texts);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Utterance& utterance = *group[lines[i].utterance];
      std::vector<std::string_view> spelt;
      for (const TokenId id : texts[i]) spelt.push_back(tokens_->bytes(id));
      Transcript& transcript = utterance.answer->value();
      transcript.words =
          make_words(spelt, align(attentions[i]), transcript.language, utterance.seconds());
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
