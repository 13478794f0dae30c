#include "text/chinese_script.h"

#include <cstdint>
#include <memory>

#include <unicode/translit.h>
#include <unicode/unistr.h>

namespace dragoman::text {

namespace {

std::unique_ptr<const icu::Transliterator> open(const char* id) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<const icu::Transliterator> opened(
      icu::Transliterator::createInstance(id, UTRANS_FORWARD, status));
  return U_SUCCESS(status) ? std::move(opened) : nullptr;
}

}  // namespace

std::string in_chinese_script(std::string_view text, core::ChineseScript script) {
  static const auto to_traditional = open("Simplified-Traditional");
  static const auto to_simplified = open("Traditional-Simplified");
  const auto& converter =
      script == core::ChineseScript::kTraditional ? to_traditional : to_simplified;
  if (converter == nullptr) return std::string(text);  // an ICU without its own data
  auto unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  converter->transliterate(unicode);
  std::string converted;
  unicode.toUTF8String(converted);
  return converted;
}

}  // namespace dragoman::text
