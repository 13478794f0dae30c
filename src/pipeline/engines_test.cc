#include "pipeline/engines.h"

#include <gtest/gtest.h>

#include "engines/fake/fake_engines.h"

namespace dragoman::pipeline {
namespace {

using core::Language;

Engines engines() {
  return Engines(engines::fake::make_engine_set({}),
                 {{"Cherry", {{Language::kEnglish, "fake_en"}, {Language::kFrench, "not_there"}}}});
}

TEST(ResolveVoice, TakesPublicNamesInAnyCase) {
  EXPECT_EQ(*engines().resolve_voice("Cherry", Language::kEnglish), "fake_en");
  EXPECT_EQ(*engines().resolve_voice("cherry", Language::kEnglish), "fake_en");
}

TEST(ResolveVoice, TakesInstalledIds) {
  EXPECT_EQ(*engines().resolve_voice("fake_pt", Language::kPortuguese), "fake_pt");
}

TEST(ResolveVoice, RefusesAVoiceOfAnotherLanguageAndNamesOthers) {
  const auto voice = engines().resolve_voice("fake_pt", Language::kEnglish);
  ASSERT_FALSE(voice);
  EXPECT_EQ(voice.error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_NE(voice.error().message.find("Cherry, fake_en"), std::string::npos);
}

TEST(ResolveVoice, TakesMixes) {
  EXPECT_EQ(*engines().resolve_voice("fake_pt:0.9+fake_en:0.1", Language::kPortuguese),
            "fake_pt:0.9+fake_en:0.1");
}

TEST(ResolveVoice, RefusesAMixThatCannotBeAndNamesVoices) {
  const auto voice = engines().resolve_voice("fake_en:0.5+nobody:0.5", Language::kEnglish);
  ASSERT_FALSE(voice);
  EXPECT_EQ(voice.error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_NE(voice.error().message.find("no voice 'nobody' is installed"), std::string::npos);
  EXPECT_NE(voice.error().message.find("Cherry, fake_en"), std::string::npos);
}

TEST(ResolveVoice, RefusesAStandInThatIsNotInstalled) {
  EXPECT_FALSE(engines().resolve_voice("Cherry", Language::kFrench));
}

TEST(Engines, RoutesComeFromWhatIsInstalled) {
  const auto all = engines();
  EXPECT_TRUE(all.routes().find(Language::kFrench, Language::kPortuguese));
  EXPECT_FALSE(all.routes().find(Language::kEnglish, Language::kFrench));
}

}  // namespace
}  // namespace dragoman::pipeline
