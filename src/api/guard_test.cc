#include "api/guard.h"

#include <memory>

#include <gmock/gmock.h>

namespace dragoman::api {
namespace {

class GuardTest : public testing::Test {
 protected:
  GuardTest() {
    const auto ok = [](Request&) { return Response(); };
    routes_.add({"GET", "/open", false, ok});
    routes_.add({"GET", "/models/{id}", true, ok});
    routes_.add({"POST", "/chat", true, ok, true});
    config_ = {.own_url = "http://127.0.0.1:8080",
               .own_host = "127.0.0.1",
               .port = 8080,
               .on_loopback = true,
               .allowed_hosts = {},
               .cors_origins = {},
               .max_body_bytes = 100};
  }

  static Request get(std::string path) {
    return request("GET", std::move(path), {{"Host", "127.0.0.1:8080"}});
  }
  static Request post(std::vector<Header> more = {}) {
    auto made = request("POST", "/chat",
                        {{"Host", "localhost:8080"}, {"Content-Type", "application/json"}});
    made.headers.insert(made.headers.end(), more.begin(), more.end());
    return made;
  }
  static Request request(std::string method, std::string path, std::vector<Header> headers) {
    Request made;
    made.id = "REQ";
    made.method = std::move(method);
    made.path = std::move(path);
    made.headers = std::move(headers);
    return made;
  }

  Verdict verdict(Request& request, std::optional<std::uint64_t> body_bytes = {}) const {
    const ApiKeys keys(keys_);
    Admission admission(limits_);
    return Guard(config_, routes_, keys, admission).check(request, body_bytes);
  }
  // The refusal's status; 0 where the request may pass.
  int refusal(Request request, std::optional<std::uint64_t> body_bytes = {}) const {
    const auto result = verdict(request, body_bytes);
    const auto* response = std::get_if<Response>(&result.outcome);
    return response == nullptr ? 0 : response->status;
  }
  int refusal_for_host(std::string host) const {
    return refusal(request("GET", "/open", {{"Host", std::move(host)}}));
  }

  GuardConfig config_;
  Routes routes_;
  std::vector<ApiKey> keys_;
  AdmissionLimits limits_;
};

TEST_F(GuardTest, LetsTheUsualRequestsPass) {
  EXPECT_EQ(refusal(get("/open")), 0);
  EXPECT_EQ(refusal(post(), 100), 0);
}

TEST_F(GuardTest, TakesOnlyItsOwnNamesOnLoopback) {
  for (const auto* host : {"localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080"}) {
    EXPECT_EQ(refusal_for_host(host), 0) << host;
  }
  for (const auto* host : {"localhost", "localhost:8081", "evil.example:8080", "evil.example", "",
                           ":8080", "[::1", "localhost:8080:8080", "localhost.evil.example:8080",
                           "127.0.0.1:8080@evil", "0.0.0.0:8080"}) {
    EXPECT_EQ(refusal_for_host(host), 403) << host;
  }
}

TEST_F(GuardTest, NeedsNoPortOnEighty) {
  config_.port = 80;
  EXPECT_EQ(refusal_for_host("localhost"), 0);
  EXPECT_EQ(refusal_for_host("localhost:80"), 0);
  EXPECT_EQ(refusal_for_host("localhost:8080"), 403);
}

TEST_F(GuardTest, TakesConfiguredNamesAtAnyPort) {
  config_.allowed_hosts = {"speech.example"};
  EXPECT_EQ(refusal_for_host("Speech.example"), 0);
  EXPECT_EQ(refusal_for_host("speech.example:443"), 0);
  EXPECT_EQ(refusal_for_host("other.example"), 403);
}

TEST_F(GuardTest, TakesAnyNameBeyondLoopbackUnlessNamesAreConfigured) {
  config_.on_loopback = false;
  EXPECT_EQ(refusal_for_host("anything.example"), 0);
  config_.allowed_hosts = {"speech.example"};
  EXPECT_EQ(refusal_for_host("anything.example"), 403);
}

TEST_F(GuardTest, SaysWhichMethodsARouteHas) {
  EXPECT_EQ(refusal(get("/nothing")), 404);
  EXPECT_EQ(refusal(get("/models/")), 404);
  EXPECT_EQ(refusal(get("/models/a/b")), 404);
  auto wrong = request("DELETE", "/open", {{"Host", "localhost:8080"}});
  const auto result = verdict(wrong);
  const auto& response = std::get<Response>(result.outcome);
  EXPECT_EQ(response.status, 405);
  ASSERT_EQ(response.headers.back().name, "Allow");
  EXPECT_EQ(response.headers.back().value, "GET, HEAD, OPTIONS");
  EXPECT_EQ(refusal(get("/chat")), 405);
  EXPECT_EQ(refusal(request("HEAD", "/chat", {{"Host", "localhost:8080"}})), 405);
  EXPECT_EQ(refusal(request("HEAD", "/open", {{"Host", "localhost:8080"}})), 0);
}

TEST_F(GuardTest, FindsThePathsParameter) {
  auto asked = get("/models/qwen");
  ASSERT_TRUE(std::holds_alternative<Handler>(verdict(asked).outcome));
  EXPECT_EQ(asked.path_parameter, "qwen");
}

TEST_F(GuardTest, AsksForAKeyWhereThereAreAny) {
  EXPECT_EQ(refusal(post()), 0) << "none configured";
  EXPECT_EQ(refusal(post({{"Authorization", "Bearer whatever"}})), 0) << "none configured";
  keys_ = {unnamed_key("first"), unnamed_key("second")};
  EXPECT_EQ(refusal(post()), 401);
  for (const auto* wrong : {"Bearer", "Bearer ", "Bearer fir", "Bearer first2", "Basic first",
                            "first", "Bearer First"}) {
    EXPECT_EQ(refusal(post({{"Authorization", wrong}})), 401) << wrong;
  }
  for (const auto* right : {"Bearer first", "bearer second", "Bearer  first "}) {
    EXPECT_EQ(refusal(post({{"authorization", right}})), 0) << right;
  }
  EXPECT_EQ(refusal(get("/open")), 0) << "a route without keys";
  EXPECT_EQ(refusal(get("/models/x")), 401);
}

TEST_F(GuardTest, SaysWhoseRequestItIs) {
  auto open = post();
  verdict(open);
  EXPECT_EQ(open.client, "");
  keys_ = {unnamed_key("first"), {.name = "alice", .sha256 = unnamed_key("second").sha256}};
  auto keyed = post({{"Authorization", "Bearer second"}});
  verdict(keyed);
  EXPECT_EQ(keyed.client, "alice");
  auto wrong = post({{"Authorization", "Bearer third"}});
  verdict(wrong);
  EXPECT_EQ(wrong.client, "");
}

TEST_F(GuardTest, RefusesAJobThatHasNoRoomBeforeItsBody) {
  limits_ = {.max_jobs = 0, .max_waiting_jobs = 0};
  EXPECT_EQ(refusal(post(), 50), 429);
  EXPECT_EQ(refusal(post(), 101), 413) << "what is wrong anyway is said first";
  EXPECT_EQ(refusal(get("/models/x")), 0) << "no job";
}

TEST_F(GuardTest, CountsTheRequestsOfEachKeyByItself) {
  limits_.each_client.requests_per_minute = 1;
  const ApiKeys keys({unnamed_key("first"), unnamed_key("second")});
  Admission admission(limits_);
  const Guard guard(config_, routes_, keys, admission);
  const auto refused = [&](Request request) {
    return std::holds_alternative<Response>(guard.check(request, 0).outcome);
  };
  const Header first{"Authorization", "Bearer first"};
  const Header second{"Authorization", "Bearer second"};
  EXPECT_TRUE(refused(request("POST", "/chat", {{"Host", "localhost:8080"}, first})));
  EXPECT_FALSE(refused(post({first}))) << "what was no JSON has not been counted";
  EXPECT_TRUE(refused(post({first})));
  EXPECT_FALSE(refused(post({second})));
}

TEST_F(GuardTest, TakesOnlyJson) {
  const auto with_type = [&](std::string type) {
    return refusal(
        request("POST", "/chat", {{"Host", "localhost:8080"}, {"Content-Type", std::move(type)}}));
  };
  EXPECT_EQ(with_type("application/json"), 0);
  EXPECT_EQ(with_type("Application/JSON ; charset=utf-8"), 0);
  EXPECT_EQ(with_type("text/plain"), 415);
  EXPECT_EQ(with_type("application/x-www-form-urlencoded"), 415);
  EXPECT_EQ(with_type("application/jsonp"), 415);
  EXPECT_EQ(refusal(request("POST", "/chat", {{"Host", "localhost:8080"}})), 415);
}

TEST_F(GuardTest, RefusesALargeBodyUnread) { EXPECT_EQ(refusal(post(), 101), 413); }

TEST_F(GuardTest, ChecksInItsOrder) {
  keys_ = {unnamed_key("key")};
  const Header type{"Content-Type", "text/plain"};
  EXPECT_EQ(refusal(request("POST", "/nothing", {{"Host", "evil"}, type}), 1000), 403);
  EXPECT_EQ(refusal(request("POST", "/nothing", {{"Host", "localhost:8080"}, type}), 1000), 404);
  EXPECT_EQ(refusal(request("POST", "/chat", {{"Host", "localhost:8080"}, type}), 1000), 401);
  EXPECT_EQ(refusal(request("POST", "/chat",
                            {{"Host", "localhost:8080"}, type, {"Authorization", "Bearer key"}}),
                    1000),
            415);
}

std::string text_of(const std::vector<Header>& headers) {
  std::string text;
  for (const auto& header : headers) text += header.name + ": " + header.value + "\n";
  return text;
}

TEST_F(GuardTest, KeepsCorsOffUnlessConfigured) {
  auto asked =
      request("OPTIONS", "/chat", {{"Host", "localhost:8080"}, {"Origin", "https://app.example"}});
  const auto result = verdict(asked);
  EXPECT_TRUE(result.headers.empty());
  const auto& response = std::get<Response>(result.outcome);
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(text_of(response.headers), "Allow: POST, OPTIONS\n");
}

TEST_F(GuardTest, AnswersAPreflightOfAConfiguredOrigin) {
  config_.cors_origins = {"https://app.example"};
  keys_ = {unnamed_key("key")};  // a preflight carries none
  auto asked = request("OPTIONS", "/chat",
                       {{"Host", "localhost:8080"},
                        {"Origin", "https://app.example"},
                        {"Access-Control-Request-Headers", "authorization, content-type"}});
  const auto result = verdict(asked);
  EXPECT_EQ(text_of(result.headers),
            "Access-Control-Allow-Origin: https://app.example\n"
            "Access-Control-Expose-Headers: Content-Range, ETag, X-Request-Id\nVary: Origin\n");
  EXPECT_EQ(text_of(std::get<Response>(result.outcome).headers),
            "Allow: POST, OPTIONS\nAccess-Control-Allow-Methods: POST, OPTIONS\n"
            "Access-Control-Max-Age: 600\n"
            "Access-Control-Allow-Headers: authorization, content-type\n");
}

TEST_F(GuardTest, GivesCorsHeadersToRefusalsTooButNotToOtherOrigins) {
  config_.cors_origins = {"https://app.example"};
  keys_ = {unnamed_key("key")};
  auto known = post({{"Origin", "https://app.example"}});
  EXPECT_EQ(verdict(known).headers.size(), 3U);
  auto other = post({{"Origin", "https://evil.example"}});
  EXPECT_TRUE(verdict(other).headers.empty());
  config_.cors_origins = {"*"};
  EXPECT_EQ(verdict(other).headers.size(), 3U);
}

}  // namespace
}  // namespace dragoman::api
