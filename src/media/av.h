#pragma once

#include <memory>
#include <new>

// The one door to FFmpeg's headers, which are C and not ours to warn about.
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

namespace dragoman::media {

/// FFmpeg's own words go to our log, and none of its allocations is large. To be called before
/// anything of it reads what comes from outside; more calls do nothing. Any thread.
void set_up_library();

/// Frees with one of FFmpeg's functions that take the address of the pointer.
template <auto free>
struct FreeAddress {
  template <class T>
  void operator()(T* object) const {
    free(&object);
  }
};

using FormatContext = std::unique_ptr<AVFormatContext, FreeAddress<avformat_close_input>>;
using CodecContext = std::unique_ptr<AVCodecContext, FreeAddress<avcodec_free_context>>;
using Packet = std::unique_ptr<AVPacket, FreeAddress<av_packet_free>>;
using Frame = std::unique_ptr<AVFrame, FreeAddress<av_frame_free>>;
using SwrHandle = std::unique_ptr<SwrContext, FreeAddress<swr_free>>;

/// Zero where either number is: FFmpeg's way to say that it does not know.
[[nodiscard]] inline double to_double(AVRational ratio) {
  return ratio.num == 0 || ratio.den == 0 ? 0 : av_q2d(ratio);
}

/// An object of FFmpeg's, or std::bad_alloc: only memory can run out.
template <class Owner>
[[nodiscard]] Owner owned(typename Owner::pointer object) {
  if (object == nullptr) throw std::bad_alloc();
  return Owner(object);
}

}  // namespace dragoman::media
