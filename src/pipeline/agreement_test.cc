#include "pipeline/agreement.h"

#include <gtest/gtest.h>

namespace dragoman::pipeline {
namespace {

using core::LiveText;

TEST(Agreement, SettlesWhatTwoHearingsBeginWithAlike) {
  Agreement agreement;
  agreement.hear("The cat");
  EXPECT_EQ(agreement.text(), (LiveText{"", "The cat"}));
  agreement.hear("The cat sat on a");
  EXPECT_EQ(agreement.text(), (LiveText{"The cat", " sat on a"}));
  agreement.hear("The cat sat on the mat");
  EXPECT_EQ(agreement.text(), (LiveText{"The cat sat on", " the mat"}));
}

TEST(Agreement, NeverSettlesTheLastWordOfAHearing) {
  Agreement agreement;
  agreement.hear("Hello.");
  agreement.hear("Hello.");
  EXPECT_EQ(agreement.text(), (LiveText{"", "Hello."}));
  agreement.hear("Hello, world");
  EXPECT_EQ(agreement.text(), (LiveText{"Hello,", " world"}));
}

TEST(Agreement, KeepsWhatIsSettledWhateverIsHeardLater) {
  Agreement agreement;
  agreement.hear("We saw the ship leave");
  agreement.hear("We saw the ship leave port");
  agreement.hear("We saw a sheep leave port today");
  EXPECT_EQ(agreement.text().settled, "We saw the ship leave port");
  agreement.finish("We saw a sheep leave port today at noon.");
  EXPECT_EQ(agreement.text(), (LiveText{"We saw the ship leave port today at noon.", "", true}));
}

TEST(Agreement, ComparesWithoutCaseAndSigns) {
  Agreement agreement;
  agreement.hear("well I think so");
  agreement.hear("Well, I think so too");
  EXPECT_EQ(agreement.text().settled, "Well, I think so");
}

TEST(Agreement, GoesByCharactersWhereNoSpacesAreWritten) {
  Agreement agreement;
  agreement.hear("今天天气");
  agreement.hear("今天天气，很好。");
  EXPECT_EQ(agreement.text(), (LiveText{"今天天气，", "很好。"}));
  agreement.finish("今天天气，很好。我们");
  EXPECT_EQ(agreement.text(), (LiveText{"今天天气，很好。我们", "", true}));
}

TEST(Agreement, TakesAnUtteranceThatWasHeardOnceOnly) {
  Agreement agreement;
  agreement.finish("Yes.");
  EXPECT_EQ(agreement.text(), (LiveText{"Yes.", "", true}));
  Agreement nothing;
  nothing.hear("");
  nothing.finish("");
  EXPECT_EQ(nothing.text(), (LiveText{"", "", true}));
}

}  // namespace
}  // namespace dragoman::pipeline
