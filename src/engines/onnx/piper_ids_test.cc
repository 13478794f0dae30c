#include "engines/onnx/piper_ids.h"

#include <string>

#include <gtest/gtest.h>

namespace dragoman::engines::onnx {
namespace {

using Ids = std::vector<std::int64_t>;

std::vector<PiperPiece> pieces(std::u32string_view phonemes, std::size_t limit = 300) {
  return piper_pieces(phonemes, piper_alphabet(), limit);
}

// The phonemes that the ids of a piece stand for.
std::u32string spoken(const PiperPiece& piece) {
  std::u32string phonemes;
  for (std::size_t i = 2; i + 1 < piece.ids.size(); i += 2) {
    phonemes += piper_alphabet().at(static_cast<std::size_t>(piece.ids[i]));
  }
  return phonemes;
}

TEST(PiperAlphabet, HasThePlacesOfPiper) {
  const auto alphabet = piper_alphabet();
  ASSERT_EQ(alphabet.size(), 159U);
  const std::vector<std::pair<char32_t, std::size_t>> known = {
      {U'_', 0},   {U'^', 1},   {U'$', 2},   {U' ', 3},   {U'.', 10},       {U'z', 38},
      {U'æ', 39},  {U'ʒ', 108}, {U'ˈ', 120}, {U'ⱱ', 129}, {U'9', 139},      {U'\u0327', 140},
      {U'ʰ', 145}, {U'"', 150}, {U'g', 154}, {U'ː', 122}, {U'\u030A', 158}, {U'ɡ', 66}};
  for (const auto& [phoneme, id] : known) EXPECT_EQ(alphabet[id], phoneme) << id;
}

TEST(PiperPieces, PutsABlankAfterEachPhoneme) {
  const auto found = pieces(U"ab!");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].ids, (Ids{1, 0, 14, 0, 15, 0, 4, 0, 2}));
  EXPECT_EQ(found[0].pause_after_s, 0.0);
}

TEST(PiperPieces, SpeaksSentenceBySentence) {
  const auto found = pieces(U"wˈɜːld, 3.5. tˈuː? ɪf");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(spoken(found[0]), U"wˈɜːld, 3.5.");
  EXPECT_GT(found[0].pause_after_s, 0.2);
  EXPECT_EQ(spoken(found[1]), U"tˈuː?");
  EXPECT_EQ(spoken(found[2]), U"ɪf");
  EXPECT_EQ(found[2].pause_after_s, 0.0);
}

TEST(PiperPieces, PassesOverWhatTheModelDoesNotKnow) {
  const auto found = pieces(U"“a” b—c…");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(spoken(found[0]), U"a b,c.");
  // The blank and the ends are no phonemes, though they have a sign.
  EXPECT_EQ(spoken(pieces(U"a_^$漢b").front()), U"ab");
}

TEST(PiperPieces, NothingToSayIsNoPiece) {
  for (const auto* text : {U"", U" ", U"...", U"?! ,", U"“”", U"漢", U". . ."}) {
    EXPECT_TRUE(pieces(text).empty());
  }
}

TEST(PiperPieces, CutsWhatIsTooLongAtTheStrongestMark) {
  const auto found = pieces(U"aaaa aaaa, bbb bbb", 16);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(spoken(found[0]), U"aaaa aaaa,");
  EXPECT_EQ(found[0].pause_after_s, 0.1);
  EXPECT_EQ(spoken(found[1]), U"bbb bbb");
}

TEST(PiperPieces, NothingIsLostWhereThereIsNoPlaceToCut) {
  const auto found = pieces(std::u32string(1000, U'a'), 300);
  ASSERT_EQ(found.size(), 4U);
  std::size_t sum = 0;
  for (const auto& piece : found) {
    EXPECT_LE(spoken(piece).size(), 300U);
    sum += spoken(piece).size();
  }
  EXPECT_EQ(sum, 1000U);
  EXPECT_EQ(pieces(U"aaa", 2).size(), 2U);
}

}  // namespace
}  // namespace dragoman::engines::onnx
