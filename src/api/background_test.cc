// Files, uploads and jobs over HTTP, with fakes for what translates.
#include "api/background.h"

#include <atomic>
#include <filesystem>
#include <future>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/server.h"
#include "api/testing/raw_client.h"
#include "base/log.h"

namespace dragoman::api {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawClient;
using testing::RawResponse;

core::SegmentDone segment(const std::string& text, double end_s) {
  return {{.span = {core::Seconds(end_s - 1), core::Seconds(end_s)},
           .source_text = "said",
           .target_text = text}};
}

// What stands between `before` and the next quote.
std::string value_behind(const std::string& text, const std::string& before) {
  const auto at = text.find(before);
  if (at == std::string::npos) return {};
  const auto begin = at + before.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

class BackgroundTest : public ::testing::Test {
 protected:
  BackgroundTest() {
    base::set_log_level(base::LogLevel::kOff);
    config_.port = 0;
    config_.background.dir = dir_.path() + "/state";
    config_.background.stored.max_file_bytes = 1U << 20U;
    config_.background.stored.comment_interval = 20ms;
    services_.validate = [](const core::Job&) { return base::Status(); };
    services_.translate = [](const core::Job& job, core::EventSink& sink,
                             const base::CancelToken& cancel) {
      std::vector<core::Event> events{core::Started{}};
      for (std::size_t i = job.resume.segments.size(); i < 2; ++i) {
        events.emplace_back(core::TextDelta{i == 0 ? "Oi." : " Tudo bem?"});
        events.emplace_back(
            segment(i == 0 ? "Oi." : "Tudo bem?", 2.0 * static_cast<double>(i + 1)));
        events.emplace_back(core::AudioDelta{{1, 2, 3, 4}});
        events.emplace_back(core::SpeechDone{});
      }
      events.emplace_back(core::Finished{});
      for (auto& event : events) {
        if (auto status = sink.emit(std::move(event), cancel); !status) return status;
      }
      return base::Status();
    };
  }

  void start(bool open = true) {
    server_.reset();
    server_ = std::make_unique<Server>(config_);
    ASSERT_TRUE(server_->start());
    if (open) server_->open(services_);
  }

  [[nodiscard]] RawResponse ask(std::string_view method, std::string_view path,
                                std::string_view body = "", std::string_view more = "",
                                std::string_view type = "application/json") const {
    RawClient client(server_->port());
    client.send(
        fmt::format("{} {} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: {}\r\n"
                    "Content-Length: {}\r\n{}\r\n{}",
                    method, path, server_->port(), type, body.size(), more, body));
    return client.read_response(method == "HEAD");
  }

  static std::string form(std::string_view bytes, std::string_view name = "a.wav",
                          std::string_view member = "file") {
    return fmt::format(
        "--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n--B\r\n"
        "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\r\n{}\r\n--B--\r\n",
        member, name, bytes);
  }

  [[nodiscard]] RawResponse post_form(std::string_view path, std::string_view body,
                                      std::string_view more = "") const {
    return ask("POST", path, body, more, "multipart/form-data; boundary=B");
  }

  [[nodiscard]] std::string upload(std::string_view bytes) const {
    const auto answer = post_form("/v1/files", form(bytes));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return value_behind(answer.body, R"("id":")");
  }

  [[nodiscard]] std::string start_job(const std::string& file_id) const {
    const auto answer =
        ask("POST", "/v1/jobs",
            fmt::format(R"({{"model":"dragoman","file_id":"{}","modalities":["text","audio"],)"
                        R"("audio":{{"voice":"Cherry"}},)"
                        R"("translation_options":{{"target_lang":"pt"}}}})",
                        file_id));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return value_behind(answer.body, R"("id":")");
  }

  [[nodiscard]] std::size_t files_on_disk(const std::string& folder) const {
    const fs::directory_iterator all(config_.background.dir + "/" + folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  base::TempDir dir_;
  ServerConfig config_;
  Services services_;
  std::unique_ptr<Server> server_;
};

TEST_F(BackgroundTest, AFileComesGoesAndIsGone) {
  start();
  const auto id = upload("RIFF\r\n--CX\r\n\r\n--");
  const auto shown = ask("GET", "/v1/files/" + id);
  EXPECT_THAT(shown.body, HasSubstr(R"("object":"file","bytes":16)"));
  EXPECT_THAT(shown.body, HasSubstr(R"("filename":"a.wav","purpose":"user_data")"));
  const auto bytes = ask("GET", "/v1/files/" + id + "/content");
  EXPECT_EQ(bytes.body, "RIFF\r\n--CX\r\n\r\n--");
  EXPECT_EQ(bytes.header("x-content-type-options"), "nosniff");
  EXPECT_THAT(ask("GET", "/v1/files?limit=1").body, HasSubstr(id));
  EXPECT_EQ(ask("GET", "/v1/files?limit=0").status, 400);
  EXPECT_EQ(ask("DELETE", "/v1/files/" + id).status, 200);
  EXPECT_EQ(ask("GET", "/v1/files/" + id).status, 404);
  EXPECT_EQ(files_on_disk("files"), 0U);
}

TEST_F(BackgroundTest, AUsersNameIsNeverAPath) {
  start();
  for (const auto* name : {"../../../../etc/passwd", "..\\\\..\\\\evil", "/tmp/x", "..",
                           "%2e%2e%2f", "a\tb", "C:\\\\con", ""}) {
    const auto answer = post_form("/v1/files", form("x", name));
    ASSERT_EQ(answer.status, 200) << name;
    const auto shown = value_behind(answer.body, R"("filename":")");
    EXPECT_THAT(shown, Not(HasSubstr("/"))) << name;
    EXPECT_NE(shown, "..");
    EXPECT_EQ(ask("GET", "/v1/files/" + value_behind(answer.body, R"("id":")") + "/content").body,
              "x");
  }
  EXPECT_EQ(files_on_disk("files"), 8U);
  for (const auto* path : {"/v1/files/..%2f..%2fstate.sqlite3/content", "/v1/files/%2e%2e",
                           "/v1/files/%2e%2e/content", "/v1/jobs/..%2flock/events"}) {
    EXPECT_EQ(ask("GET", path).status, 404) << path;
  }
}

TEST_F(BackgroundTest, AFormIsTakenFromProgramsAndFromPagesOfOurOwn) {
  config_.cors_origins = {"https://friend.example"};
  start();
  const auto body = form("x");
  EXPECT_EQ(post_form("/v1/files", body, "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(post_form("/v1/files", body, "Origin: null\r\n").status, 403);
  EXPECT_EQ(post_form("/v1/files", body, "Sec-Fetch-Site: cross-site\r\n").status, 403);
  EXPECT_EQ(post_form("/v1/files", body, "Sec-Fetch-Site: same-site\r\n").status, 403);
  EXPECT_EQ(post_form("/v1/files", body, "Origin: https://friend.example\r\n").status, 200);
  EXPECT_EQ(post_form("/v1/files", body, "Sec-Fetch-Site: same-origin\r\n").status, 200);
  EXPECT_EQ(post_form("/v1/files", body, fmt::format("Origin: {}\r\n", server_->url())).status,
            200);
  EXPECT_EQ(ask("POST", "/v1/files", "{}").status, 415);
  EXPECT_EQ(post_form("/v1/jobs", body).status, 415) << "JSON alone starts a job";
  EXPECT_EQ(files_on_disk("files"), 3U);
}

TEST_F(BackgroundTest, RefusesFormsThatAreNone) {
  start();
  EXPECT_EQ(post_form("/v1/files", "--B--\r\n").status, 400);
  EXPECT_EQ(post_form("/v1/files", form("x", "a", "other")).status, 400);
  const auto whole = form("x");
  EXPECT_EQ(post_form("/v1/files", whole.substr(0, whole.size() - 8)).status, 400);
  EXPECT_EQ(post_form("/v1/files",
                      "--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx"
                      "\r\n--B--")
                .status,
            400)
      << "no purpose";
  EXPECT_EQ(files_on_disk("files"), 0U);
}

TEST_F(BackgroundTest, LimitsHoldWhetherTheLengthIsAnnouncedOrNot) {
  config_.background.max_stored_bytes = 2U << 20U;
  start();
  const std::string large((1U << 20U) + 1, 'x');
  EXPECT_EQ(post_form("/v1/files", form(large)).status, 413) << "found out as it comes";
  EXPECT_EQ(post_form("/v1/files", form(large + std::string(1U << 20U, 'x'))).status, 413);
  static_cast<void>(upload(large.substr(1)));
  static_cast<void>(upload(std::string(900'000, 'x')));
  const auto full = post_form("/v1/files", form(large.substr(1)));
  EXPECT_EQ(full.status, 507);
  EXPECT_THAT(full.body, HasSubstr("insufficient_storage"));
  EXPECT_EQ(files_on_disk("files"), 2U);
}

TEST_F(BackgroundTest, AnUploadInPartsIsJoined) {
  start();
  const auto made = ask("POST", "/v1/uploads",
                        R"({"bytes":4,"filename":"a.mp4","purpose":"user_data",)"
                        R"("mime_type":"video/mp4"})");
  ASSERT_EQ(made.status, 200) << made.body;
  const auto path = "/v1/uploads/" + value_behind(made.body, R"("id":")");
  const auto part = [&](std::string_view bytes) {
    return value_behind(post_form(path + "/parts", form(bytes, "blob", "data")).body, R"("id":")");
  };
  const auto second = part("cd");
  const auto first = part("ab");
  EXPECT_THAT(ask("GET", path).body, HasSubstr(first)) << "so a client knows where to go on";
  const auto complete = [&](std::string_view ids) {
    return ask("POST", path + "/complete", fmt::format(R"({{"part_ids":[{}]}})", ids));
  };
  EXPECT_EQ(complete(fmt::format(R"("{}")", first)).status, 409) << "too few bytes";
  EXPECT_EQ(complete(fmt::format(R"("{}","{}")", first, first)).status, 404);
  EXPECT_EQ(complete("").status, 400);
  const auto done = complete(fmt::format(R"("{}","{}")", first, second));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(done.body, HasSubstr(R"("status":"completed")"));
  const auto file = value_behind(done.body, R"("file":{"id":")");
  EXPECT_EQ(ask("GET", "/v1/files/" + file + "/content").body, "abcd");
  EXPECT_EQ(post_form(path + "/parts", form("x", "blob", "data")).status, 409);
  EXPECT_EQ(ask("POST", path + "/cancel").status, 409);
}

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
  EXPECT_THAT(ask("GET", path + "/results/json").body, HasSubstr(R"("source_text": "said")"));
  const auto wav = ask("GET", path + "/results/wav");
  EXPECT_EQ(wav.header("content-type"), "audio/wav");
  EXPECT_EQ(wav.body.size(), 44U + 8 * 2);
  EXPECT_EQ(wav.body.substr(40, 4), std::string("\20\0\0\0", 4));
  EXPECT_EQ(ask("GET", path + "/results/exe").status, 404);
  EXPECT_EQ(ask("DELETE", path).status, 200);
  EXPECT_EQ(ask("GET", path + "/results/text").status, 404);
  EXPECT_EQ(files_on_disk("speech"), 0U);
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

TEST_F(BackgroundTest, AServerWhoseStateIsInUseTranslatesAllTheSame) {
  start();
  Server second(config_);
  ASSERT_TRUE(second.start());
  second.open(services_);
  RawClient client(second.port());
  client.send(fmt::format("GET /v1/files HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", second.port()));
  EXPECT_EQ(client.read_response(false).status, 503);
}

}  // namespace
}  // namespace dragoman::api
