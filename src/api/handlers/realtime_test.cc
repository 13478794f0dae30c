#include "api/handlers/realtime.h"

#include <atomic>
#include <string>
#include <thread>

#include "api/server_fixture_test.h"
#include "base/bytes.h"

namespace dragoman::api {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// A client's frames; those of the server are plain text between a few bytes of length.
class LiveClient {
 public:
  explicit LiveClient(std::uint16_t port, std::string_view more = "",
                      std::string_view path = "/v1/realtime?model=dragoman")
      : raw_(port) {
    raw_.send(
        fmt::format("GET {} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: Upgrade\r\n"
                    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}\r\n",
                    path, port, more));
  }

  void send(std::string_view text) const {
    std::string frame = "\x81";
    if (text.size() < 126) {
      frame += static_cast<char>(0x80U | text.size());
    } else {
      const bool is_long = text.size() > 0xFFFFU;
      frame += static_cast<char>(0x80U | (is_long ? 127U : 126U));
      for (int shift = is_long ? 56 : 8; shift >= 0; shift -= 8) {
        frame += static_cast<char>((text.size() >> shift) & 0xFFU);
      }
    }
    frame += std::string(4, '\0');  // a mask that changes nothing
    raw_.send(frame + std::string(text));
  }

  void append_sound(std::size_t samples = 1600) const {
    const std::vector<std::uint8_t> silence(2 * samples);
    send(fmt::format(R"({{"type":"input_audio_buffer.append","audio":"{}"}})",
                     base::base64_encode(silence)));
  }

  testing::RawClient& raw() { return raw_; }
  std::string until(std::string_view text) { return raw_.read_until(text); }

 private:
  testing::RawClient raw_;
};

class RealtimeTest : public ServerTest {
 protected:
  RealtimeTest() {
    services_.validate_live = [](const core::LiveJob& job) {
      if (job.target != core::Language::kKorean) return base::Status();
      return base::Status(base::Error{base::ErrorKind::kLanguageUnsupported, "No such model.", ""});
    };
    // Every piece is a turn of its own.
    services_.live = [this](const core::LiveJob&, pipeline::LivePieces& pieces,
                            core::LiveSink& sink, const base::CancelToken& cancel) {
      std::int64_t turn = 0;
      while (const auto piece = pieces.pop(cancel)) {
        if (std::holds_alternative<core::LivePicture>(*piece)) {
          ++pictures_;
          continue;
        }
        for (const core::LiveEvent& event : std::initializer_list<core::LiveEvent>{
                 core::SpeechStarted{turn, {}},
                 core::LiveHeard{turn, core::Language::kEnglish, {"Good", " mor", false}},
                 core::SpeechStopped{turn, {}},
                 core::LiveHeard{turn, core::Language::kEnglish, {"Good morning.", "", true}},
                 core::LiveSaid{turn, {"", "Bom", false}},
                 core::LiveSaid{turn, {"Bom dia.", "", true}}, core::LiveAudio{turn, {1, 2, 3}},
                 core::TurnDone{turn, {}}}) {
          if (auto status = sink.emit(event); !status) return status;
        }
        ++turn;
      }
      ended_ = true;
      return cancel.check();
    };
  }

  std::atomic<bool> ended_ = false;
  std::atomic<int> pictures_ = 0;
};

TEST_F(RealtimeTest, ASessionTellsWhatIsHeardAndSaidInOrder) {
  start();
  LiveClient client(server_->port());
  EXPECT_THAT(client.until("}}"), HasSubstr("HTTP/1.1 101"));
  client.send(
      R"({"type":"session.update","session":{"translation":{"language":"pt"},
          "input_audio_transcription":{"model":"any"},"modalities":["text","audio"]}})");
  EXPECT_THAT(client.until("session.updated"), ::testing::Not(HasSubstr("\"error\"")));
  client.append_sound();
  client.send(R"({"type":"session.finish"})");
  const auto told = client.until("session.finished");
  std::size_t at = 0;
  for (const std::string_view type :
       {"input_audio_buffer.speech_started", "input_audio_transcription.text",
        "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
        "conversation.item.created", "input_audio_transcription.completed", "response.created",
        "response.output_item.added", "response.content_part.added",
        "response.audio_transcript.text", "response.audio_transcript.done", "response.audio.delta",
        "response.audio.done", "response.content_part.done", "response.output_item.done",
        "response.done", "session.finished"}) {
    at = told.find(type, at);
    ASSERT_NE(at, std::string::npos) << type << " in " << told;
  }
  EXPECT_THAT(told, HasSubstr("AQACAAMA"));
}

TEST_F(RealtimeTest, WhatIsWrongIsAnsweredAndTheSessionGoesOn) {
  start();
  LiveClient client(server_->port());
  client.until("session.created");
  for (const auto& [sent, due] : std::initializer_list<std::pair<std::string, std::string>>{
           {"no JSON", "The JSON cannot be read"},
           {"[1]", "An event is an object with a type."},
           {R"({"type":"dance"})", "There is no event 'dance'."},
           {R"({"type":"input_audio_buffer.append"})", "Field required: audio"},
           {R"({"type":"input_audio_buffer.append","audio":"*"})", "not valid base64"},
           {R"({"type":"input_audio_buffer.append","audio":"AAAA"})", "whole samples"},
           {R"({"type":"input_audio_buffer.commit"})", "turn_detection"},
           {R"({"type":"session.update","session":{"modalities":["audio"]}})",
            "session.modalities"},
           {R"({"type":"session.update","session":{"translation":{"language":"xx"}}})",
            "session.translation.language"},
           {R"({"type":"session.update","session":{"translation":{"language":"ko"}}})",
            "Current language settings are not supported!"},
           {R"({"type":"session.update","session":{"input_audio_format":"mp3"}})", "pcm16"},
           {R"({"type":"session.update","session":{"turn_detection":{"silence_duration_ms":1}}})",
            "[200, 6000]"},
           {R"({"type":"input_image_buffer.append","image":"/9j/"})", "No sound has come yet."},
           {R"({"type":"input_image_buffer.append","image":"iVBORw0K"})", "must be a JPEG"}}) {
    client.send(sent);
    const auto answer = client.until("\"param\":");
    EXPECT_THAT(answer + client.until("}}"), HasSubstr(due));
  }
  client.append_sound();
  client.until("response.done");
  client.send(R"({"type":"session.update","session":{}})");
  client.until("keeps its settings");
  client.send(R"({"type":"session.finish"})");
  client.until("session.finished");
}

TEST_F(RealtimeTest, PicturesGoToThePipelineBetweenTheSound) {
  start();
  LiveClient client(server_->port());
  client.until("session.created");
  client.append_sound();
  client.send(R"({"type":"input_image_buffer.append","image":"/9j/"})");
  client.send(R"({"type":"session.finish"})");
  const auto told = client.until("session.finished");
  EXPECT_THAT(told, ::testing::Not(HasSubstr("\"error\"")));
  EXPECT_EQ(pictures_, 1);
}

TEST_F(RealtimeTest, RefusesAtTheDoor) {
  start();
  EXPECT_EQ(ask("GET", "/v1/realtime?model=dragoman").status, 426);
  LiveClient nobody(server_->port(), "", "/v1/realtime?model=gpt");
  EXPECT_EQ(nobody.raw().read_response().status, 404);
  LiveClient foreign(server_->port(), "Origin: https://evil.example\r\n");
  EXPECT_EQ(foreign.raw().read_response().status, 403);
  LiveClient other_root(server_->port(), "",
                        "/api-ws/v1/realtime?model=qwen3-livetranslate-flash-realtime");
  EXPECT_THAT(other_root.until("session.created"), HasSubstr("101"));
}

TEST_F(RealtimeTest, TakesAKeyAmongTheProtocolsAsBrowsersSendIt) {
  config_.api_keys = {"sk-right"};
  start();
  const auto answer = [&](std::string_view head) {
    LiveClient client(server_->port(), head);
    return client.until("\r\n\r\n");
  };
  constexpr std::string_view kRight =
      "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-right\r\n";
  EXPECT_THAT(answer(kRight), AllOf(HasSubstr("101"), HasSubstr("Protocol: realtime\r\n"),
                                    ::testing::Not(HasSubstr("sk-right"))));
  for (const std::string_view wrong :
       {"Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-wrong\r\n",
        "Sec-WebSocket-Protocol: openai-insecure-api-key.\r\n",
        "Sec-WebSocket-Protocol: ,,sk-right\r\n", ""}) {
    EXPECT_THAT(answer(wrong), HasSubstr("401")) << wrong;
  }
  EXPECT_THAT(answer("Authorization: Bearer sk-right\r\n"),
              AllOf(HasSubstr("101"), ::testing::Not(HasSubstr("Protocol:"))));
}

TEST_F(RealtimeTest, TakesAPlaceAmongTheJobs) {
  config_.max_jobs = 1;
  config_.max_waiting_jobs = 0;
  start();
  LiveClient first(server_->port());
  first.until("session.created");
  LiveClient second(server_->port());
  EXPECT_EQ(second.raw().read_response().status, 429);
}

TEST_F(RealtimeTest, AMessageTooLongEndsTheSession) {
  start();
  LiveClient client(server_->port());
  client.until("session.created");
  client.send(std::string(MessageSocket::kMaxMessageBytes + 1, ' '));
  EXPECT_THAT(client.until("no such text"), HasSubstr("\x03\xF1"));  // 1009
}

TEST_F(RealtimeTest, AClientThatGoesEndsItsJob) {
  start();
  {
    LiveClient client(server_->port());
    client.until("session.created");
    client.append_sound();
    client.until("response.done");
    client.raw().reset();
  }
  for (int i = 0; i < 500 && !ended_; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(ended_);
}

TEST_F(RealtimeTest, AJobThatFailsSaysSoLast) {
  services_.live = [](const core::LiveJob&, pipeline::LivePieces&, core::LiveSink&,
                      const base::CancelToken&) {
    return base::Status(base::Error{base::ErrorKind::kInternal, "secret", ""});
  };
  start();
  LiveClient client(server_->port());
  client.until("session.created");
  client.append_sound();
  const auto told = client.until("no such text");
  EXPECT_THAT(told, HasSubstr("internal_error"));
  EXPECT_THAT(told, ::testing::Not(HasSubstr("secret")));
}

// The job takes nothing: what the client sends fills the queue and then the wire, and no memory.
TEST_F(RealtimeTest, AClientThatFloodsIsHeldBackAndServerStops) {
  services_.live = [this](const core::LiveJob&, pipeline::LivePieces&, core::LiveSink&,
                          const base::CancelToken& cancel) {
    while (!cancel.cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ended_ = true;
    return cancel.check();
  };
  start();
  LiveClient client(server_->port());
  client.until("session.created");
  for (int i = 0; i < 20; ++i) client.append_sound(50'000);
  EXPECT_FALSE(ended_);
  server_->stop(std::chrono::milliseconds(0));
  EXPECT_TRUE(ended_);
}

// The job tells more than the wire holds: what waits is one message, until the time-out.
TEST_F(RealtimeTest, AClientThatReadsNothingIsCutOff) {
  config_.http.write_timeout = std::chrono::milliseconds(100);
  std::atomic<std::int64_t> told = 0;
  services_.live = [&](const core::LiveJob&, pipeline::LivePieces& pieces, core::LiveSink& sink,
                       const base::CancelToken& cancel) {
    pieces.pop(cancel);
    const std::string much(1U << 20U, 'x');
    base::Status status;
    while (status) {
      status = sink.emit(core::LiveHeard{0, core::Language::kEnglish, {much, "", false}});
      ++told;
    }
    ended_ = true;
    return status;
  };
  start();
  LiveClient client(server_->port());
  client.until("session.created");
  client.send(
      R"({"type":"session.update","session":{"translation":{"language":"pt"},
          "input_audio_transcription":{"model":"any"}}})");
  client.until("session.updated");
  client.append_sound();
  for (int i = 0; i < 1000 && !ended_; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(ended_);
  EXPECT_LT(told, 64);
}

TEST_F(RealtimeTest, ASilentClientIsSentAway) {
  config_.http.idle_timeout = std::chrono::milliseconds(200);
  start();
  LiveClient client(server_->port());
  client.until("session.created");
  client.until("no such text");
  EXPECT_TRUE(client.raw().closed_by_server());
}

}  // namespace
}  // namespace dragoman::api
