#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

// Whether a noun or an adjective can be the word: what stands behind a number often is none.
bool is_counted(std::string_view word) {
  return !word.empty() &&
         !is_one_of(word, {"de",    "do",  "da",  "dos",  "das",  "e",      "ou",   "a",   "ao",
                           "à",     "em",  "no",  "na",   "nos",  "nas",    "que",  "é",   "por",
                           "para",  "com", "se",  "o",    "os",   "as",     "um",   "uma", "não",
                           "nem",   "sua", "seu", "mais", "foi",  "são",    "como", "até", "sobre",
                           "entre", "sem", "mas", "era",  "está", "quando", "já",   "mil"});
}

bool is_feminine(std::string_view noun) {
  if (is_one_of(noun, {"dia",       "dias",  "problema", "problemas",   "programa",
                       "programas", "mapa",  "mapas",    "sistema",     "sistemas",
                       "tema",      "temas", "idioma",   "idiomas",     "planeta",
                       "planetas",  "grama", "gramas",   "quilogramas", "poema"})) {
    return false;
  }
  return ends_with_one_of(noun, {"a", "as", "ção", "ções", "são", "sões", "dade", "dades", "gem",
                                 "gens", "tude", "tudes"}) ||
         is_one_of(noun, {"mulher", "mulheres", "vez", "vezes", "mãe", "mães", "noite", "noites",
                          "parte", "partes", "classe", "classes", "sede", "sedes", "leis"});
}

class Portuguese final : public Reader {
 public:
  Portuguese() : Reader(kPortugueseWords) {}

  // The voices are Brazilian, ICU's words of Portugal.
  std::string spell(std::int64_t number, std::string_view rules) const override {
    constexpr std::string_view kFourteen = "catorze";
    auto words = Reader::spell(number, rules);
    for (auto at = words.find(kFourteen); at != words.npos; at = words.find(kFourteen, at + 1)) {
      words.replace(at, kFourteen.size(), "quatorze");
    }
    return words;
  }

  // The first of a month is an ordinal.
  std::optional<Found> special(const Source& source, std::size_t at) const override {
    const bool one = source.at(at) == U'1' && !source.digit(at + 1);
    const auto behind = one ? source.match(at + 1, " de ") : 0;
    if (behind == 0) return std::nullopt;
    for (const auto month : words().months) {
      if (source.match_word(behind, month) != 0) return Found{at + 1, "primeiro"};
    }
    return std::nullopt;
  }

  std::string number(const Amount& amount, const Context& context) const override {
    const auto behind = context.word_behind();
    const bool feminine = amount.is_whole() && is_counted(behind) && is_feminine(behind);
    return spelled(amount, feminine ? words().feminine : words().cardinal);
  }

  std::string_view form(const Noun& noun, const Amount& amount) const override {
    return amount.whole == "0" || amount.whole == "1" ? noun.one : noun.many;
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& /*context*/) const override {
    return spell(number,
                 sign == 'f' ? "%spellout-ordinal-feminine" : "%spellout-ordinal-masculine");
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    const auto day = date.day == 1 ? std::string("primeiro") : cardinal(date.day);
    const auto month = words().months[static_cast<std::size_t>(date.month - 1)];
    if (date.year == 0) return join({day, "de", month});
    return join({day, "de", month, "de", cardinal(date.year)});
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    std::string minute;
    if (clock.minute > 0) {
      minute = "e " + cardinal(clock.minute);
    } else {
      minute = clock.hour < 2 ? "hora" : "horas";
    }
    const auto second =
        clock.second < 0
            ? std::string()
            : join({"e", cardinal(clock.second), clock.second == 1 ? "segundo" : "segundos"});
    return join({spell(clock.hour, words().feminine), minute, second});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    return join({cardinal(numerator), part(denominator, numerator > 1)});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (denominator == 2) return join({whole, "e meio"});
    return join({whole, "e", fraction(numerator, denominator)});
  }

  std::optional<std::string> roman(std::int64_t number, const Context& context) const override {
    if (context.source.letter(context.end)) return std::nullopt;
    const auto before = context.word_before();
    const bool queen =
        is_one_of(before, {"Isabel", "Elizabeth", "Maria", "Catarina", "Leopoldina"});
    if (context.word_behind() == "Guerra") return spell(number, "%spellout-ordinal-feminine");
    if (is_regnal_name(before) || queen) {
      if (number > 10) return cardinal(number);
      return spell(number, queen ? "%spellout-ordinal-feminine" : "%spellout-ordinal-masculine");
    }
    if (is_one_of(before, {"século", "séculos", "Século"})) {
      return number > 10 ? cardinal(number) : spell(number, "%spellout-ordinal-masculine");
    }
    const bool counted =
        is_one_of(small_letters(before), {"capítulo", "tomo", "ato", "parte", "título", "artigo",
                                          "fase", "tipo", "volume", "livro", "anexo"});
    return counted ? std::optional(cardinal(number)) : std::nullopt;
  }

 private:
  [[nodiscard]] std::string part(std::int64_t denominator, bool several) const {
    const std::string ending = several ? "s" : "";
    if (denominator == 2) return "meio" + ending;
    if (denominator == 3) return "terço" + ending;
    if (denominator > 10 && denominator != 100) return cardinal(denominator) + " avo" + ending;
    return spell(denominator, "%spellout-ordinal-masculine") + ending;
  }
};

}  // namespace

std::unique_ptr<const Reader> make_portuguese() { return std::make_unique<Portuguese>(); }

}  // namespace dragoman::text::spoken
