#include <algorithm>

#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/russian_numerals.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

using Form = OrdinalForm;

enum class Case { kNominative, kGenitive, kDative, kInstrumental, kPrepositional };

std::string_view suffix(Case c) {
  switch (c) {
    case Case::kGenitive:
      return "-genitive";
    case Case::kDative:
      return "-dative";
    case Case::kInstrumental:
      return "-ablative";
    case Case::kPrepositional:
      return "-locative";
    case Case::kNominative:
      return "";
  }
  return "";
}

// The case that the word before a number asks for, seen the noun behind it.
Case case_of(std::string_view before, std::string_view noun) {
  const bool instrumental = ends_with_one_of(noun, {"ами", "ями", "ыми", "ими"});
  const bool prepositional = ends_with_one_of(noun, {"ах", "ях"});
  if (is_one_of(before, {"до",    "от",    "из",     "около",  "более",   "менее",  "свыше",
                         "после", "без",   "для",    "против", "больше",  "меньше", "порядка",
                         "среди", "кроме", "старше", "младше", "течение", "выше",   "ниже"})) {
    return Case::kGenitive;
  }
  if (is_one_of(before, {"с", "со"})) return instrumental ? Case::kInstrumental : Case::kGenitive;
  if (is_one_of(before, {"между", "перед", "над"}) || instrumental) return Case::kInstrumental;
  if (is_one_of(before, {"к", "ко", "благодаря"})) return Case::kDative;
  if (is_one_of(before, {"о", "об", "при"})) return Case::kPrepositional;
  if (is_one_of(before, {"в", "во", "на"}) && prepositional) return Case::kPrepositional;
  return Case::kNominative;
}

Gender gender_before(std::string_view noun, bool one) {
  if (one) {
    if (ends_with_one_of(noun, {"а", "я", "ая", "яя"})) return Gender::kFeminine;
    return ends_with_one_of(noun, {"о", "е"}) ? Gender::kNeuter : Gender::kMasculine;
  }
  const bool feminine =
      ends_with_one_of(noun, {"ы", "и", "ые", "ие"}) && noun != "и" && noun != "пути";
  return feminine ? Gender::kFeminine : Gender::kMasculine;
}

bool ends_in(const Amount& amount, int digit) {
  const auto& whole = amount.whole;
  const bool teen = whole.size() > 1 && whole[whole.size() - 2] == '1';
  return amount.is_whole() && !teen && whole.back() == static_cast<char>('0' + digit);
}

bool ends_in_few(const Amount& amount) {
  return ends_in(amount, 2) || ends_in(amount, 3) || ends_in(amount, 4);
}

// The form of a king's or a century's numeral by the ending of its noun.
Form form_of_name(std::string_view name) {
  bool woman = false;
  for (const auto* stem : {"Екатерин", "Елизавет", "Анн", "Изабелл", "Виктори", "Маргарит"}) {
    woman = woman || name.starts_with(stem);
  }
  if (woman) {
    if (ends_with_one_of(name, {"а", "я"})) return Form::kFeminine;
    return ends_with_one_of(name, {"у", "ю"}) ? Form::kFeminineAccusative : Form::kFeminineOblique;
  }
  if (ends_with_one_of(name, {"ом", "ем", "ём"})) return Form::kInstrumental;
  if (ends_with_one_of(name, {"а", "я"})) return Form::kGenitive;
  if (ends_with_one_of(name, {"у", "ю"})) return Form::kDative;
  return name.ends_with("е") ? Form::kPrepositional : Form::kMasculine;
}

bool is_russian_ruler(std::string_view name) {
  for (const std::string_view stem :
       {"Пётр",   "Петр",     "Екатерин", "Николай", "Никола",   "Александр", "Иван",    "Павел",
        "Павл",   "Людовик",  "Генрих",   "Карл",    "Елизавет", "Вильгельм", "Фридрих", "Наполеон",
        "Филипп", "Бенедикт", "Георг",    "Эдуард",  "Ричард",   "Яков",      "Густав",  "Иоанн",
        "Пий",    "Франциск", "Фёдор",    "Рамзес",  "Лев"}) {
    if (name.starts_with(stem) && name.size() <= stem.size() + 6) return true;
  }
  return false;
}

std::optional<Form> form_of_sign(char sign) {
  switch (sign) {
    case 'm':
      return Form::kMasculine;
    case 'f':
      return Form::kFeminine;
    case 'e':
      return Form::kNeuter;
    case 'n':
      return Form::kNeuter;
    case 'g':
      return Form::kGenitive;
    case 'd':
      return Form::kDative;
    case 'l':
      return Form::kPrepositional;
    case 'i':
      return Form::kInstrumental;
    case 'a':
      return Form::kFeminineAccusative;
    case 'x':
      return Form::kPluralOblique;
    case 'I':
      return Form::kPluralInstrumental;
    default:
      return std::nullopt;
  }
}

class Russian final : public Reader {
 public:
  Russian() : Reader(kRussianWords) {}

  std::optional<Found> special(const Source& source, std::size_t at) const override {
    if (!source.digit(at)) return std::nullopt;
    const auto end = source.digits_end(at);
    if (auto found = compound(source, at, end)) return found;
    if (end - at <= 2) return day_of_month(source, at, end);
    return end - at == 4 ? year_among_words(source, at, end) : std::nullopt;
  }

  std::string number(const Amount& amount, const Context& context) const override {
    const auto noun = context.word_behind();
    const auto which = case_of(small_letters(context.word_before()), noun);
    const auto gender = gender_before(noun, ends_in(amount, 1));
    return in_case(amount, gender, which);
  }

  std::string counted(const Amount& amount, Gender gender) const override {
    return in_case(amount, gender, Case::kNominative);
  }

  std::string_view form(const Noun& noun, const Amount& amount) const override {
    if (!amount.is_whole()) return noun.few.empty() ? noun.many : noun.few;
    if (ends_in(amount, 1)) return noun.one;
    return ends_in_few(amount) && !noun.few.empty() ? noun.few : noun.many;
  }

  std::string measure(const Amount& amount, const Unit& unit,
                      const Context& context) const override {
    return in_context(amount, unit.noun, context);
  }

  std::string money(const Amount& amount, const Unit* magnitude, const Currency& currency,
                    const Context& context) const override {
    if (magnitude != nullptr) {
      return join({in_context(amount, magnitude->noun, context), currency.noun.many});
    }
    const bool cents = amount.fraction.size() == 2 && !currency.hundredth.one.empty();
    if (cents) return Reader::money(amount, magnitude, currency, context);
    return in_context(amount, currency.noun, context);
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& context) const override {
    const bool many = sign == 'e' && ends_with_one_of(context.word_behind(), {"ы", "и"});
    const auto form = many ? std::optional(Form::kPlural) : form_of_sign(sign);
    return form ? in_form(number, *form) : std::nullopt;
  }

  std::string date(const Date& date, const Context& context) const override {
    const auto month = words().months[static_cast<std::size_t>(date.month - 1)];
    const auto day = in_form(date.day, form_of_day(small_letters(context.word_before())));
    if (date.year == 0) return join({*day, month});
    const auto behind = context.word_behind();
    const bool said = is_one_of(behind, {"года", "г"});
    return join({*day, month, year(date.year, Form::kGenitive), said ? "" : "года"});
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    Amount hour;
    hour.whole = std::to_string(clock.hour);
    std::string_view hours = "";
    if (clock.minute == 0 && clock.second < 0) hours = form({"час", "часов", {}, "часа"}, hour);
    std::string minute;
    if (clock.minute > 0) {
      minute = join({clock.minute < 10 ? "ноль" : "", spell_said(clock.minute, words().feminine)});
    }
    Amount seconds;
    seconds.whole = std::to_string(std::max(0, clock.second));
    const Noun second{"секунда", "секунд", Gender::kFeminine, "секунды"};
    return join({cardinal(clock.hour), hours, minute,
                 clock.second < 0
                     ? std::string()
                     : join({"и", counted(seconds, second.gender), form(second, seconds)})});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    const auto form = numerator == 1 ? Form::kFeminine : Form::kPluralOblique;
    return join({spell_said(numerator, words().feminine), *in_form(denominator, form)});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (denominator == 2) return join({whole, "с половиной"});
    return join({whole, "и", fraction(numerator, denominator)});
  }

  std::optional<std::string> roman(std::int64_t number, const Context& context) const override {
    const auto& source = context.source;
    if (source.letter(context.end)) return std::nullopt;
    const auto before = context.word_before();
    if (is_russian_ruler(before)) return in_form(number, form_of_name(before));
    auto end = context.end;
    // "XIX–XX веков": the first agrees as the second does.
    if (source.at(end) == U'-' || source.at(end) == U'–') {
      end = read_roman(source, end + 1).second;
    }
    auto noun = source.word_behind(end);
    if (noun == "и") {
      const auto next = read_roman(source, source.skip_space(end) + 2);
      noun = source.word_behind(next.second);
    }
    if (noun == "в" && source.at(source.skip_space(end) + 1) == U'.') {
      return in_form(number, before == "в" ? Form::kPrepositional : Form::kMasculine);
    }
    if (!noun.starts_with("век") && !noun.starts_with("столет") && !noun.starts_with("съезд")) {
      return std::nullopt;
    }
    if (noun == "веков") return in_form(number, Form::kGenitive);
    if (ends_with_one_of(noun, {"ах", "ях"})) return in_form(number, Form::kPrepositional);
    if (noun == "столетие") return in_form(number, Form::kNeuter);
    if (noun == "столетии") return in_form(number, Form::kPrepositional);
    return in_form(number, form_of_name(noun));
  }

 private:
  [[nodiscard]] std::string spell_said(std::int64_t number, std::string_view rules) const {
    return as_said_in_russian(spell(number, rules));
  }

  [[nodiscard]] std::string in_case(const Amount& amount, Gender gender, Case which) const {
    if (!amount.is_whole()) return decimal(amount);
    static constexpr std::array<std::string_view, 3> kGenders{"-masculine", "-feminine", "-neuter"};
    std::string rules = "%spellout-cardinal";
    rules += kGenders[static_cast<std::size_t>(gender)];
    return as_said_in_russian(spelled(amount, rules + std::string(suffix(which))));
  }

  // Number and noun, both in the genitive where the word before asks for that.
  [[nodiscard]] std::string in_context(const Amount& amount, const Noun& noun,
                                       const Context& context) const {
    const auto which = case_of(small_letters(context.word_before()), noun.many);
    if (which != Case::kGenitive || !amount.is_whole() || noun.few.empty()) {
      return join({counted(amount, noun.gender), form(noun, amount)});
    }
    return join({in_case(amount, noun.gender, which), ends_in(amount, 1) ? noun.few : noun.many});
  }

  // "две целых пять десятых"; digit by digit beyond thousandths.
  [[nodiscard]] std::string decimal(const Amount& amount) const {
    Amount whole = amount;
    whole.mark = 0;
    whole.fraction.clear();
    if (amount.fraction.size() > 3) {
      return join({counted(whole, Gender::kMasculine), "запятая", digit_by_digit(amount.fraction)});
    }
    static constexpr std::array<std::string_view, 4> kOne{"", "десятая", "сотая", "тысячная"};
    static constexpr std::array<std::string_view, 4> kMany{"", "десятых", "сотых", "тысячных"};
    Amount parts;
    parts.whole = amount.fraction;
    parts.whole.erase(0, std::min(parts.whole.find_first_not_of('0'), parts.whole.size() - 1));
    const auto& names = ends_in(parts, 1) ? kOne : kMany;
    return join({counted(whole, Gender::kFeminine), ends_in(whole, 1) ? "целая" : "целых",
                 counted(parts, Gender::kFeminine), names[amount.fraction.size()]});
  }

  [[nodiscard]] std::optional<std::string> in_form(std::int64_t number, Form form) const {
    const auto parts = russian_ordinal(number, form);
    if (!parts) return std::nullopt;
    return join({parts->rest == 0 ? std::string() : spell_said(parts->rest, words().cardinal),
                 parts->last});
  }

  [[nodiscard]] std::string year(std::int64_t year, Form form) const {
    return in_form(year, form).value_or(cardinal(year));
  }

  static Form form_of_day(std::string_view before) {
    if (is_one_of(before, {"на", "по", "за"})) return Form::kNeuter;
    return before == "к" ? Form::kDative : Form::kGenitive;
  }

  // "5-летний", "25-летие": one word.
  [[nodiscard]] std::optional<Found> compound(const Source& source, std::size_t at,
                                              std::size_t end) const {
    const auto behind = source.match(end, "-лет");
    if (behind == 0 || !source.letter(behind) || end - at > 3) return std::nullopt;
    const auto number = source.value(at, end);
    auto stem = spell_said(number, "%spellout-cardinal-masculine-genitive");
    if (number == 90 || number == 100) stem = number == 90 ? "девяносто" : "сто";
    std::erase(stem, ' ');
    return Found{end + 1, stem, true};
  }

  [[nodiscard]] std::optional<Found> day_of_month(const Source& source, std::size_t at,
                                                  std::size_t end) const {
    const auto day = source.value(at, end);
    if (day < 1 || day > 31 || source.at(end) != U' ') return std::nullopt;
    for (const auto month : words().months) {
      const auto month_end = source.match_word(end + 1, month);
      if (month_end == 0) continue;
      auto said = join({*in_form(day, form_of_day(small_letters(source.word_before(at)))), month});
      const auto digits = source.skip_space(month_end);
      const auto year_end = source.digits_end(digits);
      if (year_end - digits != 4) return Found{month_end, said};
      const auto value = this->year(source.value(digits, year_end), Form::kGenitive);
      const auto word = source.word_behind(year_end);
      auto last = year_end;
      if (word == "г") {
        last = source.skip_space(year_end) + 2;
        if (last >= source.size()) --last;
      }
      return Found{last, join({said, value, word == "года" ? "" : "года"})};
    }
    return std::nullopt;
  }

  // "в 1984 году", "1941–1945 годы", "1984 г.".
  [[nodiscard]] std::optional<Found> year_among_words(const Source& source, std::size_t at,
                                                      std::size_t end) const {
    auto last = end;
    if (source.at(end) == U'-' || source.at(end) == U'–') {
      const auto second = source.digits_end(end + 1);
      if (second - end == 5) last = second;
    }
    auto noun = source.word_behind(last);
    const auto before = small_letters(source.word_before(at));
    if (noun == "по" && before == "с")
      return Found{end, year(source.value(at, end), Form::kGenitive)};
    std::string_view said;
    auto behind = last;
    if (noun == "г" || noun == "гг") {
      const bool many = noun == "гг";
      behind = source.skip_space(last) + noun.size() / 2;
      if (source.at(behind) == U'.' && behind + 1 < source.size()) ++behind;
      const bool genitive = is_one_of(before, {"с", "до", "от", "после", "около"});
      noun = before == "в" ? (many ? "годах" : "году")
                           : (genitive ? (many ? "годов" : "года") : (many ? "годы" : "год"));
      said = noun;
    }
    const auto form = form_of_year(noun, before);
    if (!form) return std::nullopt;
    auto years = year(source.value(at, end), *form);
    if (last != end) years = join({years, "—", year(source.value(end + 1, last), *form)});
    return Found{behind, join({years, said})};
  }

  static std::optional<Form> form_of_year(std::string_view noun, std::string_view before) {
    if (is_one_of(noun, {"год", "годы"})) return Form::kMasculine;
    if (is_one_of(noun, {"года", "годов"})) return Form::kGenitive;
    if (noun == "году")
      return before == "к" || before == "по" ? Form::kDative : Form::kPrepositional;
    if (noun == "годах") return Form::kPrepositional;
    if (noun == "годом" || noun == "годами") return Form::kInstrumental;
    return std::nullopt;
  }
};

}  // namespace

std::unique_ptr<const Reader> make_russian() { return std::make_unique<Russian>(); }

}  // namespace dragoman::text::spoken
