#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

// Whether a noun can be the word: what stands behind a number often is none.
bool is_counted(std::string_view word) {
  return !word.empty() &&
         !is_one_of(word, {"di", "del",  "della",  "dei", "delle", "e",     "ed",   "o",    "a",
                           "al", "alla", "in",     "nel", "nella", "che",   "è",    "per",  "con",
                           "si", "la",   "il",     "i",   "gli",   "le",    "un",   "una",  "non",
                           "né", "su",   "più",    "fu",  "sono",  "come",  "fino", "tra",  "fra",
                           "ma", "era",  "quando", "da",  "dal",   "dalla", "ha",   "hanno"});
}

bool is_feminine(std::string_view noun) {
  if (is_one_of(noun, {"problema", "programma", "sistema", "tema", "clima", "pianeta", "poeta",
                       "diploma", "grammo"})) {
    return false;
  }
  return ends_with_one_of(noun, {"a", "zione", "sione", "gione", "tà", "tù"}) ||
         is_one_of(noun, {"notte", "parte", "classe", "madre", "legge", "voce", "volte", "mano"});
}

// Before s with a consonant, z, gn, ps, x and y.
bool wants_uno(std::string_view noun) {
  if (noun.size() < 2) return false;
  const bool s =
      noun[0] == 's' && std::string_view("aeiouh").find(noun[1]) == std::string_view::npos;
  return s || noun.starts_with('z') || noun.starts_with("gn") || noun.starts_with("ps");
}

class Italian final : public Reader {
 public:
  Italian() : Reader(kItalianWords) {}

  // The first of a month is an ordinal; "un'ora" is one word.
  std::optional<Found> special(const Source& source, std::size_t at) const override {
    const bool one = source.at(at) == U'1' && source.at(at + 1) == U' ';
    if (!one || source.before(at) == U'-') return std::nullopt;
    const auto behind = source.word_behind(at + 1);
    const bool vowel =
        !behind.empty() && std::string_view("aeiou").find(behind[0]) != std::string_view::npos;
    if (vowel && is_counted(behind) && is_feminine(behind)) return Found{at + 2, "un'", true};
    for (const auto month : words().months) {
      if (source.match_word(at + 2, month) != 0) return Found{at + 1, "primo"};
    }
    return std::nullopt;
  }

  std::string number(const Amount& amount, const Context& context) const override {
    const auto behind = context.word_behind();
    if (!amount.is_one() || !is_counted(behind)) return Reader::number(amount, context);
    const std::string minus = amount.negative ? "meno " : "";
    if (is_feminine(behind)) return minus + "una";
    return minus + (wants_uno(behind) ? "uno" : "un");
  }

  // "ventuno chilometri": only one itself agrees.
  std::string counted(const Amount& amount, Gender gender) const override {
    if (amount.is_one()) return Reader::counted(amount, gender);
    return spelled(amount, words().cardinal);
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& /*context*/) const override {
    return spell(number,
                 sign == 'f' ? "%spellout-ordinal-feminine" : "%spellout-ordinal-masculine");
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    return join({date.day == 1 ? "primo" : cardinal(date.day),
                 words().months[static_cast<std::size_t>(date.month - 1)],
                 date.year == 0 ? std::string() : cardinal(date.year)});
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    const auto minute = clock.minute > 0 ? "e " + cardinal(clock.minute) : std::string();
    const auto second = clock.second < 0
                            ? std::string()
                            : join({"e", clock.second == 1 ? "un" : cardinal(clock.second),
                                    clock.second == 1 ? "secondo" : "secondi"});
    return join({clock.hour == 1 ? "una" : cardinal(clock.hour), minute, second});
  }

  bool dotted_clock(const Context& context) const override {
    return is_one_of(small_letters(context.word_before()), {"ore", "alle", "dalle", "all", "le"});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    const bool one = numerator == 1;
    const auto count = one ? std::string("un") : cardinal(numerator);
    if (denominator == 2) return join({count, one ? "mezzo" : "mezzi"});
    auto part = spell(denominator, "%spellout-ordinal-masculine");
    if (!one) part.back() = 'i';
    return join({count, part});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (denominator == 2) return join({whole, "e mezzo"});
    return join({whole, "e", fraction(numerator, denominator)});
  }

  std::optional<std::string> roman(std::int64_t number, const Context& context) const override {
    if (context.source.letter(context.end)) return std::nullopt;
    const auto before = context.word_before();
    const auto behind = small_letters(context.word_behind());
    const bool queen =
        is_one_of(before, {"Elisabetta", "Maria", "Caterina", "Isabella", "Cristina"});
    if (queen || behind == "guerra") return spell(number, "%spellout-ordinal-feminine");
    if (is_regnal_name(before) || is_one_of(before, {"secolo", "Secolo"}) || behind == "secolo") {
      return spell(number, "%spellout-ordinal-masculine");
    }
    const bool counted =
        is_one_of(small_letters(before), {"capitolo", "tomo", "atto", "parte", "titolo", "articolo",
                                          "fase", "tipo", "volume", "libro"});
    return counted ? std::optional(cardinal(number)) : std::nullopt;
  }
};

}  // namespace

std::unique_ptr<const Reader> make_italian() { return std::make_unique<Italian>(); }

}  // namespace dragoman::text::spoken
