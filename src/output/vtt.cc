#include <fmt/format.h>

#include "output/formats.h"
#include "output/subtitle.h"

namespace dragoman::output {

namespace {

std::string escape(std::string_view line) {
  std::string out;
  for (const char c : line) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

class VttWriter final : public Writer {
 public:
  VttWriter(ByteSink& sink, const Facts& facts)
      : sink_(sink), cues_(facts.target, facts.subtitle_text, facts.find_line_breaks) {}

  base::Status write(const core::Event& event) override {
    const auto* done = std::get_if<core::SegmentDone>(&event);
    return done == nullptr ? base::Status() : append(cues_.next(done->segment));
  }

  base::Status finish() override { return append(cues_.finish()); }

 private:
  base::Status append(const std::vector<Cue>& cues) {
    std::string bytes = take_header();
    for (const auto& cue : cues) {
      bytes += fmt::format("\n{} --> {}\n", timestamp(cue.span.start, '.'),
                           timestamp(cue.span.end, '.'));
      for (const auto& line : cue.lines) bytes += escape(line) + "\n";
    }
    return bytes.empty() ? base::Status() : sink_.append(bytes);
  }

  std::string take_header() { return std::exchange(begun_, true) ? "" : "WEBVTT\n"; }

  ByteSink& sink_;
  CueMaker cues_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_vtt_writer(ByteSink& sink, const Facts& facts) {
  return std::make_unique<VttWriter>(sink, facts);
}

}  // namespace dragoman::output
