#include "media/testing/make_media.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "media/av.h"

extern "C" {
#include <libavutil/dict.h>
#include <libavutil/opt.h>
}

namespace dragoman::media::testing {

namespace {

int must(int code, const char* what) {
  if (code >= 0) return code;
  char reason[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, reason, sizeof reason);
  throw std::runtime_error(std::string(what) + ": " + reason);
}

/// Bytes that a muxer may seek in.
struct MemoryFile {
  std::string bytes;
  std::size_t at = 0;

  static int write(void* opaque, std::uint8_t* data, int size) {
    auto& file = *static_cast<MemoryFile*>(opaque);
    const auto count = static_cast<std::size_t>(size);
    file.bytes.resize(std::max(file.bytes.size(), file.at + count));
    std::memcpy(file.bytes.data() + file.at, data, count);
    file.at += count;
    return size;
  }
  static int read(void* opaque, std::uint8_t* into, int size) {
    auto& file = *static_cast<MemoryFile*>(opaque);
    const auto count = std::min(static_cast<std::size_t>(size), file.bytes.size() - file.at);
    if (count == 0) return AVERROR_EOF;
    std::copy_n(file.bytes.begin() + static_cast<std::ptrdiff_t>(file.at), count, into);
    file.at += count;
    return static_cast<int>(count);
  }
  static std::int64_t seek(void* opaque, std::int64_t offset, int whence) {
    auto& file = *static_cast<MemoryFile*>(opaque);
    if ((whence & AVSEEK_SIZE) != 0) return std::ssize(file.bytes);
    file.at = static_cast<std::size_t>(offset) + (whence == SEEK_CUR ? file.at : 0) +
              (whence == SEEK_END ? file.bytes.size() : 0);
    return static_cast<std::int64_t>(file.at);
  }
};

struct FreeMuxer {
  void operator()(AVFormatContext* muxer) const {
    if (muxer->pb != nullptr) av_freep(&muxer->pb->buffer);
    avio_context_free(&muxer->pb);
    avformat_free_context(muxer);
  }
};
using Muxer = std::unique_ptr<AVFormatContext, FreeMuxer>;

struct TimedPacket {
  Packet packet;
  double time_s;
};

/// One stream: its encoder, and what came out of it.
struct Track {
  CodecContext coder;
  AVStream* stream = nullptr;
  std::vector<TimedPacket> packets;

  void encode(const AVFrame* frame) {
    must(avcodec_send_frame(coder.get(), frame), "encode");
    for (;;) {
      auto packet = owned<Packet>(av_packet_alloc());
      const int code = avcodec_receive_packet(coder.get(), packet.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
      must(code, "encode");
      packet->stream_index = stream->index;
      const double time_s = static_cast<double>(packet->dts) * av_q2d(coder->time_base);
      packets.push_back({std::move(packet), time_s});
    }
  }
};

const AVCodec* coder_named(const std::string& name) {
  const AVCodec* codec = avcodec_find_encoder_by_name(name.c_str());
  if (codec == nullptr) throw std::runtime_error("no encoder " + name);
  return codec;
}

void open(Track& track, AVFormatContext& muxer, const AVCodec* codec) {
  track.coder->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;
  track.coder->flags |= AV_CODEC_FLAG_BITEXACT;
  if ((muxer.oformat->flags & AVFMT_GLOBALHEADER) != 0) {
    track.coder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  }
  must(avcodec_open2(track.coder.get(), codec, nullptr), codec->name);
  track.stream = avformat_new_stream(&muxer, nullptr);
  must(avcodec_parameters_from_context(track.stream->codecpar, track.coder.get()), "parameters");
  track.stream->time_base = track.coder->time_base;
}

/// One sample of the tone, in the frame's own format.
void set_sample(AVFrame& frame, int channel, int at, double value) {
  const auto format = static_cast<AVSampleFormat>(frame.format);
  const bool planar = av_sample_fmt_is_planar(format) != 0;
  auto* plane = frame.extended_data[planar ? channel : 0];
  const auto index =
      static_cast<std::size_t>(planar ? at : at * frame.ch_layout.nb_channels + channel);
  switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_U8:
      plane[index] = static_cast<std::uint8_t>(128 + std::lround(value * 127));
      break;
    case AV_SAMPLE_FMT_S16:
      reinterpret_cast<std::int16_t*>(plane)[index] =
          static_cast<std::int16_t>(std::lround(value * 32767));
      break;
    case AV_SAMPLE_FMT_S32:
      reinterpret_cast<std::int32_t*>(plane)[index] =
          static_cast<std::int32_t>(std::lround(value * 2147483647));
      break;
    case AV_SAMPLE_FMT_FLT:
      reinterpret_cast<float*>(plane)[index] = static_cast<float>(value);
      break;
    default:
      throw std::runtime_error("a sample format that make_media() does not write");
  }
}

Track encode_sound(AVFormatContext& muxer, const Sound& sound) {
  const AVCodec* codec = coder_named(sound.coder);
  Track track{owned<CodecContext>(avcodec_alloc_context3(codec)), nullptr, {}};
  auto& coder = *track.coder;
  coder.sample_fmt = codec->sample_fmts != nullptr ? codec->sample_fmts[0] : AV_SAMPLE_FMT_S16;
  coder.sample_rate = sound.rate_hz;
  coder.time_base = {1, sound.rate_hz};
  av_channel_layout_default(&coder.ch_layout, sound.channels);
  open(track, muxer, codec);
  if (!sound.language.empty()) {
    av_dict_set(&track.stream->metadata, "language", sound.language.c_str(), 0);
  }

  const int block = coder.frame_size > 0 ? coder.frame_size : sound.rate_hz / 50;
  const int total = static_cast<int>(std::lround(sound.seconds * sound.rate_hz));
  for (int done = 0; done < total; done += block) {
    auto frame = owned<Frame>(av_frame_alloc());
    frame->nb_samples = std::min(block, total - done);
    frame->format = coder.sample_fmt;
    frame->sample_rate = sound.rate_hz;
    must(av_channel_layout_copy(&frame->ch_layout, &coder.ch_layout), "layout");
    must(av_frame_get_buffer(frame.get(), 0), "frame");
    const bool paused = sound.pause_at_s >= 0 && done >= sound.pause_at_s * sound.rate_hz;
    frame->pts = done + std::lround((sound.start_s + (paused ? sound.pause_s : 0)) * sound.rate_hz);
    for (int i = 0; i < frame->nb_samples; ++i) {
      const double phase = 2 * std::numbers::pi * 440 * (done + i) / sound.rate_hz;
      const double value = sound.amplitude * std::sin(phase);
      for (int channel = 0; channel < sound.channels; ++channel) {
        set_sample(*frame, channel, i, value);
      }
    }
    track.encode(frame.get());
  }
  track.encode(nullptr);
  return track;
}

Track encode_picture(AVFormatContext& muxer, const Picture& picture) {
  const AVCodec* codec = coder_named(picture.coder);
  Track track{owned<CodecContext>(avcodec_alloc_context3(codec)), nullptr, {}};
  auto& coder = *track.coder;
  coder.width = picture.width;
  coder.height = picture.height;
  coder.pix_fmt = codec->pix_fmts != nullptr ? codec->pix_fmts[0] : AV_PIX_FMT_YUV420P;
  coder.time_base = {1, picture.frames_per_second};
  coder.framerate = {picture.frames_per_second, 1};
  coder.thread_count = 1;
  coder.gop_size = picture.key_frame_every;
  open(track, muxer, codec);
  track.stream->avg_frame_rate = coder.framerate;

  for (int i = 0; i < picture.frames; ++i) {
    auto frame = owned<Frame>(av_frame_alloc());
    frame->width = picture.width;
    frame->height = picture.height;
    frame->format = coder.pix_fmt;
    must(av_frame_get_buffer(frame.get(), 0), "frame");
    for (int plane = 0; plane < AV_NUM_DATA_POINTERS && frame->buf[plane] != nullptr; ++plane) {
      std::memset(frame->buf[plane]->data, 128, frame->buf[plane]->size);
    }
    for (int y = 0; picture.brightness && y < picture.height; ++y) {
      for (int x = 0; x < picture.width; ++x) {
        frame->data[0][y * frame->linesize[0] + x] = picture.brightness(i, x, y);
      }
    }
    frame->pts = i;
    track.encode(frame.get());
  }
  track.encode(nullptr);
  return track;
}

void write_packets(AVFormatContext& muxer, std::vector<Track>& tracks) {
  std::vector<std::pair<TimedPacket*, Track*>> order;
  for (auto& track : tracks) {
    for (auto& packet : track.packets) order.emplace_back(&packet, &track);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first->time_s < b.first->time_s; });
  for (const auto& [timed, track] : order) {
    av_packet_rescale_ts(timed->packet.get(), track->coder->time_base, track->stream->time_base);
    must(av_interleaved_write_frame(&muxer, timed->packet.get()), "write");
  }
}

}  // namespace

std::string make_media(const std::string& container, const std::vector<Sound>& sounds,
                       const std::optional<Picture>& picture, const std::string& options) {
  MemoryFile file;
  AVFormatContext* context = nullptr;
  must(avformat_alloc_output_context2(&context, nullptr, container.c_str(), nullptr), "container");
  const Muxer muxer(context);
  constexpr int kBufferBytes = 4096;
  context->pb =
      avio_alloc_context(static_cast<std::uint8_t*>(av_malloc(kBufferBytes)), kBufferBytes, 1,
                         &file, &MemoryFile::read, &MemoryFile::write, &MemoryFile::seek);
  context->flags |= AVFMT_FLAG_BITEXACT;

  std::vector<Track> tracks;
  if (picture) tracks.push_back(encode_picture(*context, *picture));
  for (const auto& sound : sounds) tracks.push_back(encode_sound(*context, sound));
  AVDictionary* dictionary = nullptr;
  av_dict_parse_string(&dictionary, options.c_str(), "=", ",", 0);
  const int begun = avformat_write_header(context, &dictionary);
  av_dict_free(&dictionary);
  must(begun, "header");
  write_packets(*context, tracks);
  must(av_write_trailer(context), "trailer");
  avio_flush(context->pb);
  return std::move(file.bytes);
}

std::string make_media(const std::string& container, const std::optional<Sound>& sound,
                       const std::optional<Picture>& picture, const std::string& options) {
  const auto sounds = sound ? std::vector{*sound} : std::vector<Sound>();
  return make_media(container, sounds, picture, options);
}

}  // namespace dragoman::media::testing
