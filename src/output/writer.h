#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/language.h"
#include "core/line_breaks.h"

namespace dragoman::output {

/// Where a writer's bytes go. One thread at a time.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  /// Errors: kIo.
  virtual base::Status append(std::string_view bytes) = 0;
  /// Writes over the first bytes, as many as were appended before. Where that cannot be done (a
  /// pipe) nothing happens, and the header of a stream stands. Errors: kIo.
  virtual base::Status overwrite_start(std::string_view bytes) = 0;
};

/// Collects in memory.
class StringSink final : public ByteSink {
 public:
  base::Status append(std::string_view bytes) override;
  base::Status overwrite_start(std::string_view bytes) override;
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Which text subtitles show.
enum class SubtitleText : std::uint8_t { kTranslation, kSource, kBoth };

/// "translation", "source", "both"; nothing for anything else.
[[nodiscard]] std::optional<SubtitleText> parse_subtitle_text(std::string_view name);

/// What a writer knows before the first event.
struct Facts {
  std::optional<core::Language> target = core::Language::kEnglish;  ///< Nothing: of a transcript.
  std::vector<std::string> model_ids = {};                          ///< What the job runs on.
  SubtitleText subtitle_text = SubtitleText::kTranslation;
  core::FindLineBreaks find_line_breaks = {};  ///< For subtitles; empty: nobody can tell.
};

/// Turns the events of one job into one file. It writes as events come and holds no more of them
/// than its format demands. One thread at a time; the sink must outlive it.
class Writer {
 public:
  virtual ~Writer() = default;
  /// Events that the format has no use for are passed over. Errors: those of the sink.
  virtual base::Status write(const core::Event& event) = 0;
  /// Completes the file, once, also after a job that stopped early: what has come so far is then a
  /// valid file.
  virtual base::Status finish() = 0;
};

enum class Format : std::uint8_t { kText, kJson, kSrt, kVtt, kWav };

struct FormatInfo {
  Format format;
  std::string_view name;   ///< Also the command line's option.
  std::string_view title;  ///< For help.
};

/// Every format, in the order of help.
[[nodiscard]] std::span<const FormatInfo> formats();

[[nodiscard]] std::unique_ptr<Writer> make_writer(Format format, ByteSink& sink, Facts facts);

}  // namespace dragoman::output
