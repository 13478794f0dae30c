#include "api/wire/chat_request.h"

#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "api/wire/chat_body_test.h"
#include "base/bytes.h"

namespace dragoman::api::wire {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kUrlText =
    "The provided URL does not appear to be valid. Ensure it is correctly formatted.";

TEST(ChatRequest, ReadsTheGuidesSample) {
  const auto request = accepted(json::serialize(guide_body()));
  EXPECT_EQ(request.model, "qwen3-livetranslate-flash");
  EXPECT_TRUE(request.stream);
  EXPECT_TRUE(request.include_usage);
  EXPECT_EQ(std::get<core::MediaUrl>(request.job.input).url, "https://example.org/cherry.wav");
  EXPECT_EQ(request.job.media_kind, core::MediaKind::kAudio);
  EXPECT_EQ(request.job.source, core::Language::kChinese);
  EXPECT_EQ(request.job.target, core::Language::kEnglish);
  ASSERT_TRUE(request.job.speech);
  EXPECT_EQ(request.job.speech->voice, "Cherry");
  EXPECT_EQ(request.job.speech->rate, 1.0);
  EXPECT_FALSE(request.job.max_text_tokens);
  EXPECT_TRUE(request.job.glossary.empty());
}

TEST(ChatRequest, HasTheDocumentedDefaults) {
  const auto request = accepted(R"({"model":"dragoman","stream":true,"messages":[{"role":"user",
      "content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}],
      "translation_options":{"target_lang":"pt"}})");
  EXPECT_FALSE(request.include_usage);
  EXPECT_FALSE(request.job.speech);
  EXPECT_FALSE(request.job.source);
  EXPECT_EQ(request.job.target, core::Language::kPortuguese);
}

TEST(ChatRequest, TakesNullForAbsent) {
  for (const std::string_view path :
       {"stream_options", "stream_options.include_usage", "speech_rate", "max_tokens", "seed",
        "temperature", "top_p", "top_k", "presence_penalty", "repetition_penalty",
        "translation_options.source_lang", "translation_options.terms", "translation"}) {
    accepted(guide_body_with(path, "null"));
  }
  EXPECT_FALSE(accepted(guide_body_with("modalities", "null")).job.speech);
}

TEST(ChatRequest, IgnoresUnknownMembers) {
  accepted(guide_body_with("tools", R"([{"type":"function"}])"));
  accepted(guide_body_with("messages.0.name", R"("Ann")"));
  accepted(guide_body_with("audio.effect", "{}"));
}

TEST(ChatRequest, TakesTheLastOfTwoEqualMembers) {
  auto body = json::serialize(guide_body());
  body.insert(body.size() - 1, R"(,"translation_options":{"target_lang":"de"})");
  EXPECT_EQ(accepted(body).job.target, core::Language::kGerman);
}

TEST(ChatRequest, ReadsLanguagesByCodeOrNameInAnyCase) {
  const auto with = [](std::string_view path, std::string_view text) {
    return accepted(guide_body_with(path, text)).job;
  };
  EXPECT_EQ(with("translation_options.target_lang", R"("PT")").target, core::Language::kPortuguese);
  EXPECT_EQ(with("translation_options.target_lang", R"("cantonese")").target,
            core::Language::kCantonese);
  EXPECT_EQ(with("translation_options.source_lang", R"("Japanese")").source,
            core::Language::kJapanese);
  EXPECT_FALSE(with("translation_options.source_lang", R"("Auto")").source);
  EXPECT_FALSE(with("translation_options.source_lang", R"("")").source);
  EXPECT_FALSE(with("translation_options.source_lang", "").source);
}

TEST(ChatRequest, TakesModalitiesInAnyOrder) {
  EXPECT_TRUE(accepted(guide_body_with("modalities", R"(["audio","text"])")).job.speech);
  EXPECT_FALSE(accepted(guide_body_with("modalities", R"(["text"])")).job.speech);
}

TEST(ChatRequest, TakesTheSpeechRateAtEitherPlace) {
  EXPECT_EQ(accepted(guide_body_with("speech_rate", "0.5")).job.speech->rate, 0.5);
  EXPECT_EQ(accepted(guide_body_with("audio.speech_rate", "2")).job.speech->rate, 2.0);
}

TEST(ChatRequest, TakesEitherNameForTheTokenLimit) {
  EXPECT_EQ(accepted(guide_body_with("max_tokens", "1")).job.max_text_tokens, 1);
  EXPECT_EQ(accepted(guide_body_with("max_completion_tokens", "4096")).job.max_text_tokens, 4096);
}

TEST(ChatRequest, TakesWhatLiesOnTheBounds) {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {"temperature", "0"},
      {"temperature", "1.999"},
      {"top_p", "1.0"},
      {"top_p", "1e-9"},
      {"top_k", "0"},
      {"top_k", "101"},
      {"presence_penalty", "-2"},
      {"presence_penalty", "2"},
      {"repetition_penalty", "0.01"},
      {"repetition_penalty", "1e9"},
      {"seed", "0"},
      {"seed", "2147483647"},
      {"seed", "7.0"},
      {"max_tokens", "4096"},
      {"speech_rate", "2.0"},
  };
  for (const auto& [path, value] : rows) accepted(guide_body_with(path, value));
}

TEST(ChatRequest, ReadsAGlossaryFromBothPlaces) {
  auto body = guide_body();
  body["translation_options"].as_object()["terms"] =
      json::parse(R"([{"source":"dragoman","target":"Dragoman"}])");
  body["translation"] = json::parse(R"({"corpus":{"phrases":{"mask":"Maske"}}})");
  const auto glossary = accepted(json::serialize(body)).job.glossary;
  ASSERT_EQ(glossary.size(), 2U);
  EXPECT_EQ(glossary[0].source, "dragoman");
  EXPECT_EQ(glossary[0].target, "Dragoman");
  EXPECT_EQ(glossary[1].source, "mask");
  EXPECT_EQ(glossary[1].target, "Maske");
}

TEST(ChatRequest, ReadsVideo) {
  const auto request = accepted(guide_body_with(
      "messages.0.content.0", R"({"type":"video_url","video_url":{"url":"http://h/1.mp4"}})"));
  EXPECT_EQ(request.job.media_kind, core::MediaKind::kVideo);
  EXPECT_EQ(std::get<core::MediaUrl>(request.job.input).url, "http://h/1.mp4");
  EXPECT_EQ(bytes_of(accepted(guide_body_with(
                "messages.0.content.0",
                R"({"type":"video_url","video_url":{"url":"data:video/mp4;base64,aGk="}})"))),
            "hi");
}

TEST(ChatRequest, ReadsEveryFormOfInlineAudio) {
  EXPECT_EQ(bytes_of(accepted(audio_body("data:;base64,aGk="))), "hi");
  EXPECT_EQ(bytes_of(accepted(audio_body("data:audio/wav;base64,aGk="))), "hi");
  EXPECT_EQ(bytes_of(accepted(audio_body("DATA:audio/mpeg;x=1;BASE64,aGkh"))), "hi!");
  EXPECT_EQ(bytes_of(accepted(audio_body("aGkh"))), "hi!");
  EXPECT_EQ(bytes_of(accepted(audio_body("aG\r\nkh\n"))), "hi!");
}

std::string bytes_of_pieces(const std::string& body, std::size_t size) {
  ChatRequestParser parser({});
  for (std::size_t at = 0; at < body.size(); at += size) {
    parser.write(std::string_view(body).substr(at, size));
  }
  auto parsed = parser.finish();
  return std::holds_alternative<ChatRequest>(parsed)
             ? bytes_of(std::get<ChatRequest>(std::move(parsed)))
             : std::get<ErrorReply>(parsed).message;
}

TEST(ChatRequest, ReadsABodyInPiecesOfAnyLength) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i * 7);
  const auto base64 = base::base64_encode(base::as_bytes(bytes));
  for (const std::string head : {"", "data:;base64,", "data:audio/wav;base64,"}) {
    const auto body = audio_body(head + base64);
    for (const std::size_t size : {1U, 2U, 3U, 7U, 64U, 1000U}) {
      EXPECT_EQ(bytes_of_pieces(body, size), bytes) << head << " in pieces of " << size;
    }
  }
  EXPECT_THAT(bytes_of_pieces(audio_body("cherry.wav"), 1), HasSubstr("Its base64 is damaged."));
  EXPECT_THAT(bytes_of_pieces(audio_body("file:///etc/passwd"), 1), StartsWith(kUrlText));
}

TEST(ChatRequest, TakesTheRecordingOfThePartsOwnType) {
  auto body = guide_body();
  auto& part = body["messages"].as_array()[0].as_object()["content"].as_array()[0].as_object();
  part["input_audio"] = {{"data", "aGkh"}, {"format", "wav"}};
  part["video_url"] = {{"url", "http://h/1.mp4"}};
  part["data"] = "AAAA";
  body["data"] = "AAAA";
  EXPECT_EQ(bytes_of(accepted(json::serialize(body))), "hi!");
  part["type"] = "video_url";
  EXPECT_EQ(std::get<core::MediaUrl>(accepted(json::serialize(body)).job.input).url,
            "http://h/1.mp4");
}

TEST(ChatRequest, TakesTheLastOfTwoRecordingsOfOneName) {
  auto body = audio_body("aGkh");
  const std::string first = R"("data":"aGkh")";
  body.replace(body.find(first), first.size(), R"("data":"AAAAAAAA","data":"aGkh")");
  EXPECT_EQ(bytes_of(accepted(body)), "hi!");
}

TEST(ChatRequest, TakesOtherThanStreamsWhereTheServerAllowsIt) {
  const ChatRequestLimits limits{.allow_non_streaming = true};
  EXPECT_FALSE(accepted(guide_body_with("stream", "false"), limits).stream);
  EXPECT_TRUE(accepted(guide_body_with("stream", "true"), limits).stream);
  EXPECT_EQ(accepted(guide_body_with("audio.format", R"("pcm16")"), limits).audio_format,
            AudioFormat::kPcm16);
}

TEST(ChatRequest, AsksForTheAudiosFormatOnlyWhereSpeechIsWanted) {
  auto body = guide_body();
  body["modalities"] = json::parse(R"(["text"])");
  body["audio"] = json::parse(R"({"format":"mp3"})");
  EXPECT_FALSE(accepted(json::serialize(body)).job.speech);
}

}  // namespace
}  // namespace dragoman::api::wire
