#include "engines/ctranslate2/sentence_wrap.h"

#include <string>

#include <gmock/gmock.h>

#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using ::testing::ElementsAre;

class SentenceWrap : public ::testing::Test {
 protected:
  SentenceWrap() {
    const auto bytes = write_vocabulary({"</s>", "<unk>", "\u2581", "\u2581w", "x", ",", "\u3001"});
    vocabulary_ = *StudentVocabulary::load(std::as_bytes(std::span(bytes)));
  }

  // One letter a piece: w begins a word, x goes on, , and 、 are marks.
  std::vector<std::string> wrap(const std::string& letters, std::size_t limit) {
    const std::string names = "__ wx,J";
    std::vector<int> ids;
    for (const char letter : letters) ids.push_back(static_cast<int>(names.find(letter)));
    std::vector<std::string> stretches;
    for (const auto stretch : wrap_sentence(ids, *vocabulary_, limit)) {
      auto& text = stretches.emplace_back();
      for (const int id : stretch) text += names[static_cast<std::size_t>(id)];
    }
    return stretches;
  }

  std::shared_ptr<const StudentVocabulary> vocabulary_;
};

TEST_F(SentenceWrap, WhatFitsStaysWhole) {
  EXPECT_THAT(wrap("", 4), ElementsAre());
  EXPECT_THAT(wrap("wxxx", 4), ElementsAre("wxxx"));
}

TEST_F(SentenceWrap, PrefersAMarkInTheSecondHalf) {
  EXPECT_THAT(wrap("wxx,wwxxwx", 6), ElementsAre("wxx,", "wwxxwx"));
  EXPECT_THAT(wrap("w,wxwxwxw", 6), ElementsAre("w,wxwx", "wxw")) << "too early a mark";
}

TEST_F(SentenceWrap, AMarkInsideAWordIsNone) {
  EXPECT_THAT(wrap("wxwx,xwx", 6), ElementsAre("wxwx,x", "wx"));
}

TEST_F(SentenceWrap, MarksOfScriptsWithoutSpacesCount) {
  EXPECT_THAT(wrap("xxxJxxxx", 6), ElementsAre("xxxJ", "xxxx"));
}

TEST_F(SentenceWrap, CutsBeforeAWordElseAtTheLimit) {
  EXPECT_THAT(wrap("wxxwxxxx", 5), ElementsAre("wxx", "wxxxx"));
  EXPECT_THAT(wrap("xxxxxxxxx", 4), ElementsAre("xxxx", "xxxx", "x"));
  EXPECT_THAT(wrap("xxx", 1), ElementsAre("x", "x", "x"));
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
