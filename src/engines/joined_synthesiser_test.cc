#include "engines/joined_synthesiser.h"

#include <limits>

#include <gtest/gtest.h>

#include "engines/speech_request.h"

namespace dragoman::engines {
namespace {

using base::ErrorKind;
using core::Language;

// Says its own number.
class Speaker final : public Synthesiser {
 public:
  Speaker(std::vector<Voice> voices, float number) : voices_(std::move(voices)), number_(number) {}
  std::span<const Voice> voices() const override { return voices_; }
  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    const auto voice = check_request(request, voices_);
    if (!voice) return voice.error();
    return Speech{number_};
  }

 private:
  const std::vector<Voice> voices_;
  const float number_;
};

std::unique_ptr<Synthesiser> joined() {
  std::vector<std::unique_ptr<Synthesiser>> parts;
  parts.push_back(std::make_unique<Speaker>(
      std::vector<Voice>{{"one", {Language::kEnglish}, "a", core::Sex::kWoman, true},
                         {"two", {Language::kFrench}, "a", core::Sex::kMan, true}},
      0.1F));
  parts.push_back(std::make_unique<Speaker>(
      std::vector<Voice>{{"three", {Language::kGerman}, "b", core::Sex::kMan, true}}, 0.2F));
  return join_synthesisers(std::move(parts));
}

SpeechRequest request(std::string voice, Language language) {
  return {"text", language, std::move(voice), 1.0, {}};
}

TEST(JoinedSynthesiser, HasTheVoicesOfAllParts) {
  const auto synthesiser = joined();
  ASSERT_EQ(synthesiser->voices().size(), 3U);
  EXPECT_EQ(synthesiser->voices()[2].id, "three");
}

TEST(JoinedSynthesiser, TheOneWithTheVoiceSpeaks) {
  const auto synthesiser = joined();
  EXPECT_EQ(*synthesiser->synthesise(request("two", Language::kFrench)), Speech{0.1F});
  EXPECT_EQ(*synthesiser->synthesise(request("three", Language::kGerman)), Speech{0.2F});
}

TEST(JoinedSynthesiser, TheOneWithTheFirstVoiceOfAMixSpeaks) {
  const auto synthesiser = joined();
  EXPECT_EQ(*synthesiser->synthesise(request("two:1+one:3", Language::kFrench)), Speech{0.1F});
  const auto across = synthesiser->synthesise(request("three+one", Language::kGerman));
  ASSERT_FALSE(across.ok());
  EXPECT_NE(across.error().message.find("different models"), std::string::npos);
}

TEST(JoinedSynthesiser, RefusesOtherVoices) {
  const auto synthesiser = joined();
  EXPECT_EQ(synthesiser->synthesise(request("four", Language::kGerman)).error().kind,
            ErrorKind::kVoiceUnsupported);
  EXPECT_EQ(synthesiser->synthesise(request("three", Language::kFrench)).error().kind,
            ErrorKind::kVoiceUnsupported);
}

TEST(CheckRequest, GivesTheVoicesPlace) {
  const std::vector<Voice> voices{{"a", {Language::kEnglish}, "m"}, {"b", {Language::kThai}, "m"}};
  const auto shares = check_request(request("b", Language::kThai), voices);
  ASSERT_TRUE(shares.ok());
  ASSERT_EQ(shares->size(), 1U);
  EXPECT_EQ(shares->front().voice, 1U);
}

TEST(CheckRequest, RefusesRatesOutOfRange) {
  const std::vector<Voice> voices{{"a", {Language::kEnglish}, "m"}};
  for (const double rate : {0.24, 4.01, -1.0, 0.0, std::numeric_limits<double>::quiet_NaN(),
                            std::numeric_limits<double>::infinity()}) {
    auto one = request("a", Language::kEnglish);
    one.rate = rate;
    EXPECT_EQ(check_request(one, voices).error().kind, ErrorKind::kInvalidArgument) << rate;
  }
}

}  // namespace
}  // namespace dragoman::engines
