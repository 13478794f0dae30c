#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dragoman::text::spoken {

/// What an ordinal agrees with: пятый, пятая, пятое ...
enum class OrdinalForm : std::uint8_t {
  kMasculine,
  kFeminine,
  kNeuter,
  kPlural,
  kGenitive,  ///< Masculine and neuter, as the next three.
  kDative,
  kInstrumental,
  kPrepositional,
  kFeminineAccusative,
  kFeminineOblique,
  kPluralOblique,  ///< Genitive and prepositional: пятых.
  kPluralInstrumental,
};

/// The ordinal's last word, of a number whose other words are `rest`, a cardinal. ICU's rules write
/// "одна тысяча" and no ё, and end before ten thousand.
struct OrdinalParts {
  std::int64_t rest = 0;
  std::string last;
};

/// Up to 9999; nothing above.
[[nodiscard]] std::optional<OrdinalParts> russian_ordinal(std::int64_t number, OrdinalForm form);

/// A cardinal as ICU spells it, as it is said: "тысяча" without "одна", with ё.
[[nodiscard]] std::string as_said_in_russian(std::string words);

}  // namespace dragoman::text::spoken
