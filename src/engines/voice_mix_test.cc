#include "engines/voice_mix.h"

#include <string>

#include <gtest/gtest.h>

namespace dragoman::engines {
namespace {

using core::Language;

const std::vector<Voice>& voices() {
  static const std::vector<Voice> all = {
      {"heart", {Language::kEnglish}, "kokoro", core::Sex::kWoman, true},
      {"siwis", {Language::kFrench}, "kokoro", core::Sex::kWoman, true},
      {"bella", {Language::kEnglish}, "kokoro", core::Sex::kWoman, true},
      {"adam", {Language::kEnglish}, "kokoro", core::Sex::kMan, true},
      {"echo", {Language::kEnglish}, "kokoro", core::Sex::kMan, true},
      {"joe", {Language::kEnglish}, "piper", core::Sex::kMan, false},
      {"other", {Language::kEnglish}, "kokoro-2", core::Sex::kMan, true},
  };
  return all;
}

auto find(std::string_view name, Language language = Language::kEnglish) {
  return find_voice(name, language, voices());
}

TEST(FindVoice, OneVoiceIsItsOnlyShare) {
  for (const auto* name : {"bella", "bella:0.3", "bella:1000"}) {
    const auto shares = find(name);
    ASSERT_TRUE(shares.ok()) << name;
    ASSERT_EQ(shares->size(), 1U);
    EXPECT_EQ(shares->front().voice, 2U);
    EXPECT_DOUBLE_EQ(shares->front().weight, 1.0);
  }
}

TEST(FindVoice, WeightsAddUpToOne) {
  const auto shares = find("heart:3+bella:1");
  ASSERT_TRUE(shares.ok());
  ASSERT_EQ(shares->size(), 2U);
  EXPECT_EQ((*shares)[0].voice, 0U);
  EXPECT_DOUBLE_EQ((*shares)[0].weight, 0.75);
  EXPECT_EQ((*shares)[1].voice, 2U);
  EXPECT_DOUBLE_EQ((*shares)[1].weight, 0.25);
}

TEST(FindVoice, AWeightLeftOutIsOne) {
  const auto shares = find("heart+bella+adam+echo");
  ASSERT_TRUE(shares.ok());
  for (const auto& share : *shares) EXPECT_DOUBLE_EQ(share.weight, 0.25);
}

TEST(FindVoice, AMixSpeaksTheLanguagesOfItsFirst) {
  EXPECT_TRUE(find("siwis:0.1+adam:0.9", Language::kFrench).ok());
  const auto refused = find("siwis:0.1+adam:0.9", Language::kEnglish);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_NE(refused.error().message.find("does not speak English"), std::string::npos);
}

struct BadName {
  std::string name;
  std::string reason;
};
class RefusedName : public testing::TestWithParam<BadName> {};

TEST_P(RefusedName, SaysWhy) {
  const auto shares = find(GetParam().name);
  ASSERT_FALSE(shares.ok()) << GetParam().name;
  EXPECT_EQ(shares.error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_NE(shares.error().message.find(GetParam().reason), std::string::npos)
      << shares.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    VoiceMix, RefusedName,
    testing::Values(BadName{"nobody", "does not speak"}, BadName{"", "does not speak"},
                    BadName{"heart:1+nobody:1", "no voice 'nobody' is installed"},
                    BadName{"heart+", "no voice '' is installed"},
                    BadName{"+", "no voice '' is installed"},
                    BadName{":", "no voice '' is installed"},
                    BadName{"heart:0.5+Bella:0.5", "no voice 'Bella' is installed"},
                    BadName{"heart :0.5+bella:0.5", "no voice 'heart ' is installed"},
                    BadName{"heart:0+bella:1", "the weight of 'heart' is no number above 0"},
                    BadName{"heart:-0.5+bella:1", "the weight of 'heart'"},
                    BadName{"heart:nan+bella:1", "the weight of 'heart'"},
                    BadName{"heart:inf+bella:1", "the weight of 'heart'"},
                    BadName{"heart:1e2+bella:1", "the weight of 'heart'"},
                    BadName{"heart:1000.5+bella:1", "the weight of 'heart'"},
                    BadName{"heart:0,5+bella:0,5", "the weight of 'heart'"},
                    BadName{"heart:+bella", "the weight of 'heart'"},
                    BadName{"heart:0.5:0.5", "the weight of 'heart'"},
                    BadName{"heart:60%+bella:40%", "the weight of 'heart'"},
                    BadName{"heart:0.5+heart:0.5", "'heart' comes twice"},
                    BadName{"heart+bella+heart", "'heart' comes twice"},
                    BadName{"heart+joe", "'joe' cannot be mixed"},
                    BadName{"joe+heart", "'joe' cannot be mixed"},
                    BadName{"heart+other", "'heart' and 'other' are of different models"},
                    BadName{"heart+bella+adam+echo+siwis", "it has 5 voices"}));

TEST(FindVoice, TheReasonComesWithAnExample) {
  EXPECT_NE(find("heart+").error().message.find("up to 4 voices of one model, such as"),
            std::string::npos);
}

TEST(FindVoice, AnEndlessNameIsRefused) {
  EXPECT_FALSE(find(std::string(100000, '+')).ok());
  EXPECT_FALSE(find("heart:" + std::string(100000, '9')).ok());
}

}  // namespace
}  // namespace dragoman::engines
