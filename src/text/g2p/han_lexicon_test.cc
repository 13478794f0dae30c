#include "text/g2p/han_lexicon.h"

#include <fstream>

#include <gmock/gmock.h>

#include "base/files.h"
#include "text/g2p/testing/tiny_lexicon.h"

namespace dragoman::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TinyLexicon chinese() {
  return TinyLexicon()
      .add(U"中", 10, {{"zhong", 1}}, WordClass::kDirection)
      .add(U"国", 5, {{"guo", 2}}, WordClass::kNoun)
      .add(U"人", 20, {{"ren", 2}}, WordClass::kNoun)
      .add(U"中国", 30, {{"zhong", 1}, {"guo", 2}}, WordClass::kOtherNoun)
      .add(U"中国人", 8)
      .add(U"中人", 0, {{"zhong", 4}, {"ren", 2}}, WordClass::kNoun, kNeverNeutral)
      .emits(U'国', {-1500, -32768, -2000, -2500});
}

std::vector<std::size_t> lengths(const std::vector<HanEntry>& entries) {
  std::vector<std::size_t> found;
  for (const auto& entry : entries) found.push_back(entry.length);
  return found;
}

TEST(HanLexicon, FindsTheWordsThatATextBeginsWith) {
  const auto lexicon = chinese().lexicon();
  EXPECT_THAT(lengths(lexicon.words_at(U"中国人")), ElementsAre(1, 2, 3));
  EXPECT_THAT(lengths(lexicon.words_at(U"中国中")), ElementsAre(1, 2));
  EXPECT_THAT(lengths(lexicon.words_at(U"中人国")), ElementsAre(1, 2));
  EXPECT_THAT(lengths(lexicon.words_at(U"国人")), ElementsAre(1));
  EXPECT_THAT(lexicon.words_at(U"龘"), IsEmpty());
  EXPECT_THAT(lexicon.words_at(U""), IsEmpty());
}

TEST(HanLexicon, TellsWhatItKnowsOfAWord) {
  const auto lexicon = chinese().lexicon();
  const auto word = lexicon.find(U"中国");
  ASSERT_TRUE(word);
  EXPECT_EQ(word->frequency, 30U);
  EXPECT_EQ(word->word_class, WordClass::kOtherNoun);
  EXPECT_EQ(lexicon.find(U"中人")->marks, kNeverNeutral);
  EXPECT_EQ(lexicon.find(U"中")->word_class, WordClass::kDirection);
  EXPECT_EQ(lexicon.frequency_sum(), 74U);
  EXPECT_FALSE(lexicon.find(U"国人"));
  EXPECT_FALSE(lexicon.find(U""));
  EXPECT_TRUE(lexicon.knows(U'国'));
  EXPECT_FALSE(lexicon.knows(U'a'));
}

TEST(HanLexicon, ReadsWhatHasAReading) {
  const auto lexicon = chinese().lexicon();
  EXPECT_THAT(lexicon.reading(*lexicon.find(U"中人")),
              ElementsAre(Syllable{"zhong", 4}, Syllable{"ren", 2}));
  EXPECT_THAT(lexicon.reading(*lexicon.find(U"国")), ElementsAre(Syllable{"guo", 2}));
  EXPECT_FALSE(lexicon.has_reading(*lexicon.find(U"中国人")));
  EXPECT_THAT(lexicon.reading(*lexicon.find(U"中国人")), IsEmpty());
}

TEST(HanLexicon, KnowsWhereInAWordALetterStands) {
  const auto lexicon = chinese().lexicon();
  const auto emissions = lexicon.emissions(U'国');
  EXPECT_DOUBLE_EQ(emissions.begin, -1.5);
  EXPECT_DOUBLE_EQ(emissions.middle, HanLexicon::kImpossible);
  EXPECT_DOUBLE_EQ(emissions.single, -2.5);
  EXPECT_DOUBLE_EQ(lexicon.emissions(U'人').begin, HanLexicon::kImpossible);
  EXPECT_DOUBLE_EQ(lexicon.emissions(U'龘').begin, HanLexicon::kImpossible);
}

TEST(HanLexicon, OutlivesAMove) {
  auto first = chinese().lexicon();
  const auto moved = std::move(first);
  EXPECT_THAT(moved.reading(*moved.find(U"人")), ElementsAre(Syllable{"ren", 2}));
}

TEST(HanLexicon, RefusesAFileThatIsCutOrTooLong) {
  const auto bytes = chinese().bytes();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto cut = HanLexicon::parse(std::string_view(bytes).substr(0, length));
    ASSERT_FALSE(cut.ok()) << length;
    EXPECT_EQ(cut.error().kind, base::ErrorKind::kModelInvalid);
  }
  EXPECT_FALSE(HanLexicon::parse(bytes + '\0').ok());
}

// Whatever is taken for whole can be looked up.
TEST(HanLexicon, SurvivesEveryDamagedByte) {
  const auto bytes = chinese().bytes();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      auto damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      const auto lexicon = HanLexicon::parse(damaged);
      if (!lexicon) {
        ++refused;
        EXPECT_EQ(lexicon.error().kind, base::ErrorKind::kModelInvalid);
        continue;
      }
      for (const auto& entry : lexicon->words_at(U"中国人")) {
        const auto reading = lexicon->reading(entry);
        EXPECT_TRUE(reading.empty() || reading.size() == entry.length);
      }
      EXPECT_LE(lexicon->emissions(U'国').begin, 33.0);
    }
  }
  EXPECT_GT(refused, bytes.size());
}

TEST(HanLexicon, TellsMissingFromDamaged) {
  const base::TempDir dir;
  const auto path = dir.path() + "/a.lex";
  EXPECT_EQ(HanLexicon::open(path).error().kind, base::ErrorKind::kModelMissing);
  std::ofstream(path) << "no lexicon";
  EXPECT_EQ(HanLexicon::open(path).error().kind, base::ErrorKind::kModelInvalid);
  std::ofstream(path, std::ios::binary) << chinese().bytes();
  EXPECT_TRUE(HanLexicon::open(path).ok());
}

}  // namespace
}  // namespace dragoman::text
