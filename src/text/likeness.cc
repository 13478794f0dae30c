#include "text/likeness.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <unicode/translit.h>
#include <unicode/unistr.h>

namespace dragoman::text {

namespace {

constexpr std::size_t kMostLetters = 64;
constexpr std::size_t kLeastBeforeSilent = 6;

std::string in_ascii(std::string_view word) {
  static std::mutex mutex;  // an ICU transliterator is one thread's at a time
  static const std::unique_ptr<icu::Transliterator> transliterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
  }();
  auto text = icu::UnicodeString::fromUTF8(
      {word.data(), static_cast<std::int32_t>(std::min(word.size(), 4 * kMostLetters))});
  if (transliterator) {
    std::lock_guard lock(mutex);
    transliterator->transliterate(text);
  }
  std::string ascii;
  text.toUTF8String(ascii);
  std::erase_if(ascii, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  ascii.resize(std::min(ascii.size(), kMostLetters));
  return ascii;
}

// The first that fits counts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kSpellings{
    {{"tsch", "c"}, {"sch", "s"}, {"tch", "c"}, {"ph", "f"},  {"gh", "g"},  {"kh", "k"},
     {"th", "t"},   {"rh", "r"},  {"ck", "k"},  {"sh", "s"},  {"zh", "j"},  {"dj", "j"},
     {"ch", "c"},   {"qu", "kv"}, {"ce", "se"}, {"ci", "si"}, {"cy", "si"}, {"c", "k"},
     {"q", "k"},    {"x", "ks"},  {"y", "i"},   {"w", "v"}}};

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }
bool is_light(char c) { return is_vowel(c) || c == 'h'; }

bool are_neighbours(char a, char b) {
  constexpr std::array<std::string_view, 11> kGroups{"bp", "dt", "gk", "fv", "sz", "mn",
                                                     "lr", "cj", "cs", "bv", "gj"};
  return std::ranges::any_of(kGroups, [&](std::string_view group) {
    return group.find(a) != std::string_view::npos && group.find(b) != std::string_view::npos;
  });
}

double exchange(char a, char b) {
  if (a == b) return 0;
  if (is_vowel(a) && is_vowel(b)) return 0.4;
  return are_neighbours(a, b) ? 0.5 : 1;
}

double omission(char c) { return is_light(c) ? 0.5 : 1; }

// An e behind a consonant at the end of a longer word: written here and not there, said nowhere.
void drop_silent_end(std::string& key) {
  const bool silent =
      key.size() >= kLeastBeforeSilent && key.back() == 'e' && !is_vowel(key[key.size() - 2]);
  if (silent) key.pop_back();
}

}  // namespace

std::string sound_key(std::string_view word) {
  auto ascii = in_ascii(word);
  if (ascii.starts_with('x')) ascii.front() = 's';  // Xavier, Xining
  std::string key;
  for (std::string_view rest = ascii; !rest.empty();) {
    const auto* fits = std::ranges::find_if(
        kSpellings, [&](const auto& spelling) { return rest.starts_with(spelling.first); });
    const auto sound = fits == kSpellings.end() ? rest.substr(0, 1) : fits->second;
    for (const char c : sound) {
      if (key.empty() || key.back() != c) key += c;
    }
    rest.remove_prefix(fits == kSpellings.end() ? 1 : fits->first.size());
  }
  drop_silent_end(key);
  return key;
}

double likeness(std::string_view a, std::string_view b) {
  a = a.substr(0, 2 * kMostLetters);
  b = b.substr(0, 2 * kMostLetters);
  if (a.empty() || b.empty()) return 0;
  std::vector<double> row(b.size() + 1);
  for (std::size_t j = 0; j < b.size(); ++j) row[j + 1] = row[j] + omission(b[j]);
  for (const char letter : a) {
    double before = row[0];
    row[0] += omission(letter);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const double exchanged = before + exchange(letter, b[j]);
      before = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j + 1] + omission(letter), row[j] + omission(b[j])});
    }
  }
  return std::max(0.0, 1 - row.back() / static_cast<double>(std::max(a.size(), b.size())));
}

}  // namespace dragoman::text
