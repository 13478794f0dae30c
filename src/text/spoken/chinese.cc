#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"
#include "text/utf32.h"

namespace dragoman::text::spoken {

namespace {

// What is counted with 两 where it is two.
constexpr std::u32string_view kClassifiers =
    U"个個位只隻条條张張本台辆輛次年天周岁歲小分点點名件家座间間种種项項所部场場份倍米公吨噸块塊元"
    U"美欧歐英日港韩韓万萬亿億千双雙对對杯瓶碗篇首支枝枚颗顆户戶组組队隊代口头頭匹架艘星國国成季阶"
    U"階"
    U"轮輪批类類幅栋棟封把顿頓遍趟人男女厘毫平立升克英磅盎卢盧蚊";

// Behind which 2 is a number in an order even so: 二年级.
bool is_order(const Source& source, std::size_t behind) {
  for (const auto* word : {"年级", "年級", "分之", "分队", "点零", "点五", "日", "天堂"}) {
    if (source.match(behind, word) != 0) return true;
  }
  return false;
}

bool is_duration(const Source& source, std::size_t behind) {
  for (const auto* word : {"年前", "年来", "年來", "年历史", "年歷史", "年间", "年間", "年的历史",
                           "年的歷史", "年后", "年後"}) {
    if (source.match(behind, word) != 0) return true;
  }
  return false;
}

struct ChineseWords {
  const Words& table;
  std::string_view two;    ///< 两, as it counts.
  std::string_view below;  ///< Of temperatures below zero.
  std::string_view morning;
  std::string_view afternoon;
  std::string_view hour;
  std::string_view minute;
  std::string_view mixed;  ///< Between a whole number and a fraction.
  std::string_view one_in_telephone;
};

class Chinese final : public Reader {
 public:
  explicit Chinese(const ChineseWords& words) : Reader(words.table), own_(words) {}

  std::string number(const Amount& amount, const Context& context) const override {
    const auto& source = context.source;
    const auto behind = source.at(context.end) == U' ' ? context.end + 1 : context.end;
    const auto next = source.at(behind);
    const bool plain = amount.is_whole() && !amount.grouped && !amount.negative;
    const bool year = plain && amount.whole.size() == 4 && next == U'年';
    if (year && !(is_duration(source, behind) && amount.whole < "1800")) {
      return digit_by_digit(amount.whole);
    }
    const bool generation = plain && amount.whole.size() == 2 &&
                            (amount.whole[1] == '0' || amount.whole[1] == '5') &&
                            (next == U'后' || next == U'後') && source.at(behind + 1) != U'来' &&
                            source.at(behind + 1) != U'來';
    if (generation) return digit_by_digit(amount.whole);
    const bool counts = plain && amount.whole == "2" && source.before(context.begin) != U'第' &&
                        next != 0 && kClassifiers.find(next) != kClassifiers.npos &&
                        !is_order(source, behind);
    return counts ? std::string(own_.two) : said(amount);
  }

  std::string counted(const Amount& amount, Gender /*gender*/) const override {
    return amount.is_whole() && amount.whole == "2" && !amount.negative ? std::string(own_.two)
                                                                        : said(amount);
  }

  // "百分之五", "每小时一百公里", "零下五摄氏度".
  std::string measure(const Amount& amount, const Unit& unit,
                      const Context& /*context*/) const override {
    const bool cold = amount.negative && unit.written.starts_with("°");
    Amount shown = amount;
    if (cold) shown.negative = false;
    std::string result(cold ? own_.below : std::string_view());
    result += unit.noun.few;
    result += unit.noun.one.empty() ? said(shown) : counted(shown, unit.noun.gender);
    return result + std::string(unit.noun.one);
  }

  std::string money(const Amount& amount, const Unit* magnitude, const Currency& currency,
                    const Context& /*context*/) const override {
    Amount shown = amount;
    while (shown.fraction.ends_with('0')) shown.fraction.pop_back();
    if (shown.fraction.empty()) shown.mark = 0;
    auto result = counted(shown, Gender::kMasculine);
    if (magnitude != nullptr) result += magnitude->noun.one;
    return result + std::string(currency.noun.one);
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    std::string year;
    if (date.year != 0) year = digit_by_digit(std::to_string(date.year)) + "年";
    return year + said(date.month) + "月" + said(date.day) + "日";
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    std::string result;
    if (clock.half != HalfDay::kUnsaid) {
      result = clock.half == HalfDay::kMorning ? own_.morning : own_.afternoon;
    }
    result += clock.hour == 2 ? std::string(own_.two) : said(clock.hour);
    result += own_.hour;
    if (clock.minute > 0 || clock.second >= 0) {
      if (clock.minute < 10) result += words().digits[0];
      if (clock.minute > 0) result += said(clock.minute);
      result += own_.minute;
    }
    if (clock.second >= 0) result += said(clock.second) + "秒";
    return result;
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    return said(denominator) + "分之" + said(numerator);
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    return std::string(whole) + std::string(own_.mixed) + fraction(numerator, denominator);
  }

  std::string telephone(std::span<const std::string> groups, bool plus) const override {
    auto result = Reader::telephone(groups, plus);
    const std::string_view one = words().digits[1];
    for (auto at = result.find(one); at != result.npos;
         at = result.find(one, at + own_.one_in_telephone.size())) {
      result.replace(at, one.size(), own_.one_in_telephone);
    }
    return result;
  }

 private:
  [[nodiscard]] std::string said(std::int64_t number) const { return with_two(cardinal(number)); }
  [[nodiscard]] std::string said(const Amount& amount) const {
    return with_two(spelled(amount, words().cardinal));
  }

  // Thousands always, the highest place of ten thousands and hundred millions: 两千, 两万, 十二万.
  [[nodiscard]] std::string with_two(const std::string& spelled) const {
    auto text = to_utf32(spelled);
    const auto two = to_utf32(own_.two).front();
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      if (text[i] != U'二') continue;
      const auto next = text[i + 1];
      const bool first = i == 0 || text[i - 1] == U'负' || text[i - 1] == U'負';
      const bool high = next == U'万' || next == U'萬' || next == U'亿' || next == U'億';
      if (next == U'千' || (high && first)) text[i] = two;
    }
    return to_utf8(text);
  }

  ChineseWords own_;
};

}  // namespace

std::unique_ptr<const Reader> make_mandarin() {
  return std::make_unique<Chinese>(
      ChineseWords{kMandarinWords, "两", "零下", "上午", "下午", "点", "分", "又", "幺"});
}

std::unique_ptr<const Reader> make_cantonese() {
  return std::make_unique<Chinese>(
      ChineseWords{kCantoneseWords, "兩", "零下", "上午", "下午", "點", "分", "又", "一"});
}

}  // namespace dragoman::text::spoken
