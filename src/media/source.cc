#include "media/source.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/download.h"

namespace dragoman::media {

namespace {

using Source = base::Result<std::unique_ptr<ByteSource>>;

base::Error too_large(std::uint64_t limit) {
  return {base::ErrorKind::kMediaTooLarge,
          fmt::format("The recording is larger than the limit of {} bytes.", limit), ""};
}

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}

  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    if (offset >= bytes_->size()) return std::size_t{0};
    const auto count = std::min<std::size_t>(into.size(), bytes_->size() - offset);
    std::memcpy(into.data(), bytes_->data() + offset, count);
    return count;
  }
  std::optional<std::uint64_t> size() const override { return bytes_->size(); }
  bool complete() const override { return true; }
  base::Status wait_complete() override { return {}; }

 private:
  std::shared_ptr<const std::string> bytes_;
};

class FileSource final : public ByteSource {
 public:
  explicit FileSource(base::File file) : file_(std::move(file)) {}

  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    return file_.read_at(offset, into);
  }
  std::optional<std::uint64_t> size() const override { return file_.size(); }
  bool complete() const override { return true; }
  base::Status wait_complete() override { return {}; }

 private:
  base::File file_;
};

class SpoolSource final : public ByteSource {
 public:
  explicit SpoolSource(std::shared_ptr<const base::SpoolFile> file) : file_(std::move(file)) {}

  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    return file_->read_at(offset, into);
  }
  std::optional<std::uint64_t> size() const override { return file_->size(); }
  bool complete() const override { return true; }
  base::Status wait_complete() override { return {}; }

 private:
  std::shared_ptr<const base::SpoolFile> file_;
};

class UrlSource final : public ByteSource {
 public:
  UrlSource(std::unique_ptr<base::Download> download, base::CancelToken cancel)
      : download_(std::move(download)), cancel_(std::move(cancel)) {}

  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    return download_->body().read_at(offset, into, cancel_);
  }
  std::optional<std::uint64_t> size() const override { return download_->body().size(); }
  bool complete() const override { return download_->body().complete(); }
  base::Status wait_complete() override { return download_->body().wait(cancel_); }

 private:
  std::unique_ptr<base::Download> download_;
  base::CancelToken cancel_;
};

/// Read only as far as somebody asks, so a slow reader holds the writer of the pipe back.
class PipeSource final : public ByteSource {
 public:
  PipeSource(base::UniqueFd fd, base::SpoolFile spool, std::uint64_t max_bytes,
             base::CancelToken cancel)
      : fd_(std::move(fd)),
        spool_(std::move(spool)),
        max_bytes_(max_bytes),
        cancel_(std::move(cancel)) {}

  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    while (!ended_ && spool_.size() <= offset) {
      if (auto status = pull(); !status) return status.error();
    }
    return spool_.read_at(offset, into);
  }
  std::optional<std::uint64_t> size() const override {
    return ended_ ? std::optional(spool_.size()) : std::nullopt;
  }
  bool complete() const override { return ended_; }
  base::Status wait_complete() override {
    while (!ended_) {
      if (auto status = pull(); !status) return status;
    }
    return {};
  }

 private:
  base::Status pull() {
    if (auto status = await_input(); !status) return status;
    std::array<std::uint8_t, 1U << 16U> part;
    const auto got = ::read(fd_.get(), part.data(), part.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return {};
    if (got < 0) {
      return base::Error{base::ErrorKind::kIo, "Standard input could not be read.",
                         std::generic_category().message(errno)};
    }
    const auto count = static_cast<std::size_t>(got);
    ended_ = count == 0;
    if (count > max_bytes_ - spool_.size()) return too_large(max_bytes_);
    return spool_.append(std::span(part).first(count));
  }

  base::Status await_input() {
    constexpr int kTickMs = 50;  // how late a cancel may be noticed
    pollfd wanted{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    do {
      if (auto status = cancel_.check(); !status) return status;
    } while (::poll(&wanted, 1, kTickMs) == 0);
    return {};
  }

  base::UniqueFd fd_;
  base::SpoolFile spool_;
  const std::uint64_t max_bytes_;
  base::CancelToken cancel_;
  bool ended_ = false;
};

// Lies on the disk already, so that its size is no burden.
Source from_file(base::Result<base::File> file) {
  if (!file && file.error().kind == base::ErrorKind::kInvalidArgument) {
    return base::Error{base::ErrorKind::kMediaUnreadable, file.error().message, ""};
  }
  if (!file) return file.error();
  return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(std::move(*file)));
}

Source open_path(const core::MediaPath& input, const Limits& limits,
                 const base::CancelToken& cancel) {
  if (input.path != "-") return from_file(base::File::open(input.path));
  return open_descriptor(base::UniqueFd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)), limits, cancel);
}

Source open_url(const core::MediaUrl& input, const Limits& limits,
                const base::CancelToken& cancel) {
  base::DownloadLimits guard;
  guard.max_bytes = limits.max_bytes;
  guard.timeout = std::chrono::ceil<std::chrono::milliseconds>(limits.fetch_timeout);
  guard.hosts = limits.hosts;
  auto download = base::Download::start(input.url, guard, cancel);
  if (!download) return download.error();
  return std::unique_ptr<ByteSource>(std::make_unique<UrlSource>(std::move(*download), cancel));
}

Source open_bytes(const core::MediaBytes& input, const Limits& limits) {
  if (input.bytes->size() > limits.max_bytes) return too_large(limits.max_bytes);
  return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(input.bytes));
}

Source open_spool(const core::MediaSpool& input, const Limits& limits) {
  if (input.file->size() > limits.max_bytes) return too_large(limits.max_bytes);
  return std::unique_ptr<ByteSource>(std::make_unique<SpoolSource>(input.file));
}

}  // namespace

Source open_source(const core::MediaInput& input, const Limits& limits,
                   const base::CancelToken& cancel) {
  if (const auto* path = std::get_if<core::MediaPath>(&input)) {
    return open_path(*path, limits, cancel);
  }
  if (const auto* url = std::get_if<core::MediaUrl>(&input)) return open_url(*url, limits, cancel);
  if (const auto* spool = std::get_if<core::MediaSpool>(&input)) {
    return open_spool(*spool, limits);
  }
  return open_bytes(std::get<core::MediaBytes>(input), limits);
}

Source open_descriptor(base::UniqueFd fd, const Limits& limits, const base::CancelToken& cancel) {
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) {
    return base::Error{base::ErrorKind::kIo, "Standard input is not open.", ""};
  }
  if (S_ISREG(status.st_mode)) return from_file(base::File::adopt(std::move(fd)));
  auto spool = base::SpoolFile::create();
  if (!spool) return spool.error();
  return std::unique_ptr<ByteSource>(
      std::make_unique<PipeSource>(std::move(fd), std::move(*spool), limits.max_bytes, cancel));
}

}  // namespace dragoman::media
