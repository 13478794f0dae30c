#include "text/open_jtalk.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "text/open_jtalk_dictionary_test.h"
#include "text/utf32.h"

namespace dragoman::text {
namespace {

using base::ErrorKind;

std::shared_ptr<const OpenJtalk> tiny() {
  static const TinyDictionary dictionary;
  static const auto opened = OpenJtalk::open(dictionary.dir());
  EXPECT_TRUE(opened.ok()) << opened.error().message << opened.error().detail;
  return opened.ok() ? *opened : nullptr;
}

std::vector<JapaneseWord> words(std::string_view text) {
  const auto words = tiny()->words(text);
  EXPECT_TRUE(words.ok());
  return words.ok() ? *words : std::vector<JapaneseWord>();
}

// "東京/トーキョー へ/エ"
std::string readings(std::string_view text) {
  std::string line;
  for (const auto& word : words(text)) {
    line += (line.empty() ? "" : " ") + to_utf8(word.text) + "/" + to_utf8(word.reading);
  }
  return line;
}

TEST(OpenJtalk, ReadsWordsAsTheyArePronounced) {
  EXPECT_EQ(readings("東京へは明日行く"), "東京/トーキョー へ/エ は/ワ 明日/アシタ 行く/イク");
}

TEST(OpenJtalk, TellsWhatAWordIs) {
  const auto found = words("東京へ");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].part_of_speech, "名詞");
  EXPECT_EQ(found[0].word_class, "固有名詞");
  EXPECT_FALSE(found[0].joins_phrase);
  EXPECT_EQ(found[1].part_of_speech, "助詞");
  EXPECT_TRUE(found[1].joins_phrase);
}

TEST(OpenJtalk, WhatHasNoReadingIsAWordWithoutOne) {
  EXPECT_EQ(readings("東京、行く"), "東京/トーキョー 、/ 行く/イク");
  EXPECT_EQ(readings("東京♪龘"), "東京/トーキョー ♪/ 龘/");
}

TEST(OpenJtalk, ReadsKanaThatTheDictionaryDoesNotKnow) {
  EXPECT_EQ(readings("ぴゅー"), "ぴゅー/ピュー");
  EXPECT_EQ(readings("ﾋﾟｭｰ"), "ピュー/ピュー");  // half-width
}

TEST(OpenJtalk, NothingIsNoWord) {
  for (const std::string_view text : {"", "\n", "\xFF\xFE", "\x7F"}) {
    EXPECT_EQ(readings(text), "") << text.size();
  }
}

TEST(OpenJtalk, PassesOverWhatIsNoCharacter) {
  using namespace std::string_view_literals;
  EXPECT_EQ(readings("東京\0へ\x01は\xC2\x85行\xE6\x9D く\xEF\xBF\xBF\xF0"sv),
            "東京/トーキョー へ/エ は/ワ 行/ 　/ く/ク");
  EXPECT_EQ(readings("東京\xED\xA0\x80\xF4\x90\x80\x80へ"sv), "東京/トーキョー へ/エ");
}

TEST(OpenJtalk, ReadsLongTextWhole) {
  for (const std::string kana : {"あ", "ぴゃ", "ん", "っ", "ー", "ヴ"}) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += kana;
    std::size_t read = 0;
    for (const auto& word : words(text)) read += word.reading.size();
    EXPECT_EQ(read, 10'000 * to_utf32(kana).size()) << kana;
  }
}

TEST(OpenJtalk, SurvivesLongRunsOfAnything) {
  for (const std::string piece : {"東京", "へ", "１", "1", "，1", "1.", "a", "ﾞ", "\U00020BB7",
                                  "、", "\U0001F600", "\xCC\x81", "\xF0", " ", "百", "Ａ"}) {
    std::string text;
    for (int i = 0; i < 3'000; ++i) text += piece;
    EXPECT_TRUE(tiny()->words(text).ok()) << piece;
  }
}

TEST(OpenJtalk, IsSafeFromAnyThread) {
  const auto expected = readings("東京へは明日行く");
  std::vector<std::thread> threads;
  std::array<std::string, 8> read;
  for (auto& line : read) {
    threads.emplace_back([&line] {
      for (int i = 0; i < 50; ++i) line = readings("東京へは明日行く");
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& line : read) EXPECT_EQ(line, expected);
}

TEST(OpenJtalkDictionary, EachFileMustBeThere) {
  for (const char* name : {"sys.dic", "unk.dic", "matrix.bin", "char.bin"}) {
    const TinyDictionary dictionary;
    std::filesystem::remove(dictionary.dir() + "/" + name);
    const auto opened = OpenJtalk::open(dictionary.dir());
    ASSERT_FALSE(opened.ok()) << name;
    EXPECT_EQ(opened.error().kind, ErrorKind::kModelMissing) << name;
  }
}

TEST(OpenJtalkDictionary, ACutFileIsDamaged) {
  for (const char* name : {"sys.dic", "unk.dic", "matrix.bin", "char.bin"}) {
    const TinyDictionary dictionary;
    const auto whole = dictionary.read(name);
    for (const std::size_t left : {std::size_t{0}, std::size_t{1}, std::size_t{4}, std::size_t{50},
                                   whole.size() / 2, whole.size() - 1}) {
      if (left >= whole.size()) continue;
      dictionary.write(name, whole.substr(0, left));
      const auto opened = OpenJtalk::open(dictionary.dir());
      ASSERT_FALSE(opened.ok()) << name << " cut to " << left;
      EXPECT_EQ(opened.error().kind, ErrorKind::kModelInvalid) << name << " cut to " << left;
    }
  }
}

// Puts a number into one of the files; what comes must be an error, for MeCab would follow it.
template <typename Number>
void expect_damaged(const std::string& name, std::size_t at, Number value) {
  const TinyDictionary dictionary;
  auto bytes = dictionary.read(name);
  bytes.replace(at, sizeof value, TinyDictionary::number(value));
  dictionary.write(name, bytes);
  const auto opened = OpenJtalk::open(dictionary.dir());
  ASSERT_FALSE(opened.ok()) << name << " at " << at;
  EXPECT_EQ(opened.error().kind, ErrorKind::kModelInvalid) << name << " at " << at;
}

TEST(OpenJtalkDictionary, WhatWouldLeadBeyondAFileIsDamaged) {
  constexpr std::size_t kHeader = 72;
  const TinyDictionary dictionary;
  const auto words = dictionary.read("sys.dic");
  std::uint32_t tree = 0;
  std::uint32_t tokens = 0;
  std::copy_n(words.data() + 24, 4, reinterpret_cast<char*>(&tree));
  std::copy_n(words.data() + 28, 4, reinterpret_cast<char*>(&tokens));
  for (std::size_t field = 0; field < 9; ++field) {
    if (field == 3) continue;  // how many words there are, which nobody reads
    expect_damaged("sys.dic", 4 * field, 0x7FFFFFFFU);
  }
  expect_damaged("sys.dic", 40, std::uint32_t{0x32636A65});                 // another charset
  expect_damaged("sys.dic", kHeader, std::int32_t{0x7FFFFFFF});             // the root
  expect_damaged("sys.dic", kHeader, static_cast<std::int32_t>(tree / 8));  // just beyond
  expect_damaged("sys.dic", kHeader, std::int32_t{-1});                     // a leaf elsewhere
  expect_damaged("sys.dic", kHeader + tree, std::uint16_t{1});              // connections
  expect_damaged("sys.dic", kHeader + tree + 2, std::uint16_t{1});
  expect_damaged("sys.dic", kHeader + tree + 8, 0x00FFFFFFU);  // features
  expect_damaged("sys.dic", words.size() - 1, 'x');            // without an end
  expect_damaged("sys.dic", 24, tree + 1);                     // not whole nodes
  expect_damaged("unk.dic", 4, 101U);
  expect_damaged("matrix.bin", 0, std::uint16_t{2});
  expect_damaged("char.bin", 0, 3U);
  expect_damaged("char.bin", 4 + 31, 'x');
  expect_damaged("char.bin", 4 + 64 + 4 * 0x3042, 2U << 18 | 1);  // a class too many
}

TEST(OpenJtalkDictionary, AFeatureMustFitIntoTheLibrarysArrays) {
  for (const std::size_t bytes : {512, 513}) {
    const TinyDictionary dictionary({"龘", std::string(bytes, 'x')});
    EXPECT_EQ(OpenJtalk::open(dictionary.dir()).ok(), bytes == 512) << bytes;
  }
}

// Whatever a flipped byte does, it ends neither in a crash nor in a hang.
TEST(OpenJtalkDictionary, AnyFlippedByteIsSurvived) {
  const TinyDictionary dictionary;
  for (const std::string name : {"sys.dic", "unk.dic", "matrix.bin", "char.bin"}) {
    const auto whole = dictionary.read(name);
    const auto step = std::max<std::size_t>(1, whole.size() / 100) | 1;
    for (std::size_t at = 0; at < whole.size(); at += at < 80 ? 1 : step) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
      dictionary.write(name, bytes);
      if (const auto opened = OpenJtalk::open(dictionary.dir())) {
        EXPECT_TRUE((*opened)->words("東京へは、明日行くでピュー♪ 1").ok()) << name << at;
      } else {
        EXPECT_EQ(opened.error().kind, ErrorKind::kModelInvalid) << name << at;
      }
    }
    dictionary.write(name, whole);
  }
}

}  // namespace
}  // namespace dragoman::text
