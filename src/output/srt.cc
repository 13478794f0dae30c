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
  explicit SrtWriter(ByteSink& sink) : sink_(sink) {}

  base::Status write(const core::Event& event) override {
    const auto* done = std::get_if<core::SegmentDone>(&event);
    if (done == nullptr) return {};
    std::string bytes;
    for (const auto& cue : cues_.next(done->segment)) {
      bytes += fmt::format("{}\n{} --> {}\n", ++number_, timestamp(cue.span.start, ','),
                           timestamp(cue.span.end, ','));
      for (const auto& line : cue.lines) bytes += without_arrows(line) + "\n";
      bytes += "\n";
    }
    return bytes.empty() ? base::Status() : sink_.append(bytes);
  }

  base::Status finish() override { return {}; }

 private:
  ByteSink& sink_;
  CueMaker cues_;
  std::size_t number_ = 0;
};

}  // namespace

std::unique_ptr<Writer> make_srt_writer(ByteSink& sink) {
  return std::make_unique<SrtWriter>(sink);
}

}  // namespace dragoman::output
