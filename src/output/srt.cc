#include <fmt/format.h>

#include "output/formats.h"
#include "output/subtitle.h"

namespace dragoman::output {

namespace {

// SubRip has no escapes: an arrow in the text must not look like a line of times.
std::string without_arrows(std::string line) {
  // What is left may make an arrow with the dash before it.
  for (auto at = line.find("-->"); at != std::string::npos; at = line.find("-->", at - (at > 0))) {
    line.replace(at, 3, "->");
  }
  return line;
}

class SrtWriter final : public Writer {
 public:
  SrtWriter(ByteSink& sink, const Facts& facts)
      : sink_(sink), cues_(facts.target, facts.subtitle_text, facts.find_line_breaks) {}

  base::Status write(const core::Event& event) override {
    const auto* done = std::get_if<core::SegmentDone>(&event);
    return done == nullptr ? base::Status() : append(cues_.next(done->segment));
  }

  base::Status finish() override { return append(cues_.finish()); }

 private:
  base::Status append(const std::vector<Cue>& cues) {
    std::string bytes;
    for (const auto& cue : cues) {
      bytes += fmt::format("{}\n{} --> {}\n", ++number_, timestamp(cue.span.start, ','),
                           timestamp(cue.span.end, ','));
      for (const auto& line : cue.lines) bytes += without_arrows(line) + "\n";
      bytes += "\n";
    }
    return bytes.empty() ? base::Status() : sink_.append(bytes);
  }

  ByteSink& sink_;
  CueMaker cues_;
  std::size_t number_ = 0;
};

}  // namespace

std::unique_ptr<Writer> make_srt_writer(ByteSink& sink, const Facts& facts) {
  return std::make_unique<SrtWriter>(sink, facts);
}

}  // namespace dragoman::output
