#include "api/error_reply.h"

#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/wire/error_body.h"
#include "base/bytes.h"

namespace dragoman::api {
namespace {

using base::ErrorKind;

std::string body_of(const ErrorReply& reply) { return to_response(reply, "REQ").body; }

std::string expected_body(std::string_view code, std::string_view message,
                          std::string_view param = "null") {
  return fmt::format(R"({{"error":{{"code":"{0}","message":"{1}","param":{2},"type":"{0}"}},)"
                     R"("id":"chatcmpl-REQ","request_id":"REQ"}})",
                     code, message, param);
}

struct Row {
  ErrorReply reply;
  int status;
  std::string_view code;
  std::string_view message;
};

// Errors of whole requests, as the contract lists them; those of single fields are in
// chat_request_test.cc.
TEST(ErrorReply, HasTheDocumentedBody) {
  const std::vector<Row> rows{
      {error_reply(ErrorId::kBodyInvalid), 400, "invalid_parameter_error",
       "Required body invalid, check the request body format."},
      {error_reply(ErrorId::kModelNeeded), 400, "invalid_request_error",
       "you must provide a model parameter."},
      {error_reply(ErrorId::kFieldNeeded, {"audio.voice"}), 400, "invalid_parameter_error",
       "Field required: audio.voice"},
      {error_reply(ErrorId::kKey), 401, "invalid_api_key", "Incorrect API key provided."},
      {error_reply(ErrorId::kHost, {"evil", "http://127.0.0.1:8080"}), 403, "invalid_request_error",
       "The Host header 'evil' does not name this server. Use http://127.0.0.1:8080, or have the "
       "name added to the allowed hosts."},
      {error_reply(ErrorId::kModelUnknown, {"x"}), 404, "model_not_found",
       "The model x does not exist or you do not have access to it."},
      {error_reply(ErrorId::kRoute, {"/v2"}), 404, "invalid_request_error",
       "There is no /v2 here. Translations are at /v1/chat/completions."},
      {method_not_allowed("PUT", "/healthz", "GET, HEAD"), 405, "invalid_request_error",
       "/healthz takes GET, HEAD, not PUT."},
      {error_reply(ErrorId::kRequestTimeout), 408, "invalid_request_error",
       "The request took too long to arrive. Send it again."},
      {error_reply(ErrorId::kBodyTooLarge, {"1024"}), 413, "invalid_request_error",
       "Request body too large: the limit is 1024 bytes. Send a URL instead of the recording "
       "itself."},
      {error_reply(ErrorId::kContentType), 415, "invalid_request_error",
       "The content type must be application/json."},
      {error_reply(ErrorId::kExpectation), 417, "invalid_request_error",
       "The only expectation that this server meets is 100-continue."},
      {error_reply(ErrorId::kManyRequests), 429, "limit_requests",
       "You have exceeded your request limit."},
      {error_reply(ErrorId::kHeaderTooLarge, {"16384"}), 431, "invalid_request_error",
       "Request header too large: the limit is 16384 bytes."},
      {error_reply(ErrorId::kInternal), 500, "internal_error",
       "An internal error has occured, try again later or contact service support."},
      {error_reply(ErrorId::kUnavailable), 503, "model_unavailable",
       "Model is unavailable, try again later."},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(row.reply.status, row.status) << row.message;
    EXPECT_EQ(body_of(row.reply), expected_body(row.code, row.message));
  }
  EXPECT_EQ(body_of(invalid_seed("'seed' must be Integer")),
            expected_body("invalid_request_error", "'seed' must be Integer", R"("seed")"));
}

struct KindRow {
  ErrorKind kind;
  core::MediaKind media;
  int status;
  std::string_view code;
  std::string_view message;
};

TEST(ErrorReply, HasTheDocumentedTextForEveryKindOfFailure) {
  constexpr auto kAudio = core::MediaKind::kAudio;
  constexpr auto kVideo = core::MediaKind::kVideo;
  constexpr std::string_view kParameter = "invalid_parameter_error";
  constexpr std::string_view kInternal =
      "An internal error has occured, try again later or contact service support.";
  constexpr std::string_view kUnavailable = "Model is unavailable, try again later.";
  const std::vector<KindRow> rows{
      {ErrorKind::kNotFound, kAudio, 400, kParameter,
       "The file format is illegal and cannot be opened."},
      {ErrorKind::kMediaEmpty, kAudio, 400, kParameter, "The audio is empty"},
      {ErrorKind::kMediaUnreadable, kAudio, 400, kParameter,
       "The audio format is illegal and cannot be opened."},
      {ErrorKind::kMediaUnreadable, kVideo, 400, kParameter, "Invalid video file."},
      {ErrorKind::kMediaTooLarge, kAudio, 400, kParameter, "Multimodal file size is too large"},
      {ErrorKind::kMediaTooLong, kAudio, 400, kParameter, "Multimodal file size is too large"},
      {ErrorKind::kMediaTooLong, kVideo, 400, kParameter,
       "The video modality input does not meet the requirements because: The video file is too "
       "long."},
      {ErrorKind::kInputTooLong, kAudio, 400, kParameter,
       "Range of input length should be [1, 49152]"},
      {ErrorKind::kUrlInvalid, kAudio, 400, kParameter,
       "The provided URL does not appear to be valid. Ensure it is correctly formatted."},
      {ErrorKind::kUrlRefused, kAudio, 400, kParameter,
       "Don't have authorization to access the media resource during the data inspection process."},
      {ErrorKind::kUrlForbidden, kAudio, 400, kParameter,
       "Don't have authorization to access the media resource during the data inspection process."},
      {ErrorKind::kUrlFailed, kAudio, 400, kParameter, "Failed to download multimodal content."},
      {ErrorKind::kUrlTimeout, kAudio, 400, kParameter,
       "Download the media resource timed out during the data inspection process."},
      {ErrorKind::kLanguageUnsupported, kAudio, 400, kParameter,
       "Current language settings are not supported!"},
      {ErrorKind::kVoiceUnsupported, kAudio, 400, kParameter,
       "The requested voice 'Kiki' is not supported."},
      {ErrorKind::kModelMissing, kAudio, 503, "model_unavailable", kUnavailable},
      {ErrorKind::kModelInvalid, kAudio, 503, "model_unavailable", kUnavailable},
      {ErrorKind::kUnavailable, kAudio, 503, "model_unavailable", kUnavailable},
      {ErrorKind::kCancelled, kAudio, 503, "model_unavailable", kUnavailable},
      {ErrorKind::kDeadlineExceeded, kAudio, 503, "model_unavailable", kUnavailable},
      {ErrorKind::kIo, kAudio, 503, "model_unavailable", "Model is unavailable, try again later."},
      {ErrorKind::kInternal, kAudio, 500, "internal_error", kInternal},
  };
  for (const auto& row : rows) {
    core::Job job;
    job.media_kind = row.media;
    job.speech = core::SpeechWish{"Kiki", 1.0};
    const auto reply = from_error({row.kind, "", "for the log"}, job);
    EXPECT_EQ(reply.status, row.status) << row.message;
    EXPECT_EQ(body_of(reply), expected_body(row.code, row.message));
  }
}

TEST(ErrorReply, AddsTheSentenceThatHelps) {
  const auto reply =
      from_error({ErrorKind::kLanguageUnsupported, "Install a model for it.", ""}, {});
  EXPECT_EQ(reply.message, "Current language settings are not supported! Install a model for it.");
}

TEST(ErrorReply, SaysNothingTwice) {
  EXPECT_EQ(from_error({ErrorKind::kMediaEmpty, "The file has no samples.", ""}, {}).message,
            "The audio is empty");
  EXPECT_EQ(from_error({ErrorKind::kUrlFailed,
                        "Failed to download multimodal content. Its server answered 500.", ""},
                       {})
                .message,
            "Failed to download multimodal content. Its server answered 500.");
}

TEST(ErrorReply, KeepsOurFaultsToTheLog) {
  const auto reply = from_error({ErrorKind::kInternal, "secret", "secret"}, {});
  EXPECT_THAT(body_of(reply), testing::Not(testing::HasSubstr("secret")));
}

TEST(ErrorReply, GivesTheVideosRequirement) {
  core::Job job;
  job.media_kind = core::MediaKind::kVideo;
  EXPECT_EQ(
      from_error({ErrorKind::kInvalidArgument, "The video file is too short.", ""}, job).message,
      "The video modality input does not meet the requirements because: The video file is "
      "too short.");
}

TEST(ErrorReply, SaysWhenToComeBackAndWhatIsAllowed) {
  const auto headers_of = [](const ErrorReply& reply) {
    std::string text;
    for (const auto& header : to_response(reply, "REQ").headers) {
      text += header.name + ": " + header.value + "\n";
    }
    return text;
  };
  EXPECT_EQ(headers_of(error_reply(ErrorId::kManyRequests)),
            "Content-Type: application/json\nRetry-After: 1\n");
  EXPECT_EQ(headers_of(error_reply(ErrorId::kUnavailable)),
            "Content-Type: application/json\nRetry-After: 1\n");
  EXPECT_EQ(headers_of(method_not_allowed("PUT", "/", "GET")),
            "Content-Type: application/json\nAllow: GET\n");
  EXPECT_EQ(headers_of(error_reply(ErrorId::kKey)),
            "Content-Type: application/json\nWWW-Authenticate: Bearer\n");
}

TEST(ErrorReply, IsValidJsonWhateverTheClientSent) {
  const auto body = body_of(error_reply(ErrorId::kRoute, {"/\xff\"\n" + std::string(5000, 'x')}));
  EXPECT_TRUE(base::is_valid_utf8(body));
  EXPECT_LT(body.size(), 1300U);
}

TEST(ErrorReply, IsAnEventToo) {
  EXPECT_EQ(wire::error_event(error_reply(ErrorId::kKey)),
            R"({"error":{"code":"invalid_api_key","message":"Incorrect API key provided.",)"
            R"("param":null,"type":"invalid_api_key"}})");
}

}  // namespace
}  // namespace dragoman::api
