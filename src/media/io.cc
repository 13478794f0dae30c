#include "media/io.h"

#include <cerrno>
#include <cstdio>
#include <limits>
#include <new>
#include <utility>

#include "base/caught.h"

namespace dragoman::media {

namespace {
constexpr int kBufferBytes = 1 << 15;
}

SourceIo::SourceIo(ByteSource& source, base::CancelToken cancel)
    : source_(source), cancel_(std::move(cancel)) {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBufferBytes));
  if (buffer == nullptr) throw std::bad_alloc();
  context_ = avio_alloc_context(buffer, kBufferBytes, 0, this, &on_read, nullptr, &on_seek);
  if (context_ == nullptr) {
    av_free(buffer);
    throw std::bad_alloc();
  }
  context_->seekable = source.complete() ? AVIO_SEEKABLE_NORMAL : 0;
}

SourceIo::~SourceIo() {
  av_freep(&context_->buffer);  // FFmpeg may have replaced the first one
  avio_context_free(&context_);
}

int SourceIo::on_read(void* self, std::uint8_t* into, int size) {
  auto& io = *static_cast<SourceIo*>(self);
  try {
    return io.read({into, static_cast<std::size_t>(size)});
  } catch (...) {  // not through the library's C
    io.failure_ = base::caught("The recording could not be read.");
    return AVERROR_EXIT;
  }
}

int SourceIo::read(std::span<std::uint8_t> into) {
  if (auto status = cancel_.check(); !status) {
    failure_ = status.error();
    return AVERROR_EXIT;
  }
  const auto got = source_.read_at(position_, into);
  if (!got) {
    failure_ = got.error();
    return AVERROR_EXIT;
  }
  if (*got == 0) return AVERROR_EOF;
  position_ += *got;
  return static_cast<int>(*got);
}

std::int64_t SourceIo::on_seek(void* self, std::int64_t offset, int whence) {
  auto& io = *static_cast<SourceIo*>(self);
  const auto size = io.source_.size();
  if ((whence & AVSEEK_SIZE) != 0) {
    return size ? static_cast<std::int64_t>(*size) : AVERROR(ENOSYS);
  }
  std::int64_t base = 0;
  switch (whence & ~AVSEEK_FORCE) {
    case SEEK_SET:
      break;
    case SEEK_CUR:
      base = static_cast<std::int64_t>(io.position_);
      break;
    case SEEK_END:
      if (!size) return AVERROR(ENOSYS);
      base = static_cast<std::int64_t>(*size);
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset > std::numeric_limits<std::int64_t>::max() - base || offset + base < 0) {
    return AVERROR(EINVAL);
  }
  io.position_ = static_cast<std::uint64_t>(offset + base);
  return offset + base;
}

}  // namespace dragoman::media
