#include "models/puller_fixture_test.h"

// A hub that breaks in every way for good: each is one sentence, and nothing is installed.

namespace dragoman::models {
namespace {

using testing::StartsWith;

// --- What does not ---

struct Breakage {
  const char* name;
  TestHub::Trick trick;  // for the model's file
  std::string message;
  std::size_t requests;  // for that file
  bool keeps;            // what has come, to be gone on with
};

class BrokenHub : public PullerTest, public testing::WithParamInterface<Breakage> {};

TEST_P(BrokenHub, IsToldInOneSentenceAndInstallsNothing) {
  const auto& breakage = GetParam();
  hub_.trick = [&](Connection& c, const std::string& path, std::size_t nth) {
    return path == kModelPath && breakage.trick(c, path, nth);
  };
  const auto status = pull("student");
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message,
              StartsWith("model.bin of student could not be had: " + breakage.message + "."));
  EXPECT_EQ(status.error().message.find("is kept") != std::string::npos, breakage.keeps);
  EXPECT_EQ(hub_.asked(kModelPath), breakage.requests);
  expect_absent("student");
  hub_.trick = nullptr;
  ASSERT_TRUE(pull("student").ok());  // and once it is well again, all is well
  EXPECT_TRUE(is_installed("student"));
}

Breakage answers(const char* name, int status, std::string message, std::size_t requests,
                 bool keeps = true) {
  return {name,
          [status](Connection& c, const std::string&, std::size_t) {
            c.reply(status, "no");
            return true;
          },
          std::move(message), requests, keeps};
}

Breakage sends(const char* name, std::function<std::string()> bytes, std::string message,
               std::size_t requests, bool keeps) {
  return {name,
          [bytes = std::move(bytes)](Connection& c, const std::string&, std::size_t) {
            c.send(bytes());
            return true;
          },
          std::move(message), requests, keeps};
}

std::string with_length(std::size_t length, const std::string& body) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", length, body);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, BrokenHub,
    testing::Values(
        answers("Gone", 404, "the server answered 404", 1),
        answers("SignIn", 401, "the server answered 401: it wants a sign-in", 1, false),
        answers("Forbidden", 403, "the server answered 403: it wants a sign-in", 1, false),
        answers("AlwaysBusy", 503, "the server answered 503", 5),
        answers("AlwaysLimited", 429, "the server answered 429", 5),
        Breakage{"AsksForAnHour",
                 [](Connection& c, const std::string&, std::size_t) {
                   return c.reply(429, "no", "Retry-After: 3600\r\n");
                 },
                 "the server answered 429 and asks to come back in 3600 s", 1, true},
        Breakage{"RedirectsForEver",
                 [](Connection& c, const std::string& path, std::size_t) {
                   return c.reply(302, "", fmt::format("Location: {}\r\n", path));
                 },
                 "the server redirects more than 5 times", 6, true},
        Breakage{"RedirectsToAFile",
                 [](Connection& c, const std::string&, std::size_t) {
                   return c.reply(302, "", "Location: file:///etc/passwd\r\n");
                 },
                 "its address is no http(s) URL", 1, false},
        sends(
            "AlwaysCut", [] { return with_length(weights().size(), "0"); },
            "the transfer broke off", 5, true),
        sends(
            "NotHttp", [] { return std::string("SSH-2.0-OpenSSH_9.2\r\n"); },
            "the transfer broke off", 5, true),
        sends(
            "ClosesAtOnce", [] { return std::string(); }, "the transfer broke off", 5, true),
        sends(
            "LongerThanItShould", [] { return with_length(weights().size() + 1, weights() + "x"); },
            "the server sends more than there should be", 1, false),
        sends(
            "ShorterThanItShould", [] { return with_length(3, "abc"); },
            "the server has 3 bytes where 300000 are expected", 1, false),
        sends(
            "EndlessWithoutALength",
            [] { return "HTTP/1.1 200 OK\r\n\r\n" + weights() + weights(); },
            "the server sends more than there should be", 1, false),
        sends(
            "OtherContent",
            [] { return with_length(weights().size(), std::string(weights().size(), 'x')); },
            "what came has another hash than what was published", 1, false),
        sends(
            "APartUnasked",
            [] {
              return std::string(
                  "HTTP/1.1 206 P\r\nContent-Length: 5\r\nContent-Range: bytes 5-9/300000\r\n\r\n"
                  "00001");
            },
            "the server sends another part than was asked for", 1, true)),
    [](const auto& each) { return std::string(each.param.name); });

struct BadListing {
  const char* name;
  std::string listing;
  std::string message;
};

class HostileListing : public PullerTest, public testing::WithParamInterface<BadListing> {};

TEST_P(HostileListing, IsRefused) {
  hub_.files["/api/models/lab/whisper/tree/main"] = GetParam().listing;
  const auto status = pull("whisper");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "whisper cannot be pulled: " + GetParam().message + ".");
  expect_absent("whisper");
}

std::string one_file(std::string_view path, std::string_view size = "2",
                     std::string_view oid = "0123456789012345678901234567890123456789",
                     std::string_view more = "") {
  return fmt::format(R"([{{"type":"file","path":"{}","size":{},"oid":"{}"{}}}])", path, size, oid,
                     more);
}

constexpr auto kLeaves = "the hub's listing names a file that would leave its folder";
constexpr auto kNoHash = "the hub's listing gives a file a hash that is none";
constexpr auto kNoSize = "the hub's listing gives a file a size that cannot be";

INSTANTIATE_TEST_SUITE_P(
    Ways, HostileListing,
    testing::Values(
        BadListing{"NoJson", "<html>", "the hub's listing is no JSON"},
        BadListing{"Empty", "", "the hub's listing is no JSON"},
        BadListing{"Cut", one_file("a").substr(0, 30), "the hub's listing is no JSON"},
        BadListing{"NoList", R"({"error":"x"})", "the hub's listing is no list of files"},
        BadListing{"NoObjects", "[1, 2]", "the hub's listing is no list of files"},
        BadListing{"Deep", std::string(100'000, '['), "the hub's listing is no JSON"},
        BadListing{"Huge", "[" + std::string(9U << 20U, ' ') + "]",
                   "the hub's listing: the server sends more than there should be"},
        BadListing{"Traversal", one_file("../../etc/passwd"), kLeaves},
        BadListing{"Inner", one_file("a/../b"), kLeaves},
        BadListing{"Absolute", one_file("/etc/passwd"), kLeaves},
        BadListing{"Backslash", one_file("..\\\\x"), kLeaves},
        BadListing{"Control", one_file("a\\nb"), kLeaves},
        BadListing{"NegativeSize", one_file("a", "-1"), kNoSize},
        BadListing{"BrokenSize", one_file("a", "1.5"), kNoSize},
        BadListing{"VastSize", one_file("a", "99999999999999999"), kNoSize},
        BadListing{"ShortHash", one_file("a", "2", "0123"), kNoHash},
        BadListing{"BadLfs", one_file("a", "2", std::string(40, '0'), R"(,"lfs":{"oid":"x"})"),
                   kNoHash},
        BadListing{"TwoSizes",
                   one_file("a", "2", std::string(40, '0'),
                            R"(,"lfs":{"size":3,"oid":")" + std::string(64, 'a') + "\"}"),
                   "the hub's listing gives a file two sizes"},
        BadListing{
            "Twice",
            one_file("a").substr(0, one_file("a").size() - 1) + "," + one_file("a").substr(1),
            "the hub's listing names a file twice"},
        BadListing{"LacksOne", one_file("model.bin"), "the hub does not list config.json"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(PullerTest, ASmallFileOfAnotherContentIsRefused) {
  hub_.files["/lab/whisper/resolve/main/config.json"] = "[]";
  EXPECT_THAT(pull("whisper").error().message,
              StartsWith("config.json of whisper could not be had: what came has another hash"));
  expect_absent("whisper");
}

}  // namespace
}  // namespace dragoman::models
