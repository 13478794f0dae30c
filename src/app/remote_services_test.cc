#include "app/remote_services.h"

#include <string>

#include <gmock/gmock.h>

#include "base/files.h"

namespace dragoman::app {
namespace {

using core::Language;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(RemoteServices, AreThoseOfTheSettings) {
  const base::TempDir dir;
  const auto key_file = dir.path() + "/key";
  ASSERT_TRUE(base::write_file_atomically(key_file, "# theirs\nsk-1\n").ok());
  Config config;
  config.translator_url = "http://127.0.0.1:1/v1";
  config.translator_model = "m";
  config.translator_key_file = key_file;
  config.translator_directions = {"en-pt", "German-en"};
  config.synthesiser_voices = {"alloy=en+pt"};
  config.service_timeout_s = 1.5;
  engines::EngineConfig engines;
  const auto status = add_remote_services(config, engines);
  ASSERT_TRUE(status.ok()) << status.error().message;
  const auto& remote = engines.remote;
  EXPECT_EQ(remote.translator.api_key, "sk-1");
  ASSERT_THAT(remote.directions, SizeIs(2));
  EXPECT_EQ(remote.directions[1], (engines::Direction{Language::kGerman, Language::kEnglish}));
  ASSERT_THAT(remote.voices, SizeIs(1));
  EXPECT_EQ(remote.voices[0].languages,
            (core::LanguageSet{Language::kEnglish, Language::kPortuguese}));
  EXPECT_EQ(remote.timeout, std::chrono::milliseconds(1500));
  EXPECT_TRUE(remote.recogniser.url.empty());
}

TEST(RemoteServices, WhatIsNoneIsNamed) {
  const auto complaint = [](auto change) {
    Config config;
    change(config);
    engines::EngineConfig engines;
    const auto status = add_remote_services(config, engines);
    return status.ok() ? "fine" : status.error().message;
  };
  for (const std::string direction : {"en", "en-en", "en-xx", "-", ""}) {
    EXPECT_THAT(complaint([&](Config& c) { c.translator_directions = {direction}; }),
                HasSubstr("translator_directions: \"" + direction + "\" is none"));
  }
  for (const std::string voice : {"alloy", "alloy=", "=en", "alloy=en+xx"}) {
    EXPECT_THAT(complaint([&](Config& c) { c.synthesiser_voices = {voice}; }),
                HasSubstr("synthesiser_voices"));
  }
  EXPECT_THAT(complaint([](Config& c) {
                c.recogniser_url = "http://127.0.0.1:1/v1";
                c.recogniser_key_file = "/nowhere/key";
              }),
              HasSubstr("recogniser_key_file"));
}

}  // namespace
}  // namespace dragoman::app
