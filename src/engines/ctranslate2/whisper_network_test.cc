#include "engines/ctranslate2/whisper_network.h"

#include <memory>
#include <vector>

#include <gmock/gmock.h>

#include "engines/ctranslate2/whisper_fixture_test.h"
#include "engines/ctranslate2/whisper_loader.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using core::Language;

// The searches themselves.
class WhisperNetworkTest : public TinyWhisperTest {
 protected:
  void load() {
    auto loaded = load_whisper(tiny_.install(dir_.path()));
    ASSERT_TRUE(loaded.ok());
    tokens_ = loaded->tokens;
    network_ = std::make_unique<WhisperNetwork>(loaded->weights, loaded->tokens);
  }

  ::ctranslate2::StorageView encode(double seconds, double hz = 300) {
    auto mel = mel_.compute(sound(seconds, hz), 2 * static_cast<std::size_t>(60 * seconds));
    return network_->encode(mel);
  }

  Line line(std::size_t limit = 20) const {
    return {*tokens_->language[0], tokens_->transcribe, limit, {}};
  }

  std::shared_ptr<const WhisperTokens> tokens_;
  std::unique_ptr<WhisperNetwork> network_;
  LogMel mel_{80};
};

TEST_F(WhisperNetworkTest, BeliefsArePossible) {
  tiny_.believes = "<|nospeech|>";
  load();
  const auto encoded = encode(1);
  const auto opening = network_->open(encoded);
  EXPECT_GT(opening.beliefs.no_speech, 0.9F);
  EXPECT_LE(opening.beliefs.no_speech, 1.0F);
  float sum = 0;
  for (const float probability : opening.beliefs.languages) sum += probability;
  EXPECT_NEAR(static_cast<double>(sum), 1, 1e-4);
  EXPECT_EQ(opening.beliefs.languages[static_cast<std::size_t>(Language::kThai)], 0);
}

TEST_F(WhisperNetworkTest, SoundsDiffer) {
  load();
  const auto low = encode(1, 200), high = encode(1, 2500);
  EXPECT_NE(network_->open(low).beliefs.no_speech, network_->open(high).beliefs.no_speech);
}

TEST_F(WhisperNetworkTest, AnUtteranceMayHaveSeveralLines) {
  load();
  const auto encoded = encode(1);
  std::vector<Line> lines = {line(), line()};
  lines[1].task = tokens_->translate;
  const auto texts = network_->search(network_->open(encoded), lines, {2, 0});
  ASSERT_EQ(texts.size(), 2U);
  for (const auto& text : texts) EXPECT_EQ(tokens_->text(text.ids), "hello world");
  EXPECT_TRUE(network_->search(network_->open(encoded), {}, {2, 0}).empty());
}

TEST_F(WhisperNetworkTest, ACancelledLineEndsAtOnceAndTheOthersGoOn) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "Ġhello", "Ġworld", "!", "<|endoftext|>"};
  load();
  const auto encoded = encode(1);
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  for (const float temperature : {0.0F, 0.3F}) {
    std::vector<Line> lines = {line(), line()};
    lines[0].cancel = gone.token();
    const auto texts = network_->search(network_->open(encoded), lines, {5, temperature});
    EXPECT_EQ(texts[0].ids.size(), 1U);
    EXPECT_EQ(texts[1].ids.size(), 6U);
    EXPECT_FALSE(texts[1].cut_off);
  }
}

TEST_F(WhisperNetworkTest, EachLineHasItsOwnLimit) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "Ġhello", "Ġworld", "!", "<|endoftext|>"};
  load();
  const auto encoded = encode(1);
  const std::vector<Line> lines = {line(3), line(20)};
  const auto texts = network_->search(network_->open(encoded), lines, {5, 0});
  EXPECT_EQ(texts[0].ids.size(), 3U);
  EXPECT_TRUE(texts[0].cut_off);
  EXPECT_EQ(texts[1].ids.size(), 6U);
  EXPECT_FALSE(texts[1].cut_off);
}

TEST_F(WhisperNetworkTest, ASearchLeavesWhatItWasLent) {
  load();
  const auto encoded = encode(2);
  for (const std::size_t count : {1, 2}) {
    std::vector<Line> lines = {line(20), line(3)};  // the first goes on alone
    lines.resize(count);
    auto lender = network_->open(encoded);
    const auto text_of_lent = network_->search(WhisperNetwork::lend(lender), lines, {5, 0});
    const auto text = network_->search(std::move(lender), lines, {5, 0});
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(text[i].ids, text_of_lent[i].ids);
      EXPECT_EQ(text[i].mean_log_probability, text_of_lent[i].mean_log_probability);
    }
  }
}

TEST_F(WhisperNetworkTest, RunningInCirclesEndsEarly) {
  tiny_.says = std::vector<std::string>(300, "Ġagain");
  load();
  const auto encoded = encode(1);
  const std::vector<Line> lines = {line(200)};
  const auto texts = network_->search(network_->open(encoded), lines, {5, 0});
  EXPECT_TRUE(texts[0].cut_off);
  EXPECT_LT(texts[0].ids.size(), 30U);
}

TEST_F(WhisperNetworkTest, DrawsAreTheSameEveryTime) {
  tiny_.says = {"Ġhello"};
  load();
  const auto encoded = encode(1);
  const std::vector<Line> lines = {line(12)};
  const auto first = network_->search(network_->open(encoded), lines, {5, 1.0F});
  const auto again = network_->search(network_->open(encoded), lines, {5, 1.0F});
  EXPECT_EQ(first[0].ids, again[0].ids);
  EXPECT_FALSE(first[0].ids.empty());
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
