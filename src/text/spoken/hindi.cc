#include <algorithm>

#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

class Hindi final : public Reader {
 public:
  Hindi() : Reader(kHindiWords) {}

  // Years before 2000 are read in hundreds.
  std::string number(const Amount& amount, const Context& context) const override {
    const bool plain = amount.is_whole() && !amount.grouped && !amount.negative;
    if (plain && amount.whole.size() == 4 && amount.whole >= "1100" && amount.whole <= "1999") {
      return year(*amount.value());
    }
    return Reader::number(amount, context);
  }

  std::optional<std::string> ordinal(std::int64_t number, char sign,
                                     const Context& /*context*/) const override {
    const auto ending = [sign](std::string_view m, std::string_view f, std::string_view o) {
      return std::string(sign == 'm' ? m : (sign == 'f' ? f : o));
    };
    switch (number) {
      case 1:
        return "पहल" + ending("ा", "ी", "े");
      case 2:
        return "दूसर" + ending("ा", "ी", "े");
      case 3:
        return "तीसर" + ending("ा", "ी", "े");
      case 4:
        return "चौथ" + ending("ा", "ी", "े");
      case 6:
        return "छठ" + ending("ा", "ी", "े");
      default:
        return cardinal(number) + ending("वाँ", "वीं", "वें");
    }
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    return join({cardinal(date.day), words().months[static_cast<std::size_t>(date.month - 1)],
                 date.year == 0 ? std::string() : year(date.year)});
  }

  // "साढ़े दस बजे", "दस बजकर पाँच मिनट".
  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    std::string_view half;
    if (clock.half != HalfDay::kUnsaid) half = clock.half == HalfDay::kMorning ? "सुबह" : "शाम";
    const auto hour = cardinal(clock.hour);
    const bool spoken = clock.hour >= 1 && clock.hour <= 12 && clock.second < 0;
    if (clock.minute <= 0 && clock.second < 0) return join({half, hour, "बजे"});
    if (spoken && clock.minute == 15) return join({half, "सवा", hour, "बजे"});
    if (spoken && clock.minute == 30) return join({half, and_a_half(clock.hour), "बजे"});
    if (spoken && clock.minute == 45) {
      return join({half, "पौने", clock.hour == 12 ? "एक" : cardinal(clock.hour + 1), "बजे"});
    }
    const auto seconds = clock.second < 0 ? std::string() : cardinal(clock.second) + " सेकंड";
    return join({half, hour, "बजकर", cardinal(std::max(0, clock.minute)), "मिनट", seconds});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    if (denominator == 2) return "आधा";
    if (denominator == 3) return join({cardinal(numerator), "तिहाई"});
    if (denominator == 4) return join({cardinal(numerator), "चौथाई"});
    return join({cardinal(numerator), "बटा", cardinal(denominator)});
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    if (denominator != 2) return join({whole, "और", fraction(numerator, denominator)});
    if (whole == "एक") return "डेढ़";
    if (whole == "दो") return "ढाई";
    return join({"साढ़े", whole});
  }

 private:
  [[nodiscard]] std::string and_a_half(std::int64_t number) const {
    return mixed(cardinal(number), 1, 2);
  }

  [[nodiscard]] std::string year(std::int64_t year) const {
    if (year < 1100 || year > 1999) return cardinal(year);
    const auto rest = year % 100;
    return join({cardinal(year / 100), "सौ", rest == 0 ? std::string() : cardinal(rest)});
  }
};

}  // namespace

std::unique_ptr<const Reader> make_hindi() { return std::make_unique<Hindi>(); }

}  // namespace dragoman::text::spoken
