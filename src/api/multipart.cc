#include "api/multipart.h"

#include <algorithm>
#include <utility>

#include "api/ascii.h"

namespace dragoman::api {

namespace {

constexpr std::size_t kMaxBoundaryBytes = 70;
constexpr std::size_t kMaxHeadBytes = 8U << 10U;
constexpr std::size_t kMaxParts = 32;
constexpr std::size_t kMaxPaddingBytes = 64;
constexpr std::string_view kLineBreak = "\r\n";

bool is_boundary_character(char c) {
  const bool is_letter = to_lower(c) >= 'a' && to_lower(c) <= 'z';
  const bool is_digit = c >= '0' && c <= '9';
  return is_letter || is_digit || std::string_view("'()+_,-./:=? ").find(c) != std::string::npos;
}

bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= kMaxBoundaryBytes && text.back() != ' ' &&
         std::ranges::all_of(text, is_boundary_character);
}

struct Parameter {
  std::string_view name;
  std::string value;
};

// Clients escape a quote as \" or as %22; a backslash before anything else is one.
std::optional<std::string> read_quoted(std::string_view& rest) {
  std::string value;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return value;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == '"') ++i;
    value.push_back(rest[i]);
  }
  return std::nullopt;
}

// The next "; name=value"; nothing at the end, or where there is no more sense in it.
std::optional<Parameter> next_parameter(std::string_view& rest) {
  rest = trim(rest);
  if (!rest.starts_with(';')) return std::nullopt;
  rest = trim(rest.substr(1));
  const auto equals = rest.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  Parameter parameter{trim(rest.substr(0, equals)), {}};
  rest.remove_prefix(equals + 1);
  if (rest.starts_with('"')) {
    auto value = read_quoted(rest);
    if (!value) return std::nullopt;
    parameter.value = *std::move(value);
    return parameter;
  }
  const auto end = std::min(rest.find(';'), rest.size());
  parameter.value = trim(rest.substr(0, end));
  rest.remove_prefix(end);
  return parameter;
}

std::string_view value_of_type(std::string_view header) {
  return trim(header.substr(0, header.find(';')));
}

// From "form-data; name=...".
std::optional<MultipartPart> read_disposition(std::string_view value) {
  if (!equal_ignoring_case(value_of_type(value), "form-data")) return std::nullopt;
  value.remove_prefix(std::min(value.find(';'), value.size()));
  MultipartPart part;
  bool named = false;
  while (auto parameter = next_parameter(value)) {
    if (equal_ignoring_case(parameter->name, "name")) {
      part.name = std::move(parameter->value);
      named = true;
    } else if (equal_ignoring_case(parameter->name, "filename")) {
      part.file_name = std::move(parameter->value);
    }
  }
  return named ? std::optional(std::move(part)) : std::nullopt;
}

// What later rules call obsolete would have to be decoded: nobody sends it.
bool is_plain_coding(std::string_view coding) {
  return equal_ignoring_case(coding, "binary") || equal_ignoring_case(coding, "8bit") ||
         equal_ignoring_case(coding, "7bit");
}

std::optional<MultipartPart> read_part_head(std::string_view head) {
  std::optional<MultipartPart> part;
  while (!head.empty()) {
    const auto end = std::min(head.find(kLineBreak), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + kLineBreak.size(), head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto name = line.substr(0, colon);
    const auto value = trim(line.substr(colon + 1));
    if (equal_ignoring_case(name, "Content-Disposition")) {
      if (part) return std::nullopt;
      part = read_disposition(value);
      if (!part) return std::nullopt;
    } else if (equal_ignoring_case(name, "Content-Transfer-Encoding") && !is_plain_coding(value)) {
      return std::nullopt;
    }
  }
  return part;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (!equal_ignoring_case(value_of_type(content_type), "multipart/form-data")) return {};
  content_type.remove_prefix(std::min(content_type.find(';'), content_type.size()));
  while (auto parameter = next_parameter(content_type)) {
    if (!equal_ignoring_case(parameter->name, "boundary")) continue;
    return is_boundary(parameter->value) ? std::optional(std::move(parameter->value))
                                         : std::nullopt;
  }
  return {};
}

// The body stands as if behind a line break, so that the first boundary is like the others.
MultipartReader::MultipartReader(std::string_view boundary, MultipartSink& sink)
    : delimiter_("\r\n--" + std::string(boundary)), sink_(sink), buffer_(kLineBreak) {}

bool MultipartReader::write(std::string_view piece) {
  if (state_ == State::kFailed) return false;
  buffer_ += piece;
  while (step()) {
  }
  return state_ != State::kFailed;
}

bool MultipartReader::finish() {
  if (state_ == State::kEpilogue) return true;
  if (state_ != State::kFailed) fail("it ends before its last boundary");
  return false;
}

// One step on in the buffer; false where it needs more, or the end is reached.
bool MultipartReader::step() {
  switch (state_) {
    case State::kPreamble:
      return read_preamble();
    case State::kBehindBoundary:
      return read_behind_boundary();
    case State::kHead:
      return read_head();
    case State::kBytes:
      return read_bytes();
    case State::kEpilogue:
      buffer_.clear();
      return false;
    case State::kFailed:
      break;
  }
  return false;
}

bool MultipartReader::read_preamble() {
  const auto at = buffer_.find(delimiter_);
  if (at == std::string::npos) {
    buffer_.erase(0, buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1));
    return false;
  }
  buffer_.erase(0, at + delimiter_.size());
  state_ = State::kBehindBoundary;
  return true;
}

// "--" is the end; else, behind blanks that gateways may have put there, a head.
bool MultipartReader::read_behind_boundary() {
  if (buffer_.size() < 2) return false;
  if (buffer_.starts_with("--")) {
    state_ = State::kEpilogue;
    return true;
  }
  const auto text = std::min(buffer_.find_first_not_of(" \t"), buffer_.size());
  if (text > kMaxPaddingBytes) return fail("a boundary is followed by too many blanks");
  if (buffer_.size() - text < kLineBreak.size()) return false;
  if (buffer_.compare(text, kLineBreak.size(), kLineBreak) != 0) {
    return fail("a boundary is followed by something else than a line break");
  }
  if (++parts_ > kMaxParts) return fail("it has too many parts");
  // The line break stays: a head without any line ends at once.
  buffer_.erase(0, text);
  state_ = State::kHead;
  return true;
}

bool MultipartReader::read_head() {
  const auto end = buffer_.find("\r\n\r\n");
  if (std::min(end, buffer_.size()) > kMaxHeadBytes) return fail("the head of a part is too long");
  if (end == std::string::npos) return false;
  const auto head =
      std::string_view(buffer_).substr(kLineBreak.size(), end - std::min(end, kLineBreak.size()));
  auto part = read_part_head(head);
  if (!part) return fail("the head of a part does not name it");
  // The line break before the bytes stays: a part may be empty, and a boundary follow at once.
  buffer_.erase(0, end + kLineBreak.size());
  sink_.begin_part(*std::move(part));
  state_ = State::kBytes;
  skip_ = kLineBreak.size();
  return true;
}

bool MultipartReader::read_bytes() {
  const auto at = buffer_.find(delimiter_);
  const bool whole = at != std::string::npos;
  const auto kept = whole ? 0 : std::min(buffer_.size(), delimiter_.size() - 1);
  const auto end = whole ? at : buffer_.size() - kept;
  if (end > skip_) sink_.add_bytes(std::string_view(buffer_).substr(skip_, end - skip_));
  skip_ -= std::min(skip_, end);
  if (!whole) {
    buffer_.erase(0, end);
    return false;
  }
  sink_.end_part();
  skip_ = 0;
  buffer_.erase(0, at + delimiter_.size());
  state_ = State::kBehindBoundary;
  return true;
}

bool MultipartReader::fail(std::string_view fault) {
  state_ = State::kFailed;
  fault_ = fault;
  buffer_.clear();
  return false;
}

}  // namespace dragoman::api
