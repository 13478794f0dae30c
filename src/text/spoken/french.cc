#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

bool is_feminine(std::string_view noun) {
  return ends_with_one_of(noun, {"tion", "tions", "sion", "sions", "ité", "ités", "ée", "ées"}) ||
         is_one_of(
             noun,
             {"personne",       "personnes", "femme",   "femmes",         "fille",    "filles",
              "heure",          "heures",    "minute",  "minutes",        "seconde",  "secondes",
              "semaine",        "semaines",  "fois",    "voiture",        "voitures", "ville",
              "villes",         "page",      "pages",   "maison",         "maisons",  "place",
              "places",         "tonne",     "tonnes",  "victime",        "victimes", "entreprise",
              "entreprises",    "école",     "écoles",  "partie",         "parties",  "voix",
              "mille-feuilles", "équipe",    "équipes", "livre sterling", "nuit",     "nuits"});
}

class French final : public Reader {
 public:
  French() : Reader(kFrenchWords) {}

  std::string number(const Amount& amount, const Context& context) const override {
    const bool feminine =
        amount.is_whole() && amount.whole.ends_with('1') && is_feminine(context.word_behind());
    return feminine ? spelled(amount, words().feminine) : Reader::number(amount, context);
  }

  // Below two is singular.
  std::string_view form(const Noun& noun, const Amount& amount) const override {
    return amount.whole == "0" || amount.whole == "1" ? noun.one : noun.many;
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& /*context*/) const override {
    switch (sign) {
      case 'f':
        return spell(number, "%spellout-ordinal-feminine");
      case 'd':
        return number == 2 ? std::optional<std::string>("second") : std::nullopt;
      case 'D':
        return number == 2 ? std::optional<std::string>("seconde") : std::nullopt;
      case 'p':
        return spell(number, "%spellout-ordinal-masculine-plural");
      default:
        return spell(number, "%spellout-ordinal-masculine");
    }
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    return join({date.day == 1 ? "premier" : cardinal(date.day),
                 words().months[static_cast<std::size_t>(date.month - 1)],
                 date.year == 0 ? std::string() : cardinal(date.year)});
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    const auto minute = clock.minute > 0 ? spell(clock.minute, words().feminine) : std::string();
    const auto second = clock.second < 0 ? std::string()
                                         : join({"et", spell(clock.second, words().feminine),
                                                 clock.second < 2 ? "seconde" : "secondes"});
    return join(
        {spell(clock.hour, words().feminine), clock.hour < 2 ? "heure" : "heures", minute, second});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    const bool one = numerator == 1;
    const auto count = cardinal(numerator);
    if (denominator == 2) return join({count, one ? "demi" : "demis"});
    if (denominator == 3) return join({count, "tiers"});
    if (denominator == 4) return join({count, one ? "quart" : "quarts"});
    return join({count, spell(denominator, one ? "%spellout-ordinal-masculine"
                                               : "%spellout-ordinal-masculine-plural")});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (denominator == 2) return join({whole, "et demi"});
    return join({whole, "et", fraction(numerator, denominator)});
  }

  // "trois euros cinquante"; "trois millions d'euros".
  std::string money(const Amount& amount, const Unit* magnitude, const Currency& currency,
                    const Context& context) const override {
    auto said = Reader::money(amount, magnitude, currency, context);
    if (magnitude != nullptr) {
      const auto joint = said.find(" de e");
      if (joint != said.npos) said.replace(joint, 4, " d'");
      return said;
    }
    const auto tail = " " + std::string(currency.hundredth.many);
    const bool short_form = amount.fraction.size() == 2 && amount.whole != "0" &&
                            amount.fraction[0] != '0' && currency.code == "EUR";
    if (short_form && said.ends_with(tail)) said.resize(said.size() - tail.size());
    return said;
  }

  // In pairs: "zéro un, vingt-trois".
  std::string telephone(std::span<const std::string> groups, bool plus) const override {
    std::string result(plus ? symbol(U'+') : std::string_view());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const auto& group = groups[i];
      const bool pair = group.size() == 2 && group[0] != '0';
      if (i > 0) result += ",";
      result = join({result, pair ? cardinal(std::stoi(group)) : digit_by_digit(group)});
    }
    return result;
  }

  std::optional<std::string> roman(std::int64_t number, const Context& context) const override {
    const auto letters = context.source.letters_at(context.end);
    const auto before = context.word_before();
    if (is_one_of(letters, {"e", "ème", "ième"})) return ordinal(number, 'm', context);
    if (is_one_of(letters, {"es", "èmes"})) return ordinal(number, 'p', context);
    if (number == 1 && letters == "er") return "premier";
    if (number == 1 && is_one_of(letters, {"re", "ère"})) return "première";
    if (!letters.empty()) return std::nullopt;
    if (is_regnal_name(before) && number > 1) return cardinal(number);
    const bool counted =
        is_one_of(small_letters(before), {"chapitre", "tome", "acte", "partie", "volume", "livre",
                                          "titre", "article", "type", "niveau"});
    return counted ? std::optional(cardinal(number)) : std::nullopt;
  }
};

}  // namespace

std::unique_ptr<const Reader> make_french() { return std::make_unique<French>(); }

}  // namespace dragoman::text::spoken
