#include "text/g2p/acronyms.h"

#include <gtest/gtest.h>

namespace dragoman::text {
namespace {

TEST(Acronyms, AreSpelledWhereTheyWouldBeReadAsWords) {
  EXPECT_EQ(spell_out_acronyms(U"the WHO said", U'.'), U"the W.H.O said");
  EXPECT_EQ(spell_out_acronyms(U"WHO", U' '), U"W H O");
  EXPECT_EQ(spell_out_acronyms(U"ВОЗ и WHO", U' '), U"ВОЗ и W H O");
}

TEST(Acronyms, LeaveOtherWordsAlone) {
  for (const auto* words : {U"Who is it", U"NATO and the BBC", U"WHO IS IT", U"OH WHO", U"WHOM",
                            U"MyWHO", U"4WHO", U""}) {
    EXPECT_EQ(spell_out_acronyms(words, U'.'), words);
  }
}

}  // namespace
}  // namespace dragoman::text
