// Gemma 3 270M, which no set-up installs unasked: its terms restrict its use. Where it is not
// installed, these tests are skipped and say so.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engines/installed_test.h"
#include "engines/llama/llama_translator.h"
#include "engines/mt_contract_test.h"

namespace dragoman::engines {
namespace {

using core::Language;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kFile = "gemma-3-270m-q4_k_m.gguf";

core::ModelFiles installed_gemma() {
  core::ModelFiles files;
  files.id = "gemma3-270m";
  files.dir = core::installed_model(files.id);
  files.files = {kFile};
  files.directions = {{Language::kEnglish, Language::kFrench}};
  files.gist = true;
  return files;
}

bool is_installed() {
  if (std::filesystem::exists(core::installed_models_dir() / "gemma3-270m" / kFile)) return true;
  std::cerr << "SKIPPED: the model gemma3-270m is not installed; whoever agrees to its terms runs "
               "`setup/setup.py models gemma3-270m --accept-licence gemma`\n";
  return false;
}

std::unique_ptr<Translator> open() {
  auto opened = llama::open_llama_translators(installed_gemma(), 1);
  if (!opened) {
    ADD_FAILURE() << opened.error().message << opened.error().detail;
    return nullptr;
  }
  return std::move(opened->front());
}

std::vector<MtUnderTest> under_test() {
  if (!is_installed()) return {};
  return {{open,
           {Language::kEnglish, Language::kFrench},
           {"The train to Paris leaves at nine o'clock.", "She gave me a book about old cities."}}};
}

INSTANTIATE_TEST_SUITE_P(Gemma, MtContract, testing::ValuesIn(under_test()));
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(MtContract);

TEST(Gemma, GivesTheGist) {
  if (!is_installed()) GTEST_SKIP();
  const MtRequest request{
      {Language::kEnglish, Language::kFrench}, {"The train to Paris leaves at nine o'clock."}, {}};
  const auto answers = open()->translate({&request, 1});
  ASSERT_TRUE(answers[0].ok()) << answers[0].error().message;
  EXPECT_THAT(answers[0]->at(0), AllOf(HasSubstr("Paris"), HasSubstr("train")));
}

}  // namespace
}  // namespace dragoman::engines
