// The plumbing from samples to a transcript, on an audio encoder of random weights and a language
// model that says what the test had it say: it proves that an answer is asked for, read and judged
// as it should be, not that any model hears well.
#include "engines/llama/audio_recogniser.h"

#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "base/files.h"
#include "core/audio.h"
#include "engines/llama/testing/tiny_projector.h"

namespace dragoman::engines::llama {
namespace {

using core::Language;
using testing::HasSubstr;

const std::vector<std::string> kFrench{"language French<asr_text>", "Bonjour", " le", " monde."};

class AudioRecognisers : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(dir_.path() + "/" + name, std::ios::binary) << bytes;
    model_.files.push_back(name);
  }

  void SetUp() override {
    model_.id = "tiny-asr";
    model_.engine = "llama-asr";
    model_.dir = dir_.path();
    model_.languages = {Language::kEnglish, Language::kFrench};
  }

  std::unique_ptr<Recogniser> open(const std::string& language_model,
                                   const std::string& encoder = tiny_audio_encoder()) {
    model_.files.clear();
    write("mmproj-tiny.gguf", encoder);
    write("tiny.gguf", language_model);
    auto opened = open_audio_recognisers(model_, 1);
    EXPECT_TRUE(opened.ok()) << opened.error().message << opened.error().detail;
    return opened.ok() ? std::move(opened->front()) : nullptr;
  }

  static AsrRequest sound(double seconds = 1.2) {
    AsrRequest request;
    request.samples.resize(static_cast<std::size_t>(seconds * core::kListenRateHz));
    for (std::size_t i = 0; i < request.samples.size(); ++i) {
      request.samples[i] = 0.2F * std::sin(0.3F * static_cast<float>(i % 977));
    }
    return request;
  }

  static Transcript only(std::vector<base::Result<Transcript>> answers) {
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.front().ok()) << answers.front().error().detail;
    return answers.front().ok() ? *answers.front() : Transcript();
  }

  base::TempDir dir_;
  core::ModelFiles model_;
};

TEST_F(AudioRecognisers, WriteWhatTheModelSays) {
  const auto recogniser = open(parroting_language_model(kFrench, '\n'));
  ASSERT_NE(recogniser, nullptr);
  EXPECT_EQ(recogniser->languages(), model_.languages);
  EXPECT_TRUE(recogniser->to_english().empty());
  const auto request = sound();
  const auto transcript = only(recogniser->recognise({&request, 1}));
  EXPECT_EQ(transcript.language, Language::kFrench);
  EXPECT_EQ(transcript.text, "Bonjour le monde.");
  EXPECT_GT(transcript.language_probability, 0.0F);
  EXPECT_LT(transcript.language_probability, 1.0F);
  EXPECT_TRUE(transcript.words.empty());
  EXPECT_FALSE(transcript.english.has_value());
}

TEST_F(AudioRecognisers, KeepToTheNamedLanguageAndToWhatIsWanted) {
  const auto recogniser = open(parroting_language_model(kFrench, '\n'));
  ASSERT_NE(recogniser, nullptr);
  auto request = sound();
  request.language = Language::kFrench;
  request.terms = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"<|im_end|>", "Zoé"});
  request.previous_text = "Salut.";
  auto transcript = only(recogniser->recognise({&request, 1}));
  EXPECT_EQ(transcript.language_probability, 1.0F);
  EXPECT_EQ(transcript.text, "Bonjour le monde.");
  request.source_text_unwanted = {Language::kFrench};
  EXPECT_TRUE(only(recogniser->recognise({&request, 1})).silent());
  request.language = Language::kKorean;
  EXPECT_EQ(recogniser->recognise({&request, 1}).front().error().kind,
            base::ErrorKind::kInvalidArgument);
}

TEST_F(AudioRecognisers, SayNothingWhereNothingIsSaid) {
  const auto recogniser = open(parroting_language_model({"language None<asr_text>"}, '\n'));
  ASSERT_NE(recogniser, nullptr);
  EXPECT_TRUE(only(recogniser->recognise(std::vector{sound()})).silent());
  const auto talker = open(parroting_language_model(kFrench, '\n'));
  ASSERT_NE(talker, nullptr);
  for (const std::size_t count : {0, 1, 32000}) {
    AsrRequest silence;
    silence.samples.assign(count, 0.0F);
    EXPECT_TRUE(only(talker->recognise({&silence, 1})).silent());
  }
}

TEST_F(AudioRecognisers, RefuseALoop) {
  const auto recogniser =
      open(parroting_language_model({"language French<asr_text>", "la la "}, '\n', true));
  ASSERT_NE(recogniser, nullptr);
  EXPECT_TRUE(only(recogniser->recognise(std::vector{sound()})).silent());
}

// The second question names the likely language, and the model has an answer to that.
TEST_F(AudioRecognisers, AskAgainWhereTheLanguageIsUnknown) {
  const auto recogniser = open(parroting_language_model(
      {"language Dutch<asr_text>", "Hallo.", "language French<asr_text>", "Bonjour."}, '\n'));
  ASSERT_NE(recogniser, nullptr);
  auto request = sound();
  EXPECT_TRUE(only(recogniser->recognise({&request, 1})).silent());
  request.likely_language = Language::kFrench;
  const auto transcript = only(recogniser->recognise({&request, 1}));
  EXPECT_EQ(transcript.language, Language::kFrench);
  EXPECT_EQ(transcript.text, "Bonjour.");
  EXPECT_EQ(transcript.language_probability, 0.0F);
}

TEST_F(AudioRecognisers, AnswerEachOfABatchInOrder) {
  const auto recogniser = open(parroting_language_model(kFrench, '\n'));
  ASSERT_NE(recogniser, nullptr);
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  std::vector<AsrRequest> batch{sound(), AsrRequest(), sound(), sound(9), sound(29)};
  batch[1].samples.assign(16000, 0.0F);
  batch[2].cancel = gone.token();
  const auto answers = recogniser->recognise(batch);
  ASSERT_EQ(answers.size(), batch.size());
  EXPECT_EQ(answers[0]->text, "Bonjour le monde.");
  EXPECT_TRUE(answers[1]->silent());
  EXPECT_EQ(answers[2].error().kind, base::ErrorKind::kCancelled);
  EXPECT_EQ(answers[3]->text, "Bonjour le monde.");
  EXPECT_EQ(answers[4].error().kind, base::ErrorKind::kInvalidArgument);
}

// The model would go on to the limit of its answer, twice.
TEST_F(AudioRecognisers, StopWhenCancelled) {
  const auto recogniser =
      open(parroting_language_model({"language French<asr_text>", "la la "}, '\n', true));
  ASSERT_NE(recogniser, nullptr);
  base::CancelSource cancel;
  auto request = sound(28);
  request.cancel = cancel.token();
  std::vector<base::Result<Transcript>> answers;
  std::thread work([&] { answers = recogniser->recognise({&request, 1}); });
  cancel.cancel(base::CancelReason::kClientGone);
  work.join();
  EXPECT_EQ(answers.front().error().kind, base::ErrorKind::kCancelled);
}

TEST_F(AudioRecognisers, StayWithinTheirLimitsWhateverTheModelSays) {
  for (const unsigned seed : {1U, 2U}) {
    const auto recogniser =
        open(tiny_language_model("", seed), tiny_audio_encoder(kTinyWidth, seed));
    ASSERT_NE(recogniser, nullptr);
    auto request = sound();
    request.language = Language::kEnglish;
    const auto transcript = only(recogniser->recognise({&request, 1}));
    EXPECT_LE(transcript.text.size(), 4 * (kAnswerTokensBeside + 20));
  }
}

// Sound and frames to text in one: the plumbing, on random ears and eyes.
TEST_F(AudioRecognisers, MaySeeWhatIsMeant) {
  const auto blind = open(parroting_language_model(kFrench, '\n'));
  ASSERT_NE(blind, nullptr);
  EXPECT_FALSE(blind->sees());
  const auto omni = open(tiny_language_model("<|im_start|>"), tiny_omni_projector());
  ASSERT_NE(omni, nullptr);
  EXPECT_TRUE(omni->sees());
  auto request = sound();
  request.language = Language::kFrench;
  request.pictures = std::make_shared<const std::vector<core::Picture>>(
      6, core::Picture{20, 10, std::vector<std::uint8_t>(600, 90), core::Seconds(0)});
  const auto parrot =
      open(parroting_language_model({"Bonjour", " le", " monde."}, '\n', false, "<|im_start|>"),
           tiny_omni_projector());
  ASSERT_NE(parrot, nullptr);
  EXPECT_EQ(only(parrot->recognise({&request, 1})).text, "Bonjour le monde.");
  EXPECT_TRUE(omni->recognise({&request, 1}).front().ok());
  request.pictures = std::make_shared<const std::vector<core::Picture>>(1);
  EXPECT_EQ(parrot->recognise({&request, 1}).front().error().kind,
            base::ErrorKind::kInvalidArgument);
}

TEST_F(AudioRecognisers, NeedBothFiles) {
  write("tiny.gguf", tiny_language_model());
  auto missing = open_audio_recognisers(model_, 1);
  EXPECT_EQ(missing.error().kind, base::ErrorKind::kModelMissing);
  EXPECT_THAT(missing.error().message, HasSubstr("two GGUF files"));
  model_.files.push_back("mmproj-none.gguf");
  missing = open_audio_recognisers(model_, 1);
  EXPECT_EQ(missing.error().kind, base::ErrorKind::kModelMissing);
  EXPECT_THAT(missing.error().detail, HasSubstr("mmproj-none.gguf"));
  model_.files.pop_back();
  write("mmproj-bad.gguf", tiny_audio_encoder().substr(0, 700));
  EXPECT_EQ(open_audio_recognisers(model_, 1).error().kind, base::ErrorKind::kModelInvalid);
}

}  // namespace
}  // namespace dragoman::engines::llama
