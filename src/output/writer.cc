#include "output/writer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "output/formats.h"

namespace dragoman::output {

namespace {

constexpr std::array<FormatInfo, 5> kFormats{{
    {Format::kText, "text", "the translation as plain text"},
    {Format::kJson, "json", "text, segments with times and source text, and usage as JSON"},
    {Format::kSrt, "srt", "subtitles in SubRip form"},
    {Format::kVtt, "vtt", "subtitles in WebVTT form"},
    {Format::kWav, "wav", "the translation spoken, mono, 24 kHz, 16 bit"},
}};

}  // namespace

base::Status StringSink::append(std::string_view bytes) {
  bytes_ += bytes;
  return {};
}

base::Status StringSink::overwrite_start(std::string_view bytes) {
  std::ranges::copy(bytes.substr(0, bytes_.size()), bytes_.begin());
  return {};
}

std::optional<SubtitleText> parse_subtitle_text(std::string_view name) {
  if (name == "translation") return SubtitleText::kTranslation;
  if (name == "source") return SubtitleText::kSource;
  if (name == "both") return SubtitleText::kBoth;
  return std::nullopt;
}

std::span<const FormatInfo> formats() { return kFormats; }

std::unique_ptr<Writer> make_writer(Format format, ByteSink& sink, Facts facts) {
  switch (format) {
    case Format::kText:
      return make_text_writer(sink);
    case Format::kJson:
      return make_json_writer(sink, std::move(facts));
    case Format::kSrt:
      return make_srt_writer(sink, facts);
    case Format::kVtt:
      return make_vtt_writer(sink, facts);
    case Format::kWav:
      return make_wav_writer(sink);
  }
  return nullptr;
}

}  // namespace dragoman::output
