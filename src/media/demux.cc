#include "media/demux.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "media/picture.h"
#include "media/sniff.h"
#include "media/track.h"

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/dict.h>
}

namespace dragoman::media {

// clang-format off
const char* const kAllowedDecoders =
    "aac,aac_latm,ac3,eac3,dca,truehd,mlp,mp1float,mp2float,mp3float,mp1,mp2,mp3,flac,vorbis,opus,alac,"
    "amrnb,amrwb,gsm,gsm_ms,speex,libspeex,wmav1,wmav2,wmapro,wmavoice,"
    "pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s8_planar,pcm_s16le,pcm_s16be,pcm_s16le_planar,pcm_s16be_planar,"
    "pcm_s24le,pcm_s24be,pcm_s24le_planar,pcm_s32le,pcm_s32be,pcm_s32le_planar,pcm_f32le,pcm_f32be,"
    "pcm_f64le,pcm_f64be,pcm_bluray,pcm_dvd,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_swf,adpcm_yamaha,"
    "g722,g726,g726le,nellymoser";
// clang-format on

namespace {

constexpr const char* kAllowedContainers =
    "wav,w64,mp3,aac,ac3,eac3,flac,ogg,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mpegts,mpeg,avi,amr,"
    "amrnb,amrwb,aiff,au,caf,flv,asf";

// Some containers leave the picture's size to its coding: only a decoder's look at the first frame
// tells it.
constexpr const char* kSizeDecoders =
    ",h264,hevc,mpeg1video,mpeg2video,mpeg4,h261,h263,flv,vp6f,vp6a,flashsv,flashsv2";

// A score of 1 means that a few bytes somewhere looked like a frame: any text can.
constexpr int kLeastScore = 2;
constexpr int kMostErrorsInARow = 10;

int on_interrupt(void* token) {
  return static_cast<const base::CancelToken*>(token)->cancelled() ? 1 : 0;
}

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

base::Error too_long() {
  return {base::ErrorKind::kMediaTooLong,
          "The recording is longer than the server allows. Send it in parts.", ""};
}

base::Error unreadable(const char* why) { return {base::ErrorKind::kMediaUnreadable, why, ""}; }

bool has_size(const AVStream& stream) {
  return stream.codecpar->width > 0 && stream.codecpar->height > 0;
}

bool is_picture(const AVStream& stream) {
  constexpr int kStills = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
  return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO && (stream.disposition & kStills) == 0;
}

// The container's count; 0 where it has none, or one of more than a week: the recorder never came
// back to fill it in (an AVI then promises 2^30).
std::int64_t stated_frames(const AVStream& stream, double rate) {
  constexpr double kMostSeconds = 7 * 24 * 3600.0;
  const double most = kMostSeconds * std::max(rate, 1.0);
  return static_cast<double>(stream.nb_frames) > most ? 0 : stream.nb_frames;
}

// As OpenCV's CAP_PROP_FRAME_COUNT where the container has no count: duration times rate.
std::int64_t reckon_frames(const AVStream& stream, const MediaInfo& info, double rate) {
  const auto own =
      core::Seconds(static_cast<double>(stream.duration) * to_double(stream.time_base));
  const double frames = std::floor(info.duration.value_or(own).count() * rate + 0.5);
  return frames > 0 && frames < 1e15 ? static_cast<std::int64_t>(frames) : 0;
}

}  // namespace

base::Result<std::unique_ptr<Demuxer>> Demuxer::open(ByteSource& source, const Limits& limits,
                                                     const Wish& wish,
                                                     const base::CancelToken& cancel) {
  set_up_library();
  const bool all_here = source.complete();
  auto [demuxer, status] = look(source, limits, wish, cancel);
  const bool satisfied = status.ok() && (!wish.count_frames || demuxer->frames_are_known());
  const bool hopeless = demuxer->kind_ == nullptr || demuxer->io_.failure().has_value();
  if (!all_here && !satisfied && !hopeless) {
    if (auto rest = source.wait_complete(); !rest) return rest.error();
    auto again = look(source, limits, wish, cancel);
    demuxer = std::move(again.demuxer);
    status = again.status;
  }
  if (!status) return status.error();
  if (wish.count_frames && !demuxer->frames_are_known()) {
    return measured(std::move(demuxer), limits);
  }
  return std::move(demuxer);
}

Demuxer::Look Demuxer::look(ByteSource& source, const Limits& limits, const Wish& wish,
                            const base::CancelToken& cancel) {
  const std::string sound_only = kAllowedDecoders;
  for (const auto& decoders : {sound_only, sound_only + kSizeDecoders}) {
    std::unique_ptr<Demuxer> demuxer(new Demuxer(source, wish, cancel));
    auto status = demuxer->start(limits, decoders);
    const AVStream* picture = demuxer->picture();
    const bool last = decoders != sound_only;
    if (last || picture == nullptr || has_size(*picture)) return {std::move(demuxer), status};
  }
  return {};
}

base::Result<std::unique_ptr<Demuxer>> Demuxer::measured(std::unique_ptr<Demuxer> spent,
                                                         const Limits& limits) {
  const auto length = spent->measure();
  if (!length) return length.error();
  if (*length > limits.max_duration) return too_long();
  auto [fresh, status] = look(spent->source_, limits, spent->wish_, spent->cancel_);
  if (!status) return status.error();
  fresh->info_.duration = *length;
  fresh->info_.video = fresh->find_video();
  return std::move(fresh);
}

base::Status Demuxer::start(const Limits& limits, const std::string& decoders) {
  if (auto status = identify(limits); !status) return status;
  if (auto status = open_container(limits, decoders); !status) return status;
  return describe(limits);
}

base::Status Demuxer::identify(const Limits& limits) {
  constexpr std::uint64_t kLeastProbe = 2048;
  constexpr std::uint64_t kMostProbe = 1U << 20U;
  const auto probe = std::clamp(limits.max_probe_bytes, kLeastProbe, kMostProbe);
  const AVInputFormat* kind = nullptr;
  // Without a file name: FFmpeg would believe its ending, and take a text for an MP3.
  const int score =
      av_probe_input_buffer2(io_.context(), &kind, "", nullptr, 0, static_cast<unsigned>(probe));
  if (score >= kLeastScore && av_match_list(kind->name, kAllowedContainers, ',') != 0) {
    kind_ = kind;
    return {};
  }
  if (source_.size() == 0 && !io_.failure()) {
    return base::Error{base::ErrorKind::kMediaEmpty, "The recording has no bytes.", ""};
  }
  std::array<std::uint8_t, 512> beginning{};
  const auto got = source_.read_at(0, beginning);
  const char* other = got ? other_than_media(std::span(beginning).first(*got)) : nullptr;
  if (other != nullptr) return fault(other);
  return fault(
      "The recording is not an audio or video file of a known kind. Convert it to WAV, MP3 or "
      "MP4.");
}

base::Status Demuxer::open_container(const Limits& limits, const std::string& decoders) {
  AVFormatContext* format = owned<FormatContext>(avformat_alloc_context()).release();
  format->pb = io_.context();
  format->flags |= AVFMT_FLAG_CUSTOM_IO;
  format->io_open = refuse_to_open;
  format->interrupt_callback = {on_interrupt, &cancel_};
  const auto usual = static_cast<std::uint64_t>(format->probesize);  // what OpenCV keeps to
  format->probesize = static_cast<std::int64_t>(std::min(limits.max_probe_bytes, usual));

  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kAllowedContainers, 0);
  av_dict_set(&options, "codec_whitelist", decoders.c_str(), 0);
  av_dict_set(&options, "protocol_whitelist", "none", 0);
  av_dict_set_int(&options, "max_streams", limits.max_streams, 0);
  const int opened = avformat_open_input(&format, "", kind_, &options);  // frees it on failure
  av_dict_free(&options);
  if (opened < 0) return fault("The recording is damaged at its beginning and cannot be opened.");
  format_.reset(format);
  if (avformat_find_stream_info(format, nullptr) < 0 || cancel_.cancelled() || io_.failure()) {
    return fault("The recording is damaged and cannot be read.");
  }
  return {};
}

base::Status Demuxer::describe(const Limits& limits) {
  AVFormatContext& format = *format_;
  audio_ = choose_sound(format, wish_.spoken);
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    AVStream& stream = *format.streams[i];
    const bool tells = is_picture(stream) && stream.start_time == AV_NOPTS_VALUE;
    stream.discard = &stream == audio_ || tells ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
  if (format.duration > 0 && !grows() && !header_is_unfinished()) {
    info_.duration = core::Seconds(static_cast<double>(format.duration) / AV_TIME_BASE);
    info_.duration_is_stated = format.duration_estimation_method != AVFMT_DURATION_FROM_BITRATE;
  }
  info_.has_audio = audio_ != nullptr;
  info_.video = find_video();
  if (!info_.has_audio && !info_.video) {
    return fault("The recording holds neither sound nor picture.");
  }
  if (info_.duration_is_stated && *info_.duration > limits.max_duration) {
    return too_long();
  }
  if (info_.video && std::int64_t{info_.video->width} * info_.video->height > limits.max_pixels) {
    return base::Error{base::ErrorKind::kMediaTooLong,
                       "The picture has more pixels than the server allows. Scale it down.", ""};
  }
  return {};
}

AVStream* Demuxer::picture() const {
  for (unsigned i = 0; format_ && i < format_->nb_streams; ++i) {
    if (is_picture(*format_->streams[i])) return format_->streams[i];
  }
  return nullptr;
}

std::optional<VideoInfo> Demuxer::find_video() const {
  AVStream* stream = picture();
  if (stream == nullptr || !has_size(*stream)) return std::nullopt;
  VideoInfo video{.width = stream->codecpar->width, .height = stream->codecpar->height};
  if (lies_on_its_side(*stream)) std::swap(video.width, video.height);
  video.frames_per_second = frame_rate(*format_, *stream);
  const auto stated = stated_frames(*stream, video.frames_per_second);
  video.frame_count = stated > 0 ? stated : reckon_frames(*stream, info_, video.frames_per_second);
  return video;
}

bool Demuxer::grows() const {
  const std::span streams(format_->streams, format_->nb_streams);
  return io_.context()->seekable == 0 && av_match_name("mov", kind_->name) != 0 &&
         std::ranges::all_of(streams,
                             [](const AVStream* stream) { return stream->nb_frames == 0; });
}

bool Demuxer::frames_are_known() const {
  AVStream* stream = picture();
  return stream == nullptr || info_.duration_is_stated ||
         stated_frames(*stream, frame_rate(*format_, *stream)) > 0;
}

bool Demuxer::header_is_unfinished() const {
  AVStream* stream = picture();
  return stream != nullptr && stream->nb_frames > 0 &&
         stated_frames(*stream, frame_rate(*format_, *stream)) == 0;
}

std::optional<core::Seconds> Demuxer::origin() const {
  auto begin = picture_begin_;
  if (format_->start_time != AV_NOPTS_VALUE) {
    const core::Seconds stated(static_cast<double>(format_->start_time) / AV_TIME_BASE);
    begin = std::min(begin.value_or(stated), stated);
  }
  // An index at the front or the end, and not one for each fragment, which may be cut out of a
  // longer film: its clock is that of the edit lists.
  const bool has_index = has_edit_lists() && audio_ != nullptr && audio_->nb_frames > 0;
  constexpr core::Seconds kTick{0.001};  // of Matroska's clock
  const bool from_zero =
      begin && (*begin > core::Seconds(0) ? has_index : *begin >= -priming() - kTick);
  return from_zero ? core::Seconds(0) : begin;
}

core::Seconds Demuxer::priming() const {
  if (audio_ == nullptr || audio_->codecpar->sample_rate <= 0) return core::Seconds(0);
  constexpr int kMost = 8192;  // samples
  const int stated = std::clamp(audio_->codecpar->initial_padding, 0, kMost);
  const core::Seconds priming(static_cast<double>(stated) / audio_->codecpar->sample_rate);
  if (!has_edit_lists() || audio_->start_time == AV_NOPTS_VALUE) return priming;
  const core::Seconds longest(static_cast<double>(kMost) / audio_->codecpar->sample_rate);
  const double begin = static_cast<double>(audio_->start_time) * to_double(audio_->time_base);
  return std::clamp(core::Seconds(-begin), priming, longest);
}

bool Demuxer::has_edit_lists() const { return av_match_name("mov", kind_->name) != 0; }

base::Result<bool> Demuxer::read(AVPacket& packet) {
  for (;;) {
    auto more = read_any(packet);
    if (!more || !*more) return more;
    if (packet.stream_index == audio_->index) break;
    note_beginning(packet);
    note_key_frame(packet);
  }
  if (!std::exchange(sound_has_begun_, true)) leave_out_the_rest();
  return true;
}

void Demuxer::watch(OnKeyFrame on_key_frame) {
  AVStream* stream = picture();
  if (stream == nullptr) return;
  watched_ = stream;
  on_key_frame_ = std::move(on_key_frame);
  // A stream that tells where it begins is read whole until then.
  if (stream->discard == AVDISCARD_ALL) stream->discard = AVDISCARD_NONKEY;
}

void Demuxer::note_key_frame(const AVPacket& packet) {
  if (watched_ == nullptr || packet.stream_index != watched_->index) return;
  const auto shown = packet.pts == AV_NOPTS_VALUE ? packet.dts : packet.pts;
  if ((packet.flags & AV_PKT_FLAG_KEY) == 0 || shown == AV_NOPTS_VALUE) return;
  const core::Seconds clock(static_cast<double>(shown) * to_double(watched_->time_base));
  on_key_frame_(packet, std::max(clock - origin().value_or(core::Seconds(0)), core::Seconds(0)));
}

void Demuxer::leave_out_the_rest() {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    AVStream& stream = *format_->streams[i];
    if (&stream == audio_) {
      stream.discard = AVDISCARD_DEFAULT;
    } else {
      stream.discard = &stream == watched_ ? AVDISCARD_NONKEY : AVDISCARD_ALL;
    }
  }
}

void Demuxer::note_beginning(const AVPacket& packet) {
  if (packet.pts == AV_NOPTS_VALUE) return;
  AVStream& stream = *format_->streams[packet.stream_index];
  if (!is_picture(stream)) return;
  const core::Seconds at(static_cast<double>(packet.pts) * to_double(stream.time_base));
  picture_begin_ = std::min(picture_begin_.value_or(at), at);
}

base::Result<bool> Demuxer::read_any(AVPacket& packet) {
  for (int errors = 0; errors < kMostErrorsInARow; ++errors) {
    av_packet_unref(&packet);
    const int code = av_read_frame(format_.get(), &packet);
    if (auto status = cancel_.check(); !status) return status.error();
    if (io_.failure()) return *io_.failure();
    if (code == AVERROR_EOF) return false;
    if (code >= 0) return true;
    damaged_ = true;
  }
  return false;
}

base::Result<core::Seconds> Demuxer::measure() {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    format_->streams[i]->discard = AVDISCARD_DEFAULT;
  }
  const auto packet = owned<Packet>(av_packet_alloc());
  const core::Seconds begin = origin().value_or(core::Seconds(0));
  core::Seconds length{0};
  for (;;) {
    const auto more = read_any(*packet);
    if (!more) return more.error();
    if (!*more) return length;
    if (packet->pts == AV_NOPTS_VALUE) continue;
    const double unit = to_double(format_->streams[packet->stream_index]->time_base);
    const auto end = static_cast<double>(packet->pts) + static_cast<double>(packet->duration);
    length = std::max(length, core::Seconds(end * unit) - begin);
  }
}

base::Error Demuxer::fault(const char* otherwise) const {
  if (auto status = cancel_.check(); !status) return status.error();
  return io_.failure() ? *io_.failure() : unreadable(otherwise);
}

}  // namespace dragoman::media
