#include "text/g2p/korean_pronunciation.h"

#include "text/g2p/korean_syllable.h"
#include "text/g2p/korean_words.h"

namespace dragoman::text {

namespace {

bool is_in(std::u32string_view set, char32_t letter) { return set.find(letter) != set.npos; }

// The letter that stands in `to` where `letter` stands in `from`; itself where it does not.
char32_t mapped(std::u32string_view from, std::u32string_view to, char32_t letter) {
  const auto at = from.find(letter);
  return at == from.npos ? letter : to[at];
}

char32_t tense(char32_t onset) { return mapped(U"ㄱㄷㅂㅅㅈ", U"ㄲㄸㅃㅆㅉ", onset); }
char32_t aspirated(char32_t onset) { return mapped(U"ㄱㄷㅂㅈ", U"ㅋㅌㅍㅊ", onset); }

// Articles 8 to 11: the seven consonants that end a syllable.
char32_t neutralised(char32_t coda) {
  return mapped(U"ㄲㅋㄳㄺㄵㄶㅅㅆㅈㅊㅌㅎㄼㄽㄾㅀㄻㅍㅄㄿ",
                U"ㄱㄱㄱㄱㄴㄴㄷㄷㄷㄷㄷㄷㄹㄹㄹㄹㅁㅂㅂㅂ", coda);
}

// What stays and what moves on of a coda before a vowel (articles 13 and 14).
struct Split {
  char32_t stays;
  char32_t moves;
};
Split split(char32_t coda) {
  constexpr std::u32string_view kClusters = U"ㄳㄵㄺㄻㄼㄽㄾㄿㅄ";
  if (!is_in(kClusters, coda)) return {0, coda};
  return {mapped(kClusters, U"ㄱㄴㄹㄹㄹㄹㄹㄹㅂ", coda),
          mapped(kClusters, U"ㅆㅈㄱㅁㅂㅆㅌㅍㅆ", coda)};
}

// Two neighbours; rules change the coda of the first and the onset of the second.
struct Border {
  KoreanSyllable& before;
  KoreanSyllable& after;
  bool within_word;

  void set(char32_t coda, char32_t onset) const {
    before.coda = coda;
    after.onset = onset;
  }
};

// Suffixes in ㅣ, and their ㅕ before an ending: 닫히-, 닫혀, 닫혔-, but not 맏형 (article 17).
bool begins_palatal(const KoreanSyllable& syllable) {
  return syllable.vowel == U'ㅣ' || (syllable.vowel == U'ㅕ' && is_in({U"\0ㅆ", 2}, syllable.coda));
}

// Article 12 (1, notes 1 and 2) and the note of 17: an obstruent before ㅎ.
bool aspirate_before_h(const Border& at) {
  const auto coda = at.before.coda;
  if (at.after.onset != U'ㅎ') return false;
  const auto end = neutralised(coda);
  if (coda == U'ㅎ' || coda == 0 || coda == U'ㄶ' || coda == U'ㅀ') {
    return false;
  }
  if (at.within_word && is_in(U"ㅈㄵ", coda)) {
    at.set(coda == U'ㅈ' ? U'\0' : U'ㄴ', U'ㅊ');
  } else if (at.within_word && coda == U'ㄷ' && begins_palatal(at.after)) {
    at.set(0, U'ㅊ');
  } else if (at.within_word && is_in(U"ㄺㄼ", coda)) {
    at.set(U'ㄹ', coda == U'ㄺ' ? U'ㅋ' : U'ㅍ');
  } else if (is_in(U"ㄱㄷㅂ", end)) {
    at.set(0, aspirated(end));
  } else {
    at.set(end, U'ㅎ');
  }
  return true;
}

// Article 12: ㅎ at the end of a stem, alone or in ㄶ, ㅀ.
bool weaken_h(const Border& at) {
  const auto coda = at.before.coda;
  if (!is_in(U"ㅎㄶㅀ", coda)) return false;
  const auto rest = mapped(U"ㅎㄶㅀ", {U"\0ㄴㄹ", 3}, coda);
  const auto onset = at.after.onset;
  if (is_in(U"ㄱㄷㅈ", onset)) {
    at.set(rest, aspirated(onset));
  } else if (onset == U'ㅅ') {
    at.set(rest, U'ㅆ');
  } else if (onset == U'ㅎ') {
    at.set(rest, U'ㅎ');
  } else if (onset == U'ㅇ') {
    at.set(0, rest == 0 ? U'ㅇ' : rest);
  } else {
    return false;
  }
  return true;
}

// Articles 13 and 14, and 17: before a vowel the coda becomes its onset, ㄷ and ㅌ before ㅣ a
// palatal one. Across words (15) it ends its own.
bool link_to_vowel(const Border& at) {
  const auto coda = at.before.coda;
  if (at.after.onset != U'ㅇ') return false;
  if (!at.within_word || coda == U'ㅇ') {
    at.set(neutralised(coda), U'ㅇ');
    return true;
  }
  const auto [stays, moves] = split(coda);
  const bool palatal = begins_palatal(at.after);
  at.set(stays, palatal ? mapped(U"ㄷㅌ", U"ㅈㅊ", moves) : moves);
  return true;
}

// Whether a cluster ends the stem of a verb, whose ending begins with a tense consonant (24, 25).
bool tenses_as_stem(const Border& at) {
  if (!at.within_word || !is_in(U"ㄱㄷㅅㅈ", at.after.onset)) return false;
  const auto stem = to_hangul(at.before);
  // The nouns 여덟 and 삶; -기- of 굶기다 and 옮기다 makes causatives.
  if (stem == U'덟' || stem == U'삶') return false;
  if (at.before.coda == U'ㄻ') return !(at.after.onset == U'ㄱ' && at.after.vowel == U'ㅣ');
  return is_in(U"ㄵㄼㄾ", at.before.coda);
}

// The coda before a consonant: article 11 has ㄺ of verbs as ㄹ before ㄱ, article 10 the stem 밟-.
char32_t coda_before(const Border& at) {
  constexpr std::u32string_view kNouns = U"닭흙칡슭삵탉";
  const auto spelled = to_hangul(at.before);
  const bool verb = at.within_word && at.before.coda == U'ㄺ' && !is_in(kNouns, spelled);
  if (verb && is_in(U"ㄱㄲ", at.after.onset)) return U'ㄹ';
  if (spelled == U'밟') return U'ㅂ';
  return neutralised(at.before.coda);
}

// Articles 18 to 20, after the coda is one of the seven.
void assimilate(const Border& at) {
  auto& coda = at.before.coda;
  auto& onset = at.after.onset;
  if (at.within_word && onset == U'ㄹ') {
    if (coda == U'ㄴ') coda = U'ㄹ';
    if (is_in(U"ㅁㅇㄱㄷㅂ", coda)) onset = U'ㄴ';
  }
  if (at.within_word && coda == U'ㄹ' && onset == U'ㄴ') onset = U'ㄹ';
  if (is_in(U"ㄴㅁ", onset)) coda = mapped(U"ㄱㄷㅂ", U"ㅇㄴㅁ", coda);
}

void join(const Border& at) {
  if (at.before.coda == 0) return;
  if (aspirate_before_h(at) || weaken_h(at) || link_to_vowel(at)) return;
  const bool of_stem = tenses_as_stem(at);
  const bool cluster_of_verb = is_in(U"ㄺㄿ", at.before.coda);
  at.before.coda = coda_before(at);
  // Article 23; a cluster that lost its obstruent tenses all the same.
  if (of_stem || cluster_of_verb || is_in(U"ㄱㄷㅂ", at.before.coda)) {
    at.after.onset = tense(at.after.onset);
  }
  assimilate(at);
}

// Article 5, provisos 1 to 3: ㅕ after ㅈㅉㅊ is ㅓ, ㅖ but of 예 and 례 (also said 녜) is ㅔ, ㅢ
// after a consonant ㅣ.
void simplify_vowel(KoreanSyllable& syllable) {
  if (is_in(U"ㅈㅉㅊ", syllable.onset) && syllable.vowel == U'ㅕ') syllable.vowel = U'ㅓ';
  if (!is_in(U"ㅇㄴㄹ", syllable.onset) && syllable.vowel == U'ㅖ') syllable.vowel = U'ㅔ';
  if (syllable.onset != U'ㅇ' && syllable.vowel == U'ㅢ') syllable.vowel = U'ㅣ';
}

}  // namespace

std::u32string korean_pronunciation(std::u32string_view text) {
  auto words = to_korean_words(respell_korean(to_hangul(to_korean_words(text))));
  KoreanSyllable* before = nullptr;
  for (auto& word : words) {
    bool within_word = false;
    for (auto& syllable : word) {
      if (before != nullptr) join({*before, syllable, within_word});
      simplify_vowel(syllable);
      before = &syllable;
      within_word = true;
    }
  }
  if (before != nullptr) before->coda = neutralised(before->coda);
  return to_hangul(words);
}

}  // namespace dragoman::text
