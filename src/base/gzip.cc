#include "base/gzip.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"

namespace dragoman::base {

namespace {

constexpr std::size_t kPartBytes = 1U << 18U;
constexpr int kGzipWindow = 15 + 16;  // gzip alone, with its checksum

class Inflater {
 public:
  Inflater() {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
};

Error broken(const char* what) {
  return {ErrorKind::kModelInvalid, fmt::format("The packed file is damaged: {}.", what), ""};
}

class Unpacking {
 public:
  Unpacking(const File& from, int to, std::uint64_t max_bytes)
      : from_(from), to_(to), left_(max_bytes) {}

  Status run(const CancelToken& cancel) {
    std::vector<std::uint8_t> part(kPartBytes);
    for (std::uint64_t at = 0;;) {
      if (auto status = cancel.check(); !status) return status;
      const auto got = from_.read_at(at, part);
      if (!got) return got.error();
      if (*got == 0) break;
      at += *got;
      if (auto status = feed(std::span(part).first(*got)); !status) return status;
    }
    if (!ended_) return broken("it is cut off");
    return {};
  }

 private:
  Status feed(std::span<std::uint8_t> bytes) {
    auto& stream = inflater_.stream();
    stream.next_in = bytes.data();
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
      // Another member may follow the end of one.
      if (ended_ && stream.avail_in > 0) {
        inflateReset(&stream);
        ended_ = false;
      }
      stream.next_out = out_.data();
      stream.avail_out = static_cast<uInt>(out_.size());
      const int code = inflate(&stream, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
        return broken(stream.msg != nullptr ? stream.msg : "it is no gzip");
      }
      ended_ = code == Z_STREAM_END;
      if (auto status = write(out_.size() - stream.avail_out); !status) return status;
    } while (stream.avail_in > 0 || stream.avail_out == 0);
    return {};
  }

  Status write(std::size_t count) {
    if (count > left_) {
      return Error{ErrorKind::kMediaTooLarge, "The packed file holds more than it should.", ""};
    }
    left_ -= count;
    for (std::size_t done = 0; done < count;) {
      const auto written = ::write(to_, out_.data() + done, count - done);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        return Error{ErrorKind::kIo,
                     errno == ENOSPC ? "The disk is full." : "A file could not be written.",
                     std::strerror(errno)};
      }
      done += static_cast<std::size_t>(written);
    }
    return {};
  }

  const File& from_;
  const int to_;
  std::uint64_t left_;
  Inflater inflater_;
  std::vector<std::uint8_t> out_ = std::vector<std::uint8_t>(kPartBytes);
  bool ended_ = false;
};

}  // namespace

Status gunzip_file(const std::string& from, const std::string& to, std::uint64_t max_bytes,
                   const CancelToken& cancel) {
  const auto packed = File::open(from);
  if (!packed) return packed.error();
  const UniqueFd out(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!out) return Error{ErrorKind::kIo, "A file could not be made.", to};
  auto status = Unpacking(*packed, out.get(), max_bytes).run(cancel);
  if (!status) ::unlink(to.c_str());
  return status;
}

}  // namespace dragoman::base
