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

  Line line(std::size_t utterance, std::size_t limit = 20) const {
    return {utterance, *tokens_->language[0], tokens_->transcribe, limit, {}};
  }

  std::shared_ptr<const WhisperTokens> tokens_;
  std::unique_ptr<WhisperNetwork> network_;
  LogMel mel_{80};
};

TEST_F(WhisperNetworkTest, BeliefsArePossible) {
  tiny_.believes = "<|nospeech|>";
  load();
  const auto encoded = encode(1);
  const auto* one = &encoded;
  const auto opening = network_->open({&one, 1});
  ASSERT_EQ(opening.beliefs.size(), 1U);
  EXPECT_GT(opening.beliefs[0].no_speech, 0.9F);
  EXPECT_LE(opening.beliefs[0].no_speech, 1.0F);
  float sum = 0;
  for (const float probability : opening.beliefs[0].languages) sum += probability;
  EXPECT_NEAR(static_cast<double>(sum), 1, 1e-4);
  EXPECT_EQ(opening.beliefs[0].languages[static_cast<std::size_t>(Language::kThai)], 0);
}

TEST_F(WhisperNetworkTest, CompanyChangesNothing) {
  load();
  std::vector<::ctranslate2::StorageView> encoded;
  for (const double seconds : {1.0, 2.5, 1.3}) encoded.push_back(encode(seconds, 200 * seconds));
  std::vector<const ::ctranslate2::StorageView*> all;
  for (const auto& one : encoded) all.push_back(&one);
  auto together = network_->open(all);
  const auto beliefs = together.beliefs;
  const std::vector<Line> lines = {line(0), line(1), line(2)};
  const auto texts = network_->search(std::move(together), lines, {5, 0});
  ASSERT_EQ(texts.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    auto alone = network_->open({&all[i], 1});
    EXPECT_NEAR(static_cast<double>(alone.beliefs[0].no_speech),
                static_cast<double>(beliefs[i].no_speech), 1e-5);
    const std::vector<Line> own = {line(0)};
    const auto text = network_->search(std::move(alone), own, {5, 0});
    EXPECT_EQ(text[0].ids, texts[i].ids);
    EXPECT_NEAR(static_cast<double>(text[0].mean_log_probability),
                static_cast<double>(texts[i].mean_log_probability), 1e-4);
  }
}

TEST_F(WhisperNetworkTest, SoundsDiffer) {
  load();
  const auto low = encode(1, 200), high = encode(1, 2500);
  const auto* one = &low;
  const auto* other = &high;
  EXPECT_NE(network_->open({&one, 1}).beliefs[0].no_speech,
            network_->open({&other, 1}).beliefs[0].no_speech);
}

TEST_F(WhisperNetworkTest, AnUtteranceMayHaveSeveralLines) {
  load();
  const auto a = encode(1), b = encode(2);
  const std::vector<const ::ctranslate2::StorageView*> both = {&a, &b};
  std::vector<Line> lines = {line(1), line(0), line(1)};
  lines[2].task = tokens_->translate;
  const auto texts = network_->search(network_->open(both), lines, {2, 0});
  ASSERT_EQ(texts.size(), 3U);
  for (const auto& text : texts) EXPECT_EQ(tokens_->text(text.ids), "hello world");
  EXPECT_TRUE(network_->search(network_->open(both), {}, {2, 0}).empty());
}

TEST_F(WhisperNetworkTest, ACancelledLineEndsAtOnceAndTheOthersGoOn) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "Ġhello", "Ġworld", "!", "<|endoftext|>"};
  load();
  const auto encoded = encode(1);
  const std::vector<const ::ctranslate2::StorageView*> twice = {&encoded, &encoded};
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  for (const float temperature : {0.0F, 0.3F}) {
    std::vector<Line> lines = {line(0), line(1)};
    lines[0].cancel = gone.token();
    const auto texts = network_->search(network_->open(twice), lines, {5, temperature});
    EXPECT_EQ(texts[0].ids.size(), 1U);
    EXPECT_EQ(texts[1].ids.size(), 6U);
    EXPECT_FALSE(texts[1].cut_off);
  }
}

TEST_F(WhisperNetworkTest, EachLineHasItsOwnLimit) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "Ġhello", "Ġworld", "!", "<|endoftext|>"};
  load();
  const auto encoded = encode(1);
  const std::vector<const ::ctranslate2::StorageView*> twice = {&encoded, &encoded};
  const std::vector<Line> lines = {line(0, 3), line(1, 20)};
  const auto texts = network_->search(network_->open(twice), lines, {5, 0});
  EXPECT_EQ(texts[0].ids.size(), 3U);
  EXPECT_TRUE(texts[0].cut_off);
  EXPECT_EQ(texts[1].ids.size(), 6U);
  EXPECT_FALSE(texts[1].cut_off);
}

// The texts of two equal openings, the first of which was lent once before.
TEST_F(WhisperNetworkTest, ASearchLeavesWhatItWasLent) {
  load();
  const auto low = encode(1, 200), high = encode(2, 900);
  for (const std::size_t utterances : {1, 2}) {
    const std::vector<const ::ctranslate2::StorageView*> heard = {&low, &high};
    std::vector<Line> lines = {line(0, 3), line(1, 20)};  // the second goes on alone
    lines.resize(utterances);
    auto lender = network_->open(std::span(heard).first(utterances));
    const auto text_of_lent = network_->search(WhisperNetwork::lend(lender), lines, {5, 0});
    const auto text = network_->search(std::move(lender), lines, {5, 0});
    for (std::size_t i = 0; i < utterances; ++i) {
      EXPECT_EQ(text[i].ids, text_of_lent[i].ids);
      EXPECT_EQ(text[i].mean_log_probability, text_of_lent[i].mean_log_probability);
    }
  }
}

TEST_F(WhisperNetworkTest, RunningInCirclesEndsEarly) {
  tiny_.says = std::vector<std::string>(300, "Ġagain");
  load();
  const auto encoded = encode(1);
  const auto* one = &encoded;
  const std::vector<Line> lines = {line(0, 200)};
  const auto texts = network_->search(network_->open({&one, 1}), lines, {5, 0});
  EXPECT_TRUE(texts[0].cut_off);
  EXPECT_LT(texts[0].ids.size(), 30U);
}

TEST_F(WhisperNetworkTest, DrawsAreTheSameEveryTime) {
  tiny_.says = {"Ġhello"};
  load();
  const auto encoded = encode(1);
  const auto* one = &encoded;
  const std::vector<Line> lines = {line(0, 12)};
  const auto first = network_->search(network_->open({&one, 1}), lines, {5, 1.0F});
  const auto again = network_->search(network_->open({&one, 1}), lines, {5, 1.0F});
  EXPECT_EQ(first[0].ids, again[0].ids);
  EXPECT_FALSE(first[0].ids.empty());
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
