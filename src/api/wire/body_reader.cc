#include "api/wire/body_reader.h"

#include <array>
#include <cstdint>
#include <vector>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

using Error = json::error_code;

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxTreeBytes = 4U << 20U;

/// What the parser calls, piece by piece; true: go on. Named by the library.
class TreeBuilder {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the library's names
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();
  // NOLINTEND(readability-identifier-naming)

  explicit TreeBuilder(std::size_t max_base64_bytes)
      : max_base64_bytes_(max_base64_bytes), audio_(max_base64_bytes), video_(max_base64_bytes) {
    tree_.reset();
  }

  json::value release() { return tree_.release(); }
  InlineMedia& audio() { return audio_; }
  InlineMedia& video() { return video_; }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }

  bool on_object_begin(Error&) {
    way_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t size, Error& error) {
    way_.pop_back();
    tree_.push_object(size);
    return has_room(0, error);
  }
  bool on_array_begin(Error&) {
    way_.emplace_back("[]");
    return true;
  }
  bool on_array_end(std::size_t size, Error& error) {
    way_.pop_back();
    tree_.push_array(size);
    return has_room(0, error);
  }

  bool on_key_part(json::string_view part, std::size_t size, Error& error) {
    keep_key(part, size);
    tree_.push_chars(part);
    return has_room(part.size(), error);
  }
  bool on_key(json::string_view part, std::size_t size, Error& error) {
    keep_key(part, size);
    tree_.push_key(part);
    return has_room(part.size(), error);
  }

  bool on_string_part(json::string_view part, std::size_t size, Error& error) {
    if (auto* media = media_here(part, size)) {
      media->push(part);
      return true;
    }
    tree_.push_chars(part);
    return has_room(part.size(), error);
  }
  bool on_string(json::string_view part, std::size_t size, Error& error) {
    auto* media = media_here(part, size);
    if (media != nullptr) media->push(part);
    tree_.push_string(media != nullptr ? json::string_view() : part);
    return has_room(media != nullptr ? 0 : part.size(), error);
  }

  bool on_number_part(json::string_view, Error&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, Error& error) {
    tree_.push_int64(number);
    return has_room(0, error);
  }
  bool on_uint64(std::uint64_t number, json::string_view, Error& error) {
    tree_.push_uint64(number);
    return has_room(0, error);
  }
  bool on_double(double number, json::string_view, Error& error) {
    tree_.push_double(number);
    return has_room(0, error);
  }
  bool on_bool(bool flag, Error& error) {
    tree_.push_bool(flag);
    return has_room(0, error);
  }
  bool on_null(Error& error) {
    tree_.push_null();
    return has_room(0, error);
  }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }

 private:
  // Counts what the tree has grown by.
  bool has_room(std::size_t text_bytes, Error& error) {
    tree_bytes_ += sizeof(json::value) + text_bytes;
    if (tree_bytes_ <= kMaxTreeBytes) return true;
    error = json::error::object_too_large;
    return false;
  }

  // `size` counts the earlier parts as well. No key of a recording's member is longer.
  void keep_key(json::string_view part, std::size_t size) {
    constexpr std::size_t kLongest = 16;
    auto& key = way_.back();
    if (size == part.size()) key.clear();
    if (key.size() <= kLongest) key.append(part.substr(0, kLongest + 1));
  }

  // Who reads the string at hand, if it may be a recording. Its first part begins anew.
  InlineMedia* media_here(json::string_view part, std::size_t size) {
    static const std::vector<std::string> audio_way{"messages", "[]",          "content",
                                                    "[]",       "input_audio", "data"};
    static const std::vector<std::string> video_way{"messages", "[]",        "content",
                                                    "[]",       "video_url", "url"};
    InlineMedia* media = way_ == audio_way ? &audio_ : way_ == video_way ? &video_ : nullptr;
    if (media != nullptr && size == part.size()) *media = InlineMedia(max_base64_bytes_);
    return media;
  }

  const std::size_t max_base64_bytes_;
  InlineMedia audio_;
  InlineMedia video_;
  json::value_stack tree_;
  std::size_t tree_bytes_ = 0;
  std::vector<std::string> way_;  // keys, and "[]" for an array, down to where the parser is
};

json::parse_options options() {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  return options;
}

}  // namespace

struct BodyReader::Impl {
  explicit Impl(std::size_t max_base64_bytes) : parser(options(), max_base64_bytes) {}

  json::basic_parser<TreeBuilder> parser;
  Error error;
  json::value root;
};

BodyReader::BodyReader(std::size_t max_base64_bytes)
    : impl_(std::make_unique<Impl>(max_base64_bytes)) {}
BodyReader::~BodyReader() = default;

void BodyReader::write(std::string_view piece) {
  if (impl_->error || piece.empty()) return;
  const auto used = impl_->parser.write_some(true, piece.data(), piece.size(), impl_->error);
  if (!impl_->error && used < piece.size()) impl_->error = json::error::extra_data;
}

const json::value* BodyReader::finish(std::string& fault) {
  if (!impl_->error) impl_->parser.write_some(false, "", 0, impl_->error);
  if (impl_->error) {
    fault = impl_->error.message();
    return nullptr;
  }
  impl_->root = impl_->parser.handler().release();
  return &impl_->root;
}

InlineMedia& BodyReader::audio_data() { return impl_->parser.handler().audio(); }
InlineMedia& BodyReader::video_url() { return impl_->parser.handler().video(); }

}  // namespace dragoman::api::wire
