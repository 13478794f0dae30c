#include <array>
#include <mutex>

#include "text/spoken/reader.h"

namespace dragoman::text::spoken {

namespace {

using core::Language;
using Maker = std::unique_ptr<const Reader> (*)();

Maker maker_of(Language language) {
  switch (language) {
    case Language::kEnglish:
      return make_english;
    case Language::kChinese:
      return make_mandarin;
    case Language::kCantonese:
      return make_cantonese;
    case Language::kRussian:
      return make_russian;
    case Language::kFrench:
      return make_french;
    case Language::kGerman:
      return make_german;
    case Language::kPortuguese:
      return make_portuguese;
    case Language::kSpanish:
      return make_spanish;
    case Language::kItalian:
      return make_italian;
    case Language::kKorean:
      return make_korean;
    case Language::kJapanese:
      return make_japanese;
    case Language::kHindi:
      return make_hindi;
    default:
      return nullptr;
  }
}

struct Slot {
  std::once_flag once;
  std::unique_ptr<const Reader> reader;
};

}  // namespace

// Each is made when its language is first spoken: a language's rules take time and memory.
const Reader* reader_of(Language language) {
  static std::array<Slot, core::kLanguageCount> slots;
  const auto maker = maker_of(language);
  if (maker == nullptr) return nullptr;
  auto& slot = slots[static_cast<std::size_t>(language)];
  std::call_once(slot.once, [&] { slot.reader = maker(); });
  return slot.reader.get();
}

}  // namespace dragoman::text::spoken
