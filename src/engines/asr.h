#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"
#include "core/picture.h"
#include "core/word.h"

namespace dragoman::engines {

/// The longest utterance that a recogniser takes in one request.
inline constexpr double kMaxUtteranceSeconds = 28.0;

/// One utterance to recognise.
struct AsrRequest {
  std::vector<float> samples;  ///< Mono, core::kListenRateHz, at most kMaxUtteranceSeconds; speech
                               ///< with a little air around it.
  /// Nothing: identify it, among the languages that the recogniser knows.
  std::optional<core::Language> language;
  /// Where identification is unsure (a short utterance), what the recording spoke so far.
  std::optional<core::Language> likely_language;
  /// Of these languages the utterance is also put into English by the recogniser itself.
  core::LanguageSet english_wanted;
  /// Of these languages the text in the language itself may be left out (only its English is of
  /// use).
  core::LanguageSet source_text_unwanted;
  base::CancelToken cancel;
  /// Names and terms that may be said, most important first: recognition leans towards their
  /// spelling. Null: none. Shared by the requests of a job, never changed.
  std::shared_ptr<const std::vector<std::string>> terms = {};
  /// What was said just before, in `language`, or else in `likely_language`: a hint of topic and
  /// style. Not read where the utterance turns out to be in another. Empty: nothing.
  std::string previous_text = {};
  /// Whether the words of the text in the language itself are wanted with their times.
  bool words_wanted = false;
  /// Whether the same will soon be heard again, with more behind it: a text in doubt is then not
  /// sought for longer.
  bool provisional = false;
  /// What is seen meanwhile, in the order of time, at most kMostScenePictures
  /// (scene_describer.h); for recognisers that see. Null: nothing.
  std::shared_ptr<const std::vector<core::Picture>> pictures = nullptr;
};

struct Transcript {
  core::Language language = core::Language::kEnglish;
  float language_probability = 1.0F;  ///< 1 when the caller named it.
  std::string text;  ///< In `language`; empty when nothing was said, or not wanted.
  std::optional<std::string> english;  ///< When wanted of this language.
  /// Of `text`, in order, where wanted and where the model can tell. Times count from the
  /// utterance's first sample and never go back.
  std::vector<core::Word> words = {};
  /// Of a provisional request only: a longer search may find another text, or one at all.
  bool in_doubt = false;
  [[nodiscard]] bool silent() const { return text.empty() && (!english || english->empty()); }
};

/// A recogniser replica. One thread at a time; replicas share weights. Silence, noise and music
/// give an empty transcript, not an invented one. Cancel takes effect within one bounded call (each
/// engine documents its longest); a cancelled request answers kCancelled, the others of the batch
/// are not harmed.
class Recogniser {
 public:
  virtual ~Recogniser() = default;
  [[nodiscard]] virtual core::LanguageSet languages() const = 0;
  /// The languages that it can put into English by itself.
  [[nodiscard]] virtual core::LanguageSet to_english() const = 0;
  /// Whether it looks at the pictures of a request: where not, nobody need give any.
  [[nodiscard]] virtual bool sees() const { return false; }
  /// Whether a word is so common in what the model was trained on that it needs no help to hear it.
  /// Safe from any thread, also beside recognise(). Whoever cannot tell says that all are.
  [[nodiscard]] virtual bool is_common(std::string_view /*word*/) const { return true; }
  /// One result a request, in order.
  virtual std::vector<base::Result<Transcript>> recognise(std::span<const AsrRequest> batch) = 0;
};

}  // namespace dragoman::engines
