#include "engines/ctranslate2/shortlist.h"

#include <cstring>
#include <limits>
#include <string>

#include <gmock/gmock.h>

#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Shortlist::Vocabularies kShared{4, 4, true};
constexpr Shortlist::Vocabularies kSplit{4, 9, false};

std::string lexicon() { return write_lexicon(2, {{}, {1, 3}, {3}, {0, 2}}); }

base::Result<Shortlist> parse(const std::string& bytes,
                              const Shortlist::Vocabularies& vocabularies = kSplit) {
  return Shortlist::parse(std::as_bytes(std::span(bytes)), vocabularies);
}

TEST(Shortlist, JoinsTheFrequentPiecesAndTheListsOfTheSource) {
  const auto bytes = lexicon();
  const auto shortlist = parse(bytes);
  ASSERT_TRUE(shortlist.ok()) << shortlist.error().message;
  std::vector<bool> marks;
  EXPECT_THAT(shortlist->candidates({}, marks), ElementsAre(0, 1));
  EXPECT_THAT(shortlist->candidates(std::vector{2, 0}, marks), ElementsAre(0, 1, 3));
  EXPECT_THAT(shortlist->candidates(std::vector{3, 1, 3}, marks), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(shortlist->candidates(std::vector{0}, marks), ElementsAre(0, 1))
      << "marks are cleared";
}

TEST(Shortlist, SourcePiecesAreCandidatesOnlyOfASharedVocabulary) {
  const auto bytes = write_lexicon(1, {{}, {}, {}, {}});
  std::vector<bool> marks;
  EXPECT_THAT(parse(bytes, kShared)->candidates(std::vector{3, 2}, marks), ElementsAre(0, 2, 3));
  EXPECT_THAT(parse(bytes, kSplit)->candidates(std::vector{3, 2}, marks), ElementsAre(0));
}

TEST(Shortlist, IdsOutsideTheVocabularyArePassedOver) {
  const auto bytes = lexicon();
  std::vector<bool> marks;
  EXPECT_THAT(parse(bytes, kShared)->candidates(std::vector{-1, 4, 1 << 30}, marks),
              ElementsAre(0, 1));
}

TEST(Shortlist, MoreFrequentPiecesThanThereAreMeansAll) {
  const auto bytes = write_lexicon(std::numeric_limits<std::uint64_t>::max(), {{}, {}, {}, {}});
  std::vector<bool> marks;
  EXPECT_THAT(parse(bytes, kShared)->candidates({}, marks), ElementsAre(0, 1, 2, 3));
}

TEST(Shortlist, EveryCutIsRefused) {
  const auto whole = lexicon();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto shortlist = parse(whole.substr(0, size));
    ASSERT_FALSE(shortlist.ok()) << size;
    EXPECT_EQ(shortlist.error().kind, base::ErrorKind::kModelInvalid);
  }
  EXPECT_FALSE(parse(whole + '\0').ok());
}

struct Damage {
  const char* name;
  std::size_t offset;
  std::uint64_t value;
  const char* says;
};

class DamagedLexicon : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedLexicon, IsRefused) {
  auto bytes = lexicon();
  std::memcpy(bytes.data() + GetParam().offset, &GetParam().value, sizeof GetParam().value);
  const auto shortlist = parse(bytes);
  ASSERT_FALSE(shortlist.ok());
  EXPECT_EQ(shortlist.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(shortlist.error().message, HasSubstr(GetParam().says));
}

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

// Six u64 of header, five u64 of offsets (0 0 2 3 5), five u32 of ids.
INSTANTIATE_TEST_SUITE_P(
    All, DamagedLexicon,
    ::testing::Values(
        Damage{"Magic", 0, 1, "header"}, Damage{"NoFrequent", 16, 0, "no frequent pieces"},
        Damage{"OtherVocabulary", 32, 6, "6 entries for 4 source pieces"},
        Damage{"HugeOffsets", 32, kHuge, "entries for"}, Damage{"MoreIds", 40, 6, "size"},
        Damage{"FewerIds", 40, 4, "size"}, Damage{"HugeIds", 40, kHuge, "size"},
        Damage{"OverflowingIds", 40, (kHuge >> 2) + 6, "size"},
        Damage{"FirstOffset", 48, 1, "order"}, Damage{"Descending", 56, 3, "order"},
        Damage{"BeyondTheEnd", 72, 6, "order"}, Damage{"HugeOffset", 64, kHuge, "order"},
        Damage{"NotCovered", 80, 4, "cover"}, Damage{"UnknownPiece", 88, 9, "lacks"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace dragoman::engines::ctranslate2
