#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

bool is_feminine(std::string_view noun) {
  return ends_with_one_of(noun,
                          {"ung", "heit", "keit", "schaft", "ion", "tät", "ik", "ur", "ei"}) ||
         is_one_of(noun,
                   {"Person", "Stunde",  "Minute",     "Sekunde", "Woche",   "Frau",  "Stadt",
                    "Seite",  "Nacht",   "Mark",       "Stelle",  "Stimme",  "Firma", "Schule",
                    "Kirche", "Tote",    "Runde",      "Liga",    "Klasse",  "Etage", "Auflage",
                    "Hälfte", "Staffel", "Bundesliga", "Etappe",  "Halbzeit"}) ||
         noun.ends_with("liga") || noun.ends_with("minute");
}

// Nouns that are numbered: "3." before them ends no sentence.
bool is_numbered(std::string_view noun) {
  return is_feminine(noun) ||
         is_one_of(noun, {"Jahrhundert", "Jahrhunderts", "Jahrtausend", "Platz",       "Mal",
                          "Geburtstag",  "Geburtstags",  "Todestag",    "Tag",         "Jahrestag",
                          "Kapitel",     "Weltkrieg",    "Weltkriegs",  "Weltkrieges", "Spieltag",
                          "Lebensjahr",  "Quartal",      "Stock",       "Bezirk",      "Akt",
                          "Band",        "Teil",         "Rang",        "Sieg",        "Armee"});
}

// Behind which an ordinal ends in -en whatever it counts.
bool wants_weak_ending(std::string_view word) {
  return is_one_of(word, {"und",   "oder",    "dem",      "den",       "des",         "am",
                          "im",    "vom",     "zum",      "zur",       "beim",        "ab",
                          "bis",   "seit",    "diesem",   "diesen",    "dieses",      "jedem",
                          "jeden", "seinem",  "seinen",   "ihrem",     "ihren",       "einem",
                          "einen", "unserem", "nächsten", "kommenden", "vergangenen", "letzten"});
}

bool is_dative_preposition(std::string_view word) {
  return is_one_of(word, {"in", "an", "auf", "aus", "bei", "mit", "nach", "von", "vor", "zu",
                          "seit", "während", "unter"});
}

class German final : public Reader {
 public:
  German() : Reader(kGermanWords) {}

  std::optional<Found> special(const Source& source, std::size_t at) const override {
    if (!source.digit(at)) return ruler(source, at);
    const auto end = source.digits_end(at);
    if (end - at > 3 || source.at(end) != U'.') return std::nullopt;
    const auto number = source.value(at, end);
    if (auto found = day_and_month(source, at, end)) return found;
    if (source.at(end + 1) == U'/' || source.at(end + 1) == U'-' || source.at(end + 1) == U'–') {
      const auto last = source.digits_end(end + 2);
      if (last == end + 2 || source.at(last) != U'.') return std::nullopt;
      const Context context{source, at, last + 1};
      const auto joint = source.at(end + 1) == U'/' ? "und" : "bis";
      return Found{last + 1, join({ordinal_in(number, context), joint,
                                   ordinal_in(source.value(end + 2, last), context)})};
    }
    const Context context{source, at, end + 1};
    if (source.at(end + 1) != U' ' || !source.letter(end + 2)) return std::nullopt;
    const bool numbered = !source.capital(end + 2) || is_month(context.word_behind()) ||
                          is_numbered(context.word_behind()) ||
                          wants_weak_ending(small_letters(context.word_before())) ||
                          is_one_of(small_letters(context.word_before()), {"der", "die", "das"});
    if (!numbered) return std::nullopt;
    return Found{end + 1, ordinal_in(number, context)};
  }

  std::string number(const Amount& amount, const Context& context) const override {
    const bool plain = amount.is_whole() && !amount.grouped && !amount.negative;
    if (plain && amount.whole.size() == 4 && amount.whole >= "1100" && amount.whole <= "1999") {
      return year(*amount.value());
    }
    if (!amount.is_one() || amount.negative) return Reader::number(amount, context);
    const auto behind = context.word_behind();
    if (behind.empty()) return "eins";
    const bool noun = context.source.capital(context.source.skip_space(context.end));
    if (noun) return is_feminine(behind) ? "eine" : "ein";
    return "eins";
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& /*context*/) const override {
    if (sign == 's') return year(number) + "er";
    const auto rules = std::string("%spellout-ordinal");
    if (sign == 'e') return spell(number, rules);
    return spell(number, rules + "-" + (sign == 't' ? 's' : sign));
  }

  std::string date(const Date& date, const Context& context) const override {
    const auto month = words().months[static_cast<std::size_t>(date.month - 1)];
    return join({ordinal_before(date.day, context, true), month,
                 date.year == 0 ? std::string() : year(date.year)});
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    const auto minute = clock.minute > 0 ? cardinal(clock.minute) : std::string();
    const auto second = clock.second < 0 ? std::string()
                                         : join({"und", spell(clock.second, words().feminine),
                                                 clock.second == 1 ? "Sekunde" : "Sekunden"});
    return join({spell(clock.hour, words().masculine), "Uhr", minute, second});
  }

  bool dotted_clock(const Context& context) const override {
    return context.word_behind() == "Uhr";
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    if (denominator == 2) return join({spell(numerator, words().masculine), "halb"});
    auto part = spell(denominator, "%spellout-ordinal");
    part.pop_back();
    return join({spell(numerator, words().masculine), part + "el"});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (denominator != 2) return Reader::mixed(whole, numerator, denominator);
    return std::string(whole == "eins" ? "ein" : whole) + "einhalb";
  }

  // "drei Euro fünfzig".
  std::string money(const Amount& amount, const Unit* magnitude, const Currency& currency,
                    const Context& context) const override {
    auto said = Reader::money(amount, magnitude, currency, context);
    const bool short_form = magnitude == nullptr && amount.fraction.size() == 2 &&
                            amount.fraction[0] != '0' && amount.whole != "0";
    const auto tail = " " + std::string(currency.hundredth.many);
    if (short_form && !currency.hundredth.many.empty() && said.ends_with(tail)) {
      said.resize(said.size() - tail.size());
    }
    return said;
  }

  std::optional<std::string> roman(std::int64_t number, const Context& context) const override {
    if (context.source.letter(context.end)) return std::nullopt;
    const bool counted =
        is_one_of(context.word_before(),
                  {"Kapitel", "Band", "Teil", "Akt", "Klasse", "Artikel", "Weltkrieg", "Phase"});
    return counted ? std::optional(cardinal(number)) : std::nullopt;
  }

 private:
  [[nodiscard]] std::string year(std::int64_t year) const {
    return year >= 1100 && year <= 1999 ? spell(year, "%spellout-numbering-year") : cardinal(year);
  }

  [[nodiscard]] bool is_month(std::string_view word) const {
    for (const auto month : words().months) {
      if (word == month) return true;
    }
    return is_one_of(word, {"Jan", "Feb", "Aug", "Sept", "Okt", "Nov", "Dez", "Jänner"});
  }

  // "3.5." without a year.
  [[nodiscard]] std::optional<Found> day_and_month(const Source& source, std::size_t at,
                                                   std::size_t stop) const {
    const auto end = source.digits_end(stop + 1);
    const bool pair = end > stop + 1 && end - stop <= 3 && stop - at <= 2 && source.at(end) == U'.';
    if (!pair || source.digit(end + 1)) return std::nullopt;
    const Date date{0, static_cast<int>(source.value(stop + 1, end)),
                    static_cast<int>(source.value(at, stop))};
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return std::nullopt;
    return Found{end + 1, this->date(date, {source, at, end + 1})};
  }

  [[nodiscard]] std::string ordinal_in(std::int64_t number, const Context& context) const {
    return ordinal_before(number, context, !is_feminine(context.word_behind()));
  }

  // With the ending that the words before ask for; `strong`: "dritter", where nothing stands there.
  [[nodiscard]] std::string ordinal_before(std::int64_t number, const Context& context,
                                           bool strong) const {
    const auto before = small_letters(context.word_before());
    std::string rules = "%spellout-ordinal";
    const bool oblique_article = is_one_of(before, {"der", "die"}) &&
                                 is_dative_preposition(small_letters(context.second_word_before()));
    if (wants_weak_ending(before) || (oblique_article && before == "der")) {
      rules += "-n";
    } else if (strong && !is_one_of(before, {"der", "das"}) && !before.ends_with("e")) {
      rules += "-r";
    }
    return spell(number, rules);
  }

  // "Friedrich II.", whose stop belongs to the numeral.
  [[nodiscard]] std::optional<Found> ruler(const Source& source, std::size_t at) const {
    const auto [number, end] = read_roman(source, at);
    if (number == 0 || source.alnum(end)) return std::nullopt;
    const Context context{source, at, end};
    auto name = context.word_before();
    const bool genitive = !is_regnal_name(name) && name.ends_with('s');
    if (genitive) name.pop_back();
    const bool stop = source.at(end) == U'.';
    if (!is_regnal_name(name) || (number == 1 && !stop)) return std::nullopt;
    const bool last = end + 1 >= source.size();
    const auto behind = stop && !last ? end + 1 : end;
    const auto before = small_letters(context.second_word_before());
    if (genitive) return Found{behind, "des " + spell(number, "%spellout-ordinal-n")};
    if (is_dative_preposition(before)) {
      return Found{behind, "dem " + spell(number, "%spellout-ordinal-n")};
    }
    return Found{behind, "der " + spell(number, "%spellout-ordinal")};
  }
};

}  // namespace

std::unique_ptr<const Reader> make_german() { return std::make_unique<German>(); }

}  // namespace dragoman::text::spoken
