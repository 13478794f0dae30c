#include "api/handlers/speech.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "base/log.h"

namespace dragoman::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kBody = R"({"model":"dragoman","input":"Hello.","voice":"Cherry"})";

/// Writes a letter a sample, and a full stop at the end.
class LetterEncoder final : public core::AudioEncoder {
 public:
  base::Result<std::string> push(std::span<const std::int16_t> samples) override {
    std::string letters;
    for (const auto sample : samples) letters.push_back(static_cast<char>('a' + sample));
    return letters;
  }
  base::Result<std::string> finish() override { return std::string("."); }
};

class SpeechTest : public testing::Test {
 protected:
  SpeechTest() {
    base::set_log_level(base::LogLevel::kOff);
    services_.speak = [this](const core::SpeechJob& job, core::EventSink& sink,
                             const base::CancelToken& cancel) -> base::Status {
      seen_ = job;
      if (before_) return *before_;
      for (core::Event event : std::vector<core::Event>{core::Started{}, core::AudioDelta{{0, 1}},
                                                        core::AudioDelta{{2}}}) {
        if (auto status = sink.emit(std::move(event), cancel); !status) return status;
      }
      if (after_) return *after_;
      core::Finished finished;
      finished.usage.output_text_tokens = 2;
      finished.usage.output_audio_tokens = 13;
      sink.spent(finished.usage);
      return sink.emit(finished, cancel);
    };
    services_.make_encoder = [this](core::SpeechFormat format) {
      format_ = format;
      return base::Result<std::unique_ptr<core::AudioEncoder>>(std::make_unique<LetterEncoder>());
    };
  }

  Response post(std::string_view body = kBody) {
    const auto handler = audio_speech(rules_, [this]() -> std::shared_ptr<const Services> {
      return open_ ? std::make_shared<const Services>(services_) : nullptr;
    });
    Request request;
    request.id = "REQ";
    request.body = body;
    return handler(request);
  }

  static std::vector<std::string> chunks_of(Response& response) {
    std::vector<std::string> chunks;
    while (response.chunks) {
      auto chunk = response.chunks->next();
      if (!chunk) break;
      chunks.push_back(*std::move(chunk));
    }
    return chunks;
  }

  static std::string with(std::string_view member) {
    return std::string(kBody.substr(0, kBody.size() - 1)) + "," + std::string(member) + "}";
  }

  Services services_;
  std::shared_ptr<Admission> admission_ = std::make_shared<Admission>(AdmissionLimits{
      .max_jobs = 1, .max_waiting_jobs = 0, .each_client = {.tokens_per_minute = 15}});
  PlaceRules rules_{.admission = admission_};
  bool open_ = true;
  std::optional<base::Error> before_;
  std::optional<base::Error> after_;
  core::SpeechJob seen_;
  core::SpeechFormat format_ = core::SpeechFormat::kPcm;
};

TEST_F(SpeechTest, SendsTheFileAsItIsMade) {
  auto response = post();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.front().value, "audio/mpeg");
  EXPECT_THAT(chunks_of(response), ElementsAre("ab", "c", "."));
  EXPECT_EQ(seen_.text, "Hello.");
  EXPECT_EQ(seen_.wish.voice, "Cherry");
  EXPECT_EQ(seen_.wish.rate, 1.0);
  EXPECT_FALSE(seen_.language);
  EXPECT_EQ(format_, core::SpeechFormat::kMp3);
}

TEST_F(SpeechTest, SendsEvents) {
  auto response = post(with(R"("stream_format":"sse")"));
  EXPECT_EQ(response.headers.front().value, "text/event-stream; charset=utf-8");
  EXPECT_THAT(chunks_of(response),
              ElementsAre("data: {\"type\":\"speech.audio.delta\",\"audio\":\"YWI=\"}\n\n",
                          "data: {\"type\":\"speech.audio.delta\",\"audio\":\"Yw==\"}\n\n",
                          "data: {\"type\":\"speech.audio.delta\",\"audio\":\"Lg==\"}\n\n",
                          "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":2,"
                          "\"output_tokens\":13,\"total_tokens\":15}}\n\n"));
}

TEST_F(SpeechTest, SendsCommentsWhileNothingComes) {
  rules_.comment_interval = std::chrono::milliseconds(1);
  std::promise<void> enough;
  services_.speak = [&](const core::SpeechJob&, core::EventSink& sink,
                        const base::CancelToken& cancel) -> base::Status {
    for (core::Event event : std::vector<core::Event>{core::Started{}, core::AudioDelta{{0}}}) {
      if (auto status = sink.emit(std::move(event), cancel); !status) return status;
    }
    enough.get_future().wait();
    return sink.emit(core::Finished{}, cancel);
  };
  auto response = post(with(R"("stream_format":"sse")"));
  EXPECT_THAT(*response.chunks->next(), HasSubstr("speech.audio.delta"));
  EXPECT_EQ(response.chunks->next(), ": waiting\n\n");
  EXPECT_EQ(response.chunks->next(), ": waiting\n\n");
  enough.set_value();
  EXPECT_THAT(chunks_of(response).back(), HasSubstr("speech.audio.done"));
}

TEST_F(SpeechTest, TakesWhatIsAskedFor) {
  EXPECT_EQ(post(with(R"("response_format":"flac","speed":0.25,"language":"pt")")).status, 200);
  EXPECT_EQ(format_, core::SpeechFormat::kFlac);
  EXPECT_EQ(seen_.wish.rate, 0.25);
  EXPECT_EQ(seen_.language, core::Language::kPortuguese);
  EXPECT_EQ(post(with(R"("language":"auto","instructions":"Softly.","speed":null)")).status, 200);
  EXPECT_FALSE(seen_.language);
}

struct Bad {
  std::string body;
  std::string message;
};

TEST_F(SpeechTest, SaysWhatIsWrongWithARequest) {
  const std::string head = R"({"model":"dragoman","voice":"Cherry")";
  const std::vector<Bad> table{
      {"", "The JSON cannot be read"},
      {"[]", "It must be a JSON object."},
      {"{}", "you must provide a model parameter."},
      {R"({"model":"x","input":"a","voice":"b"})", "The model x does not exist"},
      {head + "}", "Field required: input"},
      {head + R"(,"input":""})", "Range of input length should be [1, 49152]"},
      {head + R"(,"input":")" + std::string(49'153, 'a') + R"("})",
       "Range of input length should be [1, 49152]"},
      {head + R"(,"input":7})", "'input' must be String"},
      {R"({"model":"dragoman","input":"a"})", "Field required: voice"},
      {with(R"("speed":4.5)"), "Range of speed should be [0.25, 4.0]"},
      {with(R"("speed":0)"), "Range of speed should be [0.25, 4.0]"},
      {with(R"("speed":"fast")"), "'speed' must be Float"},
      {with(R"("response_format":"ogg")"), "must be mp3 or opus or aac or flac or wav or pcm"},
      {with(R"("stream_format":"ws")"), "The stream_format must be audio or sse."},
      {with(R"("language":"klingon")"), "There is no language 'klingon' here."},
  };
  for (const auto& bad : table) {
    const auto response = post(bad.body);
    EXPECT_GE(response.status, 400) << bad.message;
    EXPECT_THAT(response.body, HasSubstr(bad.message));
  }
}

TEST_F(SpeechTest, AnswersAFailureBeforeTheFirstSoundWithItsStatus) {
  before_ = base::Error{base::ErrorKind::kVoiceUnsupported, "Take Nofish.", ""};
  auto response = post();
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("The requested voice 'Cherry' is not supported."));
  before_ = base::Error{base::ErrorKind::kInvalidArgument, "Nothing to say.", ""};
  EXPECT_THAT(post().body, HasSubstr("Nothing to say."));
}

TEST_F(SpeechTest, AFailureLaterIsAnEventOrBreaksTheBytesOff) {
  after_ = base::Error{base::ErrorKind::kInternal, "", "broken"};
  {
    auto events = post(with(R"("stream_format":"sse")"));
    EXPECT_THAT(chunks_of(events).back(), HasSubstr("internal_error"));
  }
  auto bytes = post();
  EXPECT_EQ(bytes.chunks->next(), "ab");
  EXPECT_EQ(bytes.chunks->next(), "c");
  EXPECT_ANY_THROW(static_cast<void>(bytes.chunks->next()));
}

TEST_F(SpeechTest, SharesItsPlacesWithTheOtherJobs) {
  {
    const auto other = admission_->enter("", {});
    EXPECT_EQ(post().status, 429);
  }
  EXPECT_EQ(post().status, 200);
}

TEST_F(SpeechTest, ChargesTheTokensOfAnAnswer) {
  {
    auto response = post();
    chunks_of(response);
  }
  EXPECT_EQ(admission_->refuse("")->code, "limit_burst_rate");
}

TEST_F(SpeechTest, IsUnavailableWithoutServices) {
  open_ = false;
  EXPECT_EQ(post().status, 503);
}

}  // namespace
}  // namespace dragoman::api
