// Transcriptions and translations over HTTP, with fakes for what recognises.
#include "api/handlers/transcriptions.h"

#include <future>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/server.h"
#include "api/testing/raw_client.h"
#include "base/log.h"

namespace dragoman::api {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawClient;
using testing::RawResponse;
using ::testing::StartsWith;

core::Segment hello() {
  return {.span = {core::Seconds(0.5), core::Seconds(1.75)},
          .source = core::Language::kEnglish,
          .source_text = "Hello there.",
          .target_text = "Hello there.",
          .passed_through = true,
          .words = {{"Hello", {core::Seconds(0.5), core::Seconds(1)}},
                    {"there.", {core::Seconds(1), core::Seconds(1.75)}}}};
}

core::Finished finished() {
  core::Finished finished;
  finished.usage = {.input_audio_tokens = 25,
                    .input_video_tokens = std::nullopt,
                    .output_text_tokens = 4,
                    .input_duration = core::Seconds(1.9)};
  return finished;
}

class TranscriptionsTest : public ::testing::Test {
 protected:
  TranscriptionsTest() {
    base::set_log_level(base::LogLevel::kOff);
    config_.port = 0;
    config_.background.stored.max_file_bytes = 1000;
    services_.validate = [this](const core::Job& job) {
      seen_ = job;
      return invalid_;
    };
    services_.translate = [this](const core::Job& job, core::EventSink& sink,
                                 const base::CancelToken& cancel) {
      heard_ = read_all(std::get<core::MediaSpool>(job.input));
      for (auto event : events_) {
        if (auto status = sink.emit(std::move(event), cancel); !status) return status;
      }
      return end_;
    };
  }

  // Its recording takes room of the server, which goes first otherwise.
  ~TranscriptionsTest() override { seen_ = {}; }

  static std::string read_all(const core::MediaSpool& spool) {
    std::string bytes(spool.file->size(), '\0');
    const auto got =
        spool.file->read_at(0, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    EXPECT_TRUE(got.ok() && *got == bytes.size());
    return bytes;
  }

  static std::string part(std::string_view name, std::string_view value) {
    return fmt::format("--B\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name,
                       value);
  }

  static std::string file(std::string_view bytes) {
    return fmt::format(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n{}\r\n",
        bytes);
  }

  RawResponse post(std::string_view parts, std::string_view path = "/v1/audio/transcriptions") {
    if (!server_) {
      server_ = std::make_unique<Server>(config_);
      EXPECT_TRUE(server_->start());
      server_->open(services_);
    }
    const auto body = std::string(parts) + "--B--\r\n";
    RawClient client(server_->port());
    client.send(
        fmt::format("POST {} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: multipart/form-data; "
                    "boundary=B\r\nContent-Length: {}\r\n\r\n{}",
                    path, server_->port(), body.size(), body));
    return client.read_response(false);
  }

  std::string asked(std::string_view parts, std::string_view path = "/v1/audio/transcriptions") {
    const auto answer = post(part("model", "dragoman") + file("RIFF") + std::string(parts), path);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }

  ServerConfig config_;
  base::Status invalid_;
  base::Status end_;
  std::vector<core::Event> events_{core::Started{core::Language::kEnglish},
                                   core::TextDelta{"Hello there."}, core::SegmentDone{hello()},
                                   finished()};
  Services services_;
  core::Job seen_;
  std::string heard_;
  std::unique_ptr<Server> server_;
};

TEST_F(TranscriptionsTest, AnswersWithTheTextAndItsUsage) {
  EXPECT_EQ(asked(part("language", "en")),
            R"({"text":"Hello there.","usage":{"type":"tokens","input_tokens":25,)"
            R"("input_token_details":{"text_tokens":0,"audio_tokens":25},"output_tokens":4,)"
            R"("total_tokens":29}})");
  EXPECT_EQ(heard_, "RIFF");
  EXPECT_EQ(seen_.target, std::nullopt);
  EXPECT_EQ(seen_.source, core::Language::kEnglish);
}

TEST_F(TranscriptionsTest, VerboseHasSegmentsOrWords) {
  const auto verbose = part("response_format", "verbose_json");
  EXPECT_EQ(asked(verbose),
            R"({"task":"transcribe","language":"english","duration":1.9E0,"text":"Hello there.",)"
            R"("segments":[{"id":0,"start":5E-1,"end":1.75E0,"text":"Hello there."}],)"
            R"("usage":{"type":"duration","seconds":2}})");
  const auto words = asked(verbose + part("timestamp_granularities[]", "word"));
  EXPECT_THAT(words,
              HasSubstr(R"("words":[{"word":"Hello","start":5E-1,"end":1E0},{"word":"there.")"));
  EXPECT_THAT(words, Not(HasSubstr("segments")));
}

TEST_F(TranscriptionsTest, FilesComeAsTheyAre) {
  EXPECT_EQ(asked(part("response_format", "text")), "Hello there.\n");
  EXPECT_EQ(asked(part("response_format", "srt")),
            "1\n00:00:00,500 --> 00:00:01,750\nHello there.\n\n");
  EXPECT_EQ(asked(part("response_format", "vtt")),
            "WEBVTT\n\n00:00:00.500 --> 00:00:01.750\nHello there.\n");
}

TEST_F(TranscriptionsTest, StreamsEvents) {
  const auto body = asked(part("stream", "true"));
  EXPECT_THAT(body, StartsWith("data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hello "
                               "there.\"}\n\ndata: {\"type\":\"transcript.text.done\",\"text\":"
                               "\"Hello there.\",\"usage\":{\"type\":\"tokens\","));
  EXPECT_THAT(body, EndsWith("}\n\ndata: [DONE]\n\n"));
}

TEST_F(TranscriptionsTest, AStreamThatFailsLaterSaysSoAndHasNoEnd) {
  events_.pop_back();
  end_ = base::Error{base::ErrorKind::kMediaUnreadable, "", ""};
  const auto body = asked(part("stream", "true"));
  EXPECT_THAT(body, HasSubstr(R"(data: {"error":{"code":"invalid_parameter_error")"));
  EXPECT_THAT(body, Not(HasSubstr("[DONE]")));
}

TEST_F(TranscriptionsTest, TranslatesIntoEnglishOrElsewhere) {
  core::Segment translated;
  translated.target_text = "Hello there.";
  events_[2] = core::SegmentDone{translated};
  const auto body = asked(part("response_format", "verbose_json"), "/v1/audio/translations");
  EXPECT_THAT(body, StartsWith(R"({"task":"translate","language":"english",)"));
  EXPECT_EQ(seen_.target, core::Language::kEnglish);
  asked(part("target_lang", "pt"), "/compatible-mode/v1/audio/translations");
  EXPECT_EQ(seen_.target, core::Language::kPortuguese);
}

TEST_F(TranscriptionsTest, SilenceIsAnEmptyText) {
  events_ = {core::Started{}, finished()};
  EXPECT_THAT(asked(""), StartsWith(R"({"text":"",)"));
  EXPECT_THAT(asked(part("response_format", "verbose_json")),
              AllOf(HasSubstr(R"("language":"")"), HasSubstr(R"("segments":[])")));
  EXPECT_EQ(asked(part("response_format", "text")), "");
}

TEST_F(TranscriptionsTest, AFailureHasItsStatus) {
  events_ = {core::Started{}};
  end_ = base::Error{base::ErrorKind::kMediaUnreadable, "", ""};
  const auto answer = post(part("model", "dragoman") + file("RIFF"));
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("The audio format is illegal and cannot be opened."));
}

TEST_F(TranscriptionsTest, RefusesFormsThatAskForNothing) {
  const auto refused = [&](std::string_view parts, int status, std::string_view message) {
    const auto answer = post(parts);
    EXPECT_EQ(answer.status, status) << parts;
    EXPECT_THAT(answer.body, HasSubstr(std::string(message))) << parts;
  };
  const auto model = part("model", "dragoman");
  refused(model, 400, "Field required: file");
  refused(file("RIFF"), 400, "you must provide a model parameter.");
  refused(part("model", "gpt-0") + file("RIFF"), 404, "The model gpt-0 does not exist");
  refused(model + file("RIFF") + part("language", "xx"), 400, "There is no language 'xx' here.");
  refused(model + file("RIFF") + file("RIFF"), 400, "it has two files");
  refused(model + file("RIFF") + part("prompt", std::string(9000, 'a')), 400, "is too long");
  refused(model + file(std::string(1001, 'a')), 413, "The file is too large: the limit is 1000");
  invalid_ = base::Error{base::ErrorKind::kLanguageUnsupported, "No model recognises Thai.", ""};
  refused(model + file("RIFF"), 400, "No model recognises Thai.");
}

TEST_F(TranscriptionsTest, TakesNoMoreOfTheDiskThanItMay) {
  config_.background.max_stored_bytes = 600;
  const auto answer = post(part("model", "dragoman") + file(std::string(800, 'a')));
  EXPECT_EQ(answer.status, 507);
  asked("");
  asked("");  // what the first one took is there again
}

TEST_F(TranscriptionsTest, WaitsForItsPlaceLikeEveryJob) {
  config_.max_jobs = 1;
  config_.max_waiting_jobs = 0;
  std::promise<void> begun;
  services_.translate = [&](const core::Job&, core::EventSink&, const base::CancelToken& cancel) {
    begun.set_value();
    std::promise<void> gone;
    const auto wake = cancel.on_cancel([&] { gone.set_value(); });
    gone.get_future().wait();
    return cancel.check();
  };
  auto first = std::async(std::launch::async,
                          [&] { return post(part("model", "dragoman") + file("RIFF")); });
  begun.get_future().wait();
  const auto second = post(part("model", "dragoman") + file("RIFF"));
  EXPECT_EQ(second.status, 429);
  EXPECT_NE(second.header("retry-after"), "");
  server_->stop(std::chrono::milliseconds(0));
  EXPECT_EQ(first.get().status, 503);
}

}  // namespace
}  // namespace dragoman::api
