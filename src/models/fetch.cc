#include "models/fetch.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/download_transfer.h"
#include "base/files.h"
#include "base/pause.h"
#include "base/sha256.h"

namespace dragoman::models {

namespace {

using base::Error;
using base::ErrorKind;
using base::Status;

constexpr std::uint64_t kEnoughForHope = 1U << 20U;

Error io_error(const char* what) {
  const int fault = errno;
  return {ErrorKind::kIo, fault == ENOSPC || fault == EDQUOT ? "the disk is full" : what,
          std::strerror(fault)};
}

/// A file that grows, up to a size that is known.
class PartFile {
 public:
  static base::Result<PartFile> open(const std::string& path, std::uint64_t expected) {
    base::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    struct stat found {};
    if (!fd || ::fstat(fd.get(), &found) != 0) return io_error("a file could not be made");
    PartFile part(std::move(fd), expected);
    part.size_ = static_cast<std::uint64_t>(found.st_size);
    if (part.size_ > expected) {
      if (auto status = part.clear(); !status) return status.error();
    }
    return part;
  }

  Status clear() {
    if (::ftruncate(fd_.get(), 0) != 0) return io_error("a file could not be written");
    size_ = 0;
    return {};
  }

  Status append(std::span<const std::uint8_t> bytes) {
    if (bytes.size() > expected_ - size_) {
      return Error{ErrorKind::kModelInvalid, "the server sends more than there should be", ""};
    }
    while (!bytes.empty()) {
      const auto written =
          ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<::off_t>(size_));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return io_error("a file could not be written");
      size_ += static_cast<std::uint64_t>(written);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool complete() const { return size_ == expected_; }

 private:
  PartFile(base::UniqueFd fd, std::uint64_t expected) : fd_(std::move(fd)), expected_(expected) {}

  base::UniqueFd fd_;
  std::uint64_t expected_;
  std::uint64_t size_ = 0;
};

class PartSink final : public base::TransferSink {
 public:
  PartSink(PartFile& part, std::uint64_t expected, const FetchProgress& progress)
      : part_(part), expected_(expected), progress_(progress) {}

  Status begin(std::uint64_t first, std::optional<std::uint64_t> total) override {
    if (total && *total != expected_) {
      return Error{ErrorKind::kModelInvalid,
                   fmt::format("the server has {} bytes where {} are expected", *total, expected_),
                   ""};
    }
    return first == 0 && part_.size() > 0 ? part_.clear() : Status();
  }

  Status append(std::span<const std::uint8_t> bytes) override {
    auto status = part_.append(bytes);
    if (status && progress_) progress_(part_.size());
    return status;
  }

 private:
  PartFile& part_;
  const std::uint64_t expected_;
  const FetchProgress& progress_;
};

class TextSink final : public base::TransferSink {
 public:
  Status begin(std::uint64_t, std::optional<std::uint64_t>) override {
    text.clear();
    return {};
  }
  Status append(std::span<const std::uint8_t> bytes) override {
    text.append(bytes.begin(), bytes.end());
    return {};
  }
  std::string text;
};

/// When to ask again.
class Patience {
 public:
  Patience(const FetchOptions& options, const base::CancelToken& cancel)
      : options_(options), cancel_(cancel), pause_(options.first_pause) {}

  /// Waits and returns success where another attempt is due; else the fault as an error.
  Status after(const base::TransferFault& fault, std::uint64_t brought_bytes) {
    if (brought_bytes >= kEnoughForHope) {
      attempts_ = 0;
      pause_ = options_.first_pause;
    }
    ++attempts_;
    Error error{fault.kind, fault.clause, fault.detail};
    if (!fault.passing || attempts_ >= options_.attempts) return error;
    auto pause = std::exchange(pause_, pause_ * 2);
    if (fault.retry_after) {
      if (*fault.retry_after > options_.longest_pause) {
        error.message += fmt::format(" and asks to come back in {} s", fault.retry_after->count());
        return error;
      }
      pause = *fault.retry_after;
    }
    return base::pause_for(pause, cancel_);
  }

 private:
  const FetchOptions& options_;
  const base::CancelToken& cancel_;
  std::chrono::milliseconds pause_;
  int attempts_ = 0;
};

}  // namespace

Fetcher::Fetcher(const FetchOptions& options, base::CancelToken cancel)
    : options_(options), cancel_(std::move(cancel)) {}

base::Result<std::string> Fetcher::text(const std::string& url, std::uint64_t max_bytes) {
  base::TransferRequest request{.url = url, .from = 0, .limits = options_.limits};
  request.limits.max_bytes = max_bytes;
  Patience patience(options_, cancel_);
  for (;;) {
    TextSink sink;
    const auto fault = base::transfer(request, sink, cancel_);
    if (!fault) return std::move(sink.text);
    if (auto status = patience.after(*fault, 0); !status) return status.error();
  }
}

Status Fetcher::file(const RemoteFile& file, const std::string& part,
                     const FetchProgress& progress) {
  for (bool first = true;; first = false) {
    struct stat found {};
    const bool resumed = ::stat(part.c_str(), &found) == 0 && found.st_size > 0;
    auto status = file.is_local ? copy(file, part, progress) : complete(file, part, progress);
    if (!status) return status;
    const auto right = matches(file, part);
    if (!right) return right.error();
    if (*right) return {};
    ::unlink(part.c_str());
    if (resumed && first) continue;  // what lay here may have been the wrong half
    return Error{ErrorKind::kModelInvalid, "what came has another hash than what was published",
                 ""};
  }
}

Status Fetcher::complete(const RemoteFile& file, const std::string& path,
                         const FetchProgress& progress) {
  auto part = PartFile::open(path, file.bytes);
  if (!part) return part.error();
  base::TransferRequest request{.url = file.where, .from = 0, .limits = options_.limits};
  request.limits.max_bytes = file.bytes;
  Patience patience(options_, cancel_);
  PartSink sink(*part, file.bytes, progress);
  while (!part->complete()) {
    if (auto status = cancel_.check(); !status) return status;
    const auto before = part->size();
    request.from = before;
    auto fault = base::transfer(request, sink, cancel_);
    if (!fault && part->complete()) break;
    if (fault && fault->no_such_range && before > 0) {
      if (auto status = part->clear(); !status) return status;
      fault->passing = true;
    }
    if (!fault) {
      fault = base::TransferFault{};
      fault->clause = "the transfer broke off";
      fault->passing = true;
    }
    const auto brought = part->size() > before ? part->size() - before : 0;
    if (auto status = patience.after(*fault, brought); !status) return status;
  }
  return {};
}

Status Fetcher::copy(const RemoteFile& file, const std::string& path,
                     const FetchProgress& progress) {
  const auto from = base::File::open(file.where);
  if (!from) return Error{from.error().kind, "it is not there", from.error().detail};
  if (from->size() != file.bytes) {
    return Error{ErrorKind::kModelInvalid,
                 fmt::format("it has {} bytes where {} are expected", from->size(), file.bytes),
                 ""};
  }
  auto part = PartFile::open(path, file.bytes);
  if (!part) return part.error();
  std::vector<std::uint8_t> bytes(1U << 20U);
  while (!part->complete()) {
    if (auto status = cancel_.check(); !status) return status;
    const auto got = from->read_at(part->size(), bytes);
    if (!got) return got.error();
    if (*got == 0) return Error{ErrorKind::kModelInvalid, "it is cut off", ""};
    if (auto status = part->append(std::span(bytes).first(*got)); !status) return status;
    if (progress) progress(part->size());
  }
  return {};
}

base::Result<bool> Fetcher::matches(const RemoteFile& file, const std::string& part) const {
  const bool by_git = file.sha256.empty();
  const auto sum = by_git ? base::git_blob_file(part, cancel_) : base::sha256_file(part, cancel_);
  if (!sum) return sum.error();
  return *sum == (by_git ? file.git_id : file.sha256);
}

}  // namespace dragoman::models
