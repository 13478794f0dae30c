#include "media/film_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace dragoman::media {

namespace {

constexpr int kBufferBytes = 1 << 18;

base::Error not_written(const std::string& path, int code) {
  if (code == ENOSPC || code == EDQUOT) {
    return {base::ErrorKind::kStorageFull,
            fmt::format("{} cannot be written: the disk is full.", path), ""};
  }
  return {base::ErrorKind::kIo, fmt::format("{} cannot be written: {}.", path, std::strerror(code)),
          ""};
}

}  // namespace

FilmOutput::FilmOutput(std::string path, base::UniqueFd fd)
    : path_(std::move(path)), fd_(std::move(fd)) {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBufferBytes));
  if (buffer == nullptr) throw std::bad_alloc();
  context_ = avio_alloc_context(buffer, kBufferBytes, 1, this, nullptr, &on_write, &on_seek);
  if (context_ == nullptr) {
    av_free(buffer);
    throw std::bad_alloc();
  }
}

FilmOutput::~FilmOutput() {
  av_freep(&context_->buffer);
  avio_context_free(&context_);
}

base::Result<std::unique_ptr<FilmOutput>> FilmOutput::open(const std::string& path) {
  base::UniqueFd fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!fd) return not_written(path, errno);
  return std::unique_ptr<FilmOutput>(new FilmOutput(path, std::move(fd)));
}

base::Status FilmOutput::sync() {
  if (!failure_ && ::fsync(fd_.get()) != 0) fail(errno);
  return failure_ ? base::Status(*failure_) : base::Status();
}

void FilmOutput::fail(int code) {
  if (!failure_) failure_ = not_written(path_, code);
}

int FilmOutput::on_write(void* self, std::uint8_t* data, int size) {
  auto& output = *static_cast<FilmOutput*>(self);
  for (int done = 0; done < size;) {
    const auto count =
        ::write(output.fd_.get(), data + done, static_cast<std::size_t>(size - done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int code = errno;
      output.fail(code);
      return AVERROR(code);
    }
    done += static_cast<int>(count);
  }
  return size;
}

std::int64_t FilmOutput::on_seek(void* self, std::int64_t offset, int whence) {
  auto& output = *static_cast<FilmOutput*>(self);
  if ((whence & AVSEEK_SIZE) != 0) return AVERROR(ENOSYS);
  const auto at = ::lseek(output.fd_.get(), offset, whence & ~AVSEEK_FORCE);
  return at < 0 ? AVERROR(errno) : static_cast<std::int64_t>(at);
}

}  // namespace dragoman::media
