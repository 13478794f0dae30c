#include "output/subtitle_style.h"

namespace dragoman::output {

SubtitleStyle subtitle_style(core::Language language) {
  using core::Language;
  switch (language) {
    case Language::kChinese:
    case Language::kCantonese:
      return {.columns = 32, .characters_per_s = 9};
    case Language::kJapanese:
      return {.columns = 32, .characters_per_s = 4};
    case Language::kKorean:
      return {.columns = 32, .characters_per_s = 12};
    case Language::kThai:
      return {.columns = 35};
    case Language::kHindi:
      return {.columns = 42, .characters_per_s = 22};
    case Language::kArabic:
      return {.columns = 42, .characters_per_s = 20, .right_to_left = true};
    default:
      return {};
  }
}

}  // namespace dragoman::output
