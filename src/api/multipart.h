#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dragoman::api {

/// The boundary of a multipart/form-data body, from its Content-Type: 1 to 70 of the characters of
/// RFC 2046, section 5.1.1. Nothing for another type, or without a boundary that is one.
[[nodiscard]] std::optional<std::string> multipart_boundary(std::string_view content_type);

/// What the head of a part says of it.
struct MultipartPart {
  std::string name;
  std::optional<std::string> file_name;  ///< As sent: no path, whatever it looks like.
};

/// Who takes the parts as they come.
class MultipartSink {
 public:
  virtual ~MultipartSink() = default;
  virtual void begin_part(MultipartPart part) = 0;
  virtual void add_bytes(std::string_view bytes) = 0;
  virtual void end_part() = 0;
};

/// Reads multipart/form-data (RFC 7578, in the form of RFC 2046) as it arrives, in pieces of any
/// length: of a part's bytes none are held but those that may begin a boundary. A part's head may
/// have 8 KiB and must name it; a body may have 32 parts. One thread at a time.
class MultipartReader {
 public:
  /// `sink` must outlive it.
  MultipartReader(std::string_view boundary, MultipartSink& sink);

  /// False once it cannot be read: fault() says why, and the rest is passed over.
  bool write(std::string_view piece);
  /// No more will come. False where the last boundary has not.
  bool finish();

  [[nodiscard]] std::string_view fault() const { return fault_; }

 private:
  enum class State { kPreamble, kBehindBoundary, kHead, kBytes, kEpilogue, kFailed };

  bool step();
  bool read_preamble();
  bool read_behind_boundary();
  bool read_head();
  bool read_bytes();
  bool fail(std::string_view fault);

  const std::string delimiter_;  // with the line break before it
  MultipartSink& sink_;
  State state_ = State::kPreamble;
  std::string buffer_;    // what is not taken yet
  std::size_t skip_ = 0;  // of it, which is no byte of the part
  std::size_t parts_ = 0;
  std::string_view fault_;
};

}  // namespace dragoman::api
