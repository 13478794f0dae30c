#include "text/terms.h"

#include <gmock/gmock.h>

#include "text/demands.h"
#include "text/letter_case.h"

namespace dragoman::text {
namespace {

using core::Language;
using core::Term;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> found(const std::vector<Term>& terms, Language language,
                               const std::string& sentence, bool any_case = false) {
  std::vector<std::string> texts;
  for (const auto& match : TermFinder(terms, language).find(sentence, any_case)) {
    const auto [begin, end] = match.place;
    texts.push_back(sentence.substr(begin, end - begin) + "=" + terms[match.term].target);
  }
  return texts;
}

struct Row {
  const char* name;
  Language language;
  const char* source;
  const char* sentence;
  const char* match;  // empty: none
};

class FindTerm : public testing::TestWithParam<Row> {};

TEST_P(FindTerm, WhereItStands) {
  const auto& row = GetParam();
  const auto texts = found({{row.source, "X"}}, row.language, row.sentence);
  if (std::string_view(row.match).empty()) {
    EXPECT_THAT(texts, IsEmpty());
  } else {
    EXPECT_THAT(texts, ElementsAre(std::string(row.match) + "=X"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, FindTerm,
    testing::Values(
        Row{"OtherCase", Language::kEnglish, "mask", "The Mask fell.", "Mask"},
        Row{"MixedCase", Language::kEnglish, "LiveTranslate", "use livetranslate!",
            "livetranslate"},
        Row{"InsideAWord", Language::kEnglish, "art", "The party starts.", ""},
        Row{"InACompound", Language::kEnglish, "mask", "Mask-wearing helps.", "Mask"},
        Row{"Possessive", Language::kEnglish, "mask", "a mask's strap", "mask"},
        Row{"Plural", Language::kEnglish, "mask", "two masks", "masks"},
        Row{"PluralOfY", Language::kEnglish, "glossary", "two glossaries", "glossaries"},
        Row{"NoPluralOfShortWords", Language::kEnglish, "new", "the news", ""},
        Row{"CapitalsOnlyInCapitals", Language::kEnglish, "IT", "it is it", ""},
        Row{"CapitalsInCapitals", Language::kEnglish, "IT", "our IT staff", "IT"},
        Row{"PluralOfCapitals", Language::kEnglish, "GPU", "two GPUs", "GPUs"},
        Row{"PluralOfCapitalsOnlyInCapitals", Language::kEnglish, "IT", "its own", ""},
        Row{"Hyphens", Language::kEnglish, "speech-to-text", "a speech to text engine",
            "speech to text"},
        Row{"HyphensBack", Language::kEnglish, "speech to text", "Speech\u2011to\u2011text works",
            "Speech\u2011to\u2011text"},
        Row{"CurlyApostrophe", Language::kEnglish, "driver's license", "a driver\u2019s license",
            "driver\u2019s license"},
        Row{"BlanksBetween", Language::kEnglish, " red  mask ", "a red mask", "red mask"},
        Row{"Marks", Language::kEnglish, "C++", "in C++ and C", "C++"},
        Row{"LeadingMark", Language::kEnglish, ".NET", "uses .NET now", ".NET"},
        Row{"Digits", Language::kEnglish, "A380", "an A3801", ""},
        Row{"Decomposed", Language::kPortuguese, "máscara", "a ma\u0301scara nova",
            "ma\u0301scara"},
        Row{"DecomposedTerm", Language::kPortuguese, "ma\u0301scara", "a máscara nova", "máscara"},
        Row{"OtherAccent", Language::kPortuguese, "avó", "o avô veio", ""},
        Row{"InnerPlural", Language::kPortuguese, "chave mestra", "as chaves mestras",
            "chaves mestras"},
        Row{"TildePlural", Language::kPortuguese, "reunião", "as reuniões", "reuniões"},
        Row{"GermanEnding", Language::kGerman, "Maske", "zwei Masken", "Masken"},
        Row{"RussianCase", Language::kRussian, "маска", "без маски никак", "маски"},
        Row{"TurkishEnding", Language::kTurkish, "maske", "maskeleri al", "maskeleri"},
        Row{"TurkishI", Language::kTurkish, "ısı", "ISI yüksek", "ISI"},
        Row{"ArabicArticle", Language::kArabic, "قناع", "ضع القناع", "قناع"},
        Row{"ArabicInside", Language::kArabic, "قناع", "اقناع", ""},
        Row{"Chinese", Language::kChinese, "口罩", "请戴口罩进去", "口罩"},
        Row{"LatinInChinese", Language::kChinese, "GPU", "我买了GPU卡", "GPU"},
        Row{"Japanese", Language::kJapanese, "マスク", "赤いマスクを着ける", "マスク"},
        Row{"Thai", Language::kThai, "หน้ากาก", "ใส่หน้ากากก่อน", "หน้ากาก"},
        Row{"KoreanParticle", Language::kKorean, "마스크", "빨간 마스크를 쓰다", "마스크"},
        Row{"KoreanInside", Language::kKorean, "사과", "누사과", ""},
        Row{"Hindi", Language::kHindi, "मास्क", "लाल मास्क पहनो", "मास्क"},
        Row{"HindiInside", Language::kHindi, "मा", "मास्क", ""},
        Row{"FullWidth", Language::kJapanese, "AI", "ＡＩの時代", "ＡＩ"},
        Row{"Nowhere", Language::kEnglish, "mask", "The weather is nice.", ""}),
    [](const auto& test) { return test.param.name; });

TEST(TermFinder, TheLongestOfOverlappingTermsCounts) {
  EXPECT_THAT(found({{"mask", "M"}, {"face mask", "F"}, {"red face", "R"}}, Language::kEnglish,
                    "a red face mask, a mask"),
              ElementsAre("face mask=F", "mask=M"));
}

TEST(TermFinder, OfTermsWithOneSourceTheFirstCounts) {
  EXPECT_THAT(found({{"mask", "A"}, {"Mask", "B"}}, Language::kEnglish, "mask"),
              ElementsAre("mask=A"));
}

TEST(TermFinder, TermsOfNothingButBlanksOrMarksThatAreNoWordAreLeftOut) {
  EXPECT_TRUE(TermFinder(std::vector<Term>{{" ", "x"}, {"x", "  "}}, Language::kEnglish).empty());
}

TEST(TermFinder, InASentenceOfCapitalsCaseSaysNothing) {
  EXPECT_THAT(found({{"IT", "X"}}, Language::kEnglish, "call it now", true), ElementsAre("it=X"));
}

TEST(TermFinder, IllFormedTextIsNoTrouble) {
  EXPECT_THAT(found({{"mask", "M"}}, Language::kEnglish, "\xff mask \xc3"), ElementsAre("mask=M"));
}

TEST(FindTargets, EachNeedsAPlaceOfItsOwn) {
  const std::vector<Wanted> wanted{{"Maske"}, {"Gesichtsmaske"}, {"Maske"}};
  const auto places = find_targets("Die Maske und die Gesichtsmaske.", wanted);
  EXPECT_EQ(places[0], (Place{4, 9}));
  EXPECT_TRUE(places[1].has_value());
  EXPECT_FALSE(places[2].has_value());
}

TEST(FindTargets, WholeWordsAndPlurals) {
  EXPECT_FALSE(find_targets("partes", std::vector<Wanted>{{"parte"}})[0].has_value());
  EXPECT_TRUE(find_targets("partes", std::vector<Wanted>{{"parte", true}})[0].has_value());
  EXPECT_FALSE(find_targets("start", std::vector<Wanted>{{"art"}})[0].has_value());
  EXPECT_TRUE(find_targets("请戴口罩", std::vector<Wanted>{{"口罩"}})[0].has_value());
}

Demand term(std::string target) {
  Demand demand;
  demand.target = std::move(target);
  demand.term = true;
  return demand;
}

TEST(SpellTerms, WritesThemAsTheGlossaryDoes) {
  EXPECT_EQ(spell_terms("use livetranslate.", {term("LiveTranslate")}, Language::kEnglish),
            "use LiveTranslate.");
  EXPECT_EQ(spell_terms("\"Máscara boa, Máscara.", {term("máscara"), term("máscara")},
                        Language::kPortuguese),
            "\"Máscara boa, máscara.");
}

TEST(AppendUnmet, ComesBeforeTheClosingMark) {
  std::string text = "Vou para casa.";
  append_unmet(text, {term("Maske")}, "", Language::kPortuguese);
  EXPECT_EQ(text, "Vou para casa Maske.");
}

TEST(LetterCase, Capitals) {
  EXPECT_TRUE(is_all_capitals("PUT IT ON!"));
  EXPECT_FALSE(is_all_capitals("NATO"));
  EXPECT_FALSE(is_all_capitals("The NATO summit"));
  EXPECT_FALSE(is_all_capitals("戴口罩"));
  EXPECT_EQ(in_sentence_case("\"ISI YÜKSEK\"", Language::kTurkish), "\"Isı yüksek\"");
  EXPECT_EQ(in_capitals("straße", Language::kGerman), "STRASSE");
  EXPECT_EQ(capitalised("élan", Language::kFrench), "Élan");
}

TEST(LetterCase, PlainForm) {
  EXPECT_EQ(plain_form("Erdoğan’s “Ö”"), "Erdogan's \"O\"");
  EXPECT_EQ(plain_form("你—π"), "你—π");
}

TEST(Words, AreFoundAndReplaced) {
  EXPECT_EQ(word_around("von Klöcker kam", {6, 8}), "Klöcker");
  EXPECT_EQ(word_around("Klöcker", {2, 4}), "Klöcker");
  EXPECT_EQ(word_around("a 🚀 b", {2, 6}), "🚀");
  EXPECT_EQ(replace_word("Klocker, Klockers", "Klocker", "Klöcker"), "Klöcker, Klockers");
  EXPECT_EQ(replace_word("abc", "", "x"), "abc");
}

}  // namespace
}  // namespace dragoman::text
