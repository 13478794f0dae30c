#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "api/wire/inline_media.h"

namespace dragoman::api::wire {

/// JSON as it arrives, made a tree; but the two members that may hold a recording,
/// messages[].content[].input_audio.data and .video_url.url, are left empty in it and read by an
/// InlineMedia of their own. At most 16 levels deep, and 4 MiB of tree; of a member given twice the
/// last counts. One thread at a time.
class BodyReader {
 public:
  /// `max_base64_bytes` bounds an inline recording.
  explicit BodyReader(std::size_t max_base64_bytes);
  ~BodyReader();

  void write(std::string_view piece);

  /// The tree; null where it is no JSON: `fault` then says why. It lives as long as the reader.
  [[nodiscard]] const boost::json::value* finish(std::string& fault);

  /// What stood in the members that may hold a recording.
  [[nodiscard]] InlineMedia& audio_data();
  [[nodiscard]] InlineMedia& video_url();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dragoman::api::wire
