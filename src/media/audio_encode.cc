#include "media/audio_encode.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/audio.h"
#include "media/av.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace dragoman::media {

namespace {

using core::SpeechFormat;

struct Coding {
  SpeechFormat format;
  const char* muxer;
  const char* encoder;
  AVSampleFormat samples;
  std::int64_t bits_per_s;  // 0: not for the encoder to choose
};

// One voice at 24 kHz: beyond these rates nothing more is heard.
constexpr std::array kCodings{
    Coding{SpeechFormat::kMp3, "mp3", "libmp3lame", AV_SAMPLE_FMT_S16P, 96'000},
    Coding{SpeechFormat::kOpus, "ogg", "libopus", AV_SAMPLE_FMT_S16, 48'000},
    Coding{SpeechFormat::kAac, "adts", "aac", AV_SAMPLE_FMT_FLTP, 96'000},
    Coding{SpeechFormat::kFlac, "flac", "flac", AV_SAMPLE_FMT_S16, 0},
    Coding{SpeechFormat::kWav, "wav", "pcm_s16le", AV_SAMPLE_FMT_S16, 0},
    Coding{SpeechFormat::kPcm, "s16le", "pcm_s16le", AV_SAMPLE_FMT_S16, 0},
};

constexpr int kOwnFrameSamples =
    1200;  // where the encoder takes any length: a twentieth of a second
constexpr int kWriteBytes = 4096;

struct FreeOutput {
  void operator()(AVFormatContext* context) const { avformat_free_context(context); }
};
using OutputContext = std::unique_ptr<AVFormatContext, FreeOutput>;

struct FreeIo {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
using Io = std::unique_ptr<AVIOContext, FreeIo>;

base::Error failed(const char* what) {
  return {base::ErrorKind::kInternal, "The speech could not be encoded.", what};
}

int take_bytes(void* bytes, std::uint8_t* data, int size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data),
                                           static_cast<std::size_t>(size));
  return size;
}

class Encoder final : public core::AudioEncoder {
 public:
  base::Status open(const Coding& coding) {
    if (auto status = open_codec(coding); !status) return status;
    return open_muxer(coding);
  }

  base::Result<std::string> push(std::span<const std::int16_t> samples) override {
    waiting_.insert(waiting_.end(), samples.begin(), samples.end());
    std::size_t done = 0;
    for (; waiting_.size() - done >= frame_samples_; done += frame_samples_) {
      if (auto status = encode(std::span(waiting_).subspan(done, frame_samples_)); !status) {
        return status.error();
      }
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
    return take();
  }

  base::Result<std::string> finish() override {
    if (!waiting_.empty()) {
      if (auto status = encode(waiting_); !status) return status.error();
    }
    if (avcodec_send_frame(codec_.get(), nullptr) < 0) return failed("flushing");
    if (auto status = write_packets(); !status) return status.error();
    if (av_write_trailer(muxer_.get()) < 0) return failed("the trailer");
    return take();
  }

 private:
  base::Status open_codec(const Coding& coding) {
    const auto* codec = avcodec_find_encoder_by_name(coding.encoder);
    if (codec == nullptr) return failed(coding.encoder);
    codec_ = owned<CodecContext>(avcodec_alloc_context3(codec));
    codec_->sample_fmt = coding.samples;
    codec_->sample_rate = core::kSpeakRateHz;
    codec_->time_base = {1, core::kSpeakRateHz};
    if (coding.bits_per_s > 0) codec_->bit_rate = coding.bits_per_s;
    av_channel_layout_default(&codec_->ch_layout, 1);
    codec_->thread_count = 1;
    codec_->flags |= AV_CODEC_FLAG_BITEXACT;
    if (avcodec_open2(codec_.get(), codec, nullptr) < 0) return failed(coding.encoder);
    frame_samples_ =
        static_cast<std::size_t>(codec_->frame_size > 0 ? codec_->frame_size : kOwnFrameSamples);
    packet_ = owned<Packet>(av_packet_alloc());
    return {};
  }

  base::Status open_muxer(const Coding& coding) {
    io_ = owned<Io>(avio_alloc_context(static_cast<std::uint8_t*>(av_malloc(kWriteBytes)),
                                       kWriteBytes, 1, &bytes_, nullptr, &take_bytes, nullptr));
    AVFormatContext* opened = nullptr;
    if (avformat_alloc_output_context2(&opened, nullptr, coding.muxer, nullptr) < 0) {
      return failed(coding.muxer);
    }
    muxer_.reset(opened);
    muxer_->pb = io_.get();
    muxer_->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_FLUSH_PACKETS | AVFMT_FLAG_BITEXACT;
    muxer_->metadata_header_padding = 0;  // nobody will tag a stream
    auto* stream = avformat_new_stream(muxer_.get(), nullptr);
    if (stream == nullptr) return failed(coding.muxer);
    stream->time_base = codec_->time_base;
    if (avcodec_parameters_from_context(stream->codecpar, codec_.get()) < 0) {
      return failed(coding.muxer);
    }
    // Ogg gathers a second of sound before it lets go of a page.
    av_opt_set_int(muxer_.get(), "page_duration", 100'000, AV_OPT_SEARCH_CHILDREN);
    if (avformat_write_header(muxer_.get(), nullptr) < 0) return failed(coding.muxer);
    return {};
  }

  // At most one frame's samples, fewer only at the end.
  base::Status encode(std::span<const std::int16_t> samples) {
    const auto frame = owned<Frame>(av_frame_alloc());
    frame->nb_samples = static_cast<int>(samples.size());
    frame->format = codec_->sample_fmt;
    frame->sample_rate = codec_->sample_rate;
    frame->pts = sent_;
    if (av_channel_layout_copy(&frame->ch_layout, &codec_->ch_layout) < 0 ||
        av_frame_get_buffer(frame.get(), 0) < 0) {
      return failed("a frame");
    }
    fill(*frame, samples);
    sent_ += frame->nb_samples;
    if (avcodec_send_frame(codec_.get(), frame.get()) < 0) return failed("a frame");
    return write_packets();
  }

  static void fill(AVFrame& frame, std::span<const std::int16_t> samples) {
    if (frame.format == AV_SAMPLE_FMT_FLTP) {
      std::ranges::transform(
          samples, reinterpret_cast<float*>(frame.data[0]),
          [](std::int16_t sample) { return static_cast<float>(sample) / 32768; });
    } else {
      std::ranges::copy(samples, reinterpret_cast<std::int16_t*>(frame.data[0]));
    }
  }

  base::Status write_packets() {
    for (;;) {
      const int result = avcodec_receive_packet(codec_.get(), packet_.get());
      if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return {};
      if (result < 0) return failed("a packet");
      av_packet_rescale_ts(packet_.get(), codec_->time_base, muxer_->streams[0]->time_base);
      if (av_write_frame(muxer_.get(), packet_.get()) < 0) return failed("a packet");
      av_packet_unref(packet_.get());
    }
  }

  std::string take() {
    avio_flush(io_.get());
    return std::exchange(bytes_, {});
  }

  std::string bytes_;
  CodecContext codec_;
  Io io_;
  OutputContext muxer_;
  Packet packet_;
  std::size_t frame_samples_ = 0;
  std::vector<std::int16_t> waiting_;  // less than a frame
  std::int64_t sent_ = 0;
};

}  // namespace

base::Result<std::unique_ptr<core::AudioEncoder>> make_audio_encoder(SpeechFormat format) {
  const auto coding = std::ranges::find(kCodings, format, &Coding::format);
  auto encoder = std::make_unique<Encoder>();
  if (auto status = encoder->open(*coding); !status) return status.error();
  return std::unique_ptr<core::AudioEncoder>(std::move(encoder));
}

}  // namespace dragoman::media
