// The published en-pt and pt-en students, from the model store.
#include <cctype>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "engines/ctranslate2/student_translator.h"
#include "engines/installed_test.h"
#include "engines/mt_contract_test.h"

namespace dragoman::engines {
namespace {

using core::Language;
using ctranslate2::open_student_translators;

core::ModelFiles installed(Language source, Language target) {
  core::ModelFiles model;
  model.id = "student-" + std::string(core::code(source)) + "-" + std::string(core::code(target));
  model.dir = core::installed_model(model.id);
  model.source = source;
  model.target = target;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(model.dir, error)) {
    model.files.push_back(entry.path().filename().string());
  }
  return model;
}

std::unique_ptr<Translator> open() {
  auto opened = open_student_translators({installed(Language::kEnglish, Language::kPortuguese),
                                          installed(Language::kPortuguese, Language::kEnglish)},
                                         1);
  if (!opened) {
    ADD_FAILURE() << opened.error().message << " Run `make setup`.";
    return nullptr;
  }
  return std::move(opened->front());
}

// chrF (Popović 2015) of one sentence: character n-grams up to 6, blanks left out, recall counting
// twice.
double chrf(const std::string& hypothesis, const std::string& reference) {
  double precision = 0;
  double recall = 0;
  const auto grams = [](const std::string& text, std::size_t n) {
    std::string plain;
    for (const char c : text) {
      if (std::isspace(static_cast<unsigned char>(c)) == 0) plain += c;
    }
    std::map<std::string, int> counts;
    for (std::size_t i = 0; i + n <= plain.size(); ++i) ++counts[plain.substr(i, n)];
    return counts;
  };
  for (std::size_t n = 1; n <= 6; ++n) {
    const auto ours = grams(hypothesis, n);
    const auto theirs = grams(reference, n);
    double common = 0;
    double our_total = 0;
    double their_total = 0;
    for (const auto& [gram, count] : ours) {
      our_total += count;
      const auto found = theirs.find(gram);
      if (found != theirs.end()) common += std::min(count, found->second);
    }
    for (const auto& [gram, count] : theirs) their_total += count;
    precision += common / std::max(our_total, 1.0) / 6;
    recall += common / std::max(their_total, 1.0) / 6;
  }
  return precision + recall == 0 ? 0 : 100 * 5 * precision * recall / (4 * precision + recall);
}

struct Pair {
  std::string english;
  std::string portuguese;
};

const std::vector<Pair> kPairs{
    {"The weather is nice today.", "O tempo está bom hoje."},
    {"Where is the railway station?", "Onde fica a estação de trem?"},
    {"She bought three books and a red pen.", "Ela comprou três livros e uma caneta vermelha."},
    {"The meeting starts at nine o'clock.", "A reunião começa às nove horas."},
    {"I do not understand this question.", "Não entendo esta pergunta."},
    {"Scientists discovered a new planet in 2019.",
     "Cientistas descobriram um novo planeta em 2019."},
};

class StudentWeights : public ::testing::Test {
 protected:
  void SetUp() override {
    translator_ = open();
    ASSERT_NE(translator_, nullptr);
  }

  MtResponse translate(Direction direction, std::vector<std::string> sentences) {
    const MtRequest request{direction, std::move(sentences), {}};
    auto answers = translator_->translate({&request, 1});
    EXPECT_TRUE(answers.front().ok()) << answers.front().error().message;
    return answers.front().ok() ? *answers.front() : MtResponse();
  }

  const Direction to_portuguese_{Language::kEnglish, Language::kPortuguese};
  const Direction to_english_{Language::kPortuguese, Language::kEnglish};
  std::unique_ptr<Translator> translator_;
};

TEST_F(StudentWeights, TranslatesWell) {
  std::vector<std::string> english;
  std::vector<std::string> portuguese;
  for (const auto& pair : kPairs) {
    english.push_back(pair.english);
    portuguese.push_back(pair.portuguese);
  }
  const auto to_portuguese = translate(to_portuguese_, english);
  const auto to_english = translate(to_english_, portuguese);
  double score = 0;
  for (std::size_t i = 0; i < kPairs.size(); ++i) {
    score += chrf(to_portuguese[i], kPairs[i].portuguese) + chrf(to_english[i], kPairs[i].english);
  }
  EXPECT_GT(score / static_cast<double>(2 * kPairs.size()), 75);
}

TEST_F(StudentWeights, ASentenceIsTranslatedTheSameInAnyCompany) {
  std::vector<std::string> sentences;
  for (const auto& pair : kPairs) sentences.push_back(pair.english);
  const auto together = translate(to_portuguese_, sentences);
  std::size_t same = 0;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    same += translate(to_portuguese_, {sentences[i]}).front() == together[i] ? 1 : 0;
  }
  // Sums in another order may tip a close choice.
  EXPECT_GE(same + 1, sentences.size());
}

TEST_F(StudentWeights, NumbersNamesAndForeignCharactersComeThrough) {
  const auto answer = translate(to_portuguese_, {"Krzysztof paid 1,250 euros on 14 May 2023.",
                                                 "The word 你好 means hello.", "I love it 😀"});
  EXPECT_THAT(answer[0],
              testing::AllOf(testing::HasSubstr("Krzysztof"), testing::HasSubstr("2023")));
  EXPECT_THAT(answer[1], testing::HasSubstr("palavra 你好 significa"));
  EXPECT_THAT(answer[2], testing::HasSubstr("amo"));
}

TEST_F(StudentWeights, AVeryLongSentenceKeepsItsLength) {
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "the old man walked slowly to the small house by the river, ";
  const auto answer = translate(to_portuguese_, {text + "and slept."}).front();
  EXPECT_GT(answer.size(), text.size() / 2);
  EXPECT_LT(answer.size(), text.size() * 2);
}

INSTANTIATE_TEST_SUITE_P(PublishedStudent, MtContract,
                         testing::Values(MtUnderTest{
                             open,
                             {Language::kEnglish, Language::kPortuguese},
                             {"The weather is nice today.", "Where is the station?"}}));

}  // namespace
}  // namespace dragoman::engines
