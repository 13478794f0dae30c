#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "api/wire/chat_body_test.h"
#include "api/wire/chat_request.h"
#include "base/bytes.h"

namespace dragoman::api::wire {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kStreamText =
    "This model only support stream mode, please enable the stream parameter to access the model.";
constexpr std::string_view kBodyText = "Required body invalid, check the request body format.";
constexpr std::string_view kLanguageText = "Current language settings are not supported!";
constexpr std::string_view kUrlText =
    "The provided URL does not appear to be valid. Ensure it is correctly formatted.";

struct Row {
  std::string_view path;
  std::string_view value;
  std::string_view message;
};

TEST(ChatRequest, BoundsInlineAudioBeforeDecoding) {
  const ChatRequestLimits limits{.max_base64_bytes = 8};
  EXPECT_EQ(bytes_of(accepted(audio_body("data:;base64,AAAAAAAA"), limits)).size(), 6U);
  EXPECT_EQ(refused(audio_body("data:;base64,AAAAAAAAA"), limits).message,
            "Exceeded limit on max bytes per data-uri item : 8'.");
  EXPECT_EQ(ChatRequestLimits{}.max_base64_bytes, 10'485'760U);
}

TEST(ChatRequest, NeverReadsALocalFile) {
  for (const std::string_view data : {"/etc/passwd", "./cherry.wav", "-", "file:///etc/passwd",
                                      "FILE:/etc/passwd", "concat:a|b"}) {
    const auto parsed = parse_chat_request(audio_body(data), {});
    ASSERT_TRUE(std::holds_alternative<ErrorReply>(parsed)) << data;
  }
}

// Documented texts that stand alone, to the letter.
TEST(ChatRequest, RefusesWithTheDocumentedText) {
  const std::vector<Row> rows{
      {"max_tokens", "0", "Range of max_tokens should be [1, 4096]"},
      {"max_tokens", "4097", "Range of max_tokens should be [1, 4096]"},
      {"max_tokens", "1.5", "'max_tokens' must be Integer"},
      {"max_completion_tokens", "0", "Range of max_completion_tokens should be [1, 4096]"},
      {"temperature", "2", "Temperature should be in [0.0, 2.0)"},
      {"temperature", "-0.1", "Temperature should be in [0.0, 2.0)"},
      {"temperature", "\"hot\"", "'temperature' must be Float"},
      {"temperature", "true", "'temperature' must be Float"},
      {"top_p", "0", "Range of top_p should be (0.0, 1.0]"},
      {"top_p", "1.1", "Range of top_p should be (0.0, 1.0]"},
      {"top_p", "[]", "'top_p' must be Float"},
      {"top_k", "-1", "Parameter top_k be greater than or equal to 0"},
      {"top_k", "0.5", "'top_k' must be Integer"},
      {"repetition_penalty", "0", "Repetition_penalty should be greater than 0.0"},
      {"presence_penalty", "2.1", "Presence_penalty should be in [-2.0, 2.0]"},
      {"presence_penalty", "-2.1", "Presence_penalty should be in [-2.0, 2.0]"},
      {"speech_rate", "0.4", "Range of speech_rate should be [0.5, 2.0]"},
      {"audio.speech_rate", "2.1", "Range of speech_rate should be [0.5, 2.0]"},
      {"messages", "", "Field required: messages"},
      {"messages", "[]", "[] is too short - 'messages'"},
      {"messages", "{}", "'messages' must be Array"},
      {"messages", "[{\"role\":\"user\"},{\"role\":\"user\"}]", "messages length only support 1"},
      {"messages", "[{\"role\":\"system\",\"content\":\"x\"},{\"role\":\"user\"}]",
       "Role must be in [user]"},
      {"messages.0.role", "\"system\"",
       "The input messages do not contain elements with the role of user."},
      {"messages.0.role", "\"assistant\"",
       "The input messages do not contain elements with the role of user."},
      {"messages.0.role", "", "The input messages do not contain elements with the role of user."},
      {"messages.0.content", "", "The content field is a required field."},
      {"messages.0.content", "[]", "The content field is a required field."},
      {"messages.0.content", "\"\"", "The content field is a required field."},
      {"messages.0.content.0.type", "", "Field required: type"},
      {"messages.0.content.0.input_audio", "", "Field required: input_audio"},
      {"messages.0.content.0.input_audio", "\"x\"", "'input_audio' must be Object"},
      {"messages.0.content.0.input_audio.data", "", "Field required: input_audio.data"},
      {"messages.0.content.0.input_audio.data", "7", "'data' must be String"},
      {"messages.0.content.0.input_audio.data", "\"\"", "The audio is empty"},
      {"messages.0.content.0.input_audio.data", "\"data:;base64,\"", "The audio is empty"},
      {"messages.0.content.0.input_audio.format", "", "Field required: input_audio.format"},
      {"messages.0.content.0.type", "\"video_url\"", "Field required: video_url"},
      {"audio", "", "Field required: audio"},
      {"audio", "[]", "'audio' must be Object"},
      {"audio.voice", "", "Field required: audio.voice"},
      {"audio.voice", "1", "'voice' must be String"},
      {"audio.format", "", "Field required: audio.format"},
      {"stream", "1", "'stream' must be Boolean"},
      {"stream_options", "[]", "'stream_options' must be Object"},
      {"stream_options.include_usage", "\"yes\"", "'include_usage' must be Boolean"},
      {"stream", "false", "'audio' output only support with stream=true"},
      {"stream", "", "'audio' output only support with stream=true"},
      {"translation_options", "", "Field required: translation_options"},
      {"translation_options", "\"en\"", "'translation_options' must be Object"},
      {"translation_options.target_lang", "", "Field required: translation_options.target_lang"},
      {"translation_options.source_lang", "7", "'source_lang' must be String"},
      {"translation_options.terms", "{}", "'terms' must be Array"},
      {"translation_options.chinese_script", "1", "'chinese_script' must be String"},
      {"translation", "{\"corpus\":[]}", "'corpus' must be Object"},
      {"messages.0.content.0.input_audio.data", "\"http://\"", kUrlText},
      {"messages.0.content.0.input_audio.data", "\"http://user@host/a.wav\"", kUrlText},
      {"messages.0.content.0.input_audio.data", "\"https://\"", kUrlText},
  };
  for (const auto& [path, value, message] : rows) {
    const auto reply = refused(guide_body_with(path, value));
    EXPECT_EQ(reply.message, message) << path << " = " << value;
    EXPECT_EQ(reply.status, 400) << path;
    EXPECT_EQ(reply.code, "invalid_parameter_error") << path;
    EXPECT_EQ(reply.code, "invalid_parameter_error") << path;
    EXPECT_FALSE(reply.param) << path;
  }
}

// Documented texts that we add a sentence to.
TEST(ChatRequest, RefusesWithTheDocumentedTextAndAdvice) {
  const std::vector<Row> rows{
      {"messages.0.content", "\"translate this\"", kBodyText},
      {"messages.0.content", "[1]", kBodyText},
      {"messages.0.content", "[{\"type\":\"text\",\"text\":\"hello\"}]", kBodyText},
      {"messages.0.content", "[{},{}]", kBodyText},
      {"modalities", "[]", kBodyText},
      {"modalities", "[\"audio\"]", kBodyText},
      {"modalities", "[\"text\",\"image\"]", kBodyText},
      {"modalities", "[1]", kBodyText},
      {"audio.format", "\"mp3\"", kBodyText},
      {"translation_options.terms", "[{\"source\":\"a\"}]", kBodyText},
      {"translation_options.chinese_script", "\"old\"", kBodyText},
      {"translation_options.terms", "[{\"source\":\"\",\"target\":\"b\"}]", kBodyText},
      {"translation", "{\"corpus\":{\"phrases\":{\"a\":1}}}", kBodyText},
      {"translation_options.target_lang", "\"xx\"", kLanguageText},
      {"translation_options.target_lang", "\"auto\"", kLanguageText},
      {"translation_options.source_lang", "\"klingon\"", kLanguageText},
      {"messages.0.content.0.input_audio.data", "\"data:audio/wav,abc\"", kUrlText},
      {"messages.0.content.0.input_audio.data", "\"ftp://host/a.wav\"", kUrlText},
      {"messages.0.content.0.input_audio.data", "\"cherry.wav\"",
       "The audio format is illegal and cannot be opened."},
      {"messages.0.content.0.input_audio.data", "\"data:;base64,####\"",
       "The audio format is illegal and cannot be opened."},
      {"messages.0.content.0", "{\"type\":\"video_url\",\"video_url\":{\"url\":\"AAAA\"}}",
       kUrlText},
      {"messages.0.content.0",
       "{\"type\":\"video_url\",\"video_url\":{\"url\":\"data:;base64,#\"}}",
       "Invalid video file."},
  };
  for (const auto& [path, value, message] : rows) {
    const auto reply = refused(guide_body_with(path, value));
    EXPECT_THAT(reply.message, StartsWith(std::string(message) + " ")) << path << " = " << value;
    EXPECT_EQ(reply.code, "invalid_parameter_error") << path;
  }
}

TEST(ChatRequest, NamesTheStreamModeWhereNoSpeechIsAsked) {
  auto body = guide_body();
  body["modalities"] = json::parse(R"(["text"])");
  body["stream"] = false;
  EXPECT_EQ(refused(json::serialize(body)).message, kStreamText);
  body.erase("stream");
  EXPECT_EQ(refused(json::serialize(body)).message, kStreamText);
}

TEST(ChatRequest, RefusesNumbersBeyondNumbers) {
  auto body = json::serialize(guide_body());
  body.insert(body.size() - 1, R"(,"temperature":1e999)");
  EXPECT_EQ(refused(body).message, "Temperature should be in [0.0, 2.0)");
}

TEST(ChatRequest, RefusesASeedWithItsOwnCode) {
  const auto below = refused(guide_body_with("seed", "-1"));
  EXPECT_EQ(below.message, "-1 is lesser than the minimum of 0 - 'seed'");
  EXPECT_EQ(below.code, "invalid_request_error");
  EXPECT_EQ(below.param, "seed");
  EXPECT_EQ(refused(guide_body_with("seed", "2147483648")).message,
            "2147483648 is greater than the maximum of 2147483647 - 'seed'");
  EXPECT_EQ(refused(guide_body_with("seed", "\"x\"")).message, "'seed' must be Integer");
}

TEST(ChatRequest, RefusesAMissingOrUnknownModel) {
  const auto missing = refused(guide_body_with("model", ""));
  EXPECT_EQ(missing.message, "you must provide a model parameter.");
  EXPECT_EQ(missing.code, "invalid_request_error");
  EXPECT_EQ(refused(guide_body_with("model", "\"\"")).message, missing.message);
  const auto unknown = refused(guide_body_with("model", "\"gpt-x\""));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.code, "model_not_found");
  EXPECT_EQ(unknown.message, "The model gpt-x does not exist or you do not have access to it.");
}

TEST(ChatRequest, EchoesOnlyTheBeginningOfLongNames) {
  std::string name;
  for (int i = 0; i < 2000; ++i) name += "\u00e9";
  const auto reply = refused(guide_body_with("model", "\"" + name + "\""));
  EXPECT_LE(reply.message.size(), 1003U);
  EXPECT_TRUE(base::is_valid_utf8(reply.message));
}

TEST(ChatRequest, RefusesWhatIsNoJsonObject) {
  const std::string deep(100, '[');
  for (const std::string_view body :
       {std::string_view(""), std::string_view("null"), std::string_view("[]"),
        std::string_view("\"x\""), std::string_view("{"), std::string_view("{} {}"),
        std::string_view("{\"a\":\"\xff\"}"), std::string_view("{'a':1}"),
        std::string_view("{\"a\":NaN}"), std::string_view(deep)}) {
    const auto reply = refused(body);
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(reply.code, "invalid_parameter_error");
    EXPECT_THAT(reply.message, StartsWith(kBodyText));
  }
}

TEST(ChatRequest, BoundsTheDepth) {
  const auto nested = [](int depth) {
    return guide_body_with("unknown", std::string(static_cast<std::size_t>(depth), '[') +
                                          std::string(static_cast<std::size_t>(depth), ']'));
  };
  accepted(nested(15));
  EXPECT_THAT(refused(nested(16)).message, HasSubstr("too deep"));
}

TEST(ChatRequest, BoundsWhatABodyHoldsBesideItsRecording) {
  std::string numbers = "[0";
  for (int i = 0; i < 200'000; ++i) numbers += ",0";
  auto body = json::serialize(guide_body());
  body.insert(body.size() - 1, ",\"unknown\":" + numbers + "]");
  EXPECT_THAT(refused(body).message, HasSubstr("too large"));
  const std::string text(5'000'000, 'x');
  EXPECT_THAT(refused(guide_body_with("unknown", "\"" + text + "\"")).message,
              HasSubstr("too large"));
  EXPECT_EQ(bytes_of(accepted(audio_body(std::string(8'000'000, 'A')))).size(), 6'000'000U);
}

TEST(ChatRequest, TakesItsMessagesFromTheTopAlone) {
  json::object body;
  body["extra_body"] = guide_body();
  body["model"] = "dragoman";
  EXPECT_EQ(refused(json::serialize(body)).message, "Field required: messages");
}

TEST(ChatRequest, BoundsTheGlossary) {
  const ChatRequestLimits limits{.max_terms = 1};
  const auto one = R"([{"source":"a","target":"b"}])";
  const auto two = R"([{"source":"a","target":"b"},{"source":"c","target":"d"}])";
  EXPECT_EQ(accepted(guide_body_with("translation_options.terms", one), limits).job.glossary.size(),
            1U);
  EXPECT_THAT(refused(guide_body_with("translation_options.terms", two), limits).message,
              HasSubstr("At most 1 terms"));
  const auto longest = json::serialize(
      json::parse(R"([{"source":")" + std::string(257, 'x') + R"(","target":"b"}])"));
  EXPECT_THAT(refused(guide_body_with("translation_options.terms", longest)).message,
              HasSubstr("256 bytes"));
}

}  // namespace
}  // namespace dragoman::api::wire
