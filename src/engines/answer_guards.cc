#include "engines/answer_guards.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include <fmt/format.h>

#include "text/repetition.h"
#include "text/utf32.h"

namespace dragoman::engines {

namespace {

using core::Language;

enum class Script : std::uint8_t {
  kNone,  // no letter
  kLatin,
  kGreek,
  kCyrillic,
  kArabic,
  kDevanagari,
  kThai,
  kHangul,
  kKana,
  kHan,
  kOther,
};

struct Range {
  char32_t first;
  char32_t last;
  Script script;
};

// Unicode's blocks of letters, as far as the eighteen languages use them.
constexpr auto kRanges = std::to_array<Range>({
    {U'A', U'Z', Script::kLatin},        {U'a', U'z', Script::kLatin},
    {0xC0, 0x24F, Script::kLatin},       {0x250, 0x2AF, Script::kOther},
    {0x300, 0x36F, Script::kNone},       {0x370, 0x3FF, Script::kGreek},
    {0x400, 0x52F, Script::kCyrillic},   {0x530, 0x5FF, Script::kOther},
    {0x620, 0x6FF, Script::kArabic},     {0x750, 0x77F, Script::kArabic},
    {0x900, 0x97F, Script::kDevanagari}, {0x980, 0xDFF, Script::kOther},
    {0xE00, 0xE7F, Script::kThai},       {0xE80, 0x10FF, Script::kOther},
    {0x1100, 0x11FF, Script::kHangul},   {0x1E00, 0x1EFF, Script::kLatin},
    {0x1F00, 0x1FFF, Script::kGreek},    {0x3040, 0x30FF, Script::kKana},
    {0x3130, 0x318F, Script::kHangul},   {0x3400, 0x9FFF, Script::kHan},
    {0xAC00, 0xD7A3, Script::kHangul},   {0xF900, 0xFAFF, Script::kHan},
    {0x20000, 0x3FFFF, Script::kHan},
});

Script script_of(char32_t c) {
  const auto it = std::ranges::lower_bound(kRanges, c, {}, &Range::last);
  return it != kRanges.end() && c >= it->first ? it->script : Script::kNone;
}

bool writes(Language language, Script script) {
  switch (language) {
    case Language::kChinese:
    case Language::kCantonese:
      return script == Script::kHan;
    case Language::kJapanese:
      return script == Script::kHan || script == Script::kKana;
    case Language::kKorean:
      return script == Script::kHangul;
    case Language::kRussian:
      return script == Script::kCyrillic;
    case Language::kArabic:
      return script == Script::kArabic;
    case Language::kHindi:
      return script == Script::kDevanagari;
    case Language::kThai:
      return script == Script::kThai;
    case Language::kGreek:
      return script == Script::kGreek;
    default:
      return script == Script::kLatin;
  }
}

char32_t lower(char32_t c) {
  if ((c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) return c + 0x20;
  if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if ((c >= 0x100 && c <= 0x17F) || (c >= 0x1E00 && c <= 0x1EFF)) return c | 1U;
  return c;
}

std::u32string folded(std::string_view text) {
  auto out = text::to_utf32(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

bool is_letter(char32_t c) { return script_of(c) != Script::kNone; }
bool is_word(char32_t c) { return is_letter(c) || (c >= U'0' && c <= U'9'); }

// Letters and digits alone, in one case.
std::u32string bare(std::string_view text) {
  std::u32string out;
  for (const auto c : folded(text)) {
    if (is_word(c)) out += c;
  }
  return out;
}

// What a text of a script weighs against one in letters: a syllable or a word's sign says more.
double weight(std::u32string_view text) {
  double sum = 0;
  for (const auto c : text) {
    const auto script = script_of(c);
    const bool dense =
        script == Script::kHan || script == Script::kHangul || script == Script::kKana;
    sum += script == Script::kHan ? 3 : (dense ? 2 : 1);
  }
  return sum;
}

// The words of a text, as far as its script has any.
std::vector<std::u32string> words_of(std::string_view text) {
  std::vector<std::u32string> words(1);
  for (const auto c : folded(text)) {
    if (is_word(c)) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// Languages share names and some words, never most of a sentence's.
bool echoes(std::string_view source, std::string_view answer) {
  constexpr std::size_t kShortestEcho = 20;  // letters and figures; shorter ones may be names
  constexpr std::size_t kFewestWords = 6;
  const auto answer_bare = bare(answer);
  if (answer_bare.size() >= kShortestEcho && answer_bare == bare(source)) return true;
  const auto said = words_of(source);
  const auto words = words_of(answer);
  if (words.size() < kFewestWords) return false;
  const auto kept = std::ranges::count_if(
      words, [&](const auto& word) { return std::ranges::find(said, word) != said.end(); });
  return 5 * static_cast<std::size_t>(kept) >= 4 * words.size();
}

constexpr std::size_t kRepeats = 4;
constexpr std::size_t kSpokenRepeats = 10;

bool loops(std::u32string_view text, std::size_t repeats = kRepeats) {
  return text::repeats_itself(text, repeats);
}

bool wrong_script(std::string_view source, std::string_view answer, Language target) {
  constexpr std::size_t kFewestLetters = 8;
  const auto text = text::to_utf32(answer);
  const auto source_text = folded(source);
  std::size_t letters = 0;
  std::size_t right = 0;
  for (const auto c : text) {
    if (!is_letter(c)) continue;
    ++letters;
    if (writes(target, script_of(c))) ++right;
  }
  // A name may stay as it was written, and be all there is.
  const bool kept = source_text.find(folded(answer)) != std::u32string::npos && letters < 20;
  return letters >= kFewestLetters && 2 * right < letters && !kept;
}

constexpr auto kMarks = std::to_array<std::string_view>(
    {"<start_of_turn>", "<end_of_turn>", "<|im_", "<think>", "<|extra_", "<｜hy_", "<bos>", "<eos>",
     "[@BOS@]", "without additional explanation", "without explanations", "不要额外解释",
     "additional explanations or commentary", "What is seen:", "翻译成", "翻译为"});

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool strip_pair(std::string_view& text, std::string_view open, std::string_view close) {
  if (text.size() <= open.size() + close.size() || !text.starts_with(open) ||
      !text.ends_with(close)) {
    return false;
  }
  text.remove_prefix(open.size());
  text.remove_suffix(close.size());
  return true;
}

std::size_t find_term(std::u32string_view text, std::u32string_view term, std::size_t from = 0) {
  if (term.empty()) return std::u32string_view::npos;
  const auto spaced = [](char32_t c) {
    const auto script = script_of(c);
    return is_word(c) && script != Script::kHan && script != Script::kKana &&
           script != Script::kThai && script != Script::kHangul;
  };
  for (auto at = text.find(term, from); at != std::u32string_view::npos;
       at = text.find(term, at + 1)) {
    const auto end = at + term.size();
    const bool begins = at == 0 || !spaced(term.front()) || !spaced(text[at - 1]);
    const bool ends = end == text.size() || !spaced(term.back()) || !spaced(text[end]);
    if (begins && ends) return at;
  }
  return std::u32string_view::npos;
}

}  // namespace

std::string_view describe(Fault fault) {
  switch (fault) {
    case Fault::kEmpty:
      return "empty";
    case Fault::kEcho:
      return "the source again";
    case Fault::kPrompt:
      return "words of the prompt";
    case Fault::kLoop:
      return "a loop";
    case Fault::kWrongScript:
      return "in another script";
    case Fault::kTooLong:
      return "too long";
    case Fault::kTooShort:
      return "too short";
  }
  return "";
}

std::string trim_answer(std::string_view source, std::string_view answer, Direction direction) {
  auto text = trimmed(answer);
  for (const auto language : {direction.target, direction.source}) {
    const auto label = fmt::format("{}:", core::info(language).name);
    if (text.starts_with(label)) text = trimmed(text.substr(label.size()));
  }
  using Pair = std::pair<std::string_view, std::string_view>;
  for (const auto& [open, close] :
       {Pair{"\"", "\""}, Pair{"“", "”"}, Pair{"「", "」"}, Pair{"«", "»"}}) {
    if (trimmed(source).starts_with(open)) continue;
    if (strip_pair(text, open, close)) text = trimmed(text);
  }
  return std::string(text);
}

std::optional<Fault> find_fault(std::string_view source, std::string_view answer,
                                Direction direction) {
  const auto source_bare = bare(source);
  const auto answer_bare = bare(answer);
  if (answer_bare.empty()) return source_bare.empty() ? std::nullopt : std::optional(Fault::kEmpty);
  for (const auto mark : kMarks) {
    const bool said = answer.find(mark) != std::string_view::npos;
    if (said && source.find(mark) == std::string_view::npos) return Fault::kPrompt;
  }
  if (echoes(source, answer)) return Fault::kEcho;
  if (loops(folded(answer)) && !loops(folded(source))) return Fault::kLoop;
  const auto source_weight = weight(text::to_utf32(source));
  const auto answer_weight = weight(text::to_utf32(answer));
  if (answer_weight > 3 * source_weight + 60) return Fault::kTooLong;
  if (source_weight > 60 && 5 * answer_weight < source_weight) return Fault::kTooShort;
  if (wrong_script(source, answer, direction.target)) return Fault::kWrongScript;
  return std::nullopt;
}

std::optional<Fault> find_transcript_fault(std::string_view text, double seconds) {
  constexpr double kMostPerSecond = 45;  // twice what the quickest speakers say
  constexpr double kMostBeside = 40;
  const auto marked = [&](std::string_view mark) { return text.find(mark) != text.npos; };
  if (std::ranges::any_of(kMarks, marked) || marked("<|") || marked("<asr_text>")) {
    return Fault::kPrompt;
  }
  if (loops(folded(text), kSpokenRepeats)) return Fault::kLoop;
  if (weight(text::to_utf32(text)) > kMostPerSecond * seconds + kMostBeside) {
    return Fault::kTooLong;
  }
  return std::nullopt;
}

std::vector<core::Term> terms_in(std::string_view text, const std::vector<core::Term>& terms) {
  const auto haystack = folded(text);
  std::vector<core::Term> found;
  std::ranges::copy_if(terms, std::back_inserter(found), [&](const auto& term) {
    return !term.target.empty() &&
           find_term(haystack, folded(term.source)) != std::u32string_view::npos;
  });
  return found;
}

std::vector<core::Term> terms_missed(std::string_view answer,
                                     const std::vector<core::Term>& terms) {
  const auto haystack = folded(answer);
  std::vector<core::Term> missed;
  std::ranges::copy_if(terms, std::back_inserter(missed), [&](const auto& term) {
    return haystack.find(folded(term.target)) == std::u32string::npos;
  });
  return missed;
}

std::string put_terms(std::string answer, const std::vector<core::Term>& terms) {
  for (const auto& term : terms_missed(answer, terms)) {
    const auto source = folded(term.source);
    auto written = text::to_utf32(answer);
    const auto at = find_term(folded(answer), source);
    if (at == std::u32string_view::npos) continue;
    written.replace(at, source.size(), text::to_utf32(term.target));
    answer = text::to_utf8(written);
  }
  return answer;
}

}  // namespace dragoman::engines
