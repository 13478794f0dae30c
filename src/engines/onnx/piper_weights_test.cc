// The contract of synthesisers on the weights of a Piper voice, where it is installed: no plain
// installation has one.
#include <filesystem>
#include <iostream>

#include "engines/installed_test.h"
#include "engines/onnx/piper.h"
#include "engines/tts_contract_test.h"

namespace dragoman::engines::onnx {
namespace {

core::ModelFiles installed_joe() {
  core::ModelFiles files;
  files.id = "piper-en-us-joe";
  files.job = core::ModelJob::kTts;
  files.engine = "piper";
  files.dir = core::installed_model(files.id);
  files.files = {"en_US-joe-medium.onnx"};
  files.voices = {{"en_US-joe-medium", {core::Language::kEnglish}, core::Sex::kMan, std::nullopt}};
  files.vits = core::VitsFacts{22050, "en-us", "", 0.667, 0.8, 1.0};
  return files;
}

std::unique_ptr<Synthesiser> open() {
  auto replicas = open_piper(installed_joe(), text::Espeak::open(espeak_data_dir()).value(),
                             {.replicas = 1, .threads = 1});
  EXPECT_TRUE(replicas.ok()) << replicas.error().message << replicas.error().detail;
  return replicas.ok() ? std::move(replicas->front()) : nullptr;
}

std::vector<TtsUnderTest> where_installed() {
  if (!std::filesystem::exists(installed_joe().dir)) {
    std::cout
        << "piper-en-us-joe is not installed: python3 setup/setup.py models piper-en-us-joe\n";
    return {};
  }
  return {{open, "en_US-joe-medium", core::Language::kEnglish, core::Language::kPortuguese,
           "The train to the airport leaves every fifteen minutes.", 0.15}};
}

INSTANTIATE_TEST_SUITE_P(InstalledPiper, TtsContract, testing::ValuesIn(where_installed()));

}  // namespace
}  // namespace dragoman::engines::onnx
