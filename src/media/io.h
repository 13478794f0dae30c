#pragma once

#include <cstdint>
#include <optional>

#include "base/cancel.h"
#include "base/result.h"
#include "media/av.h"
#include "media/source.h"

namespace dragoman::media {

/// Lets FFmpeg read a ByteSource, which must outlive it, until the token is cancelled. One thread
/// at a time.
///
/// While bytes are still on their way FFmpeg is told that it cannot seek, so it leaves out its
/// excursions to the end (for lengths and indexes) that would wait for the whole transfer; a jump
/// that a container needs (an MP4 whose index comes last) works all the same.
class SourceIo {
 public:
  SourceIo(ByteSource& source, base::CancelToken cancel);
  SourceIo(const SourceIo&) = delete;
  SourceIo& operator=(const SourceIo&) = delete;
  ~SourceIo();

  [[nodiscard]] AVIOContext* context() const { return context_; }
  /// Why the source failed, if it did: FFmpeg's own codes cannot say.
  [[nodiscard]] const std::optional<base::Error>& failure() const { return failure_; }

 private:
  [[nodiscard]] int read(std::span<std::uint8_t> into);
  static int on_read(void* self, std::uint8_t* into, int size);
  static std::int64_t on_seek(void* self, std::int64_t offset, int whence);

  ByteSource& source_;
  base::CancelToken cancel_;
  AVIOContext* context_ = nullptr;
  std::uint64_t position_ = 0;
  std::optional<base::Error> failure_;
};

}  // namespace dragoman::media
