#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"
#include "core/picture.h"

namespace dragoman::engines {

/// A picture to read.
struct ReadRequest {
  core::Picture picture;
  std::optional<core::Language> language = {};  ///< Of the text, where that is known.
  base::CancelToken cancel;
};

/// One line of text in a picture.
struct TextLine {
  std::string text;  ///< UTF-8, never empty.
  int left = 0;      ///< Its box, in pixels of the picture.
  int top = 0;
  int width = 0;
  int height = 0;
  double confidence = 0;  ///< [0, 1]: how sure the reader is of its letters.
};

/// From the top to the bottom.
using TextLines = std::vector<TextLine>;

/// Reads what is written in pictures: upright, level lines. A replica; one thread at a time. Cancel
/// takes effect between two lines. A picture without text gives none.
class TextReader {
 public:
  virtual ~TextReader() = default;
  /// The languages whose script it reads.
  [[nodiscard]] virtual core::LanguageSet languages() const = 0;
  virtual base::Result<TextLines> read(const ReadRequest& request) = 0;
};

}  // namespace dragoman::engines
