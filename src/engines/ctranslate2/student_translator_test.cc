#include "engines/ctranslate2/student_translator.h"

#include <cctype>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/ctranslate2/student_library.h"
#include "engines/ctranslate2/testing/reference_student.h"
#include "engines/ctranslate2/testing/tiny_student.h"
#include "engines/mt_contract_test.h"

namespace dragoman::engines {
namespace {

using core::Language;
using ctranslate2::open_student_translators;
using ctranslate2::ReferenceStudent;
using ctranslate2::StudentLibrary;
using ctranslate2::TinyStudent;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Direction kDirection{Language::kEnglish, Language::kPortuguese};

// One folder for all cases: a model's files are read when it is first used.
const base::TempDir& contract_dir() {
  static const base::TempDir dir;
  return dir;
}

INSTANTIATE_TEST_SUITE_P(TinyStudent, MtContract,
                         testing::Values(MtUnderTest{
                             [] {
                               auto opened = open_student_translators(
                                   {TinyStudent().install(contract_dir().path())}, 1);
                               return opened ? std::move(opened->front()) : nullptr;
                             },
                             kDirection,
                             {"bama dotisu.", "kalo, ne"}}));

class StudentTranslatorTest : public ::testing::Test {
 protected:
  std::unique_ptr<Translator> open(const TinyStudent& tiny,
                                   Language target = Language::kPortuguese) {
    auto installed = tiny.install(dir_.path());
    installed.target = target;
    auto opened = open_student_translators({installed}, 1);
    EXPECT_TRUE(opened.ok());
    return opened ? std::move(opened->front()) : nullptr;
  }

  static std::string translate(Translator& translator, const std::string& text,
                               Direction direction = kDirection) {
    const MtRequest request{direction, {text}, {}};
    auto answers = translator.translate({&request, 1});
    EXPECT_TRUE(answers.front().ok()) << answers.front().error().message;
    return answers.front().ok() ? answers.front()->front() : std::string();
  }

  // A student that writes this piece again and again, whatever it reads.
  static TinyStudent always(std::size_t piece) {
    TinyStudent tiny;
    const float value = 100;
    std::memcpy(tiny.item("decoder_ff_logit_out_b").data.data() + piece * sizeof value, &value,
                sizeof value);
    return tiny;
  }

  base::TempDir dir_;
};

TEST_F(StudentTranslatorTest, WritesWhatTheReferenceWrites) {
  const TinyStudent tiny;
  auto translator = open(tiny);
  // "bama, dotisu": the pieces _ba ma , _do ti su
  const std::vector<int> source{5, 7, 2, 6, 8, 9, 0};
  std::string expected;
  for (const int id :
       ReferenceStudent(tiny).translate(source, ctranslate2::max_target_tokens(source.size()))) {
    if (id != 1) expected += tiny.target_pieces[static_cast<std::size_t>(id)];
  }
  for (std::size_t at; (at = expected.find("\u2581")) != std::string::npos;)
    expected.replace(at, 3, " ");
  if (expected.starts_with(' ')) expected.erase(0, 1);
  EXPECT_EQ(translate(*translator, "bama, dotisu"), expected);
  EXPECT_FALSE(expected.empty());
}

TEST_F(StudentTranslatorTest, LongSentencesAreTranslatedInStretchesAndJoined) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "ba ";
  const auto stretch_limit = ctranslate2::max_target_tokens(128) +
                             ctranslate2::max_target_tokens(128) +
                             ctranslate2::max_target_tokens(300 - 2 * 127 + 1);
  const auto spaced = translate(*open(always(3)), text);
  EXPECT_EQ(std::ranges::count(spaced, '.'), static_cast<std::ptrdiff_t>(stretch_limit));
  EXPECT_EQ(std::ranges::count(spaced, ' '), 2);

  const auto japanese = open(always(3), Language::kJapanese);
  const auto dense = translate(*japanese, text, {Language::kEnglish, Language::kJapanese});
  EXPECT_EQ(std::ranges::count(dense, '.'), static_cast<std::ptrdiff_t>(stretch_limit));
  EXPECT_EQ(std::ranges::count(dense, ' '), 0) << "a script without spaces";
}

TEST_F(StudentTranslatorTest, UnknownCharactersAreCopiedOrLeftOut) {
  const auto translator = open(always(1));
  EXPECT_THAT(translate(*translator, "ba \u00DF\u00E6 ma"), HasSubstr("\u00DF\u00E6"));
  EXPECT_EQ(translate(*translator, "ba ma"), "") << "an unknown piece with nothing to copy";
}

TEST_F(StudentTranslatorTest, TextOfUnknownCharactersComesBackAsItIs) {
  const auto translator = open(TinyStudent());
  EXPECT_EQ(translate(*translator, "\u4F60\u597D \u4E16\u754C"), "\u4F60\u597D \u4E16\u754C");
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++found;
  }
  return found;
}

// Weights of chance look anywhere: whatever the model writes, every term stands in it.
TEST_F(StudentTranslatorTest, EveryTermStandsWhateverTheModelWrites) {
  const std::vector<core::Term> terms{{"bama", "Maske"},      {"dotisu kalo", "Ding-7 / b"},
                                      {"ka", "\u901A\u4E49"}, {"ne", "<0x41></s>"},
                                      {"du", "\u2581du"},     {"bamado", "never"}};
  MtRequest request{kDirection,
                    {"bama, dotisu kalo ka.", "ka ka ka bama bama", "bama", "Ba ne du ma. DU!",
                     "dotisu-kalo \u4F60\u597D bama", "DU DU DU BAMA DOTISU KALO"},
                    {}};
  std::string longest;
  for (int i = 0; i < 200; ++i) longest += i % 20 == 0 ? "bama " : "dotisu ";
  request.sentences.push_back(longest);
  request.hints.terms = std::make_shared<const std::vector<core::Term>>(terms);
  const std::vector<std::vector<std::pair<std::size_t, std::size_t>>> expected{
      {{0, 1}, {1, 1}, {2, 1}}, {{2, 3}, {0, 2}},         {{0, 1}}, {{3, 1}, {4, 2}},
      {{1, 1}, {0, 1}},         {{4, 3}, {0, 1}, {1, 1}}, {{0, 10}}};
  for (const auto target : {Language::kPortuguese, Language::kJapanese, Language::kTurkish}) {
    for (const auto& tiny : {TinyStudent(), always(3), always(7), always(0)}) {
      const auto translator = open(tiny, target);
      request.direction.target = target;
      const auto answers = translator->translate({&request, 1});
      ASSERT_TRUE(answers.front().ok());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        for (const auto& [term, times] : expected[i]) {
          EXPECT_GE(count((*answers.front())[i], terms[term].target), times)
              << request.sentences[i] << " gave " << (*answers.front())[i];
        }
        EXPECT_EQ(count((*answers.front())[i], "never"), 0U);
      }
    }
  }
}

TEST_F(StudentTranslatorTest, TermsThatOccurNowhereChangeNothing) {
  const auto translator = open(TinyStudent());
  MtRequest request{kDirection, {"bama, dotisu", "kalo ne"}, {}};
  const auto plain = translator->translate({&request, 1});
  request.hints.terms =
      std::make_shared<const std::vector<core::Term>>(std::vector<core::Term>{{"xyz", "abc"}});
  const auto answers = translator->translate({&request, 1});
  EXPECT_EQ(*answers.front(), *plain.front());
}

TEST_F(StudentTranslatorTest, RequestsOfOneBatchHaveTheirOwnTerms) {
  const auto translator = open(TinyStudent());
  std::vector<MtRequest> batch(3, {kDirection, {"bama dotisu"}, {}});
  for (std::size_t i = 0; i < 2; ++i) {
    batch[i].hints.terms = std::make_shared<const std::vector<core::Term>>(
        std::vector<core::Term>{{"bama", i == 0 ? "FIRST" : "SECOND"}});
  }
  const auto answers = translator->translate(batch);
  EXPECT_THAT(answers[0]->front(), HasSubstr("FIRST"));
  EXPECT_THAT(answers[1]->front(), HasSubstr("SECOND"));
  EXPECT_THAT(answers[2]->front(), testing::Not(HasSubstr("FIRST")));
}

TEST_F(StudentTranslatorTest, NumbersAndSignsComeThroughWhateverTheModelWrites) {
  const auto translator = open(always(7));
  const auto text = translate(*translator, "bama 1,250.5 dotisu 17 \U0001F600 a@b.example");
  EXPECT_THAT(text, HasSubstr("1.250,5"));
  EXPECT_THAT(text, HasSubstr("17"));
  EXPECT_THAT(text, HasSubstr("\U0001F600"));
  EXPECT_THAT(text, HasSubstr("a@b.example"));
}

TEST_F(StudentTranslatorTest, CapitalsAreTranslatedAsSmallLettersAndWrittenAgain) {
  const auto translator = open(TinyStudent());
  const auto small = translate(*translator, "Bama dotisu kalo");
  auto capitals = small;
  for (auto& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_EQ(translate(*translator, "BAMA DOTISU KALO"), capitals);
}

TEST_F(StudentTranslatorTest, APieceForEveryByteLeavesNothingUnknown) {
  auto tiny = TinyStudent({.byte_fallback = true});
  const auto translator = open(tiny);
  EXPECT_THAT(translate(*translator, "bama \u4F60\u597D"), testing::Not(testing::IsEmpty()));
}

TEST_F(StudentTranslatorTest, KnowsOfOtherTranslations) {
  const auto translator = open(TinyStudent());
  const std::string source = "bama dotisu kalo";
  const auto own = translate(*translator, source);
  MtRequest request{kDirection, {source}, {}};
  const auto others = translator->alternatives(request, 5);
  ASSERT_TRUE(others.ok());
  ASSERT_FALSE(others->empty());
  EXPECT_LE(others->size(), 5U);
  std::set<std::string> texts{own};
  double margin = 0;
  for (const auto& other : *others) {
    EXPECT_TRUE(texts.insert(other.text).second) << other.text;
    EXPECT_GE(other.margin, margin);
    margin = other.margin;
  }
  EXPECT_LE(margin, 3.0);
  EXPECT_EQ(translate(*translator, source), own);
  const auto again = translator->alternatives(request, 5);
  ASSERT_EQ(again->size(), others->size());
  EXPECT_EQ(again->back().text, others->back().text);

  request.sentences = {"bama 70321"};
  const auto numbers = translator->alternatives(request, 5);
  ASSERT_TRUE(numbers.ok());
  for (const auto& other : *numbers) EXPECT_THAT(other.text, HasSubstr("70321"));
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  request.cancel = gone.token();
  EXPECT_EQ(translator->alternatives(request, 5).error().kind, base::ErrorKind::kCancelled);
  request.direction = {Language::kGreek, Language::kThai};
  EXPECT_FALSE(translator->alternatives(request, 5).ok());
}

TEST_F(StudentTranslatorTest, AnUnknownDirectionIsAnError) {
  const auto translator = open(TinyStudent());
  const MtRequest request{{Language::kGerman, Language::kFrench}, {"ba"}, {}};
  const auto answers = translator->translate({&request, 1});
  ASSERT_EQ(answers.size(), 1U);
  ASSERT_FALSE(answers.front().ok());
  EXPECT_EQ(answers.front().error().kind, base::ErrorKind::kLanguageUnsupported);
  EXPECT_THAT(answers.front().error().message, HasSubstr("from German to French"));
}

TEST_F(StudentTranslatorTest, ADamagedModelIsRefusedAtTheStart) {
  TinyStudent tiny;
  tiny.remove("encoder_l1_self_Wv");
  const auto opened = open_student_translators({tiny.install(dir_.path())}, 1);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(opened.error().detail, HasSubstr("tiny-student"));
}

TEST_F(StudentTranslatorTest, AModelThatVanishesBeforeItsFirstUseIsAnErrorEachTime) {
  const auto translator = open(TinyStudent());
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
    std::filesystem::remove(entry.path());
  }
  const MtRequest request{kDirection, {"ba"}, {}};
  for (int i = 0; i < 2; ++i) {
    const auto answers = translator->translate({&request, 1});
    ASSERT_FALSE(answers.front().ok());
    EXPECT_EQ(answers.front().error().kind, base::ErrorKind::kModelMissing);
  }
}

TEST_F(StudentTranslatorTest, ReplicasShareWeightsAndRunAtOnce) {
  auto opened = open_student_translators({TinyStudent().install(dir_.path())}, 4);
  ASSERT_TRUE(opened.ok());
  ASSERT_EQ(opened->size(), 4U);
  std::vector<std::string> translations(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] { translations[i] = translate(*(*opened)[i], "bama dotisu"); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_FALSE(translations[0].empty());
  EXPECT_THAT(translations, testing::Each(translations[0]));
}

TEST_F(StudentTranslatorTest, ALibraryLoadsEachStudentOnce) {
  const auto installed = TinyStudent().install(dir_.path());
  const auto library = StudentLibrary::open({installed, installed});
  ASSERT_TRUE(library.ok());
  EXPECT_THAT((*library)->directions(), ElementsAre(kDirection));
  const auto first = (*library)->get(kDirection);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*first, *(*library)->get(kDirection));
}

TEST(StudentTranslators, NoModelsGiveTranslatorsWithoutDirections) {
  const auto opened = open_student_translators({}, 2);
  ASSERT_TRUE(opened.ok());
  ASSERT_EQ(opened->size(), 2U);
  EXPECT_TRUE(opened->front()->directions().empty());
}

}  // namespace
}  // namespace dragoman::engines
