#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

// Numbers are Chinese numerals before their counters: how both sound together (いっぽん, はつか) is
// the pronunciation dictionary's affair.
class Japanese final : public Reader {
 public:
  Japanese() : Reader(kJapaneseWords) {}

  std::string number(const Amount& amount, const Context& /*context*/) const override {
    return said(amount);
  }

  std::string counted(const Amount& amount, Gender /*gender*/) const override {
    return said(amount);
  }

  // "五パーセント", "時速百キロメートル".
  std::string measure(const Amount& amount, const Unit& unit,
                      const Context& /*context*/) const override {
    return std::string(unit.noun.few) + said(amount) + std::string(unit.noun.one);
  }

  std::string money(const Amount& amount, const Unit* magnitude, const Currency& currency,
                    const Context& /*context*/) const override {
    const bool cents =
        magnitude == nullptr && amount.fraction.size() == 2 && !currency.hundredth.one.empty();
    if (!cents) {
      const auto unit = magnitude == nullptr ? std::string_view() : magnitude->noun.one;
      return said(amount) + std::string(unit) + std::string(currency.noun.one);
    }
    Amount whole = amount;
    whole.mark = 0;
    whole.fraction.clear();
    auto result = said(whole) + std::string(currency.noun.one);
    if (amount.fraction == "00") return result;
    return result + cardinal(std::stoi(amount.fraction)) + std::string(currency.hundredth.one);
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    std::string year;
    if (date.year != 0) year = cardinal(date.year) + "年";
    return year + cardinal(date.month) + "月" + cardinal(date.day) + "日";
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    std::string result;
    if (clock.half != HalfDay::kUnsaid) {
      result = clock.half == HalfDay::kMorning ? "午前" : "午後";
    }
    result += hour(clock.hour) + "時";
    if (clock.minute > 0) result += cardinal(clock.minute) + "分";
    if (clock.second > 0) result += cardinal(clock.second) + "秒";
    return result;
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    return cardinal(denominator) + "分の" + cardinal(numerator);
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    return std::string(whole) + "と" + fraction(numerator, denominator);
  }

  std::string telephone(std::span<const std::string> groups, bool plus) const override {
    std::string result(plus ? symbol(U'+') : std::string_view());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (i > 0) result += "の";
      result += digit_by_digit(groups[i]);
    }
    return result;
  }

 private:
  [[nodiscard]] std::string hour(int hour) const { return hour == 0 ? "零" : cardinal(hour); }

  // Zero has another name before decimals.
  [[nodiscard]] std::string said(const Amount& amount) const {
    if (amount.whole != "0") return spelled(amount, words().cardinal);
    const std::string minus(amount.negative ? words().minus : std::string_view());
    if (amount.is_whole()) return minus + std::string(words().digits[0]);
    return minus + "零" + std::string(words().decimal_word) + decimals(amount);
  }
};

}  // namespace

std::unique_ptr<const Reader> make_japanese() { return std::make_unique<Japanese>(); }

}  // namespace dragoman::text::spoken
