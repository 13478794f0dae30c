// Files and uploads over HTTP.
#include "api/background.h"

#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/background_fixture_test.h"

namespace dragoman::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawClient;

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
