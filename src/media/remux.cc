#include "media/remux.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/caught.h"
#include "media/film_container.h"
#include "media/film_output.h"
#include "media/film_sound.h"
#include "media/film_streams.h"
#include "media/film_tracks.h"
#include "media/source.h"

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/dict.h>
}

namespace dragoman::media {

namespace {

using base::Error;
using base::ErrorKind;
using base::Status;

constexpr std::size_t kBlockFrames = 4800;  // a tenth of a second

struct FreeOutput {
  void operator()(AVFormatContext* context) const { avformat_free_context(context); }
};
using OutputContext = std::unique_ptr<AVFormatContext, FreeOutput>;

/// A film on its way into a new file.
class Remuxer {
 public:
  Remuxer(const RemuxWish& wish, const FilmContainer& container, const base::CancelToken& cancel)
      : wish_(wish), container_(container), cancel_(cancel) {}

  Status open(const std::string& film, const std::string& path, const Limits& limits) {
    auto source = open_source(core::MediaPath{film}, limits, cancel_);
    if (!source) return source.error();
    source_ = *std::move(source);
    auto demuxer = Demuxer::open(*source_, limits, {}, cancel_);
    if (!demuxer) return demuxer.error();
    demuxer_ = *std::move(demuxer);
    auto sound = FilmSound::open(*source_, limits, wish_.spoken, cancel_);
    if (!sound) return sound.error();
    sound_ = *std::move(sound);
    auto report = choose_streams(demuxer_->format(), container_, wish_.keep_sound);
    if (!report) return report.error();
    report_ = *std::move(report);
    if (container_.subtitles == AV_CODEC_ID_NONE && !wish_.subtitles.empty()) {
      report_.left_out.emplace_back("the new subtitles");
    }
    return open_output(path);
  }

  Status run() {
    if (auto status = first_block(); !status) return status;
    copy_chapters(demuxer_->format(), sound_->origin(), *muxer_);
    AVDictionary* options = nullptr;
    const int begun = avformat_write_header(muxer_.get(), &options);
    av_dict_free(&options);
    if (begun < 0) return failed("its header", begun);
    if (auto status = copy(); !status) return status;
    if (auto status = sound_before(core::Seconds(std::numeric_limits<double>::infinity()));
        !status) {
      return status;
    }
    if (auto status = subtitles_before(core::Seconds(std::numeric_limits<double>::infinity()));
        !status) {
      return status;
    }
    if (const int ended = av_write_trailer(muxer_.get()); ended < 0) {
      return failed("its end", ended);
    }
    avio_flush(output_->context());
    return output_->sync();
  }

  [[nodiscard]] RemuxReport report() const { return report_; }

 private:
  struct Copied {
    AVStream* into = nullptr;
    std::int64_t last_dts = AV_NOPTS_VALUE;
  };
  struct Texts {
    const SubtitleTrack* track = nullptr;
    AVStream* into = nullptr;
    std::size_t next = 0;
  };

  Status open_output(const std::string& path) {
    AVFormatContext* opened = nullptr;
    if (avformat_alloc_output_context2(&opened, nullptr, container_.muxer, nullptr) < 0) {
      return Error{ErrorKind::kInternal, "The new film could not be begun.", container_.muxer};
    }
    muxer_.reset(opened);
    auto output = FilmOutput::open(path);
    if (!output) return output.error();
    output_ = *std::move(output);
    muxer_->pb = output_->context();
    muxer_->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    // FLAC in MP4, which players know and this FFmpeg calls an experiment.
    muxer_->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;
    // Else the priming of the sound, which lies before zero, would shift all tracks in Matroska.
    if (av_match_name(container_.muxer, "matroska,webm") != 0) muxer_->avoid_negative_ts = 0;
    copy_tags(demuxer_->format().metadata, &muxer_->metadata);
    auto coder =
        FilmSoundCoder::open(container_, (muxer_->oformat->flags & AVFMT_GLOBALHEADER) != 0);
    if (!coder) return coder.error();
    coder_ = *std::move(coder);
    return add_streams();
  }

  // The order of tracks: pictures, the new sound, the old, the new subtitles, all else.
  Status add_streams() {
    copied_.resize(demuxer_->format().nb_streams);
    if (auto status = add_copies(AVMEDIA_TYPE_VIDEO); !status) return status;
    if (auto status = add_new_sound(); !status) return status;
    if (auto status = add_copies(AVMEDIA_TYPE_AUDIO); !status) return status;
    if (auto status = add_subtitles(); !status) return status;
    if (auto status = add_copies(AVMEDIA_TYPE_SUBTITLE); !status) return status;
    return add_copies(AVMEDIA_TYPE_ATTACHMENT);
  }

  Status add_copies(AVMediaType type) {
    auto& film = demuxer_->format();
    for (unsigned i = 0; i < film.nb_streams; ++i) {
      auto& stream = *film.streams[i];
      if (stream.codecpar->codec_type != type) continue;
      const bool copied = choose_stream(stream, container_, wish_.keep_sound).fate == Fate::kCopied;
      stream.discard = copied ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
      if (!copied) continue;
      copied_[i].into = add_copy(stream, *muxer_);
      if (copied_[i].into == nullptr) return no_stream();
    }
    return {};
  }

  Status add_new_sound() {
    sound_into_ = avformat_new_stream(muxer_.get(), nullptr);
    if (sound_into_ == nullptr ||
        avcodec_parameters_from_context(sound_into_->codecpar, &coder_->codec()) < 0) {
      return no_stream();
    }
    sound_into_->time_base = coder_->codec().time_base;
    sound_into_->disposition = AV_DISPOSITION_DEFAULT | AV_DISPOSITION_DUB;
    av_dict_set(&sound_into_->metadata, "language", language_tag(wish_.language), 0);
    if (!wish_.title.empty()) {
      av_dict_set(&sound_into_->metadata, "title", wish_.title.c_str(), 0);
      av_dict_set(&sound_into_->metadata, "handler_name", wish_.title.c_str(), 0);
    }
    return {};
  }

  Status add_subtitles() {
    if (container_.subtitles == AV_CODEC_ID_NONE) return {};
    for (const auto& track : wish_.subtitles) {
      auto* into = avformat_new_stream(muxer_.get(), nullptr);
      if (into == nullptr || !describe_subtitles(container_.subtitles, *into)) return no_stream();
      av_dict_set(&into->metadata, "language", language_tag(track.language), 0);
      const std::string name(core::info(track.language).name);
      av_dict_set(&into->metadata, "title", name.c_str(), 0);
      av_dict_set(&into->metadata, "handler_name", name.c_str(), 0);
      texts_.push_back({&track, into, 0});
    }
    return {};
  }

  Status copy() {
    const auto packet = owned<Packet>(av_packet_alloc());
    for (;;) {
      const auto more = demuxer_->read_any(*packet);
      if (!more) return more.error();
      if (!*more) return {};
      const auto index = static_cast<std::size_t>(packet->stream_index);
      // A stream may turn up late; nobody asked for it.
      if (index >= copied_.size() || copied_[index].into == nullptr) continue;
      const auto at = set_times(*packet, copied_[index]);
      if (auto status = sound_before(at); !status) return status;
      if (auto status = subtitles_before(at); !status) return status;
      packet->stream_index = copied_[index].into->index;
      packet->pos = -1;
      if (auto status = write(*packet); !status) return status;
    }
  }

  // Puts a packet on the new film's clock; gives its time. Times that are missing or go backwards,
  // as in damaged films, are made to follow the ones before.
  core::Seconds set_times(AVPacket& packet, Copied& copied) {
    const auto& stream = *demuxer_->format().streams[packet.stream_index];
    const auto shift = ticks(sound_->origin(), stream.time_base);
    if (packet.pts != AV_NOPTS_VALUE) packet.pts -= shift;
    if (packet.dts != AV_NOPTS_VALUE) packet.dts -= shift;
    av_packet_rescale_ts(&packet, stream.time_base, copied.into->time_base);
    if (packet.dts == AV_NOPTS_VALUE) {
      packet.dts = copied.last_dts == AV_NOPTS_VALUE
                       ? (packet.pts == AV_NOPTS_VALUE ? 0 : packet.pts)
                       : copied.last_dts + std::max<std::int64_t>(packet.duration, 1);
    }
    if (copied.last_dts != AV_NOPTS_VALUE && packet.dts <= copied.last_dts) {
      packet.dts = copied.last_dts + 1;
    }
    if (packet.pts == AV_NOPTS_VALUE || packet.pts < packet.dts) packet.pts = packet.dts;
    copied.last_dts = packet.dts;
    return core::Seconds(static_cast<double>(packet.dts) * to_double(copied.into->time_base));
  }

  // Until something was decoded, nobody knows where the film begins.
  Status first_block() {
    block_.resize(kBlockFrames * kFilmChannels);
    const auto got = sound_->read(block_);
    if (!got) return got.error();
    block_from_film_ = *got;
    block_waits_ = true;
    return {};
  }

  Status sound_before(core::Seconds time) {
    while (!sound_ended_ && sounded() < time) {
      if (auto status = cancel_.check(); !status) return status;
      if (!std::exchange(block_waits_, false)) {
        const auto got = sound_->read(block_);
        if (!got) return got.error();
        block_from_film_ = *got;
      }
      if (auto status = mix_block(); !status) return status;
    }
    return {};
  }

  Status mix_block() {
    auto frames = static_cast<std::int64_t>(kBlockFrames);
    if (block_from_film_ < block_.size()) {
      const auto wanted = std::llround(wish_.sound_until.count() * kFilmRateHz) - frames_;
      const auto film = static_cast<std::int64_t>(block_from_film_ / kFilmChannels);
      frames = std::clamp<std::int64_t>(wanted, film, frames);
      sound_ended_ = frames < static_cast<std::int64_t>(kBlockFrames) || wanted <= frames;
    }
    const auto samples = std::span(block_).first(static_cast<std::size_t>(frames) * kFilmChannels);
    if (auto status = wish_.mix(frames_, samples); !status) return status;
    frames_ += frames;
    const auto sink = [this](AVPacket& packet) { return write_sound(packet); };
    if (auto status = coder_->push(samples, sink); !status) return status;
    if (sound_ended_) {
      if (auto status = coder_->finish(sink); !status) return status;
    }
    return wish_.progress ? wish_.progress(sounded()) : Status();
  }

  [[nodiscard]] core::Seconds sounded() const {
    return core::Seconds(static_cast<double>(frames_) / kFilmRateHz);
  }

  Status write_sound(AVPacket& packet) {
    av_packet_rescale_ts(&packet, coder_->codec().time_base, sound_into_->time_base);
    packet.stream_index = sound_into_->index;
    return write(packet);
  }

  Status subtitles_before(core::Seconds time) {
    for (auto& texts : texts_) {
      const auto& cues = texts.track->cues;
      for (; texts.next < cues.size() && cues[texts.next].span.start < time; ++texts.next) {
        const auto packet = subtitle_packet(container_.subtitles, cues[texts.next]);
        av_packet_rescale_ts(packet.get(), kMilliseconds, texts.into->time_base);
        packet->stream_index = texts.into->index;
        if (auto status = write(*packet); !status) return status;
      }
    }
    return {};
  }

  // Leaves the packet empty.
  Status write(AVPacket& packet) {
    if (auto status = cancel_.check(); !status) return status;
    const int code = av_interleaved_write_frame(muxer_.get(), &packet);
    return code < 0 ? failed("a packet", code) : Status();
  }

  static Status no_stream() {
    return Error{ErrorKind::kInternal, "The new film's tracks could not be made.", ""};
  }

  Status failed(const char* what, int code) {
    if (output_->failure()) return *output_->failure();
    char reason[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(code, reason, sizeof reason);
    const bool mkv = container_.ending == "mkv";
    return Error{
        ErrorKind::kInvalidArgument,
        fmt::format("The film does not fit into a .{} file: {} could not be written ({}).{}",
                    container_.ending, what, static_cast<const char*>(reason),
                    mkv ? "" : " Name the output .mkv."),
        ""};
  }

  const RemuxWish& wish_;
  const FilmContainer& container_;
  const base::CancelToken cancel_;
  RemuxReport report_;
  std::unique_ptr<ByteSource> source_;  // both of these read it
  std::unique_ptr<Demuxer> demuxer_;
  std::unique_ptr<FilmSound> sound_;
  std::unique_ptr<FilmOutput> output_;
  OutputContext muxer_;
  std::optional<FilmSoundCoder> coder_;
  std::vector<Copied> copied_;  // by the film's streams
  std::vector<Texts> texts_;
  AVStream* sound_into_ = nullptr;
  std::vector<float> block_;
  std::size_t block_from_film_ = 0;  // samples of block_ that are the film's
  bool block_waits_ = false;
  bool sound_ended_ = false;
  std::int64_t frames_ = 0;  // of the new sound
};

base::Result<RemuxReport> check(const std::string& film, const std::string& name, bool keep_sound,
                                const Limits& limits, const base::CancelToken& cancel) {
  const auto container = film_container(name);
  if (!container) return container.error();
  auto source = open_source(core::MediaPath{film}, limits, cancel);
  if (!source) return source.error();
  auto sound = FilmSound::open(**source, limits, std::nullopt, cancel);
  if (!sound) return sound.error();
  auto demuxer = Demuxer::open(**source, limits, {}, cancel);
  if (!demuxer) return demuxer.error();
  return choose_streams((*demuxer)->format(), *container, keep_sound);
}

}  // namespace

base::Result<RemuxReport> check_remux(const std::string& film, const std::string& name,
                                      bool keep_sound, const Limits& limits,
                                      const base::CancelToken& cancel) {
  try {
    return check(film, name, keep_sound, limits, cancel);
  } catch (...) {
    return base::caught("The film could not be read.");
  }
}

base::Result<RemuxReport> remux(const std::string& film, const std::string& path,
                                const std::string& name, const RemuxWish& wish,
                                const Limits& limits, const base::CancelToken& cancel) {
  const auto container = film_container(name);
  if (!container) return container.error();
  try {
    Remuxer remuxer(wish, *container, cancel);
    if (auto status = remuxer.open(film, path, limits); !status) return status.error();
    if (auto status = remuxer.run(); !status) return status.error();
    return remuxer.report();
  } catch (...) {
    return base::caught("The film could not be put together.");
  }
}

}  // namespace dragoman::media
