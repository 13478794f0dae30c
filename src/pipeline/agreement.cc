#include "pipeline/agreement.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "text/folded_text.h"
#include "text/utf32.h"

namespace dragoman::pipeline {

namespace {

using Word = Agreement::Word;
using text::WordClass;

bool is_space(char32_t point) { return point == U' ' || point == U'\t' || point == U'\n'; }

bool alike(const Word& a, const Word& b) { return a.sound == b.sound; }

std::u32string sound_of(const std::string& text) {
  std::u32string sound;
  for (const auto point : text::FoldedText(text).points) {
    if (text::word_class(point) != WordClass::kNone) sound += point;
  }
  return sound;
}

// Signs stay with what they follow; signs alone are no word.
std::vector<Word> words_of(std::string_view utf8) {
  std::vector<std::u32string> cut;
  bool has_letters = false;  // the last one, so far
  bool after_dense = false;
  for (const auto point : text::to_utf32(utf8)) {
    const auto kind = text::word_class(point);
    const bool is_letter = kind != WordClass::kNone;
    const bool is_dense = kind == WordClass::kDense;
    if (cut.empty() ||
        (has_letters && (is_space(point) || is_dense || (after_dense && is_letter)))) {
      cut.emplace_back();
      has_letters = false;
      after_dense = false;
    }
    cut.back() += point;
    has_letters = has_letters || is_letter;
    if (is_letter) after_dense = is_dense;
  }
  std::vector<Word> words;
  for (const auto& points : cut) {
    auto text = text::to_utf8(points);
    auto sound = sound_of(text);
    if (sound.empty() && !words.empty()) {
      words.back().text += text;
    } else {
      words.push_back({std::move(text), std::move(sound)});
    }
  }
  return words;
}

// How many words of a hearing stand for what is settled: where the edit distance of the two is
// least, of equal ones the longest.
std::size_t count_settled(const std::vector<Word>& settled, const std::vector<Word>& heard) {
  std::vector<std::size_t> row(heard.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const auto& word : settled) {
    auto diagonal = row[0]++;
    for (std::size_t i = 1; i < row.size(); ++i) {
      const auto replaced = diagonal + (alike(word, heard[i - 1]) ? 0 : 1);
      diagonal = row[i];
      row[i] = std::min({row[i] + 1, row[i - 1] + 1, replaced});
    }
  }
  const auto least = std::min_element(row.rbegin(), row.rend());
  return static_cast<std::size_t>(row.rend() - least) - 1;
}

}  // namespace

std::vector<Word> Agreement::behind_settled(std::string_view text) const {
  auto words = words_of(text);
  const auto settled = count_settled(settled_, words);
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(settled));
  return words;
}

void Agreement::settle(const Word& word) {
  text_.settled += word.text;
  settled_.push_back(word);
}

void Agreement::hear(std::string_view text) {
  auto words = behind_settled(text);
  std::size_t agreed = 0;
  while (agreed + 1 < words.size() && agreed < last_.size() &&
         alike(words[agreed], last_[agreed])) {
    settle(words[agreed++]);
  }
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(agreed));
  text_.provisional.clear();
  for (const auto& word : words) text_.provisional += word.text;
  last_ = std::move(words);
}

void Agreement::finish(std::string_view text) {
  for (const auto& word : behind_settled(text)) settle(word);
  text_.provisional.clear();
  text_.whole = true;
}

}  // namespace dragoman::pipeline
