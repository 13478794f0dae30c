#include <algorithm>
#include <array>

#include "text/spoken/finders.h"
#include "text/utf32.h"

namespace dragoman::text::spoken {

namespace {

bool is_valid(const Date& date) {
  return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
}

struct Field {
  int value = 0;
  std::size_t length = 0;
  std::size_t end = 0;
};

Field read_field(const Source& source, std::size_t at) {
  const auto end = source.digits_end(at);
  return {end - at <= 4 ? static_cast<int>(source.value(at, end)) : 0, end - at, end};
}

// Day and month as the language orders them; the other way where only that makes a date.
Date ordered(int first, int second, int year, DateOrder order) {
  const bool day_first = order == DateOrder::kDayFirst;
  Date date{year, day_first ? second : first, day_first ? first : second};
  if (!is_valid(date)) std::swap(date.month, date.day);
  return date;
}

// Where a time of day stands behind an ISO date's T, that; a space else.
std::optional<Found> iso_time(const Reader& reader, const Source& source, std::size_t at) {
  if (source.at(at) != U'T' || !source.digit(at + 1)) return std::nullopt;
  auto clock = find_clock(reader, source, at + 1);
  if (clock && source.at(clock->end) == U'Z') ++clock->end;
  return clock;
}

struct HalfDaySign {
  std::string_view written;
  HalfDay half;
};
constexpr std::array kHalfDaySigns{
    HalfDaySign{"a.m.", HalfDay::kMorning},  HalfDaySign{"p.m.", HalfDay::kAfternoon},
    HalfDaySign{"a. m.", HalfDay::kMorning}, HalfDaySign{"p. m.", HalfDay::kAfternoon},
    HalfDaySign{"A.M.", HalfDay::kMorning},  HalfDaySign{"P.M.", HalfDay::kAfternoon},
    HalfDaySign{"am", HalfDay::kMorning},    HalfDaySign{"pm", HalfDay::kAfternoon},
    HalfDaySign{"AM", HalfDay::kMorning},    HalfDaySign{"PM", HalfDay::kAfternoon},
};

// Behind the sign of a half day at `at`; the stop that also ends a sentence is left.
std::size_t read_half_day(const Source& source, std::size_t at, Clock& clock) {
  for (const auto& sign : kHalfDaySigns) {
    const auto end = source.match_word(at, sign.written);
    if (end == 0) continue;
    clock.half = sign.half;
    const bool stop = source.at(end - 1) == U'.';
    const bool ends = end >= source.size() || (source.at(end) == U' ' && source.capital(end + 1));
    return stop && ends ? end - 1 : end;
  }
  return 0;
}

// ":30", "h30", " h 30": behind the minutes, 0 where there are none.
std::size_t read_minutes(const Source& source, std::size_t at, bool dotted, Clock& clock) {
  auto i = at;
  if (source.at(i) == U':' || source.at(i) == U'：' || (dotted && source.at(i) == U'.')) {
    ++i;
  } else {
    i = source.skip_space(i);
    if (source.at(i) != U'h' && source.at(i) != U'H') return 0;
    i = source.skip_space(i + 1);
  }
  const auto minute = read_field(source, i);
  if (minute.length != 2 || minute.value > 59) return 0;
  clock.minute = minute.value;
  const auto unit = source.match_word(source.skip_space(minute.end), "min");
  return unit == 0 ? minute.end : unit;
}

std::size_t read_seconds(const Source& source, std::size_t at, Clock& clock) {
  if (source.at(at) != U':') return at;
  const auto second = read_field(source, at + 1);
  if (second.length != 2 || second.value > 59) return at;
  if (second.value > 0) clock.second = second.value;
  return second.end;
}

bool is_mark_in_number(char32_t c) { return c == U'.' || c == U',' || c == U':'; }

std::size_t skip_clock_word(const Words& words, const Source& source, std::size_t at) {
  if (words.clock_word.empty()) return at;
  const auto end = source.match_word(source.skip_space(at), words.clock_word);
  return end == 0 ? at : end;
}

// 4:41.30, as races are timed: minutes, seconds and their parts.
std::optional<Found> find_race_time(const Reader& reader, const Source& source, std::size_t at) {
  const auto minutes = read_field(source, at);
  if (minutes.length == 0 || minutes.length > 2 || source.at(minutes.end) != U':') return {};
  const auto seconds = read_field(source, minutes.end + 1);
  const auto mark = source.at(seconds.end);
  if (seconds.length != 2 || seconds.value > 59 || (mark != U'.' && mark != U',')) return {};
  const auto end = source.digits_end(seconds.end + 1);
  const bool goes_on =
      (is_mark_in_number(source.at(end)) && source.digit(end + 1)) || source.alnum(end);
  if (end == seconds.end + 1 || end > seconds.end + 4 || goes_on) return {};
  const auto& words = reader.words();
  const auto parts = to_utf8(source.between(seconds.end + 1, end));
  if (words.dense) {
    const auto unit = std::max(source.match(source.skip_space(end), "分钟"),
                               source.match(source.skip_space(end), "分鐘"));
    Amount whole;
    whole.whole = std::to_string(minutes.value);
    return Found{std::max(unit, end), reader.counted(whole, Gender::kMasculine) + "分" +
                                          reader.cardinal(seconds.value) + "秒" +
                                          reader.digit_by_digit(parts)};
  }
  Amount amount;
  amount.mark = words.decimal;
  amount.whole = to_utf8(source.between(minutes.end + 1, seconds.end));
  amount.fraction = parts;
  return Found{end,
               join({reader.cardinal(minutes.value), reader.number(amount, {source, at, end})})};
}

}  // namespace

std::optional<Found> find_date(const Reader& reader, const Source& source, std::size_t at) {
  const auto first = read_field(source, at);
  const auto mark = source.at(first.end);
  if (first.length == 0 || first.length > 4 || first.length == 3) return std::nullopt;
  if (mark != U'-' && mark != U'/' && mark != U'.') return std::nullopt;
  const auto second = read_field(source, first.end + 1);
  if (second.length == 0 || second.length > 2 || source.at(second.end) != mark) return std::nullopt;
  const auto third = read_field(source, second.end + 1);
  if (source.digit(third.end) || (source.at(third.end) == mark && source.digit(third.end + 1))) {
    return std::nullopt;
  }
  Date date;
  if (first.length == 4 && (third.length == 1 || third.length == 2)) {
    date = {first.value, second.value, third.value};
  } else if (first.length <= 2 && (third.length == 4 || (third.length == 2 && mark != U'-'))) {
    const int century = third.value < 50 ? 2000 : 1900;
    const int year = third.length == 4 ? third.value : century + third.value;
    const auto order = mark == U'.' ? DateOrder::kDayFirst : reader.words().date_order;
    date = ordered(first.value, second.value, year, order);
  }
  if (!is_valid(date)) return std::nullopt;
  Found found{third.end, reader.date(date, {source, at, third.end})};
  if (const auto time = iso_time(reader, source, third.end)) {
    found.words += std::string(reader.space()) + time->words;
    found.end = time->end;
  }
  return found;
}

std::optional<Found> find_clock(const Reader& reader, const Source& source, std::size_t at) {
  if (auto race = find_race_time(reader, source, at)) return race;
  const auto hour = read_field(source, at);
  if (hour.length == 0 || hour.length > 2 || hour.value > 24) return std::nullopt;
  Clock clock{hour.value};
  const auto& words = reader.words();
  auto end = read_minutes(source, hour.end, false, clock);
  if (end == 0) {
    Clock dotted = clock;
    const auto dotted_end = read_minutes(source, hour.end, true, dotted);
    const bool dotted_time = dotted_end != 0 && source.at(dotted_end) != U'.' &&
                             !source.digit(dotted_end) &&
                             (reader.dotted_clock({source, at, dotted_end}) ||
                              (words.half_day_words &&
                               read_half_day(source, source.skip_space(dotted_end), dotted) != 0));
    if (dotted_time) {
      clock.minute = dotted.minute;
      end = dotted_end;
    }
  }
  if (end != 0) end = read_seconds(source, end, clock);
  if (source.digit(end) || (source.at(end) == U':' && source.digit(end + 1))) return std::nullopt;
  const auto behind = end == 0 ? hour.end : end;
  if (words.half_day_words && hour.value >= 1) {
    const auto half = read_half_day(source, source.skip_space(behind), clock);
    if (half != 0) end = half;
  }
  if (end == 0) return std::nullopt;
  end = skip_clock_word(words, source, end);
  return Found{end, reader.clock(clock, {source, at, end})};
}

}  // namespace dragoman::text::spoken
