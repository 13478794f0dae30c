#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/files.h"
#include "core/event.h"
#include "core/language.h"

namespace dragoman::core {

/// Where the bytes of the recording come from.
struct MediaPath {
  std::string
      path;  ///< A local file (command line only; the API never makes one). "-" is standard input.
};
struct MediaUrl {
  std::string url;  ///< http(s); fetched under the guard of base/download.h.
};
struct MediaBytes {
  std::shared_ptr<const std::string>
      bytes;  ///< The container's bytes, decoded from base64 at the door.
};
struct MediaSpool {
  std::shared_ptr<const base::SpoolFile>
      file;  ///< Whole, and on the disk: nobody appends any more.
};
using MediaInput = std::variant<MediaPath, MediaUrl, MediaBytes, MediaSpool>;

/// What the client said it sends; decides which documented error a bad file gets.
enum class MediaKind { kAudio, kVideo };

/// What spoken output is asked for.
struct SpeechWish {
  std::string voice;  ///< A public name ("Cherry") or an installed voice's id.
  double rate = 1.0;  ///< [0.5, 2.0]
};

/// Text to be spoken as it stands. Plain data; validated before the pipeline sees it.
struct SpeechJob {
  std::string text;  ///< UTF-8, of any length.
  SpeechWish wish;
  std::optional<Language> language;  ///< Nothing: told from the text and the voice.
};

/// One entry of the user's glossary: where the source is said, the translation uses this target.
struct Term {
  std::string source;
  std::string target;
};

/// What of a job that was broken off is out already; it goes on behind that.
struct Resume {
  std::vector<Segment> segments;    ///< As they came.
  std::size_t spoken = 0;           ///< How many of them have their speech out as well.
  std::int64_t spoken_samples = 0;  ///< Of all that speech.

  /// What was said before is not listened to again.
  [[nodiscard]] Seconds heard() const {
    return segments.empty() ? Seconds(0) : segments.back().span.end;
  }
};

/// One translation or transcript, as every front door (HTTP, command line) asks for it. Plain data;
/// validated before the pipeline sees it.
struct Job {
  MediaInput input;
  MediaKind media_kind = MediaKind::kAudio;
  std::optional<Language> source;                       ///< Nothing: detect.
  std::optional<Language> target = Language::kEnglish;  ///< Nothing: what is said is written down.
  std::optional<SpeechWish> speech;                     ///< Nothing: text only. Needs a target.
  bool want_source_text =
      false;  ///< Whether events must carry what was said, even where the route could do without.
  std::optional<std::int64_t>
      max_text_tokens;         ///< Reaching it finishes with FinishReason::kLength.
  std::vector<Term> glossary;  ///< None of its strings is empty.
  std::string prompt;  ///< Text in the language spoken whose topic, style and spelling what is said
                       ///< is likely to share: for the recogniser. Empty: none.
  std::optional<ChineseScript>
      chinese_script;  ///< Of all Chinese text, said or translated. Nothing: as it comes.
  Resume resume;       ///< Empty: from the beginning.
  bool patient =
      false;  ///< Nobody waits for the first words: what makes them better may delay them.

  /// What something said in that language is to become.
  [[nodiscard]] Language target_of(Language spoken) const { return target.value_or(spoken); }
};

}  // namespace dragoman::core
