#include "output/dub_project.h"

#include <gmock/gmock.h>

namespace dragoman::output {
namespace {

using core::Language;
using core::Seconds;
using testing::HasSubstr;

core::DubProject project() {
  core::DubProject project;
  project.film = {"/films/one.mp4", 123456, "ab"};
  project.output = {"/films/one.pt.mp4", 0, ""};
  project.settings.target = Language::kPortuguese;
  project.settings.source = Language::kEnglish;
  project.settings.chinese_script = core::ChineseScript::kTraditional;
  project.settings.voices = {"Cherry", "pm_alex"};
  project.settings.tell_speakers = true;
  project.settings.original = core::OriginalSound::kBoth;
  project.settings.duck_db = 12.5;
  project.settings.subtitles = core::DubSubtitles::kSource;
  project.heard = true;
  project.lines = {{{Seconds(1.234), Seconds(3.5)},
                    Language::kEnglish,
                    "Say \"hi\".",
                    "Diz «oi».",
                    true,
                    0,
                    "pf_dora"},
                   {{Seconds(4), Seconds(5)}, Language::kPortuguese, "Oi.", "Oi.", false, 1, ""}};
  return project;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(DubProject, ComesBackAsItWas) {
  const auto before = project();
  const auto after = read_dub_project(write_dub_project(before));
  ASSERT_TRUE(after.ok()) << after.error().message;
  EXPECT_EQ(after->film, before.film);
  EXPECT_EQ(after->output, before.output);
  EXPECT_EQ(after->settings, before.settings);
  EXPECT_EQ(after->lines, before.lines);
  EXPECT_TRUE(after->heard);
}

TEST(DubProject, WhatCameOfTheLinesIsWrittenAndNotRead) {
  auto done = project();
  done.outcomes.resize(2);
  done.outcomes[0] = {
      {Seconds(1.2), Seconds(3.9)}, 1.25, "Oi.", Seconds(0), Seconds(0.4), "it needs 2 s"};
  const auto text = write_dub_project(done);
  EXPECT_THAT(text, HasSubstr("\"overrun_s\": 0.4"));
  EXPECT_THAT(text, HasSubstr("\"shorter_text\": \"Oi.\""));
  EXPECT_THAT(text, HasSubstr("it needs 2 s"));
  const auto after = read_dub_project(text);
  ASSERT_TRUE(after.ok());
  EXPECT_TRUE(after->outcomes.empty());
  EXPECT_EQ(after->lines, done.lines);
}

TEST(DubProject, LinesThatAnEditorMovedComeInTheirOrder) {
  const auto text = replaced(write_dub_project(project()), "\"start_s\": 1.234", "\"start_s\": 1");
  const auto moved = read_dub_project(replaced(replaced(text, "\"start_s\": 4", "\"start_s\": 0.5"),
                                               "\"end_s\": 5", "\"end_s\": 0.9"));
  ASSERT_TRUE(moved.ok()) << moved.error().message;
  EXPECT_EQ(moved->lines[0].target_text, "Oi.");
}

struct Mistake {
  std::string from;
  std::string to;
  std::string said;
};

TEST(DubProject, SaysWhichLineAndMemberIsWrong) {
  const auto text = write_dub_project(project());
  const std::vector<Mistake> mistakes{
      {"\"dragoman_dub\": 1", "\"dragoman_dub\": 2", "another version"},
      {"\"start_s\": 1.234", "\"start_s\": \"soon\"", "line 1: 'start_s' is not a number"},
      {"\"start_s\": 1.234", "\"start_s\": -1", "line 1: 'start_s' is not a number"},
      {"\"start_s\": 1.234", "\"start_s\": 9", "line 1: 'end_s' is before 'start_s'"},
      {"\"start_s\": 1.234", "\"start_s\": 1e300", "line 1: 'start_s'"},
      {"\"target_text\": \"Oi.\"", "\"target_text\": 3", "line 2: 'target_text' is not a text"},
      {"\"target_text\": \"Oi.\",", "", "line 2: 'target_text' is missing"},
      {"\"source_lang\": \"pt\"", "\"source_lang\": \"tlh\"", "line 2: 'source_lang'"},
      {"\"spoken\": false", "\"spoken\": 0", "line 2: 'spoken' is neither true nor false"},
      {"\"original\": \"both\"", "\"original\": \"loud\"", "settings: 'original' has no such"},
      {"\"duck_db\": 12.5", "\"duck_db\": 1000", "settings: 'duck_db'"},
      {"\"voices\": [", "\"voices\": [1,", "settings: 'voices'"},
      {"\"lines\": [", "\"lines\": [7,", "line 1: it is not an object"},
      {"\"lines\": [", "\"lines\": ", "well-formed"},
  };
  for (const auto& [from, to, said] : mistakes) {
    const auto read = read_dub_project(replaced(text, from, to));
    ASSERT_FALSE(read.ok()) << to;
    EXPECT_THAT(read.error().message, HasSubstr(said)) << to;
    EXPECT_EQ(read.error().kind, base::ErrorKind::kInvalidArgument);
  }
}

TEST(DubProject, NoCutOfItIsTakenForAWhole) {
  const auto text = write_dub_project(project());
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    EXPECT_FALSE(read_dub_project(text.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(read_dub_project(std::string(100'000, '[')).ok());
  EXPECT_FALSE(read_dub_project("null").ok());
}

TEST(DubProject, NamesOfChoices) {
  EXPECT_EQ(parse_original_sound("track"), core::OriginalSound::kTrack);
  EXPECT_EQ(parse_original_sound("Track"), std::nullopt);
  EXPECT_EQ(parse_dub_subtitles("none"), core::DubSubtitles::kNone);
  EXPECT_EQ(parse_dub_subtitles(""), std::nullopt);
}

}  // namespace
}  // namespace dragoman::output
