// One table for all eighteen languages: where running text is cut into sentences.
#include <gmock/gmock.h>

#include "text/sentences.h"

namespace dragoman::text {
namespace {

using core::Language;

struct Row {
  const char* name;
  Language language;
  std::vector<std::string> sentences;  // joined as the language joins them, and cut again
};

class Split : public testing::TestWithParam<Row> {};

TEST_P(Split, GivesTheSentences) {
  const auto& row = GetParam();
  std::string text;
  for (const auto& sentence : row.sentences) text = join_sentences(text, sentence, row.language);
  EXPECT_EQ(split_sentences(text, row.language), row.sentences);
}

INSTANTIATE_TEST_SUITE_P(
    All, Split,
    testing::Values(
        Row{"English", Language::kEnglish, {"It works.", "Does it?", "Yes!"}},
        Row{"EnglishTitles",
            Language::kEnglish,
            {"Dr. Smith met Mrs. Jones at 5 p.m. on Monday.", "They spoke."}},
        Row{"EnglishNumbers",
            Language::kEnglish,
            {"It rose 3.5 percent to 1.250 points.", "Good."}},
        Row{"EnglishInitials", Language::kEnglish, {"The U.S. economy grew.", "So did ours."}},
        Row{"EnglishEllipsis", Language::kEnglish, {"I wonder... if it works.", "Perhaps\u2026"}},
        Row{"EnglishQuotes", Language::kEnglish, {"He said \"Stop!\"", "She went on."}},
        Row{"EnglishAddress", Language::kEnglish, {"See www.example.com for more.", "Thanks."}},
        Row{"EnglishForExample",
            Language::kEnglish,
            {"Bring fruit, e.g. apples, and tea.", "Come early."}},
        Row{"Chinese", Language::kChinese, {"你好。", "今天天气很好！", "你呢？"}},
        Row{"ChineseQuotes", Language::kChinese, {"他说：“走吧。”", "她走了。"}},
        Row{"ChineseEllipsis", Language::kChinese, {"我想……也许吧。", "好。"}},
        Row{"ChineseNumbers", Language::kChinese, {"增长了3.5%。", "很好。"}},
        Row{"Cantonese", Language::kCantonese, {"你好呀。", "今日好熱！"}},
        Row{"Japanese", Language::kJapanese, {"こんにちは。", "元気ですか？", "はい！"}},
        Row{"JapaneseQuotes",
            Language::kJapanese,
            {"彼は「行こう。」と言った。", "彼女は去った。"}},
        Row{"JapaneseClosing", Language::kJapanese, {"「行こう。」", "彼女は去った。"}},
        Row{"Korean", Language::kKorean, {"안녕하세요.", "날씨가 좋네요!", "그렇죠?"}},
        Row{"German",
            Language::kGerman,
            {"Das kostet z.B. 3,50 Euro.", "Herr Dr. Weber kam am 3. Mai.", "Gut."}},
        Row{"French", Language::kFrench, {"M. Dupont est là.", "Vraiment ?", "Oui !"}},
        Row{"FrenchQuotes", Language::kFrench, {"Il dit « Oui. »", "Elle partit."}},
        Row{"Spanish",
            Language::kSpanish,
            {"¿Qué hora es?", "¡Son las 3.30!", "El Sr. García llegó."}},
        Row{"Portuguese",
            Language::kPortuguese,
            {"O Sr. Silva pagou R$ 3,50.", "Está bem?", "Sim."}},
        Row{"Italian", Language::kItalian, {"Il sig. Rossi arriva alle 9.30.", "Davvero?", "Sì!"}},
        Row{"Russian", Language::kRussian, {"Это стоит 3,5 руб. за штуку.", "Правда?", "Да!"}},
        Row{"Greek", Language::kGreek, {"Τι κάνεις;", "Καλά είμαι.", "Εσύ;"}},
        Row{"Turkish", Language::kTurkish, {"Bugün hava güzel.", "Değil mi?", "Evet!"}},
        Row{"Indonesian", Language::kIndonesian, {"Harganya Rp 3.500.", "Benarkah?", "Ya!"}},
        Row{"Vietnamese", Language::kVietnamese, {"Xin chào.", "Bạn khỏe không?", "Tôi khỏe!"}},
        Row{"Thai", Language::kThai, {"สวัสดีครับ วันนี้อากาศดี"}},
        Row{"ThaiMarks", Language::kThai, {"ไปไหนมา?", "ไปตลาด!"}},
        Row{"Arabic", Language::kArabic, {"كيف حالك؟", "أنا بخير.", "شكرا!"}},
        Row{"Hindi", Language::kHindi, {"यह पहला है।", "क्या यह दूसरा है?", "हाँ॥"}}),
    [](const auto& test) { return test.param.name; });

TEST(SplitSentences, LongThaiIsCutAtSpaces) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "วันนี้อากาศดีมาก ";
  const auto parts = split_sentences(text, Language::kThai);
  EXPECT_GT(parts.size(), 3U);
  for (const auto& part : parts) EXPECT_LE(count_code_points(part), 120U);
  std::string joined;
  for (const auto& part : parts) joined += part + " ";
  EXPECT_EQ(joined, text);
}

}  // namespace
}  // namespace dragoman::text
