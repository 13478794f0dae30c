// Whole answers, byte for byte, against tests/golden: what changes from answer to answer (ids,
// times) is replaced first. DRAGOMAN_UPDATE_GOLDEN=1 writes the files anew.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/server.h"
#include "api/testing/raw_client.h"
#include "base/files.h"
#include "base/log.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using testing::RawClient;

constexpr std::string_view kText = R"("modalities":["text"])";
constexpr std::string_view kSpeech =
    R"("modalities":["text","audio"],"audio":{"voice":"Cherry","format":"wav"})";
constexpr std::string_view kStream = R"("stream":true,"stream_options":{"include_usage":true})";

std::string body(std::string_view modalities, std::string_view stream = kStream) {
  return fmt::format(
      R"({{"model":"dragoman","messages":[{{"role":"user","content":[{{"type":"input_audio",)"
      R"("input_audio":{{"data":"aGkh","format":"wav"}}}}]}}],{},{},)"
      R"("translation_options":{{"target_lang":"pt"}}}})",
      modalities, stream);
}

core::Finished documented_finish(core::FinishReason reason = core::FinishReason::kStop) {
  core::Finished finished{reason, {}};
  finished.usage.input_audio_tokens = 415;
  finished.usage.output_audio_tokens = 191;
  finished.usage.output_text_tokens = 51;
  return finished;
}

// The second chunk ends inside a group of three samples, which the next one completes.
std::vector<core::Event> two_sentences() {
  return {core::Started{core::Language::kEnglish}, core::TextDelta{"Olá, \"mundo\"."},
          core::AudioDelta{{1, 2, 3, 4}},          core::TextDelta{" Até já.\n"},
          core::AudioDelta{{5, 6, -32768, 32767}}, documented_finish()};
}

// Replaces what follows each `label`, up to a character that `ends` names.
void replace_behind(std::string& text, std::string_view label, std::string_view ends,
                    std::string_view by) {
  for (auto at = text.find(label); at != std::string::npos; at = text.find(label, at)) {
    at += label.size();
    text.replace(at, text.find_first_of(ends, at) - at, by);
  }
}

std::string normalised(std::string text) {
  std::erase(text, '\r');
  for (const std::string_view label :
       {"chatcmpl-", R"("id":"audio_)", "X-Request-Id: ", R"("request_id":")"}) {
    replace_behind(text, label, "\"\n", "UUID");
  }
  for (const std::string_view label : {R"("created":)", R"("expires_at":)"}) {
    replace_behind(text, label, ",", "TIME");
  }
  replace_behind(text, "Date: ", "\n", "DATE");
  return text;
}

// How many there are is a matter of time.
std::string with_one_comment(std::string text) {
  const std::string two = ": waiting\n\n: waiting\n\n";
  for (auto at = text.find(two); at != std::string::npos; at = text.find(two)) {
    text.erase(at, two.size() / 2);
  }
  return text;
}

class GoldenTest : public ::testing::Test {
 protected:
  GoldenTest() {
    base::set_log_level(base::LogLevel::kOff);
    config_.port = 0;
    config_.allow_non_streaming = true;
    services_.validate = [](const core::Job&) { return base::Status(); };
    services_.translate = [this](const core::Job&, core::EventSink& sink,
                                 const base::CancelToken& cancel) {
      for (const auto& event : events_) {
        if (auto status = sink.emit(event, cancel); !status) return status;
      }
      return end_;
    };
  }

  // The answer to `request_body`, without what changes.
  [[nodiscard]] std::string answer_to(const std::string& request_body) const {
    Server server(config_);
    if (!server.start()) return "the server does not start";
    server.open(services_);
    RawClient client(server.port());
    client.send(
        fmt::format("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:{}\r\n"
                    "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                    server.port(), request_body.size(), request_body));
    const auto answer = client.read_response();
    return normalised(answer.head + answer.body);
  }

  void expect_golden(const std::string& name, const std::string& request_body) {
    compare(name, answer_to(request_body));
  }

  static void compare(const std::string& name, const std::string& text) {
    const auto path =
        fmt::format("{}/tests/golden/{}.txt", std::getenv("DRAGOMAN_SOURCE_DIR"), name);
    if (std::getenv("DRAGOMAN_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
    const auto golden = base::read_file(path, 1U << 20U);
    ASSERT_TRUE(golden.ok()) << golden.error().message;
    EXPECT_EQ(text, *golden) << "DRAGOMAN_UPDATE_GOLDEN=1 writes " << path << " anew";
  }

  ServerConfig config_;
  Services services_;
  std::vector<core::Event> events_ = two_sentences();
  base::Status end_;
};

TEST_F(GoldenTest, TextAlone) {
  std::erase_if(events_,
                [](const auto& event) { return std::holds_alternative<core::AudioDelta>(event); });
  expect_golden("text", body(kText));
}

TEST_F(GoldenTest, TextAndSpeech) { expect_golden("text_and_speech", body(kSpeech)); }

TEST_F(GoldenTest, WithoutUsage) { expect_golden("no_usage", body(kSpeech, R"("stream":true)")); }

TEST_F(GoldenTest, Video) {
  auto& usage = std::get<core::Finished>(events_.back()).usage;
  usage.input_video_tokens = 7202;
  expect_golden("video", body(kText));
}

TEST_F(GoldenTest, Silence) {
  core::Finished finished;
  finished.usage.input_audio_tokens = 13;
  events_ = {core::Started{}, finished};
  expect_golden("silence", body(kSpeech));
}

TEST_F(GoldenTest, TokenLimit) {
  events_ = {core::Started{}, core::TextDelta{"Olá"},
             documented_finish(core::FinishReason::kLength)};
  expect_golden("token_limit", body(kText));
}

TEST_F(GoldenTest, ErrorBeforeTheStart) {
  events_.clear();
  end_ = base::Error{base::ErrorKind::kMediaUnreadable, "", ""};
  expect_golden("error_before", body(kText));
}

TEST_F(GoldenTest, ErrorAfterTheStart) {
  events_ = {core::Started{}, core::TextDelta{"Olá"}};
  end_ = base::Error{base::ErrorKind::kUrlFailed, "The connection broke.", ""};
  expect_golden("error_after", body(kText));
}

TEST_F(GoldenTest, CommentsWhileNothingComes) {
  config_.comment_interval = 1ms;
  services_.translate = [](const core::Job&, core::EventSink& sink,
                           const base::CancelToken& cancel) {
    auto status = sink.emit(core::Started{}, cancel);
    std::promise<void>().get_future().wait_for(50ms);
    return status ? sink.emit(documented_finish(), cancel) : status;
  };
  compare("comments", with_one_comment(answer_to(body(kText))));
}

TEST_F(GoldenTest, OneObject) { expect_golden("one_object", body(kText, R"("stream":false)")); }

TEST_F(GoldenTest, OneObjectWithSpeech) {
  expect_golden("one_object_with_speech", body(kSpeech, R"("stream":false)"));
}

}  // namespace
}  // namespace dragoman::api
