#include "text/spoken/speller.h"

#include <mutex>

#include <unicode/rbnf.h>
#include <unicode/unistr.h>

namespace dragoman::text::spoken {

struct Speller::State {
  std::mutex mutex;  // ICU does not promise that rules may be used by two threads at once
  std::unique_ptr<icu::RuleBasedNumberFormat> format;
};

Speller::Speller(const char* locale) : state_(std::make_unique<State>()) {
  UErrorCode status = U_ZERO_ERROR;
  auto format = std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_SPELLOUT,
                                                             icu::Locale(locale), status);
  if (U_SUCCESS(status)) state_->format = std::move(format);
}

Speller::~Speller() = default;

std::string Speller::spell(std::int64_t number, std::string_view rules) const {
  icu::UnicodeString words;
  UErrorCode status = U_ZERO_ERROR;
  if (state_->format != nullptr) {
    const std::scoped_lock lock(state_->mutex);
    const auto name =
        icu::UnicodeString::fromUTF8({rules.data(), static_cast<std::int32_t>(rules.size())});
    icu::FieldPosition position;
    state_->format->format(number, name, words, position, status);
  }
  if (state_->format == nullptr || U_FAILURE(status)) return std::to_string(number);
  words.findAndReplace(icu::UnicodeString(u"\u00AD"), icu::UnicodeString());
  std::string result;
  words.toUTF8String(result);
  return result;
}

}  // namespace dragoman::text::spoken
