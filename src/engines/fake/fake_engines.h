#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/registry.h"

namespace dragoman::engines::fake {

/// What a fake recogniser hears in an utterance whose loudest sample is about `level` / 10.
struct Line {
  core::Language language = core::Language::kEnglish;
  std::string text;
  std::string english;  ///< What the recogniser's own translation gives.
};

/// What engines were asked, in the order of their answers.
struct Asked {
  std::mutex mutex;
  std::vector<AsrRequest> requests;
  std::vector<MtRequest> translations;
  std::vector<SpeechRequest> speeches;
  std::vector<core::Seconds> pictures;  ///< When those that were read are seen.
  std::vector<SceneRequest> scenes;
  std::function<void()> on_speech;  ///< Called at the beginning of each, if set.
};

/// Engines without weights for tests of what stands above them. Everything is a pure function of
/// the input:
/// - VAD: a window is speech when its loudest sample is above 0.05.
/// - Recogniser: the line whose number (1 to 9) is ten times the loudest sample, rounded; silence
/// where there is none.
/// - Translator: "Hello." from English to Portuguese gives "Hello (pt)."; every other direction
/// likewise. A term's source is replaced by its target, wherever it stands.
/// - Synthesiser: a 440 Hz tone, 50 ms a byte at rate 1.
struct Script {
  std::map<int, Line> lines;
  core::LanguageSet recognised = core::LanguageSet::all();
  core::LanguageSet to_english = core::LanguageSet::all();
  std::vector<Direction> directions = {{core::Language::kEnglish, core::Language::kPortuguese},
                                       {core::Language::kPortuguese, core::Language::kEnglish}};
  bool translators_read_context = false;  ///< They say so, that is.
  std::string answer_to_notes;  ///< What they give for a request with notes; empty: as for others.
  std::vector<Voice> voices = {
      {"fake_en", {core::Language::kEnglish}, "fake-voices", core::Sex::kWoman, true},
      {"fake_pt", {core::Language::kPortuguese}, "fake-voices", core::Sex::kMan, true}};
  std::optional<base::Error> recogniser_fails;  ///< Answered to every request.
  unsigned recogniser_replicas = 2;
  bool unsure = false;  ///< The recogniser hears nothing in a provisional request, in doubt.
  /// What the reader finds in every picture; nothing: there is no reader. Where there is one, a
  /// recogniser that is given a term to read writes it in place of `misheard`.
  std::optional<TextLines> on_screen;
  std::string misheard;
  std::vector<std::string> common_words;
  /// What the describer says of every scene; nothing: there is no describer. Where there is one,
  /// the translators say that they read notes.
  std::optional<std::string> scene_note;
  /// Called before each answer with the work ("recognise", "translate", "speak", "read" or
  /// "describe") and its text
  /// (what is heard, first sentence, piece), if set. It may wait, and throw.
  std::function<void(std::string_view work, const std::string& text,
                     const base::CancelToken& cancel)>
      before;
  std::shared_ptr<Asked> asked;  ///< Null: nobody wants to know.
};

[[nodiscard]] EngineSet make_engine_set(const Script& script);

}  // namespace dragoman::engines::fake
