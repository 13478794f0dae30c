#include "media/audio_decode.h"

#include <cerrno>
#include <string>
#include <utility>

extern "C" {
#include <libavutil/dict.h>
}

namespace dragoman::media {

namespace {

base::Error unsupported(AVCodecID codec) {
  return {base::ErrorKind::kMediaUnreadable,
          std::string("The sound is coded as '") + avcodec_get_name(codec) +
              "', which is not supported. Convert the recording to WAV, MP3 or MP4.",
          ""};
}

bool is_plausible(const AVFrame& frame) {
  constexpr int kLowestRateHz = 1000;  // below, a small frame would become a flood of samples
  constexpr int kHighestRateHz = 768'000;
  constexpr int kMostChannels = 64;
  constexpr int kMostSeconds = 60;  // of one frame, for the same reason
  return frame.nb_samples > 0 && frame.nb_samples / kMostSeconds <= frame.sample_rate &&
         frame.sample_rate >= kLowestRateHz && frame.sample_rate <= kHighestRateHz &&
         frame.ch_layout.nb_channels >= 1 && frame.ch_layout.nb_channels <= kMostChannels;
}

}  // namespace

AudioDecoder::AudioDecoder(Demuxer& demuxer, CodecContext codec)
    : demuxer_(&demuxer),
      codec_(std::move(codec)),
      packet_(owned<Packet>(av_packet_alloc())),
      frame_(owned<Frame>(av_frame_alloc())) {}

base::Result<AudioDecoder> AudioDecoder::open(Demuxer& demuxer) {
  const AVStream& stream = *demuxer.audio();
  const AVCodec* decoder = avcodec_find_decoder(stream.codecpar->codec_id);
  if (decoder == nullptr) return unsupported(stream.codecpar->codec_id);
  auto codec = owned<CodecContext>(avcodec_alloc_context3(decoder));
  if (avcodec_parameters_to_context(codec.get(), stream.codecpar) < 0) {
    return unsupported(stream.codecpar->codec_id);
  }
  codec->pkt_timebase = stream.time_base;
  codec->thread_count = 1;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "codec_whitelist", kAllowedDecoders, 0);
  const int opened = avcodec_open2(codec.get(), decoder, &options);
  av_dict_free(&options);
  if (opened < 0) return unsupported(stream.codecpar->codec_id);
  return AudioDecoder(demuxer, std::move(codec));
}

base::Result<const AVFrame*> AudioDecoder::next() {
  for (;;) {
    av_frame_unref(frame_.get());
    const int code = avcodec_receive_frame(codec_.get(), frame_.get());
    if (code == 0 && is_plausible(*frame_)) return frame_.get();
    if (code == AVERROR_EOF || (code < 0 && draining_)) return nullptr;
    if (code == AVERROR(ENOMEM)) {
      return base::Error{base::ErrorKind::kInternal, "Out of memory.", ""};
    }
    if (code != AVERROR(EAGAIN)) {
      damaged_ = true;
    } else if (auto status = feed(); !status) {
      return status.error();
    }
  }
}

base::Status AudioDecoder::feed() {
  const auto more = demuxer_->read(*packet_);
  if (!more) return more.error();
  draining_ = draining_ || !*more;
  if (avcodec_send_packet(codec_.get(), *more ? packet_.get() : nullptr) < 0) damaged_ = true;
  return {};
}

}  // namespace dragoman::media
