#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

// Whether a noun or an adjective can be the word: what stands behind a number often is none.
bool is_counted(std::string_view word) {
  return !word.empty() &&
         !is_one_of(
             word,
             {"de",     "del",      "y",     "e",   "o",    "u",     "a",   "al",  "en",   "que",
              "es",     "por",      "para",  "con", "se",   "la",    "el",  "los", "las",  "un",
              "una",    "no",       "ni",    "lo",  "su",   "más",   "fue", "son", "como", "sobre",
              "desde",  "hasta",    "entre", "sin", "pero", "según", "ha",  "han", "era",  "está",
              "cuando", "mientras", "donde", "mil", "ya",   "si",    "sino"});
}

bool is_feminine(std::string_view noun) {
  if (is_one_of(noun, {"día",    "días",    "problema", "problemas", "programa",   "programas",
                       "mapa",   "mapas",   "sistema",  "sistemas",  "tema",       "temas",
                       "idioma", "idiomas", "planeta",  "planetas",  "kilogramas", "atletas",
                       "gramas", "poema",   "poemas"})) {
    return false;
  }
  return ends_with_one_of(noun, {"a", "as", "ción", "ciones", "sión", "siones", "dad", "dades",
                                 "tad", "tades", "tud", "tudes"}) ||
         is_one_of(noun, {"mujeres", "mujer", "veces", "vez", "noches", "noche", "partes", "calles",
                          "clases", "voces", "leyes", "redes"});
}

class Spanish final : public Reader {
 public:
  Spanish() : Reader(kSpanishWords) {}

  std::string number(const Amount& amount, const Context& context) const override {
    const auto behind = context.word_behind();
    if (!amount.is_whole() || !is_counted(behind)) return Reader::number(amount, context);
    return spelled(amount, is_feminine(behind) ? words().feminine : words().masculine);
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& context) const override {
    if (number > 99) return cardinal(number);
    const bool noun = is_counted(context.word_behind());
    if (sign == 'f') return spell(number, "%spellout-ordinal-feminine");
    return spell(number, sign == 'a' || noun ? "%spellout-ordinal-masculine-adjective"
                                             : "%spellout-ordinal-masculine");
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    const auto month = words().months[static_cast<std::size_t>(date.month - 1)];
    if (date.year == 0) return join({cardinal(date.day), "de", month});
    return join({cardinal(date.day), "de", month, "de", cardinal(date.year)});
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    std::string minute;
    const bool twelve = clock.hour <= 12;
    if (clock.minute == 15 && twelve) {
      minute = "y cuarto";
    } else if (clock.minute == 30 && twelve) {
      minute = "y media";
    } else if (clock.minute > 0) {
      minute = join({twelve ? "y" : "", cardinal(clock.minute)});
    } else if (!twelve || clock.hour == 0) {
      minute = "horas";
    }
    const auto second = clock.second < 0 ? std::string()
                                         : join({"y", spell(clock.second, words().masculine),
                                                 clock.second == 1 ? "segundo" : "segundos"});
    return join({spell(clock.hour, words().feminine), minute, second, half(clock)});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    const auto count = spell(numerator, words().masculine);
    return join({count, part(denominator) + (numerator == 1 ? "" : "s")});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (denominator == 2) return join({whole, "y medio"});
    return join({whole, "y", fraction(numerator, denominator)});
  }

  std::optional<std::string> roman(std::int64_t number, const Context& context) const override {
    if (context.source.letter(context.end)) return std::nullopt;
    const auto before = context.word_before();
    const bool queen = is_one_of(before, {"Isabel", "Catalina", "Maria", "María", "Cristina"});
    if (is_regnal_name(before) || queen) {
      if (number > 10) return cardinal(number);
      return spell(number, queen ? "%spellout-ordinal-feminine" : "%spellout-ordinal-masculine");
    }
    if (is_one_of(before, {"siglo", "siglos", "Siglo"})) {
      return number > 10 ? cardinal(number) : spell(number, "%spellout-ordinal-masculine");
    }
    const bool counted =
        is_one_of(small_letters(before), {"capítulo", "tomo", "acto", "parte", "título", "artículo",
                                          "fase", "tipo", "volumen", "libro"});
    return counted ? std::optional(cardinal(number)) : std::nullopt;
  }

 private:
  static std::string_view half(const Clock& clock) {
    if (clock.half == HalfDay::kUnsaid) return "";
    if (clock.half == HalfDay::kMorning) return clock.hour == 12 ? "de la noche" : "de la mañana";
    if (clock.hour == 12) return "del mediodía";
    return clock.hour >= 8 ? "de la noche" : "de la tarde";
  }

  [[nodiscard]] std::string part(std::int64_t denominator) const {
    switch (denominator) {
      case 2:
        return "medio";
      case 3:
        return "tercio";
      case 12:
        return "doceavo";
      case 16:
        return "dieciseisavo";
      case 20:
        return "veinteavo";
      default:
        return spell(denominator, "%spellout-ordinal-masculine");
    }
  }
};

}  // namespace

std::unique_ptr<const Reader> make_spanish() { return std::make_unique<Spanish>(); }

}  // namespace dragoman::text::spoken
