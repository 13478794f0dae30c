#pragma once

#include <string>

#include "base/result.h"
#include "core/language.h"
#include "core/picture.h"

namespace dragoman::engines {

/// A rectangle of whole pixels.
struct Box {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Box&, const Box&) = default;
};

/// What one line says.
struct ReadLine {
  std::string text;       ///< UTF-8, without blanks at its ends.
  double confidence = 0;  ///< [0, 1], the mean of its letters or words; 0 without any.
};

/// Reads single lines that somebody has found in a picture. A replica; one thread at a time.
class LineReader {
 public:
  virtual ~LineReader() = default;
  /// The languages whose script it reads.
  [[nodiscard]] virtual core::LanguageSet languages() const = 0;
  /// `line` lies within the picture and is not empty; `language` is one of languages().
  virtual base::Result<ReadLine> read(const core::Picture& picture, const Box& line,
                                      core::Language language) = 0;
};

}  // namespace dragoman::engines
