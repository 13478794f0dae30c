// Any text as what was said: subtitles stay subtitles, whatever the text looks like. The first two
// bytes are times.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "output/writer.h"

namespace {

using namespace dragoman;  // the subject of this file

void must(bool holds) {
  if (!holds) std::abort();
}

std::string written(output::Format format, const core::Segment& segment) {
  output::StringSink sink;
  const auto writer = output::make_writer(format, sink, {});
  must(writer->write(core::TextDelta{segment.target_text}).ok());
  must(writer->write(core::SegmentDone{segment}).ok());
  must(writer->finish().ok());
  return sink.bytes();
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  core::Segment segment;
  segment.span = {core::Seconds(data[0]), core::Seconds(data[0] + data[1] / 10.0)};
  segment.target_text.assign(reinterpret_cast<const char*>(data + 2), size - 2);
  segment.source_text = segment.target_text;
  const bool valid = base::is_valid_utf8(segment.target_text);

  // Each cue is a block: a line of times, its own lines, an empty line.
  const auto srt = written(output::Format::kSrt, segment);
  must(!valid || base::is_valid_utf8(srt));
  must(count(srt, "-->") == count(srt, "\n\n"));
  const auto vtt = written(output::Format::kVtt, segment);
  must(vtt.starts_with("WEBVTT\n"));
  must(count(vtt, "-->") == count(vtt, "\n\n"));
  must(count(vtt, "<") == 0);
  static_cast<void>(written(output::Format::kText, segment));
  const auto json = written(output::Format::kJson, segment);
  must(!valid || base::is_valid_utf8(json));
  return 0;
}
