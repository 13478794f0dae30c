// Jobs and their results over HTTP, with fakes for what translates.
#include <atomic>
#include <future>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/background_fixture_test.h"

namespace dragoman::api {
namespace {

using ::testing::HasSubstr;
using testing::RawClient;

TEST_F(BackgroundTest, AJobIsFollowedFromAnyPlaceWithTheSameBytes) {
  start();
  const auto path = "/v1/jobs/" + start_job(upload("RIFF"));
  const auto whole = ask("GET", path + "/events").body;
  EXPECT_THAT(whole, HasSubstr(R"("content":"Oi.")"));
  EXPECT_THAT(whole, ::testing::EndsWith("data: [DONE]\n\n"));
  EXPECT_EQ(ask("GET", path).status, 200);
  EXPECT_THAT(ask("GET", path).body, HasSubstr(R"("status":"succeeded")"));
  std::string clean;
  for (std::size_t at = 0; at < whole.size();) {
    const auto end = whole.find("\n\n", at) + 2;
    if (whole[at] != ':') clean += whole.substr(at, end - at);
    at = end;
  }
  std::size_t places = 0;
  for (auto at = clean.find("id: "); at != std::string::npos; at = clean.find("\nid: ", at + 1)) {
    const auto begin = clean.find(' ', at) + 1;
    const auto id = clean.substr(begin, clean.find('\n', begin) - begin);
    const auto rest = clean.substr(clean.find("\n\n", begin) + 2);
    EXPECT_EQ(ask("GET", path + "/events", "", "Last-Event-ID: " + id + "\r\n").body, rest) << id;
    ++places;
  }
  EXPECT_EQ(places, 7U) << clean;  // two texts, two of speech, the last samples, end, usage
  EXPECT_EQ(ask("GET", path + "/events", "", "Last-Event-ID: x\r\n").status, 400);
}

TEST_F(BackgroundTest, ResultsComeInEveryForm) {
  start();
  const auto path = "/v1/jobs/" + start_job(upload("RIFF"));
  EXPECT_THAT(ask("GET", path + "/events").body, HasSubstr("[DONE]"));
  EXPECT_EQ(ask("GET", path + "/results/text").body, "Oi. Tudo bem?\n");
  EXPECT_THAT(ask("GET", path + "/results/srt").body, HasSubstr("00:00:01,000 --> 00:00:02,000"));
  EXPECT_THAT(ask("GET", path + "/results/vtt").body, HasSubstr("WEBVTT"));
  const auto json = ask("GET", path + "/results/json").body;
  EXPECT_THAT(json, HasSubstr(R"("source_text": "said")"));
  EXPECT_THAT(json, HasSubstr("\"models\": [\n    \"tiny-asr\",\n    \"tiny-mt\"\n  ]"));
  const auto wav = ask("GET", path + "/results/wav");
  EXPECT_EQ(wav.header("content-type"), "audio/wav");
  EXPECT_EQ(wav.body.size(), 44U + 8 * 2);
  EXPECT_EQ(wav.body.substr(40, 4), std::string("\20\0\0\0", 4));
  EXPECT_EQ(ask("GET", path + "/results/exe").status, 404);
  EXPECT_EQ(ask("DELETE", path).status, 200);
  EXPECT_EQ(ask("GET", path + "/results/text").status, 404);
  EXPECT_EQ(files_on_disk("speech"), 0U);
}

TEST_F(BackgroundTest, DownloadsCanBeGoneOnWith) {
  start();
  const auto file = "/v1/files/" + upload("0123456789") + "/content";
  const auto whole = ask("GET", file);
  EXPECT_EQ(whole.header("accept-ranges"), "bytes");
  EXPECT_EQ(whole.header("content-length"), "10");
  const auto range = [&](const std::string& path, std::string_view asked, std::string_view etag) {
    auto more = fmt::format("Range: {}\r\n", asked);
    if (!etag.empty()) more += fmt::format("If-Range: {}\r\n", etag);
    return ask("GET", path, "", more);
  };
  const auto rest = range(file, "bytes=6-", whole.header("etag"));
  EXPECT_EQ(rest.status, 206);
  EXPECT_EQ(rest.body, "6789");
  EXPECT_EQ(rest.header("content-range"), "bytes 6-9/10");
  EXPECT_EQ(range(file, "bytes=-3", "").body, "789");
  EXPECT_EQ(range(file, "bytes=6-", "\"another\"").body, "0123456789");
  const auto outside = range(file, "bytes=10-", "");
  EXPECT_EQ(outside.status, 416);
  EXPECT_EQ(outside.header("content-range"), "bytes */10");
  EXPECT_THAT(outside.body, HasSubstr("The range lies outside of the 10 bytes that there are."));
  EXPECT_EQ(ask("HEAD", file, "", "Range: bytes=6-\r\n").header("content-length"), "10");

  const auto job = "/v1/jobs/" + start_job(upload("RIFF")) + "/results/";
  EXPECT_THAT(ask("GET", job.substr(0, job.size() - 8) + "events").body, HasSubstr("[DONE]"));
  for (const auto& format : {"text", "json", "srt", "vtt", "wav"}) {
    const auto all = ask("GET", job + format);
    const auto size = all.body.size();
    for (const std::size_t cut : {std::size_t{1}, size / 2, size - 1}) {
      const auto first = range(job + format, fmt::format("bytes=0-{}", cut - 1), "");
      const auto second = range(job + format, fmt::format("bytes={}-", cut), first.header("etag"));
      EXPECT_EQ(first.body + second.body, all.body) << format << " " << cut;
    }
  }
}

TEST_F(BackgroundTest, AJobThatWaitsForAPlaceIsQueuedAndItsFollowersAreToldThatItLives) {
  config_.max_jobs = 1;
  std::promise<void> running;
  std::promise<void> may_end;
  const auto works = services_.translate;
  services_.translate = [&, first = std::make_shared<std::atomic<bool>>(true)](
                            const auto& job, auto& sink, const auto& cancel) {
    if (first->exchange(false)) {
      running.set_value();
      may_end.get_future().wait();
    }
    return works(job, sink, cancel);
  };
  start();
  auto busy = std::async(std::launch::async, [&] {
    return ask("POST", "/v1/chat/completions",
               R"({"model":"dragoman","stream":true,"messages":[{"role":"user","content":[{"type":
                  "input_audio","input_audio":{"data":"aGkh","format":"wav"}}]}],
                  "translation_options":{"target_lang":"pt"}})");
  });
  running.get_future().wait();
  const auto path = "/v1/jobs/" + start_job(upload("RIFF"));
  RawClient follower(server_->port());
  follower.send(
      fmt::format("GET {}/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", path, server_->port()));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(follower.read_until(": waiting\n\n"), HasSubstr(": waiting"));
  }
  EXPECT_THAT(ask("GET", path).body, HasSubstr(R"("status":"queued")"));
  may_end.set_value();
  EXPECT_EQ(busy.get().status, 200);
  EXPECT_THAT(follower.read_until("[DONE]"), HasSubstr("[DONE]"));
}

TEST_F(BackgroundTest, AJobCanBeCancelledAndKeepsItsFileUntilThen) {
  std::promise<void> running;
  services_.translate = [&](const core::Job&, core::EventSink&, const base::CancelToken& cancel) {
    running.set_value();
    std::promise<void> cancelled;
    const auto wake = cancel.on_cancel([&] { cancelled.set_value(); });
    cancelled.get_future().wait();
    return cancel.check();
  };
  start();
  const auto file = upload("RIFF");
  const auto path = "/v1/jobs/" + start_job(file);
  running.get_future().wait();
  EXPECT_THAT(ask("GET", path).body, HasSubstr(R"("status":"running")"));
  EXPECT_EQ(ask("DELETE", "/v1/files/" + file).status, 409);
  EXPECT_EQ(ask("DELETE", path).status, 409);
  EXPECT_EQ(ask("GET", path + "/results/text").status, 409);
  const auto cancelled = ask("POST", path + "/cancel");
  EXPECT_THAT(cancelled.body, HasSubstr(R"("status":"cancelled")"));
  EXPECT_THAT(ask("GET", path + "/events").body, HasSubstr("The job was cancelled."));
  EXPECT_EQ(ask("DELETE", "/v1/files/" + file).status, 200);
}

TEST_F(BackgroundTest, AFailureIsToldAsTheContractTellsIt) {
  services_.translate = [](const core::Job&, core::EventSink&, const auto&) -> base::Status {
    return base::Error{base::ErrorKind::kMediaEmpty, "empty", ""};
  };
  start();
  const auto path = "/v1/jobs/" + start_job(upload("RIFF"));
  EXPECT_THAT(ask("GET", path + "/events").body, HasSubstr("The audio is empty"));
  EXPECT_THAT(ask("GET", path).body, HasSubstr(R"("message":"The audio is empty")"));
}

TEST_F(BackgroundTest, RefusesJobsThatCannotBe) {
  start();
  const auto refusal = [&](const std::string& members) {
    return ask("POST", "/v1/jobs",
               R"({"model":"dragoman","translation_options":)"
               R"({"target_lang":"pt"})" +
                   members + "}");
  };
  EXPECT_THAT(refusal("").body, HasSubstr("Either file_id or url"));
  EXPECT_EQ(refusal(R"(,"file_id":"file-1")").status, 404);
  EXPECT_EQ(refusal(R"(,"url":"file:///etc/passwd")").status, 400);
  EXPECT_EQ(refusal(R"(,"url":"data:;base64,aGk=")").status, 400);
  EXPECT_EQ(refusal(R"(,"url":"https://a.example/x","media":"picture")").status, 400);
  EXPECT_EQ(refusal(R"(,"url":"https://a.example/x","max_tokens":0)").status, 400);
  EXPECT_EQ(refusal(R"(,"url":"https://a.example/x")").status, 200);
  EXPECT_EQ(ask("POST", "/v1/jobs", "{").status, 400);
}

}  // namespace
}  // namespace dragoman::api
