#include "text/g2p/japanese.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/utf32.h"

namespace dragoman::text {

namespace {

constexpr char32_t kFirstKana = U'ァ';
constexpr char32_t kLastKana = U'ヺ';
// From ァ to ヺ in the order of Unicode; ッ and ン depend on what follows.
constexpr std::array<std::u32string_view, kLastKana - kFirstKana + 1> kKana{
    // clang-format off
    U"a", U"a", U"i", U"i", U"ɯ", U"ɯ", U"e", U"e", U"o", U"o",
    U"ka", U"ɡa", U"kʲi", U"ɡʲi", U"kɯ", U"ɡɯ", U"ke", U"ɡe", U"ko", U"ɡo",
    U"sa", U"ʣa", U"ɕi", U"ʥi", U"sɨ", U"zɨ", U"se", U"ʣe", U"so", U"ʣo",
    U"ta", U"da", U"ʨi", U"ʥi", U"", U"ʦɨ", U"zɨ", U"te", U"de", U"to",
    U"do", U"na", U"ɲi", U"nɯ", U"ne", U"no", U"ha", U"ba", U"pa", U"çi",
    U"bʲi", U"pʲi", U"ɸɯ", U"bɯ", U"pɯ", U"he", U"be", U"pe", U"ho", U"bo",
    U"po", U"ma", U"mʲi", U"mɯ", U"me", U"mo", U"ja", U"ja", U"jɯ", U"jɯ",
    U"jo", U"jo", U"ɾa", U"ɾʲi", U"ɾɯ", U"ɾe", U"ɾo", U"βa", U"βa", U"i",
    U"e", U"o", U"", U"vɯ", U"ka", U"ke", U"va", U"vʲi", U"ve", U"vo",
    // clang-format on
};

struct Digraph {
  std::u32string_view kana;
  std::u32string_view phonemes;
};
constexpr Digraph kDigraphs[] = {
    // clang-format off
    {U"イェ", U"je"}, {U"ウィ", U"βi"}, {U"ウェ", U"βe"}, {U"ウォ", U"βo"},
    {U"キェ", U"kʲe"}, {U"キャ", U"kʲa"}, {U"キュ", U"kʲɨ"}, {U"キョ", U"kʲo"},
    {U"ギャ", U"ɡʲa"}, {U"ギュ", U"ɡʲɨ"}, {U"ギョ", U"ɡʲo"}, {U"クァ", U"kᵝa"},
    {U"クィ", U"kᵝi"}, {U"クェ", U"kᵝe"}, {U"クォ", U"kᵝo"}, {U"グァ", U"ɡᵝa"},
    {U"グィ", U"ɡᵝi"}, {U"グェ", U"ɡᵝe"}, {U"グォ", U"ɡᵝo"}, {U"シェ", U"ɕe"},
    {U"シャ", U"ɕa"}, {U"シュ", U"ɕɨ"}, {U"ショ", U"ɕo"}, {U"ジェ", U"ʥe"},
    {U"ジャ", U"ʥa"}, {U"ジュ", U"ʥɨ"}, {U"ジョ", U"ʥo"}, {U"チェ", U"ʨe"},
    {U"チャ", U"ʨa"}, {U"チュ", U"ʨɨ"}, {U"チョ", U"ʨo"}, {U"ヂャ", U"ʥa"},
    {U"ヂュ", U"ʥɨ"}, {U"ヂョ", U"ʥo"}, {U"ツァ", U"ʦa"}, {U"ツィ", U"ʦʲi"},
    {U"ツェ", U"ʦe"}, {U"ツォ", U"ʦo"}, {U"ティ", U"tʲi"}, {U"テュ", U"tʲɨ"},
    {U"ディ", U"dʲi"}, {U"デュ", U"dʲɨ"}, {U"トゥ", U"tɯ"}, {U"ドゥ", U"dɯ"},
    {U"ニェ", U"ɲe"}, {U"ニャ", U"ɲa"}, {U"ニュ", U"ɲɨ"}, {U"ニョ", U"ɲo"},
    {U"ヒェ", U"çe"}, {U"ヒャ", U"ça"}, {U"ヒュ", U"çɨ"}, {U"ヒョ", U"ço"},
    {U"ビャ", U"bʲa"}, {U"ビュ", U"bʲɨ"}, {U"ビョ", U"bʲo"}, {U"ピャ", U"pʲa"},
    {U"ピュ", U"pʲɨ"}, {U"ピョ", U"pʲo"}, {U"ファ", U"ɸa"}, {U"フィ", U"ɸʲi"},
    {U"フェ", U"ɸe"}, {U"フォ", U"ɸo"}, {U"フュ", U"ɸʲɨ"}, {U"フョ", U"ɸʲo"},
    {U"ミャ", U"mʲa"}, {U"ミュ", U"mʲɨ"}, {U"ミョ", U"mʲo"}, {U"リャ", U"ɾʲa"},
    {U"リュ", U"ɾʲɨ"}, {U"リョ", U"ɾʲo"}, {U"ヴァ", U"va"}, {U"ヴィ", U"vʲi"},
    {U"ヴェ", U"ve"}, {U"ヴォ", U"vo"}, {U"ヴュ", U"bʲɨ"}, {U"ヴョ", U"bʲo"},
    // clang-format on
};

std::u32string_view of_kana(char32_t kana) {
  if (kana < kFirstKana || kana > kLastKana) return {};
  return kKana[kana - kFirstKana];
}

std::u32string_view of_digraph(std::u32string_view kana) {
  const auto* found = std::ranges::find(kDigraphs, kana, &Digraph::kana);
  return found == std::end(kDigraphs) ? std::u32string_view() : found->phonemes;
}

bool is_in(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

bool is_small(char32_t kana) { return is_in(U"ァィゥェォャュョヮ", kana); }

char32_t nasal_before(char32_t kana) {
  const auto next = of_kana(kana);
  if (next.empty()) return U'ɴ';
  if (is_in(U"mpb", next.front())) return U'm';
  if (is_in(U"kɡ", next.front())) return U'ŋ';
  if (is_in(U"ɲʨʥ", next.front())) return U'ɲ';
  if (is_in(U"ntdɾz", next.front())) return U'n';
  return U'ɴ';
}

// Whether the kana that follow each other are one mora that the table does not have: ズィ is then
// the consonant of ズ and the vowel of ィ.
bool makes_mora(char32_t kana, char32_t next) {
  return is_small(next) && !is_small(kana) && of_kana(kana).size() > 1;
}

constexpr std::array<std::string_view, 3> kConjugated{"動詞", "形容詞", "助動詞"};
constexpr std::array<std::u32string_view, 4> kVerbEndings{U"た", U"だ", U"ます", U"ん"};

template <typename List, typename Item>
bool is_one_of(const List& list, const Item& item) {
  return std::ranges::find(list, item) != std::end(list);
}

// Whether misaki's dictionary has the word and the one before it as one.
bool is_part_of(const JapaneseWord& word, const JapaneseWord& before) {
  if (is_in(U"ーッ", word.reading.front()) || before.reading.back() == U'ッ') return true;
  if (word.word_class == "数") return word.joins_phrase && before.word_class == "数";
  if (word.part_of_speech == "動詞") return word.word_class == "接尾";
  if (!is_one_of(kConjugated, before.part_of_speech)) return false;
  if (word.part_of_speech == "助動詞") {
    return is_one_of(kVerbEndings, word.text) && before.text != U"でし";
  }
  return word.word_class == "接続助詞" && (word.text == U"て" || word.text == U"で");
}

// The dictionary reads 言う as it is written, and 何 in one way.
std::u32string_view reading_of(const JapaneseWord& word, const JapaneseWord* next) {
  if (word.part_of_speech == "動詞" && word.reading == U"イウ") return U"ユー";
  if (word.text == U"何" && word.reading == U"ナニ" && next != nullptr && !next->reading.empty() &&
      is_in(U"タダテデトドナノ", next->reading.front())) {
    return U"ナン";
  }
  return word.reading;
}

class JapaneseFrontEnd final : public FrontEnd {
 public:
  explicit JapaneseFrontEnd(std::shared_ptr<const OpenJtalk> open_jtalk)
      : open_jtalk_(std::move(open_jtalk)) {}

  base::Result<std::u32string> phonemes(std::string_view text) const override {
    // Japanese has no spaces between words; one that cut a word in two would hide it.
    std::string together(text);
    std::erase(together, ' ');
    const auto words = open_jtalk_->words(together);
    if (!words) return words.error();
    return japanese_phonemes(*words);
  }

 private:
  const std::shared_ptr<const OpenJtalk> open_jtalk_;
};

}  // namespace

std::u32string kana_phonemes(std::u32string_view reading) {
  std::u32string phonemes;
  for (std::size_t i = 0; i < reading.size(); ++i) {
    const auto kana = reading[i];
    const auto next = i + 1 < reading.size() ? reading[i + 1] : U'\0';
    if (const auto digraph = of_digraph(reading.substr(i, 2)); !digraph.empty()) {
      phonemes += digraph;
      ++i;
    } else if (kana == U'ッ') {
      phonemes += U'ʔ';
    } else if (kana == U'ン') {
      phonemes += nasal_before(next);
    } else if (kana == U'ー') {
      phonemes += U'ː';
    } else if (makes_mora(kana, next)) {
      const auto first = of_kana(kana);
      phonemes += first.substr(0, first.size() - 1);
      phonemes += of_kana(next);
      ++i;
    } else {
      phonemes += of_kana(kana);
    }
  }
  return phonemes;
}

std::u32string japanese_phonemes(std::span<const JapaneseWord> words) {
  std::u32string phonemes;
  std::u32string reading;  // of the word that may go on
  const auto finish = [&] {
    const auto word = kana_phonemes(std::exchange(reading, {}));
    if (!phonemes.empty() && !word.empty()) phonemes += U' ';
    phonemes += word;
  };
  const JapaneseWord* before = nullptr;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    const bool is_read = !word.reading.empty();
    if (!is_read || before == nullptr || !is_part_of(word, *before)) finish();
    reading += reading_of(word, i + 1 < words.size() ? &words[i + 1] : nullptr);
    before = is_read ? &word : nullptr;
  }
  finish();
  return phonemes;
}

base::Result<std::unique_ptr<FrontEnd>> open_japanese_front_end(const std::string& dir) {
  auto open_jtalk = OpenJtalk::open(dir);
  if (!open_jtalk) return open_jtalk.error();
  return std::unique_ptr<FrontEnd>(std::make_unique<JapaneseFrontEnd>(*std::move(open_jtalk)));
}

}  // namespace dragoman::text
