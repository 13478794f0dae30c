#include "base/bytes.h"

#include <array>

#include <fmt/format.h>

namespace dragoman::base {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoLetter = 255;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoLetter);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

void append_encoded(std::string& text, std::span<const std::uint8_t> bytes) {
  text.reserve(text.size() + (bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto rest = bytes.subspan(at, std::min<std::size_t>(3, bytes.size() - at));
    std::uint32_t group = static_cast<std::uint32_t>(rest[0]) << 16U;
    if (rest.size() > 1) group |= static_cast<std::uint32_t>(rest[1]) << 8U;
    if (rest.size() > 2) group |= rest[2];
    text += kAlphabet[group >> 18U];
    text += kAlphabet[(group >> 12U) & 63U];
    text += rest.size() > 1 ? kAlphabet[(group >> 6U) & 63U] : '=';
    text += rest.size() > 2 ? kAlphabet[group & 63U] : '=';
  }
}

Error not_base64(std::string_view why, std::size_t at) {
  return {ErrorKind::kInvalidArgument,
          fmt::format("The data is not valid base64: {} at character {}.", why, at + 1), ""};
}

// The bytes that a lead byte announces after it, and the range of the first of them (Unicode, table
// 3-7).
struct Utf8Tail {
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  bool valid = true;
};

Utf8Tail utf8_tail(std::uint8_t lead) {
  if (lead < 0x80) return {};
  if (lead >= 0xC2 && lead <= 0xDF) return {.length = 1};
  if (lead == 0xE0) return {.length = 2, .low = 0xA0};
  if (lead == 0xED) return {.length = 2, .high = 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {.length = 2};
  if (lead == 0xF0) return {.length = 3, .low = 0x90};
  if (lead == 0xF4) return {.length = 3, .high = 0x8F};
  if (lead >= 0xF1 && lead <= 0xF3) return {.length = 3};
  return {.valid = false};
}

}  // namespace

std::vector<std::uint8_t> to_pcm16le(std::span<const std::int16_t> samples) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(samples.size() * 2);
  for (const auto sample : samples) {
    const auto bits = static_cast<std::uint16_t>(sample);
    bytes.push_back(static_cast<std::uint8_t>(bits & 255U));
    bytes.push_back(static_cast<std::uint8_t>(bits >> 8U));
  }
  return bytes;
}

std::string Base64Encoder::push(std::span<const std::uint8_t> bytes) {
  kept_.insert(kept_.end(), bytes.begin(), bytes.end());
  const auto whole = kept_.size() / granule_ * granule_;
  std::string text;
  append_encoded(text, std::span(kept_).first(whole));
  kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(whole));
  return text;
}

std::string Base64Encoder::push(std::span<const std::int16_t> samples) {
  return push(to_pcm16le(samples));
}

std::string Base64Encoder::finish() {
  std::string text;
  append_encoded(text, kept_);
  kept_.clear();
  return text;
}

std::string base64_encode(std::span<const std::uint8_t> bytes) {
  std::string text;
  append_encoded(text, bytes);
  return text;
}

Status Base64Decoder::push(std::string_view text, std::string& bytes) {
  for (const char letter : text) {
    if (const char* why = push_letter(letter, bytes)) return not_base64(why, at_);
    ++at_;
  }
  return {};
}

const char* Base64Decoder::push_letter(char letter, std::string& bytes) {
  if (letter == '\n' || letter == '\r') return nullptr;
  if (letter == '=') {
    return letters_ < 2 || letters_ + ++padding_ > 4 ? "misplaced padding" : nullptr;
  }
  const auto value = kValues[static_cast<std::uint8_t>(letter)];
  if (value == kNoLetter) return "an unexpected character";
  if (padding_ > 0) return "data after the padding";
  bits_ = bits_ << 6U | value;
  if (++letters_ < 4) return nullptr;
  bytes += static_cast<char>(bits_ >> 16U & 255U);
  bytes += static_cast<char>(bits_ >> 8U & 255U);
  bytes += static_cast<char>(bits_ & 255U);
  bits_ = 0;
  letters_ = 0;
  return nullptr;
}

Status Base64Decoder::finish(std::string& bytes) {
  if (letters_ == 0) return {};
  if (letters_ + padding_ != 4) return not_base64("missing padding", at_);
  const unsigned surplus = letters_ == 2 ? 4 : 2;
  if ((bits_ & ((1U << surplus) - 1)) != 0) return not_base64("stray bits", at_);
  bits_ >>= surplus;
  if (letters_ == 3) bytes += static_cast<char>(bits_ >> 8U & 255U);
  bytes += static_cast<char>(bits_ & 255U);
  return {};
}

Result<std::string> base64_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  Base64Decoder decoder;
  if (auto status = decoder.push(text, bytes); !status) return status.error();
  if (auto status = decoder.finish(bytes); !status) return status.error();
  return bytes;
}

bool is_valid_utf8(std::string_view text) {
  const auto bytes = as_bytes(text);
  for (std::size_t at = 0; at < bytes.size();) {
    const auto tail = utf8_tail(bytes[at++]);
    if (!tail.valid || tail.length > bytes.size() - at) return false;
    for (std::size_t i = 0; i < tail.length; ++i, ++at) {
      const std::uint8_t low = i == 0 ? tail.low : 0x80;
      const std::uint8_t high = i == 0 ? tail.high : 0xBF;
      if (bytes[at] < low || bytes[at] > high) return false;
    }
  }
  return true;
}

}  // namespace dragoman::base
