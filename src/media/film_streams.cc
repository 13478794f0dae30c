#include "media/film_streams.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

extern "C" {
#include <libavutil/dict.h>
}

namespace dragoman::media {

namespace {

std::string named(const char* what, const AVStream& stream) {
  return fmt::format("{} ({})", what, avcodec_get_name(stream.codecpar->codec_id));
}

bool knows_tag(const AVOutputFormat& format, AVCodecID coding, std::uint32_t tag) {
  return format.codec_tag == nullptr || av_codec_get_id(format.codec_tag, tag) == coding;
}

}  // namespace

Choice choose_stream(const AVStream& stream, const FilmContainer& container, bool keep_sound) {
  const auto coding = stream.codecpar->codec_id;
  const bool holds = can_hold(container, coding);
  const bool is_matroska = std::strcmp(container.muxer, "matroska") == 0;
  switch (stream.codecpar->codec_type) {
    case AVMEDIA_TYPE_VIDEO:
      if ((stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) {
        const bool covers = holds && std::strcmp(container.muxer, "mp4") == 0;
        return {covers ? Fate::kCopied : Fate::kLeftOut, named("the cover picture", stream)};
      }
      if (!container.picture) return {Fate::kLeftOut, "the picture"};
      return {holds ? Fate::kCopied : Fate::kRefused, named("picture", stream)};
    case AVMEDIA_TYPE_AUDIO:
      if (!keep_sound) return {Fate::kReplaced, ""};
      return {holds ? Fate::kCopied : Fate::kRefused, named("sound", stream)};
    case AVMEDIA_TYPE_SUBTITLE:
      return {holds ? Fate::kCopied : Fate::kLeftOut, named("a subtitle track", stream)};
    case AVMEDIA_TYPE_ATTACHMENT:
      return {is_matroska ? Fate::kCopied : Fate::kLeftOut, "an attachment"};
    default:
      return {};
  }
}

base::Result<RemuxReport> choose_streams(const AVFormatContext& film,
                                         const FilmContainer& container, bool keep_sound) {
  RemuxReport report;
  for (unsigned i = 0; i < film.nb_streams; ++i) {
    const auto choice = choose_stream(*film.streams[i], container, keep_sound);
    if (choice.fate == Fate::kRefused) {
      const bool sound = film.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
      return base::Error{
          base::ErrorKind::kInvalidArgument,
          fmt::format("A .{} file cannot hold the film's {}. Name the output .mkv{}.",
                      container.ending, choice.what,
                      sound ? ", or do not keep the original sound as a track" : ""),
          ""};
    }
    if (choice.fate == Fate::kLeftOut && !choice.what.empty()) {
      report.left_out.push_back(choice.what);
    }
  }
  return report;
}

void copy_tags(AVDictionary* from, AVDictionary** to) {
  av_dict_copy(to, from, 0);
  // They tell of the old container.
  for (const char* key :
       {"major_brand", "minor_version", "compatible_brands", "encoder", "DURATION",
        "_STATISTICS_TAGS", "_STATISTICS_WRITING_APP", "_STATISTICS_WRITING_DATE_UTC", "BPS",
        "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES"}) {
    av_dict_set(to, key, nullptr, 0);
  }
}

AVStream* add_copy(const AVStream& stream, AVFormatContext& muxer) {
  auto* into = avformat_new_stream(&muxer, nullptr);
  if (into == nullptr || avcodec_parameters_copy(into->codecpar, stream.codecpar) < 0) {
    return nullptr;
  }
  const auto tag = into->codecpar->codec_tag;
  if (!knows_tag(*muxer.oformat, into->codecpar->codec_id, tag)) into->codecpar->codec_tag = 0;
  into->time_base = stream.time_base;
  into->avg_frame_rate = stream.avg_frame_rate;
  into->r_frame_rate = stream.r_frame_rate;
  into->sample_aspect_ratio = stream.sample_aspect_ratio;
  into->disposition = stream.disposition;
  if (stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
    into->disposition &= ~AV_DISPOSITION_DEFAULT;
    into->disposition |= AV_DISPOSITION_ORIGINAL;
  }
  copy_tags(stream.metadata, &into->metadata);
  for (int i = 0; i < stream.nb_side_data; ++i) {  // how it is turned, its colours
    const auto& data = stream.side_data[i];
    auto* bytes = av_stream_new_side_data(into, data.type, data.size);
    if (bytes == nullptr) return nullptr;
    std::memcpy(bytes, data.data, data.size);
  }
  return into;
}

void copy_chapters(const AVFormatContext& film, core::Seconds origin, AVFormatContext& into) {
  if (film.nb_chapters == 0) return;
  // The muxer frees them.
  into.chapters = static_cast<AVChapter**>(av_calloc(film.nb_chapters, sizeof(AVChapter*)));
  if (into.chapters == nullptr) throw std::bad_alloc();
  for (unsigned i = 0; i < film.nb_chapters; ++i) {
    const auto& from = *film.chapters[i];
    auto* to = static_cast<AVChapter*>(av_mallocz(sizeof(AVChapter)));
    if (to == nullptr) throw std::bad_alloc();
    into.chapters[into.nb_chapters++] = to;
    const auto shift = ticks(origin, from.time_base);
    to->id = from.id;
    to->time_base = from.time_base;
    to->start = std::max<std::int64_t>(from.start - shift, 0);
    to->end = std::max(from.end - shift, to->start);
    av_dict_copy(&to->metadata, from.metadata, 0);
  }
}

std::int64_t ticks(core::Seconds time, AVRational time_base) {
  const auto unit = to_double(time_base);
  return unit > 0 ? std::llround(time.count() / unit) : 0;
}

}  // namespace dragoman::media
