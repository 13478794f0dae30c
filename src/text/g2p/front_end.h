#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace dragoman::text {

/// Grapheme to phoneme for one language: one module of this folder each, made by front_ends.cc.
/// Every call is safe from any thread.
class FrontEnd {
 public:
  FrontEnd() = default;
  FrontEnd(const FrontEnd&) = delete;
  FrontEnd& operator=(const FrontEnd&) = delete;
  virtual ~FrontEnd() = default;

  /// The phonemes of words that are spoken in one breath, in the alphabet of the misaki package
  /// (what Kokoro was trained on), words parted by one space, none at the ends. `words` is UTF-8 as
  /// spoken_form() and split_clauses() leave it: no numerals of the language's own, no
  /// punctuation but what belongs to a word. Signs that the front end cannot read are passed over;
  /// empty where nothing would be said.
  [[nodiscard]] virtual base::Result<std::u32string> phonemes(std::string_view words) const = 0;
};

}  // namespace dragoman::text
