// The plumbing on an encoder and a model of random weights: what is heard reaches the words.
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "base/files.h"
#include "core/audio.h"
#include "engines/llama/answerer.h"
#include "engines/llama/given_up_test.h"
#include "engines/llama/projector.h"
#include "engines/llama/testing/tiny_projector.h"

namespace dragoman::engines::llama {
namespace {

using testing::HasSubstr;

std::vector<float> tone(double hz, double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * core::kListenRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(
        0.3 * std::sin(6.2832 * hz * static_cast<double>(i) / core::kListenRateHz));
  }
  return samples;
}

class Encoders : public ::testing::Test {
 protected:
  std::string written(const std::string& bytes) {
    const auto path = dir_.path() + "/" + std::to_string(++files_) + ".gguf";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  void SetUp() override {
    auto model = LanguageModel::open(written(tiny_language_model()));
    ASSERT_TRUE(model.ok());
    model_ = *std::move(model);
  }

  std::string refusal(const std::string& bytes) {
    const auto encoder = Projector::open(written(bytes), model_);
    if (encoder.ok()) return "";
    EXPECT_EQ(encoder.error().kind, base::ErrorKind::kModelInvalid);
    EXPECT_FALSE(encoder.error().detail.empty());
    return encoder.error().message;
  }

  base::TempDir dir_;
  int files_ = 0;
  std::shared_ptr<const LanguageModel> model_;
};

TEST_F(Encoders, GiveThirteenRowsForEachSecondBegun) {
  auto encoder = Projector::open(written(tiny_audio_encoder()), model_);
  ASSERT_TRUE(encoder.ok()) << encoder.error().message << encoder.error().detail;
  EXPECT_EQ((*encoder)->width(), kTinyWidth);
  EXPECT_FALSE((*encoder)->four_positions());
  const auto heard = (*encoder)->hear(tone(440, 9.5), {});  // two passes: 8 seconds, and the rest
  ASSERT_TRUE(heard.ok()) << heard.error().detail;
  std::size_t rows = 0;
  std::size_t passes = 0;
  std::size_t tokens = 0;
  for (const auto& piece : *heard) {
    rows += piece.embeddings.size() / kTinyWidth;
    passes += piece.embeddings.empty() ? 0 : 1;
    tokens += piece.tokens.size();
    for (const auto value : piece.embeddings) ASSERT_TRUE(std::isfinite(value));
  }
  EXPECT_EQ(passes, 2U);
  EXPECT_EQ(rows, 130U);
  EXPECT_GT(tokens, 0U);  // <|audio_start|>, <|audio_end|>
}

TEST_F(Encoders, HearOneSoundAsAnotherThanTheNext) {
  for (const auto* const architecture : {"llama", "qwen3vl"}) {
    model_ = *LanguageModel::open(written(tiny_language_model("", 1, architecture)));
    auto encoder = Projector::open(written(tiny_audio_encoder()), model_);
    ASSERT_TRUE(encoder.ok());
    EXPECT_EQ((*encoder)->four_positions(), architecture == std::string("qwen3vl"));
    auto answerer = Answerer::open(model_, 1024, (*encoder)->four_positions());
    ASSERT_TRUE(answerer.ok());
    const auto answer = [&](double hz) {
      auto prompt = *(*encoder)->hear(tone(hz, 9), {});
      std::vector<Token> after(1);
      model_->tokenise("so: ", true, after);
      prompt.push_back({after, {}});
      const auto said = (*answerer)->run(prompt, {24, 1.0F}, {});
      EXPECT_TRUE(said.ok()) << architecture << ": " << said.error().detail;
      EXPECT_LE(said->tokens.size(), 24U);
      EXPECT_EQ(said->tokens.size(), said->log_probabilities.size());
      return said->log_probabilities;
    };
    const auto low = answer(200);
    EXPECT_FALSE(low.empty());
    EXPECT_EQ(low, answer(200));
    EXPECT_NE(low, answer(3000));
  }
}

TEST_F(Encoders, AreReadInStepsAsInOne) {
  model_ = *LanguageModel::open(written(tiny_language_model("", 1, "qwen3vl")));
  auto answerer = Answerer::open(model_, 512, true);
  ASSERT_TRUE(answerer.ok());
  std::vector<float> rows(300 * kTinyWidth);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::sin(static_cast<float>(i * i % 97));
  const auto cut = rows.begin() + 256 * kTinyWidth;
  const Piece after{{10, 11, 12}, {}};
  const std::vector<Piece> whole{{{}, rows}, after};
  const std::vector<Piece> halves{{{}, {rows.begin(), cut}}, {{}, {cut, rows.end()}}, after};
  const auto answer = [&](const std::vector<Piece>& prompt) {
    const auto said = (*answerer)->run(prompt, {8, 1.0F}, {});
    EXPECT_TRUE(said.ok());
    return said->log_probabilities;
  };
  EXPECT_EQ(answer(whole), answer(halves));
  EXPECT_NE(answer(whole), answer({halves[0], after}));
}

TEST_F(Encoders, HaveRoomForSoMuchAndNoMore) {
  auto answerer = Answerer::open(model_, 256, false);
  ASSERT_TRUE(answerer.ok());
  const Piece words{std::vector<Token>(250, 10), {}};
  EXPECT_EQ((*answerer)->size_of({&words, 1}), 250U);
  EXPECT_EQ((*answerer)->run({&words, 1}, {64, 1.0F}, {}).error().kind,
            base::ErrorKind::kInvalidArgument);
  EXPECT_EQ((*answerer)->run({}, {64, 1.0F}, {}).error().kind, base::ErrorKind::kInvalidArgument);
  base::CancelSource cancel;
  cancel.cancel(base::CancelReason::kClientGone);
  EXPECT_EQ((*answerer)->run({&words, 1}, {4, 1.0F}, cancel.token()).error().kind,
            base::ErrorKind::kCancelled);
}

TEST_F(Encoders, RefuseWhatIsNoneOfTheirs) {
  EXPECT_THAT(refusal(tiny_language_model()), HasSubstr("it hears nothing"));
  EXPECT_THAT(refusal(tiny_audio_encoder(kTinyWidth, 1, "", "mimo_audio")),
              HasSubstr("is unknown"));
  EXPECT_THAT(refusal(tiny_audio_encoder(kTinyWidth, 1, "", "voxtral")), HasSubstr("stacks"));
  {
    [[maybe_unused]] const GivenUp late;
    EXPECT_THAT(refusal(tiny_audio_encoder(2 * kTinyWidth)), HasSubstr("belongs to another model"));
  }
  EXPECT_THAT(refusal("GGUF"), HasSubstr("damaged"));
}

TEST_F(Encoders, RefuseAFileWithoutOneOfItsTensors) {
  for (const auto* const name :
       {"a.position_embd.weight", "a.blk.0.attn_q.weight", "a.blk.0.attn_out.weight",
        "a.blk.0.ln1.weight", "a.blk.0.ln2.bias", "a.blk.0.ffn_up.weight", "a.conv2d.1.weight",
        "a.conv2d.3.bias", "a.conv_out.weight", "mm.a.mlp.1.weight", "mm.a.mlp.2.bias"}) {
    EXPECT_NE(refusal(tiny_audio_encoder(kTinyWidth, 1, name)), "") << name;
  }
}

TEST_F(Encoders, RefuseAFileThatEndsAnywhere) {
  const auto whole = tiny_audio_encoder();
  for (std::size_t size = 0; size < whole.size(); size += 211) {
    EXPECT_NE(refusal(whole.substr(0, size)), "") << size;
  }
}

// Whatever a byte of the head is changed to, there is an answer or a refusal, and no crash.
TEST_F(Encoders, SurviveADamagedHead) {
  [[maybe_unused]] const GivenUp at_a_fault;
  const auto whole = tiny_audio_encoder();
  constexpr std::size_t kHead = 2600;
  for (std::size_t at = 0; at < kHead; at += 37) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (at % 2 == 0 ? 0x01 : 0x80));
    auto encoder = Projector::open(written(damaged), model_);
    if (encoder.ok()) static_cast<void>((*encoder)->hear(tone(440, 1), {}));
  }
}

}  // namespace
}  // namespace dragoman::engines::llama
