#include "text/screen_names.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "text/folded_text.h"
#include "text/letter_case.h"
#include "text/likeness.h"

namespace dragoman::text {

namespace {

constexpr std::size_t kLeastLetters = 4;
constexpr std::size_t kLeastSmallLetters = 7;
constexpr std::size_t kMostLetters = 32;
constexpr std::size_t kLongestAcronym = 5;
constexpr std::size_t kMostWordsHeard = 3;
constexpr std::size_t kMostWordsHeardOfJoined = 5;
constexpr std::size_t kMostJoined = 3;
constexpr double kLeastOfRest = 0.5;
constexpr std::size_t kEndingLetters = 3;

struct Word {
  Place place;
  std::size_t letters = 0;
  std::size_t capitals = 0;
  std::size_t digits = 0;
  bool begins_with_capital = false;
  bool follows = false;  // only blanks or hyphens lie between it and the word before
};

bool is_apostrophe(char32_t c) { return c == U'\'' || c == U'\u2019'; }

void count(Word& word, char32_t point) {
  const auto c = static_cast<UChar32>(point);
  const bool is_first = word.letters + word.digits == 0;
  if (u_isdigit(c)) {
    ++word.digits;
  } else if (u_isUAlphabetic(c)) {
    ++word.letters;
    if (u_isUUppercase(c)) {
      ++word.capitals;
      word.begins_with_capital = word.begins_with_capital || is_first;
    }
  }
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  bool inside = false;
  bool near = false;
  for (std::int64_t at = 0; at < size;) {
    const auto begin = static_cast<std::size_t>(at);
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    const auto point = static_cast<char32_t>(c);
    const auto kind = word_class(point);
    const bool letter = kind == WordClass::kLetter || kind == WordClass::kHangul;
    if (letter && !inside) {
      words.push_back({.place = {begin, begin}, .follows = near && !words.empty()});
      near = true;
    }
    if (letter) {
      words.back().place.end = static_cast<std::size_t>(at);
      count(words.back(), point);
    } else if (!u_isUWhiteSpace(c) && point != U'-' && !is_apostrophe(point)) {
      near = false;
    }
    inside = letter || (inside && is_apostrophe(point));
  }
  return words;
}

std::string_view at(std::string_view text, Place place) {
  return text.substr(place.begin, place.end - place.begin);
}

bool may_be_name(const Word& word) {
  if (word.letters > kMostLetters || word.letters == 0) return false;
  const bool odd = word.digits > 0 || (word.capitals > 0 && word.capitals < word.letters &&
                                       !(word.capitals == 1 && word.begins_with_capital));
  if (odd) return word.letters + word.digits >= 3;
  return word.letters >= (word.begins_with_capital ? kLeastLetters : kLeastSmallLetters);
}

std::string written(std::string_view text, const Word& word) {
  auto written = std::string(at(text, word.place));
  const bool shouted =
      word.digits == 0 && word.capitals == word.letters && word.letters > kLongestAcronym;
  if (!shouted) return written;
  return capitalised(in_small_letters(written, core::Language::kEnglish), core::Language::kEnglish);
}

bool is_ending(std::string_view shorter, std::string_view longer) {
  if (shorter.size() > longer.size()) std::swap(shorter, longer);
  return shorter.size() >= 3 && longer.size() - shorter.size() <= kEndingLetters &&
         longer.starts_with(shorter);
}

// Without the 's that English puts behind a name: it stays as it is said.
Place without_possessive(std::string_view text, Place place) {
  const auto word = at(text, place);
  for (const std::string_view ending : {"'s", "\u2019s"}) {
    if (word.size() > ending.size() + 2 && word.ends_with(ending)) {
      return {place.begin, place.end - ending.size()};
    }
  }
  return place;
}

/// Words heard, with what comparing wants of them.
struct Heard {
  std::vector<Word> words;
  std::vector<std::string> sounds;
  std::vector<bool> common;

  Heard(std::string_view text, const IsCommon& is_common) : words(words_of(text)) {
    for (auto& word : words) {
      word.place = without_possessive(text, word.place);
      sounds.push_back(sound_key(at(text, word.place)));
      common.push_back(is_common(at(text, word.place)));
    }
  }
};

// How alike two keys are where they differ.
double rest_alike(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  return a.size() + b.size() <= 1 ? 1 : likeness(a, b);
}

// Two or three names at once must be very alike, and begin with the same sound.
bool is_alike(const ScreenName& name, std::string_view sound, double alike, bool common) {
  if (!name.joined) return alike >= (common ? kMaybeCommon : kMaybe);
  return alike >= kJoined && rest_alike(sound, name.sound) >= kLeastOfRest;
}

// The best stretch that begins at a word, if any is good enough.
void compare_at(const Heard& heard, std::size_t first, const ScreenName& name, Mishearing& best) {
  std::string sound;
  bool common = true;
  const auto& begins = heard.sounds[first];
  if (name.joined && !begins.empty() && begins.front() != name.sound.front()) return;
  const auto most = name.joined ? kMostWordsHeardOfJoined : kMostWordsHeard;
  for (std::size_t last = first; last < heard.words.size() && last < first + most; ++last) {
    if (last > first && !heard.words[last].follows) return;
    const auto& own = heard.sounds[last];
    if (!name.joined && is_ending(own, name.sound) && own != name.sound) return;
    sound += own;
    common = common && heard.common[last];
    if (sound.size() > 2 * name.sound.size()) return;
    if (2 * sound.size() < name.sound.size()) continue;
    const double alike = likeness(sound, name.sound);
    if (alike <= best.likeness || !is_alike(name, sound, alike, common)) continue;
    best.place = {heard.words[first].place.begin, heard.words[last].place.end};
    best.likeness = alike;
    best.is_common = common;
  }
}

// Each run of two or three names, with nothing between them, as one.
void add_joined(std::vector<ScreenName>& names, const std::vector<std::size_t>& places,
                const std::vector<Word>& words) {
  const auto single = names.size();
  for (std::size_t first = 0; first < single; ++first) {
    auto joined = names[first];
    joined.joined = true;
    for (auto last = first + 1; last < single && last < first + kMostJoined; ++last) {
      const auto& word = words[places[last]];
      const bool side_by_side = places[last] == places[last - 1] + 1 && word.follows &&
                                word.begins_with_capital &&
                                words[places[last - 1]].begins_with_capital;
      if (!side_by_side) break;
      joined.word += " " + names[last].word;
      joined.sound += names[last].sound;
      names.push_back(joined);
    }
  }
}

}  // namespace

std::vector<ScreenName> screen_names(std::string_view line, const IsCommon& is_common) {
  std::vector<ScreenName> names;
  std::string phrase;
  std::vector<std::size_t> places;  // of the names, in words of the line
  std::size_t phrase_begins = 0;
  const auto end_phrase = [&] {
    for (auto i = phrase_begins; i < names.size(); ++i) names[i].phrase = phrase;
    phrase_begins = names.size();
    phrase.clear();
  };
  const auto words = words_of(line);
  for (std::size_t index = 0; index < words.size(); ++index) {
    const auto& word = words[index];
    if (!word.follows || !word.begins_with_capital) end_phrase();
    auto text = written(line, word);
    if (word.begins_with_capital) phrase += (phrase.empty() ? "" : " ") + text;
    if (!may_be_name(word) || is_common(text)) continue;
    auto sound = sound_key(text);
    if (sound.size() < 3) continue;
    names.push_back({text, "", std::move(sound)});
    places.push_back(index);
    if (!word.begins_with_capital) {
      names.back().phrase = text;
      phrase_begins = names.size();
    }
  }
  end_phrase();
  add_joined(names, places, words);
  return names;
}

std::vector<ScreenName> with_pairs(std::span<const ScreenName> names, std::string_view heard) {
  std::vector<ScreenName> all(names.begin(), names.end());
  std::vector<const ScreenName*> free;
  for (const auto& name : names) {
    if (!name.joined && !holds_name(heard, name)) free.push_back(&name);
  }
  if (free.size() > kMostPaired) return all;
  for (const auto* first : free) {
    for (const auto* second : free) {
      if (first == second) continue;
      const auto both = first->word + " " + second->word;
      all.push_back({both, both, first->sound + second->sound, true});
    }
  }
  return all;
}

std::vector<Mishearing> find_mishearings(std::string_view heard_text,
                                         std::span<const ScreenName> names,
                                         const IsCommon& is_common) {
  const Heard heard(heard_text, is_common);
  std::vector<Mishearing> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (holds_name(heard_text, names[i])) continue;
    Mishearing best{.name = i};
    for (std::size_t first = 0; first < heard.words.size(); ++first) {
      compare_at(heard, first, names[i], best);
    }
    if (best.likeness > 0) found.push_back(best);
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &Mishearing::likeness);
  std::vector<Mishearing> kept;
  for (const auto& one : found) {
    const bool free = std::ranges::none_of(kept, [&](const auto& other) {
      return one.place.begin < other.place.end && other.place.begin < one.place.end;
    });
    if (free) kept.push_back(one);
  }
  std::ranges::sort(kept, {}, [](const auto& one) { return one.place.begin; });
  return kept;
}

bool holds_name(std::string_view text, const ScreenName& name) {
  const Wanted wanted{name.word, false};
  return find_targets(text, {&wanted, 1}).front().has_value();
}

}  // namespace dragoman::text
