#include "text/g2p/mandarin_sandhi.h"

#include <algorithm>
#include <string>

#include "text/g2p/mandarin_tone_groups.h"

namespace dragoman::text {

namespace {

constexpr int kNeutral = 5;
constexpr std::size_t kLongestDoubled = 3;  // 妈妈, 试试看; not 银行行长
constexpr std::u32string_view kDigits = U"零〇一二三四五六七八九十";
constexpr std::u32string_view kParticles = U"吧呢啊呐噻嘛吖嗨哦哩哟喽啰耶喔诶";

bool is_in(std::u32string_view set, char32_t letter) { return set.find(letter) != set.npos; }

bool is_noun(WordClass word_class) {
  return word_class == WordClass::kNoun || word_class == WordClass::kName ||
         word_class == WordClass::kOtherNoun;
}

// Nouns, verbs and adjectives of any kind.
bool is_content(WordClass word_class) {
  return is_noun(word_class) || word_class == WordClass::kVerb ||
         word_class == WordClass::kOtherVerb || word_class == WordClass::kAdjective ||
         word_class == WordClass::kOtherAdjective;
}

bool all_third(std::span<const Syllable> syllables) {
  return std::ranges::all_of(syllables, [](const auto& each) { return each.tone == 3; });
}

// One group of a run, and its rules.
class Rules {
 public:
  // `before` is the class of the group before it.
  Rules(const HanLexicon& lexicon, std::u32string_view run, std::span<Syllable> syllables,
        const ToneGroup& group, WordClass before)
      : lexicon_(lexicon),
        word_(group.of(run)),
        word_class_(group.word_class),
        before_(before),
        tones_(syllables.subspan(group.begin, group.size())),
        following_(group.end < syllables.size() ? syllables[group.end].tone : 0) {}

  void apply() {
    change_bu();
    change_yi();
    if ((marks(word_) & kNeverNeutral) == 0) make_neutral();
    change_er();
    change_third_tones();
  }

 private:
  [[nodiscard]] int tone_after(std::size_t at) const {
    return at + 1 < tones_.size() ? tones_[at + 1].tone : following_;
  }
  [[nodiscard]] std::uint8_t marks(std::u32string_view word) const {
    const auto entry = lexicon_.find(word);
    return entry ? entry->marks : std::uint8_t{0};
  }
  // Of the word or of its last two characters.
  [[nodiscard]] bool is_marked(std::u32string_view word, WordMarks mark) const {
    if ((marks(word) & mark) != 0) return true;
    return word.size() > 2 && (marks(word.substr(word.size() - 2)) & mark) != 0;
  }

  void change_bu() {
    if (word_.size() == 3 && word_[1] == U'不') {  // 看不懂
      tones_[1].tone = kNeutral;
      return;
    }
    for (std::size_t at = 0; at < word_.size(); ++at) {
      if (word_[at] == U'不' && tone_after(at) == 4) tones_[at].tone = 2;
    }
  }

  [[nodiscard]] bool yi_keeps_tone(std::size_t at) const {
    const char32_t after = word_[at + 1];
    if (is_in(kDigits, after) || is_in(U"月日号", after)) return true;
    return at > 0 && (is_in(kDigits, word_[at - 1]) || is_in(U"第统唯单专逐", word_[at - 1]));
  }

  void change_yi() {
    if (word_.size() == 3 && word_[1] == U'一' && word_[0] == word_[2]) {  // 看一看
      tones_[1].tone = kNeutral;
      return;
    }
    for (std::size_t at = 0; at + 1 < word_.size(); ++at) {
      if (word_[at] != U'一') continue;
      if (yi_keeps_tone(at)) {
        tones_[at].tone = 1;
      } else {
        tones_[at].tone = tone_after(at) >= 4 ? 2 : 4;
      }
    }
  }

  void make_neutral() {
    for (std::size_t at = 1; at < word_.size() && word_.size() <= kLongestDoubled; ++at) {
      if (word_[at] == word_[at - 1] && is_content(word_class_)) tones_[at].tone = kNeutral;
    }
    if (const auto measure = place_of_measure(); !has_neutral_end() && measure < word_.size()) {
      tones_[measure].tone = kNeutral;
    } else if (has_neutral_end() || is_marked(word_, kNeutralEnd)) {
      tones_.back().tone = kNeutral;
    }
    const auto cut = mandarin_split(lexicon_, word_);
    if (cut > 0 && is_marked(word_.substr(0, cut), kNeutralEnd)) tones_[cut - 1].tone = kNeutral;
    if (cut < word_.size() && is_marked(word_.substr(cut), kNeutralEnd)) {
      tones_.back().tone = kNeutral;
    }
  }

  // 个 as a measure word; the word's length: there is none.
  [[nodiscard]] std::size_t place_of_measure() const {
    const auto place = std::min(word_.find(U'个'), word_.size());
    if (word_.size() == 1 || place == word_.size()) return place;
    const bool counted = place > 0 && (is_in(kDigits, word_[place - 1]) ||
                                       is_in(U"百千万亿几有两半多各整每做是", word_[place - 1]));
    return counted ? place : word_.size();
  }

  [[nodiscard]] bool has_neutral_end() const {
    const char32_t last = word_.back();
    if (is_in(kParticles, last)) return true;
    if (is_in(U"的地得", last)) return tones_.back().sound == "de";
    if (word_.size() == 1) {
      const bool after_verb = before_ == WordClass::kVerb || before_ == WordClass::kOtherVerb;
      return word_class_ == WordClass::kAspect && (is_in(U"了着", last) || after_verb);
    }
    if (is_in(U"们子", last)) {
      return word_class_ == WordClass::kPronoun || word_class_ == WordClass::kNoun;
    }
    if (is_in(U"上下", last)) {
      return word_class_ == WordClass::kPlace || word_class_ == WordClass::kSetPhrase ||
             word_class_ == WordClass::kDirection;
    }
    return is_in(U"来去", last) && is_in(U"上下进出回过起开", word_[word_.size() - 2]);
  }

  void change_er() {
    if (word_.size() < 2 || word_.back() != U'儿') return;
    const bool full = word_class_ == WordClass::kAdjective || word_class_ == WordClass::kName ||
                      word_class_ == WordClass::kAbbreviation || is_marked(word_, kFullEr);
    if (!full || (marks(word_) & kMergedEr) != 0) tones_.back().tone = kNeutral;
  }

  static void raise_pairs(std::span<Syllable> tones) {
    for (std::size_t at = 0; at + 1 < tones.size(); ++at) {
      if (tones[at].tone == 3 && tones[at + 1].tone == 3) tones[at].tone = 2;
    }
  }

  void change_third_tones() {
    if (word_.size() == 3) {
      change_three();
    } else if (word_.size() == 4) {  // set phrases are two and two
      raise_pairs(tones_.first(2));
      raise_pairs(tones_.last(2));
    } else {
      raise_pairs(tones_);
    }
  }

  void change_three() {
    const auto cut = mandarin_split(lexicon_, word_);
    if (all_third(tones_)) {
      if (cut == 2) tones_[0].tone = 2;  // 蒙古 包
      tones_[1].tone = 2;                // 纸 老虎
      return;
    }
    const auto head = tones_.first(cut);
    const auto tail = tones_.subspan(cut);
    if (head.size() == 2) raise_pairs(head);  // 所有 人
    if (tail.size() == 2) raise_pairs(tail);
    if (!head.empty() && !tail.empty() && !all_third(tail) && tail.front().tone == 3 &&
        head.back().tone == 3) {
      head.back().tone = 2;  // 好 喜欢
    }
  }

  const HanLexicon& lexicon_;
  std::u32string_view word_;
  WordClass word_class_;
  WordClass before_;
  std::span<Syllable> tones_;
  int following_;
};

}  // namespace

void apply_mandarin_sandhi(const HanLexicon& lexicon, std::span<const HanWord> words,
                           std::span<Syllable> syllables) {
  std::u32string run;
  for (const auto& word : words) run += word.text;
  auto before = WordClass::kOther;
  for (const auto& group : mandarin_tone_groups(words, run, syllables)) {
    Rules(lexicon, run, syllables, group, before).apply();
    before = group.word_class;
  }
}

}  // namespace dragoman::text
