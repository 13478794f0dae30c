#include <algorithm>

#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

struct ShortMonth {
  std::string_view written;
  int month;
};
constexpr std::array kShortMonths{
    ShortMonth{"Jan", 1}, ShortMonth{"Feb", 2},  ShortMonth{"Mar", 3},  ShortMonth{"Apr", 4},
    ShortMonth{"Jun", 6}, ShortMonth{"Jul", 7},  ShortMonth{"Aug", 8},  ShortMonth{"Sept", 9},
    ShortMonth{"Sep", 9}, ShortMonth{"Oct", 10}, ShortMonth{"Nov", 11}, ShortMonth{"Dec", 12}};

// The month whose name stands at `at`, and where it ends.
std::pair<int, std::size_t> read_month(const Source& source, std::size_t at) {
  for (std::size_t i = 0; i < kEnglishWords.months.size(); ++i) {
    if (const auto end = source.match_word(at, kEnglishWords.months[i]))
      return {static_cast<int>(i) + 1, end};
  }
  for (const auto& [written, month] : kShortMonths) {
    const auto end = source.match_word(at, written);
    if (end == 0) continue;
    const bool stop = source.at(end) == U'.';
    return {month, stop ? end + 1 : end};
  }
  return {0, at};
}

// One or two digits, a sign such as "th" behind them or not.
std::pair<int, std::size_t> read_day(const Source& source, std::size_t at) {
  auto end = source.digits_end(at);
  const auto day = static_cast<int>(source.value(at, end));
  if (end == at || end - at > 2 || day < 1 || day > 31) return {0, at};
  for (const auto* sign : {"st", "nd", "rd", "th"}) {
    if (const auto next = source.match_word(end, sign)) end = next;
  }
  const auto behind = source.at(end);
  const bool other = source.alnum(end) || behind == U'%' || behind == U':' || behind == U'/' ||
                     ((behind == U'.' || behind == U',') && source.digit(end + 1));
  return other ? std::pair{0, at} : std::pair{day, end};
}

// ", 2021" or " 2021": behind the year; `at` where there is none.
std::pair<int, std::size_t> read_year(const Source& source, std::size_t at) {
  auto i = at;
  if (source.at(i) == U',') ++i;
  i = source.skip_space(i);
  const auto end = source.digits_end(i);
  const auto year = static_cast<int>(end - i == 4 ? source.value(i, end) : 0);
  const bool more = source.letter(end) || source.at(end) == U'%' ||
                    ((source.at(end) == U',' || source.at(end) == U'.') && source.digit(end + 1));
  return i == at || year < 1000 || more ? std::pair{0, at} : std::pair{year, end};
}

std::string plural(std::string words) {
  if (words.ends_with("y")) {
    words.replace(words.size() - 1, 1, "ies");
  } else {
    words += words.ends_with("x") ? "es" : "s";
  }
  return words;
}

class English final : public Reader {
 public:
  English() : Reader(kEnglishWords) {}

  std::optional<Found> special(const Source& source, std::size_t at) const override {
    if (source.digit(at)) {
      const auto height = find_height(source, at);
      return height ? height : day_first(source, at);
    }
    if (source.at(at) == U'\'' || source.at(at) == U'’') return short_decade(source, at);
    const auto [month, behind] = source.capital(at) ? read_month(source, at) : std::pair{0, at};
    if (month == 0) return std::nullopt;
    const bool shortened = source.before(behind) == U'.' || behind - at < 4;
    const auto name = std::string(kEnglishWords.months[static_cast<std::size_t>(month - 1)]);
    const auto [day, day_end] = read_day(source, source.skip_space(behind));
    if (day == 0) {
      const bool year = source.digit(source.skip_space(behind));
      return shortened && year && month != 5 ? std::optional(Found{behind, name}) : std::nullopt;
    }
    const auto [year, end] = read_year(source, day_end);
    return Found{end, date({year, month, day}, {source, at, end})};
  }

  std::string number(const Amount& amount, const Context& context) const override {
    const bool plain = amount.is_whole() && !amount.grouped && !amount.negative;
    const bool early = is_one_of(context.word_before(), {"in", "In", "since", "until", "year"});
    const std::string_view first = early ? "1010" : "1100";
    if (plain && amount.whole.size() == 4 && amount.whole >= first && amount.whole <= "2099") {
      return year(*amount.value());
    }
    return Reader::number(amount, context);
  }

  // "a three million dollar plan", but "the three million dollars of".
  std::string money(const Amount& amount, const Unit* magnitude, const Currency& currency,
                    const Context& context) const override {
    auto said = Reader::money(amount, magnitude, currency, context);
    const auto behind = context.word_behind();
    const bool noun =
        !behind.empty() && behind[0] >= 'a' && behind[0] <= 'z' &&
        !is_one_of(behind, {"of",  "in",  "to",   "for",  "and",   "or",  "on",   "from", "by",
                            "was", "is",  "were", "are",  "that",  "it",  "they", "he",   "she",
                            "we",  "at",  "with", "as",   "a",     "an",  "the",  "than", "more",
                            "per", "had", "has",  "will", "would", "into"});
    const bool article = is_one_of(small_letters(context.word_before()), {"a", "an", "the", "its"});
    const auto& many = currency.noun.many;
    if (noun && article && said.ends_with(many)) {
      said.replace(said.size() - many.size(), many.size(), currency.noun.one);
    }
    return said;
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& /*context*/) const override {
    if (sign == 'o') return spell(number, "%spellout-ordinal");
    if (number % 10 != 0 || number == 0) return std::nullopt;
    return plural(number >= 1100 && number < 2100 ? year(number) : cardinal(number));
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    const auto month = kEnglishWords.months[static_cast<std::size_t>(date.month - 1)];
    const auto day = spell(date.day, "%spellout-ordinal");
    if (date.year == 0) return join({month, day});
    return join({month, day + ",", year(date.year)});
  }

  std::string clock(const Clock& clock, const Context& context) const override {
    std::string_view half;
    if (clock.half != HalfDay::kUnsaid) half = clock.half == HalfDay::kMorning ? "A M" : "P M";
    std::string minute;
    if (clock.minute > 0) {
      minute = clock.minute < 10 ? "oh " + cardinal(clock.minute) : cardinal(clock.minute);
    } else if (clock.minute == 0 && half.empty() && clock.second < 0 &&
               context.word_behind() != "o'clock") {
      minute = clock.hour >= 1 && clock.hour <= 12 ? "o'clock" : "hundred";
    } else if (clock.second >= 0) {
      minute = "zero";
    }
    const auto second =
        clock.second < 0
            ? std::string()
            : join({"and", cardinal(clock.second), clock.second == 1 ? "second" : "seconds"});
    return join({cardinal(clock.hour), minute, second, half});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    const bool one = numerator == 1;
    if (denominator == 2) return one ? "one half" : join({cardinal(numerator), "halves"});
    auto part = denominator == 4 ? "quarter" : spell(denominator, "%spellout-ordinal");
    return join({cardinal(numerator), one ? part : part + "s"});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (numerator != 1) return Reader::mixed(whole, numerator, denominator);
    return join({whole, "and a", fraction(numerator, denominator).substr(4)});
  }

  std::optional<std::string> roman(std::int64_t number, const Context& context) const override {
    const auto& source = context.source;
    if (source.letter(context.end)) return std::nullopt;
    const auto before = context.word_before();
    if (is_regnal_name(before)) {
      const auto behind = context.word_behind();
      const bool name = number != 1 || behind.empty() ||
                        is_one_of(behind, {"of", "was", "and", "is", "died", "became", "had"});
      if (!name) return std::nullopt;
      return join({"the", spell(number, "%spellout-ordinal")});
    }
    const bool counted =
        is_one_of(before, {"War", "Chapter", "Part", "Act", "Volume", "Phase", "Type", "Class",
                           "Title", "Article", "Bowl", "Book", "Level", "Appendix", "Section"});
    if (!counted || (number == 1 && !context.word_behind().empty() && before == "Part")) {
      return std::nullopt;
    }
    return cardinal(number);
  }

 private:
  [[nodiscard]] std::string year(std::int64_t year) const {
    auto words = spell(year, "%spellout-numbering-year");
    if (const auto oh = words.find("oh-"); oh != words.npos) words.replace(oh, 3, "oh ");
    return words;
  }

  // 5'10", of people.
  std::optional<Found> find_height(const Source& source, std::size_t at) const {
    constexpr std::u32string_view kFeet = U"'’′";
    constexpr std::u32string_view kInches = U"\"”″";
    const auto feet = source.digits_end(at);
    const auto inches = source.digits_end(feet + 1);
    const bool lengths = feet == at + 1 && inches > feet + 1 && inches <= feet + 3 &&
                         source.value(feet + 1, inches) < 12;
    if (!lengths || kFeet.find(source.at(feet)) == kFeet.npos ||
        kInches.find(source.at(inches)) == kInches.npos) {
      return std::nullopt;
    }
    return Found{inches + 1, join({cardinal(source.value(at, feet)), "foot",
                                   cardinal(source.value(feet + 1, inches))})};
  }

  // "3 May 2021", "3rd of May" is words already.
  std::optional<Found> day_first(const Source& source, std::size_t at) const {
    const auto [day, day_end] = read_day(source, at);
    if (day == 0 || source.at(day_end) != U' ') return std::nullopt;
    const auto [month, month_end] = read_month(source, day_end + 1);
    if (month == 0) return std::nullopt;
    const auto [year, end] = read_year(source, month_end);
    const bool article = small_letters(source.word_before(at)) == "the";
    const auto words = join({article ? "" : "the", spell(day, "%spellout-ordinal"), "of",
                             kEnglishWords.months[static_cast<std::size_t>(month - 1)]});
    return Found{end, year == 0 ? words : join({words + ",", this->year(year)})};
  }

  // "the '90s".
  std::optional<Found> short_decade(const Source& source, std::size_t at) const {
    const auto end = source.digits_end(at + 1);
    if (end - at != 3 || source.match_word(end, "s") == 0) return std::nullopt;
    return Found{end + 1, plural(cardinal(source.value(at + 1, end)))};
  }
};

}  // namespace

std::unique_ptr<const Reader> make_english() { return std::make_unique<English>(); }

}  // namespace dragoman::text::spoken
