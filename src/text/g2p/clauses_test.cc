#include "text/g2p/clauses.h"

#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string parts_of(std::u32string_view text) {
  std::string shown;
  for (const auto& part : split_clauses(text)) {
    shown += (part.mark ? "<" : "[") + to_utf8(part.text) + (part.mark ? ">" : "]");
  }
  return shown;
}

TEST(SplitClauses, KeepsThePunctuationBetween) {
  EXPECT_EQ(parts_of(U"Hello, world! Yes."), "[Hello]<,>[ world]<!>[ Yes]<.>");
  EXPECT_EQ(parts_of(U"no marks"), "[no marks]");
  EXPECT_EQ(parts_of(U"?!"), "<?!>");
  EXPECT_EQ(parts_of(U""), "");
}

TEST(SplitClauses, PutsMarksIntoTheModelsOwn) {
  EXPECT_EQ(parts_of(U"«Oui» – dit-il..."), "<“>[Oui]<”>[ ]<—>[ dit-il]<…>");
  EXPECT_EQ(parts_of(U"¿Qué? [a]"), "[Qué]<?>[ ]<(>[a]<)>");
  EXPECT_EQ(parts_of(U"हैं।"), "[हैं]<.>");
  EXPECT_EQ(parts_of(U"yes - no"), "[yes ]<—>[ no]");
}

TEST(SplitClauses, KnowsEastAsianQuotes) {
  EXPECT_EQ(parts_of(U"他说「你好」，《红楼梦》（书）"), "[他说]<“>[你好]<”,“>[红楼梦]<”(>[书]<)>");
  const auto kept = split_clauses(U"「東京」は、“大阪”", kQuotes);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(to_utf8(kept[0].text + kept[2].text), "「東京」は“大阪”");
}

TEST(SplitClauses, LeavesNumbersWhole) {
  EXPECT_EQ(parts_of(U"3.5, 1,000 at 10:30."), "[3.5]<,>[ 1,000 at 10:30]<.>");
  EXPECT_EQ(parts_of(U"In 2020, 5"), "[In 2020]<,>[ 5]");
}

TEST(SplitClauses, LeavesAbbreviationsWhole) {
  EXPECT_EQ(parts_of(U"Dr. Ruiz of the U.S. army, example.com."),
            "[Dr. Ruiz of the U.S. army]<,>[ example.com]<.>");
  EXPECT_EQ(parts_of(U"The end. Mr. X"), "[The end]<.>[ Mr. X]");
  EXPECT_EQ(parts_of(U"See plan B. Then go."), "[See plan B]<.>[ Then go]<.>");
}

}  // namespace
}  // namespace dragoman::text
