// Films as jobs over HTTP, with fakes for what makes them.
#include <filesystem>
#include <fstream>
#include <future>
#include <string>

#include <gmock/gmock.h>

#include "api/background_fixture_test.h"

namespace dragoman::api {
namespace {

using ::testing::HasSubstr;

TEST_F(BackgroundTest, AFilmIsMadeKeptAndFetched) {
  start();
  const auto file = upload("RIFF");
  const auto path = "/v1/jobs/" + start_film(file, R"({"format":"mkv","voices":["a","b"],)"
                                                   R"("original":"both","duck_db":9,)"
                                                   R"("subtitles":"none","speakers":true})");
  const auto events = ask("GET", path + "/events").body;
  EXPECT_THAT(events, HasSubstr(R"("content":"Oi.")"));
  EXPECT_THAT(events, ::testing::EndsWith("data: [DONE]\n\n"));
  EXPECT_THAT(ask("GET", path).body, HasSubstr(R"("film":"mkv")"));
  const auto whole = ask("GET", path + "/results/film");
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.header("content-type"), "video/x-matroska");
  EXPECT_THAT(whole.header("content-disposition"), ::testing::EndsWith(".mkv"));
  EXPECT_EQ(whole.body, "mkv a,b both 9 none 1 pt");
  const auto rest = ask("GET", path + "/results/film", "", "Range: bytes=4-\r\n");
  EXPECT_EQ(rest.status, 206);
  EXPECT_EQ(rest.body, whole.body.substr(4));
  EXPECT_EQ(ask("GET", path + "/results/text").body, "Oi.\n");
  EXPECT_THAT(ask("GET", path + "/results/wav").body, HasSubstr("is in its film"));
  EXPECT_EQ(files_on_disk("work"), 0U);
  EXPECT_EQ(files_on_disk("films"), 1U);
  EXPECT_EQ(ask("DELETE", path).status, 200);
  EXPECT_EQ(files_on_disk("films"), 0U);
}

TEST_F(BackgroundTest, AFilmThatTheServersEndBrokeOffGoesOnInItsFolder) {
  const auto works = services_.make_film;
  std::promise<void> running;
  services_.make_film = [&](const auto& wish, const auto& place, auto& sink, const auto& cancel) {
    std::ofstream(place.folder + "/heard-1") << "kept";
    static_cast<void>(sink.emit(core::Started{}, cancel));
    static_cast<void>(sink.emit(segment("Oi.", 2), cancel));
    running.set_value();
    std::promise<void> cancelled;
    const auto wake = cancel.on_cancel([&] { cancelled.set_value(); });
    cancelled.get_future().wait();
    return wish.format.empty() ? base::Status() : cancel.check();
  };
  start();
  const auto path = "/v1/jobs/" + start_film(upload("RIFF"), "{}");
  running.get_future().wait();
  server_->stop(std::chrono::milliseconds(0));
  EXPECT_EQ(files_on_disk("work"), 1U);
  std::size_t told = 0;
  bool kept = false;
  services_.make_film = [&](const auto& wish, const auto& place, auto& sink, const auto& cancel) {
    told = place.told;
    kept = std::filesystem::exists(place.folder + "/heard-1");
    return works(wish, place, sink, cancel);
  };
  start();
  EXPECT_THAT(ask("GET", path + "/events").body, HasSubstr("[DONE]"));
  EXPECT_EQ(told, 1U);
  EXPECT_TRUE(kept);
  EXPECT_EQ(ask("GET", path + "/results/film").header("content-type"), "video/mp4");
  EXPECT_EQ(files_on_disk("work"), 0U);
}

TEST_F(BackgroundTest, OfAFilmThatFailsNothingStays) {
  services_.make_film = [](const auto&, const auto& place, auto&, const auto&) -> base::Status {
    std::ofstream(place.film()) << "half";
    return base::Error{base::ErrorKind::kMediaEmpty, "empty", ""};
  };
  start();
  const auto path = "/v1/jobs/" + start_film(upload("RIFF"), "{}");
  EXPECT_THAT(ask("GET", path + "/events").body, HasSubstr("The audio is empty"));
  EXPECT_THAT(ask("GET", path + "/results/film").body, HasSubstr("before its film was made"));
  EXPECT_EQ(files_on_disk("work") + files_on_disk("films"), 0U);
}

TEST_F(BackgroundTest, WhatDoesNotGoWithAFilmIsRefused) {
  start();
  const auto file = upload("RIFF");
  const auto refusal = [&](const std::string& members) {
    const auto answer = ask("POST", "/v1/jobs", film_body(file, members));
    EXPECT_EQ(answer.status, 400) << members;
    return answer.body;
  };
  EXPECT_THAT(refusal(R"("film":"mp4")"), HasSubstr("'film' must be Object"));
  EXPECT_THAT(refusal(R"("film":{"format":"avi"})"), HasSubstr("film.format must be mp4 or"));
  EXPECT_THAT(refusal(R"("film":{"original":"x"})"), HasSubstr("film.original"));
  EXPECT_THAT(refusal(R"("film":{"subtitles":"x"})"), HasSubstr("film.subtitles"));
  EXPECT_THAT(refusal(R"("film":{"duck_db":61})"), HasSubstr("[0, 60]"));
  EXPECT_THAT(refusal(R"("film":{"voices":[1]})"), HasSubstr("film.voices"));
  EXPECT_THAT(refusal(R"("film":{},"max_tokens":5)"), HasSubstr("max_tokens"));
  EXPECT_THAT(refusal(R"("film":{},"speech_rate":1.5)"), HasSubstr("speech_rate"));
  EXPECT_THAT(refusal(R"("film":{},"modalities":["text","audio"],"audio":)"
                      R"({"voice":"a","format":"wav"})"),
              HasSubstr("modalities"));
  const auto by_url = ask("POST", "/v1/jobs",
                          R"({"model":"dragoman","url":"https://a.example/x","film":{},)"
                          R"("translation_options":{"target_lang":"pt"}})");
  EXPECT_THAT(by_url.body, HasSubstr("file_id"));
  services_.validate_film = [](const core::FilmWish&) -> base::Status {
    return base::Error{base::ErrorKind::kVoiceUnsupported, "No installed voice.", ""};
  };
  start();
  EXPECT_THAT(refusal(R"("film":{})"), HasSubstr("voice"));
  const auto plain = "/v1/jobs/" + start_job(file);
  EXPECT_THAT(ask("GET", plain + "/events").body, HasSubstr("[DONE]"));
  EXPECT_THAT(ask("GET", plain).body, HasSubstr(R"("film":null)"));
  EXPECT_EQ(ask("GET", plain + "/results/film").status, 409);
}

}  // namespace
}  // namespace dragoman::api
