#pragma once

#include "base/result.h"
#include "media/av.h"
#include "media/demux.h"

namespace dragoman::media {

/// The packets of a demuxer's sound track made into frames of samples. One thread at a time.
class AudioDecoder {
 public:
  /// `demuxer` must have a sound track and outlive the decoder. Errors: kMediaUnreadable (a coding
  /// that is not on our list).
  [[nodiscard]] static base::Result<AudioDecoder> open(Demuxer& demuxer);

  /// The next frame, valid until the next call; null at the end. Packets that do not decode are
  /// passed over. Errors: those of Demuxer::read, kInternal (out of memory).
  [[nodiscard]] base::Result<const AVFrame*> next();
  /// Whether anything did not decode.
  [[nodiscard]] bool damaged() const { return damaged_ || demuxer_->damaged(); }

 private:
  AudioDecoder(Demuxer& demuxer, CodecContext codec);
  [[nodiscard]] base::Status feed();

  Demuxer* demuxer_;
  CodecContext codec_;
  Packet packet_;
  Frame frame_;
  bool draining_ = false;
  bool damaged_ = false;
};

}  // namespace dragoman::media
