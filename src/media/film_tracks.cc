#include "media/film_tracks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

#include "media/film_sound.h"

namespace dragoman::media {

namespace {

constexpr auto kChannels = static_cast<std::size_t>(kFilmChannels);
constexpr int kOwnFrames = 1152;  // where the coder takes any number
constexpr std::int64_t kBitsPerSecond = 160'000;

base::Error failed(const char* what) {
  return {base::ErrorKind::kInternal, "The new sound could not be encoded.", what};
}

// What FFmpeg's own coder of timed text writes: white text at the bottom centre, 3GPP TS 26.245.
constexpr std::array<std::uint8_t, 48> kTextDescription{
    0,    0,    0,    0,                         // flags
    1,    0xFF,                                  // centre, bottom
    0,    0,    0,    0,                         // background
    0,    0,    0,    0,    0,   0,   0,   0,    // box
    0,    0,    0,    0,    0,   1,   0,   18,   // style: font 1, 18 high
    0xFF, 0xFF, 0xFF, 0xFF,                      // white
    0,    0,    0,    18,   'f', 't', 'a', 'b',  // fonts
    0,    1,    0,    1,    5,   'S', 'e', 'r', 'i', 'f'};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string payload(AVCodecID coding, std::string text) {
  if (coding == AV_CODEC_ID_WEBVTT) return escaped(text);
  if (coding != AV_CODEC_ID_MOV_TEXT) return text;
  constexpr std::size_t kMost = 0xFFFF;
  text.resize(std::min(text.size(), kMost));
  const char length[] = {static_cast<char>(text.size() >> 8U), static_cast<char>(text.size())};
  return std::string(length, sizeof length) + text;
}

std::int64_t milliseconds(core::Seconds time) { return std::llround(time.count() * 1000); }

void fill(AVFrame& frame, std::span<const float> samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto value = std::clamp(samples[i], -1.0F, 1.0F);
    if (frame.format == AV_SAMPLE_FMT_FLTP || frame.format == AV_SAMPLE_FMT_S16P) {
      auto* plane = frame.extended_data[i % kChannels];
      if (frame.format == AV_SAMPLE_FMT_FLTP) {
        reinterpret_cast<float*>(plane)[i / kChannels] = value;
      } else {
        reinterpret_cast<std::int16_t*>(plane)[i / kChannels] =
            static_cast<std::int16_t>(std::lround(value * 32767));
      }
    } else if (frame.format == AV_SAMPLE_FMT_FLT) {
      reinterpret_cast<float*>(frame.data[0])[i] = value;
    } else {
      reinterpret_cast<std::int16_t*>(frame.data[0])[i] =
          static_cast<std::int16_t>(std::lround(value * 32767));
    }
  }
}

AVSampleFormat sample_format(const AVCodec& coder) {
  constexpr std::array kWritten{AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_S16P,
                                AV_SAMPLE_FMT_S16};
  for (const auto written : kWritten) {
    for (const auto* at = coder.sample_fmts; at != nullptr && *at != AV_SAMPLE_FMT_NONE; ++at) {
      if (*at == written) return written;
    }
  }
  return AV_SAMPLE_FMT_S16;
}

}  // namespace

FilmSoundCoder::FilmSoundCoder(CodecContext codec)
    : codec_(std::move(codec)),
      packet_(owned<Packet>(av_packet_alloc())),
      frame_samples_(kChannels * static_cast<std::size_t>(
                                     codec_->frame_size > 0 ? codec_->frame_size : kOwnFrames)) {}

base::Result<FilmSoundCoder> FilmSoundCoder::open(const FilmContainer& container,
                                                  bool global_header) {
  const auto* coder = avcodec_find_encoder_by_name(container.coder);
  if (coder == nullptr) return failed(container.coder);
  auto codec = owned<CodecContext>(avcodec_alloc_context3(coder));
  codec->sample_fmt = sample_format(*coder);
  codec->sample_rate = kFilmRateHz;
  codec->time_base = {1, kFilmRateHz};
  codec->bit_rate = kBitsPerSecond;
  av_channel_layout_default(&codec->ch_layout, kFilmChannels);
  codec->thread_count = 1;
  codec->flags |= AV_CODEC_FLAG_BITEXACT;
  if (global_header) codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  if (avcodec_open2(codec.get(), coder, nullptr) < 0) return failed(container.coder);
  return FilmSoundCoder(std::move(codec));
}

base::Status FilmSoundCoder::push(std::span<const float> samples, const PacketSink& sink) {
  waiting_.insert(waiting_.end(), samples.begin(), samples.end());
  std::size_t done = 0;
  for (; waiting_.size() - done >= frame_samples_; done += frame_samples_) {
    if (auto status = encode(std::span(waiting_).subspan(done, frame_samples_), sink); !status) {
      return status;
    }
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
  return {};
}

base::Status FilmSoundCoder::finish(const PacketSink& sink) {
  if (!waiting_.empty()) {
    if (auto status = encode(std::exchange(waiting_, {}), sink); !status) return status;
  }
  if (avcodec_send_frame(codec_.get(), nullptr) < 0) return failed("flushing");
  return take_packets(sink);
}

base::Status FilmSoundCoder::encode(std::span<const float> samples, const PacketSink& sink) {
  const auto frame = owned<Frame>(av_frame_alloc());
  frame->nb_samples = static_cast<int>(samples.size() / kChannels);
  frame->format = codec_->sample_fmt;
  frame->sample_rate = kFilmRateHz;
  frame->pts = sent_;
  if (av_channel_layout_copy(&frame->ch_layout, &codec_->ch_layout) < 0 ||
      av_frame_get_buffer(frame.get(), 0) < 0) {
    return failed("a frame");
  }
  fill(*frame, samples);
  sent_ += frame->nb_samples;
  if (avcodec_send_frame(codec_.get(), frame.get()) < 0) return failed("a frame");
  return take_packets(sink);
}

base::Status FilmSoundCoder::take_packets(const PacketSink& sink) {
  for (;;) {
    const int code = avcodec_receive_packet(codec_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0) return failed("a packet");
    auto status = sink(*packet_);
    av_packet_unref(packet_.get());
    if (!status) return status;
  }
}

bool describe_subtitles(AVCodecID coding, AVStream& stream) {
  auto& parameters = *stream.codecpar;
  parameters.codec_type = AVMEDIA_TYPE_SUBTITLE;
  parameters.codec_id = coding;
  stream.time_base = kMilliseconds;
  if (coding != AV_CODEC_ID_MOV_TEXT) return true;
  parameters.extradata = static_cast<std::uint8_t*>(
      av_mallocz(kTextDescription.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (parameters.extradata == nullptr) return false;
  std::ranges::copy(kTextDescription, parameters.extradata);
  parameters.extradata_size = static_cast<int>(kTextDescription.size());
  return true;
}

Packet subtitle_packet(AVCodecID coding, const SubtitleCue& cue) {
  const auto bytes = payload(coding, cue.text);
  auto packet = owned<Packet>(av_packet_alloc());
  if (av_new_packet(packet.get(), static_cast<int>(bytes.size())) < 0) throw std::bad_alloc();
  std::memcpy(packet->data, bytes.data(), bytes.size());
  packet->pts = packet->dts = milliseconds(cue.span.start);
  packet->duration = std::max<std::int64_t>(1, milliseconds(cue.span.end) - packet->pts);
  packet->flags |= AV_PKT_FLAG_KEY;
  return packet;
}

}  // namespace dragoman::media
