#include "media/film_container.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include <fmt/format.h>

namespace dragoman::media {

namespace {

constexpr auto kContainers = std::to_array<FilmContainer>({
    {"mp4", "mp4", "aac", AV_CODEC_ID_MOV_TEXT, true},
    {"m4v", "mp4", "aac", AV_CODEC_ID_MOV_TEXT, true},
    {"mov", "mov", "aac", AV_CODEC_ID_MOV_TEXT, true},
    {"mkv", "matroska", "aac", AV_CODEC_ID_SUBRIP, true},
    {"webm", "webm", "libopus", AV_CODEC_ID_WEBVTT, true},
    {"m4a", "mp4", "aac", AV_CODEC_ID_MOV_TEXT, false},
    {"mka", "matroska", "aac", AV_CODEC_ID_SUBRIP, false},
    {"opus", "ogg", "libopus", AV_CODEC_ID_NONE, false},
    {"ogg", "ogg", "libopus", AV_CODEC_ID_NONE, false},
    {"mp3", "mp3", "libmp3lame", AV_CODEC_ID_NONE, false},
    {"flac", "flac", "flac", AV_CODEC_ID_NONE, false},
    {"wav", "wav", "pcm_s16le", AV_CODEC_ID_NONE, false},
});

// ISO 639-2 (T), by core::Language.
constexpr std::array<const char*, core::kLanguageCount> kTags{
    "eng", "zho", "rus", "fra", "deu", "por", "spa", "ita", "ind",
    "kor", "jpn", "vie", "tha", "ara", "yue", "hin", "ell", "tur"};

}  // namespace

base::Result<FilmContainer> film_container(std::string_view path) {
  const auto dot = path.find_last_of("./");
  std::string ending;
  if (dot != std::string_view::npos && path[dot] == '.') ending = path.substr(dot + 1);
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto found = std::ranges::find(kContainers, ending, &FilmContainer::ending);
  if (found != kContainers.end()) return *found;
  std::string films;
  std::string sounds;
  for (const auto& container : kContainers) {
    (container.picture ? films : sounds) += fmt::format(" .{}", container.ending);
  }
  return base::Error{base::ErrorKind::kInvalidArgument,
                     fmt::format("The name {} does not say what kind of file it is. Give it one of "
                                 "these endings: for a film{}; for sound alone{}.",
                                 path, films, sounds),
                     ""};
}

bool can_hold(const FilmContainer& container, AVCodecID coding) {
  const auto* format = av_guess_format(container.muxer, nullptr, nullptr);
  return format != nullptr && avformat_query_codec(format, coding, FF_COMPLIANCE_NORMAL) == 1;
}

const char* language_tag(core::Language language) {
  return kTags.at(static_cast<std::size_t>(language));
}

}  // namespace dragoman::media
