#include "engines/scene_note.h"

#include <gmock/gmock.h>

namespace dragoman::engines {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kNote = "A surgeon in green puts on a face mask in a bright operating room.";

SceneRequest pictures(std::size_t count, int side = 2) {
  const auto bytes = static_cast<std::size_t>(3 * side * side);
  SceneRequest request;
  request.pictures = std::make_shared<const std::vector<core::Picture>>(
      count, core::Picture{side, side, std::vector<std::uint8_t>(bytes), core::Seconds(0)});
  return request;
}

TEST(SceneNote, ASentenceOrTwoInEnglishIsOne) {
  EXPECT_EQ(find_note_fault(kNote, true), std::nullopt);
  EXPECT_EQ(find_note_fault("A red car. Two men argue beside it.", true), std::nullopt);
  EXPECT_EQ(trim_note(kNote), kNote);
}

TEST(SceneNote, WhatModelsPutAroundItIsTakenOff) {
  EXPECT_EQ(trim_note("  Description: \"" + kNote + "\"\n"), kNote);
  EXPECT_EQ(trim_note("<think>\nIt is a hospital.\n</think>\n\n" + kNote), kNote);
  EXPECT_EQ(trim_note("A **dog**\n\nruns\x01 on\xff a `beach`."), "A dog runs on a beach.");
}

TEST(SceneNote, IsCutAfterASentence) {
  std::string text = kNote;
  while (text.size() <= kMostNoteBytes) text += " " + kNote.substr(0, kNote.size() - 1) + " again.";
  const auto note = trim_note(text);
  EXPECT_LE(note.size(), kMostNoteBytes);
  EXPECT_TRUE(note.starts_with(kNote));
  EXPECT_TRUE(note.ends_with('.'));
  EXPECT_EQ(find_note_fault(text.substr(0, 300) + " and the", false), std::nullopt);
  EXPECT_EQ(find_note_fault("A surgeon in green who is about to", false), NoteFault::kTooLong);
  EXPECT_EQ(find_note_fault(std::string(5 * kMostNoteBytes, 'a'), true), NoteFault::kLoop);
}

TEST(SceneNote, WhatCannotBeOneIsFound) {
  EXPECT_EQ(find_note_fault("", true), NoteFault::kEmpty);
  EXPECT_EQ(find_note_fault(" ... 12 ", true), NoteFault::kEmpty);
  EXPECT_EQ(find_note_fault("<think> I should look", true), NoteFault::kPrompt);
  EXPECT_EQ(find_note_fault("I'm sorry, but I can't see any image.", true), NoteFault::kPrompt);
  EXPECT_EQ(find_note_fault("A man.<|im_end|>", true), NoteFault::kPrompt);
  EXPECT_EQ(find_note_fault("a man and a man and a man and a man and a man and", true),
            NoteFault::kLoop);
  EXPECT_EQ(find_note_fault("一位外科医生在明亮的手术室里戴上口罩。", true), NoteFault::kLanguage);
  EXPECT_EQ(find_note_fault("Un chirurgien en vert met un masque dans une salle claire.", true),
            NoteFault::kLanguage);
}

TEST(SceneNote, TheQuestionCountsThePicturesAndQuotesLittle) {
  auto request = pictures(1);
  EXPECT_THAT(scene_question(request, false), HasSubstr("this picture"));
  request = pictures(3);
  request.source = core::Language::kFrench;
  request.said = "Bonjour\n\n" + std::string(2000, 'x') + " le masque";
  const auto question = scene_question(request, false);
  EXPECT_THAT(question, HasSubstr("these pictures"));
  EXPECT_THAT(question, HasSubstr("in French: \""));
  EXPECT_THAT(question, HasSubstr("le masque\""));
  EXPECT_LT(question.size(), 900U);
  EXPECT_THAT(scene_question(request, true), Not(HasSubstr("masque")));
}

TEST(SceneNote, PicturesAreAsManyAndAsWholeAsTheyMayBe) {
  EXPECT_TRUE(check_pictures(pictures(1)).ok());
  EXPECT_TRUE(check_pictures(pictures(kMostScenePictures)).ok());
  EXPECT_FALSE(check_pictures({}).ok());
  EXPECT_FALSE(check_pictures(pictures(0)).ok());
  EXPECT_FALSE(check_pictures(pictures(kMostScenePictures + 1)).ok());
  for (const auto& bad :
       {core::Picture{2, 2, {1, 2, 3}, {}}, core::Picture{0, 9, {}, {}},
        core::Picture{-1, -1, {1, 2, 3}, {}}, core::Picture{1 << 30, 1 << 30, {}, {}}}) {
    SceneRequest request;
    request.pictures = std::make_shared<const std::vector<core::Picture>>(1, bad);
    EXPECT_EQ(check_pictures(request).error().kind, base::ErrorKind::kInvalidArgument);
  }
}

}  // namespace
}  // namespace dragoman::engines
