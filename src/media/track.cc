#include "media/track.h"

#include <algorithm>
#include <string>
#include <vector>

#include "media/demux.h"

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/dict.h>
}

namespace dragoman::media {

namespace {

using core::Language;
using Tracks = std::vector<const AVStream*>;

struct Code {
  const char* code;
  Language language;
};

// ISO 639-2 has two codes for some languages, the older one after the English name.
constexpr Code kCodes[] = {
    {"eng", Language::kEnglish},    {"zho", Language::kChinese},   {"chi", Language::kChinese},
    {"cmn", Language::kChinese},    {"rus", Language::kRussian},   {"fra", Language::kFrench},
    {"fre", Language::kFrench},     {"deu", Language::kGerman},    {"ger", Language::kGerman},
    {"por", Language::kPortuguese}, {"spa", Language::kSpanish},   {"ita", Language::kItalian},
    {"ind", Language::kIndonesian}, {"kor", Language::kKorean},    {"jpn", Language::kJapanese},
    {"vie", Language::kVietnamese}, {"tha", Language::kThai},      {"ara", Language::kArabic},
    {"arb", Language::kArabic},     {"yue", Language::kCantonese}, {"hin", Language::kHindi},
    {"ell", Language::kGreek},      {"gre", Language::kGreek},     {"tur", Language::kTurkish},
};

bool sounds(const AVStream& stream) {
  const auto& parameters = *stream.codecpar;
  return parameters.codec_type == AVMEDIA_TYPE_AUDIO && parameters.sample_rate > 0 &&
         parameters.ch_layout.nb_channels > 0;
}

bool decodes(const AVStream& stream) {
  const AVCodec* decoder = avcodec_find_decoder(stream.codecpar->codec_id);
  return decoder != nullptr && av_match_list(decoder->name, kAllowedDecoders, ',') != 0;
}

bool is_aside(const AVStream& stream) {
  constexpr int kAside = AV_DISPOSITION_COMMENT | AV_DISPOSITION_HEARING_IMPAIRED |
                         AV_DISPOSITION_VISUAL_IMPAIRED | AV_DISPOSITION_CLEAN_EFFECTS |
                         AV_DISPOSITION_KARAOKE | AV_DISPOSITION_DEPENDENT;
  return (stream.disposition & kAside) != 0;
}

bool is_default(const AVStream& stream) {
  return (stream.disposition & AV_DISPOSITION_DEFAULT) != 0;
}

std::optional<Language> language_of(const AVStream& stream) {
  const auto* entry = av_dict_get(stream.metadata, "language", nullptr, 0);
  return entry == nullptr ? std::nullopt : language_of_tag(entry->value);
}

/// Those that pass; all where none does.
template <class Passes>
Tracks preferred(const Tracks& tracks, Passes passes) {
  Tracks chosen;
  std::copy_if(tracks.begin(), tracks.end(), std::back_inserter(chosen),
               [&](const AVStream* stream) { return passes(*stream); });
  return chosen.empty() ? tracks : chosen;
}

}  // namespace

std::optional<Language> language_of_tag(std::string_view tag) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const std::string first(tag.begin(), std::find_if_not(tag.begin(), tag.end(), letter));
  if (const auto known = core::parse_language(first)) return known;
  const auto* found = std::find_if(std::begin(kCodes), std::end(kCodes), [&](const Code& entry) {
    return av_strcasecmp(first.c_str(), entry.code) == 0;
  });
  return found == std::end(kCodes) ? std::nullopt : std::optional(found->language);
}

const AVStream* choose_sound(const AVFormatContext& format, std::optional<Language> spoken) {
  Tracks tracks;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    if (sounds(*format.streams[i])) tracks.push_back(format.streams[i]);
  }
  if (tracks.empty()) return nullptr;
  tracks = preferred(tracks, decodes);
  tracks = preferred(tracks, [](const AVStream& stream) { return !is_aside(stream); });
  if (spoken) {
    const auto named = [&](const AVStream* stream) { return language_of(*stream) == spoken; };
    const auto count = std::count_if(tracks.begin(), tracks.end(), named);
    if (count == 1) return *std::find_if(tracks.begin(), tracks.end(), named);
  }
  return preferred(tracks, is_default).front();
}

}  // namespace dragoman::media
