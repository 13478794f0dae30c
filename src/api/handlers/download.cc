#include "api/handlers/download.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "api/byte_range.h"
#include "api/error_reply.h"

namespace dragoman::api {

namespace {

constexpr std::size_t kPieceBytes = 256U << 10U;

class DownloadChunks final : public ChunkSource {
 public:
  DownloadChunks(std::string head, std::optional<base::File> file, const ByteRange& range)
      : head_(std::move(head)),
        file_(std::move(file)),
        at_(range.first),
        end_(range.first + range.count) {}

  std::optional<std::string> next() override {
    if (at_ >= end_) return std::nullopt;
    const auto size = std::min<std::uint64_t>(kPieceBytes, end_ - at_);
    auto piece = at_ < head_.size() ? head_.substr(at_, size) : read(at_ - head_.size(), size);
    at_ += piece.size();
    return piece;
  }

 private:
  [[nodiscard]] std::string read(std::uint64_t at, std::size_t size) const {
    std::string piece(size, '\0');
    const auto got =
        file_->read_at(at, {reinterpret_cast<std::uint8_t*>(piece.data()), piece.size()});
    if (!got || *got == 0) throw std::runtime_error("a stored file cannot be read to its end");
    piece.resize(*got);
    return piece;
  }

  const std::string head_;
  const std::optional<base::File> file_;
  std::uint64_t at_;
  const std::uint64_t end_;
};

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

// RFC 8187, section 3.2.
std::string extended_value(std::string_view text) {
  std::string out = "UTF-8''";
  for (const char c : text) {
    out += is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

Response download(Download what, const Request& request) {
  const auto whole = what.head.size() + what.file_bytes;
  const auto etag = fmt::format("\"{}\"", what.tag);
  const auto range = wanted_range(request, whole, etag);
  if (!range) {
    auto refusal = to_response(error_reply(ErrorId::kRange, {std::to_string(whole)}), request.id);
    refusal.headers.push_back({"Content-Range", fmt::format("bytes */{}", whole)});
    return refusal;
  }
  Response response{.status = range->is_partial ? 206 : 200};
  response.headers = {{"Content-Type", std::string(what.content_type)},
                      {"Content-Disposition", "attachment; filename*=" + extended_value(what.name)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Accept-Ranges", "bytes"},
                      {"ETag", etag}};
  if (range->is_partial) {
    const auto last = range->first + range->count - 1;
    response.headers.push_back(
        {"Content-Range", fmt::format("bytes {}-{}/{}", range->first, last, whole)});
  }
  response.chunks =
      std::make_unique<DownloadChunks>(std::move(what.head), std::move(what.file), *range);
  response.chunk_bytes = range->count;
  return response;
}

}  // namespace dragoman::api
