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
  explicit VttWriter(ByteSink& sink) : sink_(sink) {}

  base::Status write(const core::Event& event) override {
    const auto* done = std::get_if<core::SegmentDone>(&event);
    if (done == nullptr) return {};
    std::string bytes = take_header();
    for (const auto& cue : cues_.next(done->segment)) {
      bytes += fmt::format("\n{} --> {}\n", timestamp(cue.span.start, '.'),
                           timestamp(cue.span.end, '.'));
      for (const auto& line : cue.lines) bytes += escape(line) + "\n";
    }
    return bytes.empty() ? base::Status() : sink_.append(bytes);
  }

  base::Status finish() override { return begun_ ? base::Status() : sink_.append(take_header()); }

 private:
  std::string take_header() { return std::exchange(begun_, true) ? "" : "WEBVTT\n"; }

  ByteSink& sink_;
  CueMaker cues_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_vtt_writer(ByteSink& sink) {
  return std::make_unique<VttWriter>(sink);
}

}  // namespace dragoman::output
