#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dragoman::text::spoken {

/// ICU's rule-based spelling of whole numbers in one language. Safe from any thread. Some
/// milliseconds to make: made once a language.
class Speller {
 public:
  /// `locale` as ICU names it. Where ICU has no rules for it, numbers stay digits.
  explicit Speller(const char* locale);
  ~Speller();

  /// `rules`: the name of one of the locale's rule sets, "%spellout-cardinal". Soft hyphens, which
  /// ICU puts into long words, are gone.
  [[nodiscard]] std::string spell(std::int64_t number, std::string_view rules) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dragoman::text::spoken
