#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/job.h"
#include "core/language.h"
#include "core/time.h"

namespace dragoman::core {

/// What becomes of a film's own sound.
enum class OriginalSound : std::uint8_t {
  kDuck,   ///< Lowered under the new speech, in one track with it.
  kTrack,  ///< A track of its own behind the new one, which has speech alone.
  kBoth,   ///< Both.
};

/// Which subtitle tracks a dubbed film gets.
enum class DubSubtitles : std::uint8_t { kNone, kTranslation, kSource, kBoth };

inline bool operator==(const Term& a, const Term& b) {
  return a.source == b.source && a.target == b.target;
}

/// How a film is dubbed. Whoever goes on with a dub asks for the same.
struct DubSettings {
  std::optional<Language> source;  ///< Nothing: detect.
  Language target = Language::kEnglish;
  std::optional<ChineseScript> chinese_script;
  std::vector<std::string> voices;  ///< Of the speakers in the order of their first words, in turn;
                                    ///< none: chosen.
  bool tell_speakers = false;       ///< Whether speakers are told apart.
  OriginalSound original = OriginalSound::kDuck;
  double duck_db = 15;  ///< How much lower the film's sound is under speech.
  DubSubtitles subtitles = DubSubtitles::kBoth;
  std::vector<Term> glossary = {};  ///< As core::Job has it.
  friend bool operator==(const DubSettings&, const DubSettings&) = default;
};

/// One line of a dub: what its maker, or its editor, says of it.
struct DubLine {
  TimeSpan slot;  ///< When it was said in the film.
  Language source = Language::kEnglish;
  std::string source_text;
  std::string target_text;
  bool spoken = true;  ///< False: the film's own sound stays.
  int speaker = 0;     ///< Counted from 0, in the order of their first words.
  std::string voice;   ///< Empty as long as nobody has chosen.
  friend bool operator==(const DubLine&, const DubLine&) = default;
};

/// A dubbed film that is to be made of a recording, as a front door asks for it. Plain data.
struct FilmWish {
  DubSettings settings;
  std::string format = "mp4";  ///< The kind of file, by the ending of its name.
};

/// What came of a line.
struct DubOutcome {
  TimeSpan placed;     ///< When its speech sounds; empty where it has none.
  double rate = 1;     ///< How much faster than usual it is spoken.
  std::string said;    ///< Where it is not the line's text: the shorter wording.
  Seconds late{0};     ///< How much later than its slot it begins.
  Seconds overrun{0};  ///< How much longer it is than the room it has.
  std::string reason;  ///< Of lateness and overrun.
};

/// The film that a dub is made from or made into, so that another one in its place is noticed.
struct DubFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::string digest;  ///< SHA-256 of its beginning and end.
  friend bool operator==(const DubFile&, const DubFile&) = default;
};

/// A dub as it is kept between runs.
struct DubProject {
  DubFile film;
  DubFile output;  ///< Without bytes until it is finished.
  DubSettings settings;
  bool heard = false;                ///< Whether `lines` is all that is said in the film.
  std::vector<DubLine> lines;        ///< In the order of their slots.
  std::vector<DubOutcome> outcomes;  ///< As many as lines, once finished; else none.
};

}  // namespace dragoman::core
