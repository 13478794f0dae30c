#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/event.h"
#include "core/job.h"
#include "core/language.h"
#include "core/time.h"

namespace dragoman::core {

/// Speech to be translated while it is being said. Plain data; validated before the pipeline sees
/// it.
struct LiveJob {
  std::optional<Language> source;  ///< Nothing: detect, in every turn.
  Language target = Language::kEnglish;
  std::optional<SpeechWish> speech;  ///< Nothing: text only.
  std::vector<Term> glossary;        ///< None of its strings is empty.
  /// How long nobody speaks before a turn ends. Nothing: the client ends its turns (EndOfTurn).
  std::optional<Seconds> silence = Seconds(0.8);
};

/// What a live job listens to, piece by piece.
struct LiveSound {
  std::vector<float> samples;  ///< Mono in [-1, 1], kListenRateHz, following the last.
};
struct EndOfTurn {};    ///< The client says that the turn is over.
struct ForgetSound {};  ///< What came since the last turn is dropped.
/// What is to be seen from now on.
struct LivePicture {
  std::string jpeg;  ///< Its bytes, as they came.
};
using LivePiece = std::variant<LiveSound, EndOfTurn, ForgetSound, LivePicture>;

/// Somebody began to speak: a turn, counted from 0. Only where the job ends turns by itself.
struct SpeechStarted {
  std::int64_t turn = 0;
  Seconds at{0};  ///< Since the job's first sample, as all times here.
};
struct SpeechStopped {
  std::int64_t turn = 0;
  Seconds at{0};
};

/// What is known of the words of a turn: `settled` only ever grows, `provisional` follows it and
/// may change. Together they are the whole text, spacing included.
struct LiveText {
  std::string settled;
  std::string provisional;
  bool whole = false;  ///< The turn's last: nothing is provisional.
  friend bool operator==(const LiveText&, const LiveText&) = default;
};
/// As it was said.
struct LiveHeard {
  std::int64_t turn = 0;
  Language language = Language::kEnglish;
  LiveText text;
};
/// As it is translated. Turns do not mix: the next one's comes behind TurnDone.
struct LiveSaid {
  std::int64_t turn = 0;
  LiveText text;
};
/// Speech of the translation: mono, signed 16 bit, kSpeakRateHz. Never empty.
struct LiveAudio {
  std::int64_t turn = 0;
  std::vector<std::int16_t> samples;
};
/// Nothing more comes of this turn. Every turn that started has one, also where nothing was heard.
struct TurnDone {
  std::int64_t turn = 0;
  Usage usage;  ///< Of the turn.
};

using LiveEvent =
    std::variant<SpeechStarted, SpeechStopped, LiveHeard, LiveSaid, LiveAudio, TurnDone>;

/// Who listens to a live job; called by one thread.
class LiveSink {
 public:
  virtual ~LiveSink() = default;
  /// May block: whoever takes nothing holds the job back. An error ends the job.
  virtual base::Status emit(LiveEvent event) = 0;
  /// What was used, once, however the job ended. Must not block.
  virtual void spent(const Usage& usage) { static_cast<void>(usage); }
};

}  // namespace dragoman::core
