#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dragoman::base {

/// The bytes of a text, without copying; valid as long as the text.
[[nodiscard]] inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Samples as signed 16-bit little-endian PCM, whatever this machine's byte order.
[[nodiscard]] std::vector<std::uint8_t> to_pcm16le(std::span<const std::int16_t> samples);

/// Base64 (RFC 4648, section 4: "+/" and padding) of a stream, in fragments that stay valid both
/// alone and joined: every fragment but the last encodes a whole multiple of `granule` bytes, so
/// none of them is padded. One thread at a time.
class Base64Encoder {
 public:
  /// A multiple of 3: three bytes make four letters.
  static constexpr std::size_t kPlain = 3;
  /// For 16-bit samples: three of them, so that no fragment splits a sample.
  static constexpr std::size_t kSamples16 = 6;

  explicit Base64Encoder(std::size_t granule = kPlain) : granule_(granule) {}

  /// The next fragment; may be empty. What does not fill a granule is kept for the next call.
  [[nodiscard]] std::string push(std::span<const std::uint8_t> bytes);
  /// As above, of to_pcm16le(samples).
  [[nodiscard]] std::string push(std::span<const std::int16_t> samples);
  /// What was kept, padded where needed; empty if nothing was. The encoder starts anew.
  [[nodiscard]] std::string finish();

 private:
  std::size_t granule_;
  std::vector<std::uint8_t> kept_;  // fewer than granule_
};

[[nodiscard]] std::string base64_encode(std::span<const std::uint8_t> bytes);

/// Base64 back to bytes, in pieces of any length. Strict: the alphabet of RFC 4648 section 4 with
/// its padding, and nothing after it. Only line breaks (CR, LF) are passed over, since common
/// encoders wrap their lines. Refused with kInvalidArgument: other characters (the URL-safe "-_"
/// included), missing or surplus padding, and stray bits after the last byte. A data URL's prefix
/// is the caller's to remove. One thread at a time.
class Base64Decoder {
 public:
  /// Appends what the piece decodes to.
  [[nodiscard]] Status push(std::string_view text, std::string& bytes);
  /// Appends the last bytes. The decoder is used up.
  [[nodiscard]] Status finish(std::string& bytes);

 private:
  /// What is wrong with it; null: nothing. No Status, which is too dear for every letter.
  [[nodiscard]] const char* push_letter(char letter, std::string& bytes);

  std::uint32_t bits_ = 0;
  unsigned letters_ = 0;  // of the group at hand
  unsigned padding_ = 0;
  std::size_t at_ = 0;  // characters seen
};

/// The whole of a text at once.
[[nodiscard]] Result<std::string> base64_decode(std::string_view text);

/// Whether the text is well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing
/// above U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

}  // namespace dragoman::base
