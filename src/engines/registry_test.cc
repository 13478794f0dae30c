// Needs the weights of the voice activity model; the recogniser is one of random weights.
#include "engines/registry.h"

#include <fstream>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/installed_test.h"
#include "engines/llama/testing/tiny_projector.h"

namespace dragoman::engines {
namespace {

using testing::HasSubstr;

core::ModelFiles tiny_audio_model(const std::string& dir) {
  core::ModelFiles model;
  model.id = "tiny-asr";
  model.job = core::ModelJob::kAsr;
  model.engine = "llama-asr";
  model.dir = dir;
  model.files = {"mmproj-tiny.gguf", "tiny.gguf"};
  model.languages = {core::Language::kGreek};
  std::ofstream(dir + "/" + model.files[0], std::ios::binary) << llama::tiny_audio_encoder();
  std::ofstream(dir + "/" + model.files[1], std::ios::binary) << llama::tiny_language_model();
  return model;
}

EngineConfig two_recognisers() {
  EngineConfig config;
  config.espeak_data_dir = espeak_data_dir();
  config.asr_replicas = 2;
  return config;
}

TEST(Registry, OpensAModelThatHearsAsTheRecogniser) {
  const base::TempDir dir;
  const auto set =
      open_engines({installed_silero(), tiny_audio_model(dir.path())}, two_recognisers());
  ASSERT_TRUE(set.ok()) << set.error().message << set.error().detail;
  ASSERT_EQ(set->recognisers.size(), 2U);
  EXPECT_TRUE(set->recognisers[1]->languages().contains(core::Language::kGreek));
  EXPECT_THAT(set->model_ids, testing::Contains("tiny-asr"));
}

TEST(Registry, DoesNotDoWithoutARecogniser) {
  EXPECT_THAT(open_engines({installed_silero()}, two_recognisers()).error().message,
              HasSubstr("No model for recognition"));
}

}  // namespace
}  // namespace dragoman::engines
