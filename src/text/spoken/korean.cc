#include "text/spoken/finders.h"
#include "text/spoken/reader.h"
#include "text/spoken/tables.h"
#include "text/utf32.h"

namespace dragoman::text::spoken {

namespace {

constexpr std::string_view kNative = "%spellout-cardinal-native-attributive";

// Counters with native numerals, with the greatest number that takes one.
struct Counter {
  std::string_view word;
  int most;
};
constexpr auto kCounters = std::to_array<Counter>({
    {"시간", 20}, {"개월", 0},  {"개국", 0},  {"개", 99},   {"명", 99},   {"사람", 99},
    {"살", 99},   {"시", 12},   {"마리", 99}, {"번째", 99}, {"번", 99},   {"권", 99},
    {"장", 99},   {"병", 99},   {"잔", 99},   {"대", 99},   {"채", 99},   {"그루", 99},
    {"송이", 99}, {"켤레", 99}, {"벌", 99},   {"쌍", 99},   {"가지", 99}, {"군데", 99},
    {"달", 99},   {"곳", 99},   {"차례", 99}, {"배", 9},    {"모금", 99}, {"줄", 99},
    {"통", 99},   {"그릇", 99}, {"자루", 99}, {"다발", 99}, {"묶음", 99}, {"척", 99},
    {"편", 99},   {"곡", 99},   {"조각", 99}, {"봉지", 99}, {"상자", 99}, {"팀", 99},
    {"골", 99},   {"끼", 99},   {"돌", 99},   {"판", 99},   {"방울", 99}, {"알", 99},
    {"켜", 99},   {"포기", 99}, {"해", 99},   {"아이", 99}, {"여자", 99}, {"남자", 99},
    {"학생", 99},
});

// Words that begin as a counter does.
bool is_other_word(std::string_view behind) {
  for (const std::string_view word :
       {"시리즈", "시즌", "시장", "대한", "대로", "번지", "장기", "달러", "통신", "배럴", "골드",
        "명제",   "시작", "시민", "병원", "판매", "알파", "해리", "돌파", "대선", "대회", "팀장"}) {
    if (behind.starts_with(word)) return true;
  }
  return false;
}

// Things that bear numbers: "10번 버스" is the bus with that number.
bool is_numbered_thing(const Source& source, std::size_t end) {
  const auto behind = source.match(source.skip_space(end), "번 ");
  if (behind == 0) return false;
  const auto word = source.word_behind(behind);
  for (const std::string_view thing :
       {"버스", "출구", "국도", "선수", "타자", "교향곡", "문제", "홀", "게이트", "승강장", "채널",
        "트랙", "염색체", "도로"}) {
    if (word.starts_with(thing)) return true;
  }
  return false;
}

// Whether a word of Hangul ends in a consonant.
bool is_closed(std::string_view word) {
  const auto text = to_utf32(word);
  return !text.empty() && text.back() >= 0xAC00 && (text.back() - 0xAC00) % 28 != 0;
}

class Korean final : public Reader {
 public:
  Korean() : Reader(kKoreanWords) {}

  // Numbers grow together with what is written right behind them, but for native numerals: "세 개"
  // is two words, "삼일" one.
  std::optional<Found> special(const Source& source, std::size_t at) const override {
    if (!source.digit(at)) return std::nullopt;
    const auto [amount, end] = read_amount(words(), source, at);
    const auto value = amount.value();
    if (!value || !amount.is_whole()) return std::nullopt;
    if (const auto month_end = source.match(end, "월"); month_end != 0 && end - at <= 2) {
      if (*value < 1 || *value > 12) return std::nullopt;
      return Found{month_end, std::string(words().months[static_cast<std::size_t>(*value - 1)]),
                   true};
    }
    const bool spaced = source.at(end) == U' ';
    const auto behind = source.word_behind(end);
    if (const auto native = native_before(source, at, *value, behind, spaced)) {
      return Found{end, *native, false};
    }
    const bool hangul = source.at(end) >= 0xAC00 && source.at(end) <= 0xD7A3;
    if (!hangul) return std::nullopt;
    return Found{end, spelled(amount, words().cardinal), true};
  }

  std::string number(const Amount& amount, const Context& context) const override {
    const auto value = amount.value();
    if (value && amount.is_whole() && !amount.negative) {
      const bool spaced = context.source.at(context.end) == U' ';
      const auto native =
          native_before(context.source, context.begin, *value, context.word_behind(), spaced);
      if (native) return *native;
    }
    return said(amount);
  }

  std::string counted(const Amount& amount, Gender /*gender*/) const override {
    return said(amount);
  }

  // "시속 백 킬로미터", "영하 오 도".
  std::string measure(const Amount& amount, const Unit& unit,
                      const Context& /*context*/) const override {
    const bool cold = amount.negative && unit.written.starts_with("°");
    Amount shown = amount;
    if (cold) shown.negative = false;
    const auto value = shown.value();
    const bool hours = unit.noun.one == "시간" && shown.is_whole() && value && *value <= 20;
    return join({cold ? "영하" : "", unit.noun.few, hours ? spell(*value, kNative) : said(shown),
                 unit.noun.one});
  }

  std::string date(const Date& date, const Context& /*context*/) const override {
    return join({date.year == 0 ? std::string() : cardinal(date.year) + "년",
                 words().months[static_cast<std::size_t>(date.month - 1)],
                 cardinal(date.day) + "일"});
  }

  std::string clock(const Clock& clock, const Context& /*context*/) const override {
    std::string_view half;
    if (clock.half != HalfDay::kUnsaid) half = clock.half == HalfDay::kMorning ? "오전" : "오후";
    const bool native = clock.hour >= 1 && clock.hour <= 12;
    const auto hour = native ? spell(clock.hour, kNative) : cardinal(clock.hour);
    return join({half, hour, "시", clock.minute > 0 ? cardinal(clock.minute) + "분" : std::string(),
                 clock.second > 0 ? cardinal(clock.second) + "초" : std::string()});
  }

  std::string fraction(std::int64_t numerator, std::int64_t denominator) const override {
    return cardinal(denominator) + "분의 " + cardinal(numerator);
  }

  std::string mixed(std::string_view whole, std::int64_t numerator,
                    std::int64_t denominator) const override {
    return join(
        {std::string(whole) + (is_closed(whole) ? "과" : "와"), fraction(numerator, denominator)});
  }

  std::string range(std::string_view from, std::string_view to, bool score) const override {
    if (score) return Reader::range(from, to, score);
    return join({std::string(from) + std::string(words().range), to});
  }

  std::string digit_by_digit(std::string_view digits) const override {
    std::string result;
    for (const char c : digits) result += words().digits[static_cast<std::size_t>(c - '0')];
    return result;
  }

  // Zero has another name in telephone numbers.
  std::string telephone(std::span<const std::string> groups, bool plus) const override {
    auto result = (plus ? "플러스 " : "") + Reader::telephone(groups, false);
    const std::string_view zero = words().digits[0];
    for (auto at = result.find(zero); at != result.npos; at = result.find(zero, at)) {
      result.replace(at, zero.size(), "공");
    }
    return result;
  }

 private:
  [[nodiscard]] std::string said(const Amount& amount) const {
    return spelled(amount, words().cardinal);
  }

  // The native numeral where a counter that takes one stands behind.
  [[nodiscard]] std::optional<std::string> native_before(const Source& source, std::size_t at,
                                                         std::int64_t value,
                                                         std::string_view behind,
                                                         bool spaced) const {
    if (value < 1 || is_other_word(behind)) return std::nullopt;
    if (source.before(at) == U'제' || source.before(at) == U'-') return std::nullopt;
    for (const auto& counter : kCounters) {
      if (!behind.starts_with(counter.word)) continue;
      if (value > counter.most) return std::nullopt;
      // "20대": people in their twenties; "3대 2": a score.
      const auto rest = behind.substr(counter.word.size());
      if (counter.word == "대" && !spaced && (value % 10 == 0 || is_score(source, at))) {
        return std::nullopt;
      }
      if (counter.word == "번째" && value == 1) return "첫";
      if (counter.word == "번" && is_numbered_thing(source, source.digits_end(at))) {
        return std::nullopt;
      }
      if (counter.word == "해" && !rest.empty() && rest != "를") return std::nullopt;
      return spell(value, kNative);
    }
    return std::nullopt;
  }

  [[nodiscard]] static bool is_score(const Source& source, std::size_t at) {
    const auto behind = source.digits_end(at) + 1;
    return source.digit(source.skip_space(behind));
  }
};

}  // namespace

std::unique_ptr<const Reader> make_korean() { return std::make_unique<Korean>(); }

}  // namespace dragoman::text::spoken
