#include "api/wire/chat_chunk.h"

#include <numeric>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "api/wire/chat_completion.h"

namespace dragoman::api::wire {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::IsEmpty;

ChatFacts facts(bool include_usage = false) {
  return {.completion_id = "chatcmpl-1",
          .audio_id = "audio_1",
          .model = "dragoman",
          .created = 1700000000,
          .include_usage = include_usage};
}

core::Finished documented_finish() {
  core::Finished finished;
  finished.usage.input_audio_tokens = 415;
  finished.usage.output_audio_tokens = 191;
  finished.usage.output_text_tokens = 51;
  return finished;
}

std::string fragment_of(const std::string& chunk) {
  const auto value = json::parse(chunk);
  const auto& delta = value.at("choices").at(0).at("delta").as_object();
  const auto* audio = delta.if_contains("audio");
  return audio == nullptr ? "" : std::string(audio->at("data").as_string());
}

TEST(ChatChunks, WritesTextToTheLetter) {
  ChatChunks chunks(facts());
  EXPECT_THAT(
      chunks.next(core::TextDelta{"Olá \"mundo\"."}),
      ElementsAre(
          R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,)"
          R"("model":"dragoman","service_tier":null,"system_fingerprint":null,)"
          R"("choices":[{"delta":{"content":"Olá \"mundo\".","function_call":null,"refusal":null,)"
          R"("role":"assistant","tool_calls":null},"finish_reason":null,"index":0,)"
          R"("logprobs":null}],"usage":null})"));
  EXPECT_THAT(
      chunks.next(core::TextDelta{" Oi."}),
      ElementsAre(R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,)"
                  R"("model":"dragoman","service_tier":null,"system_fingerprint":null,)"
                  R"("choices":[{"delta":{"content":" Oi.","function_call":null,"refusal":null,)"
                  R"("role":null,"tool_calls":null},"finish_reason":null,"index":0,)"
                  R"("logprobs":null}],"usage":null})"));
}

TEST(ChatChunks, WritesAudioToTheLetter) {
  ChatChunks chunks(facts());
  EXPECT_THAT(
      chunks.next(core::AudioDelta{{1, 2, -1}}),
      ElementsAre(R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,)"
                  R"("model":"dragoman","service_tier":null,"system_fingerprint":null,)"
                  R"("choices":[{"delta":{"content":null,"function_call":null,"refusal":null,)"
                  R"("role":"assistant","tool_calls":null,"audio":{"data":"AQACAP//",)"
                  R"("expires_at":1700000000,"id":"audio_1"}},"finish_reason":null,"index":0,)"
                  R"("logprobs":null}],"usage":null})"));
}

TEST(ChatChunks, WritesTheEndAndTheUsageToTheLetter) {
  ChatChunks chunks(facts(true));
  EXPECT_THAT(
      chunks.next(documented_finish()),
      ElementsAre(
          R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,)"
          R"("model":"dragoman","service_tier":null,"system_fingerprint":null,)"
          R"("choices":[{"delta":{"content":""},"finish_reason":"stop","index":0,)"
          R"("logprobs":null}],"usage":null})",
          R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,)"
          R"("model":"dragoman","service_tier":null,"system_fingerprint":null,)"
          R"("choices":[],"usage":{"prompt_tokens":415,"completion_tokens":242,)"
          R"("total_tokens":657,"prompt_tokens_details":{"audio_tokens":415,"text_tokens":0,)"
          R"("cached_tokens":null},"completion_tokens_details":{"audio_tokens":191,)"
          R"("text_tokens":51,"accepted_prediction_tokens":null,)"
          R"("rejected_prediction_tokens":null,"reasoning_tokens":null}}})"));
}

TEST(ChatChunks, CountsVideoTokensOnlyForVideo) {
  auto finished = documented_finish();
  finished.usage.input_video_tokens = 902;
  const auto usage = json::parse(ChatChunks(facts(true)).next(finished).back()).at("usage");
  EXPECT_EQ(usage.at("prompt_tokens").as_int64(), 415 + 902);
  EXPECT_EQ(usage.at("total_tokens").as_int64(), 657 + 902);
  EXPECT_EQ(usage.at("prompt_tokens_details").at("video_tokens").as_int64(), 902);
}

TEST(ChatChunks, NamesALengthThatWasReached) {
  const auto chunks = ChatChunks(facts()).next(core::Finished{core::FinishReason::kLength, {}});
  ASSERT_EQ(chunks.size(), 1U);
  EXPECT_EQ(json::parse(chunks[0]).at("choices").at(0).at("finish_reason"), "length");
}

TEST(ChatChunks, LeavesOutWhatIsNotOnTheWire) {
  ChatChunks chunks(facts());
  EXPECT_THAT(chunks.next(core::Started{}), IsEmpty());
  EXPECT_THAT(chunks.next(core::Progress{}), IsEmpty());
  EXPECT_THAT(chunks.next(core::SegmentDone{}), IsEmpty());
  EXPECT_THAT(chunks.next(core::TextDelta{}), IsEmpty());
}

TEST(ChatChunks, TellsSegmentsCuesAndProgressWhereAsked) {
  auto wanted = facts();
  wanted.segments_into = core::Language::kPortuguese;
  ChatChunks chunks(wanted);
  core::Segment segment;
  segment.span = {core::Seconds(0.5), core::Seconds(2)};
  segment.source_text = "Good morning to you all.";
  segment.target_text = "Bom dia a todos.";
  const auto told = chunks.next(core::SegmentDone{segment});
  ASSERT_EQ(told.size(), 1U);
  const auto chunk = json::parse(told[0]);
  EXPECT_TRUE(chunk.at("choices").as_array().empty());
  EXPECT_EQ(chunk.at("segment").at("source_text"), "Good morning to you all.");
  EXPECT_EQ(chunk.at("segment").at("start_s").as_double(), 0.5);
  EXPECT_TRUE(chunk.at("cues").as_array().empty()) << "its end is not known yet";
  const auto progress = chunks.next(core::Progress{core::Seconds(2), std::nullopt});
  EXPECT_TRUE(json::parse(progress.at(0)).at("progress").at("total_s").is_null());
  const auto end = chunks.next(documented_finish());
  ASSERT_EQ(end.size(), 2U);
  EXPECT_EQ(json::parse(end[0]).at("cues").at(0).at("lines").at(0), "Bom dia a todos.");
}

// Clients join the fragments, or decode each alone: both must give the same samples.
TEST(ChatChunks, CutsAudioSoThatFragmentsJoinAndStandAlone) {
  std::vector<std::int16_t> samples(2 * kFragmentSamples + 1);
  std::iota(samples.begin(), samples.end(), std::int16_t{-12000});
  ChatChunks chunks(facts());
  std::vector<std::string> fragments;
  const auto take = [&](const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
      if (auto fragment = fragment_of(text); !fragment.empty()) fragments.push_back(fragment);
    }
  };
  const auto half = samples.begin() + 5;
  take(chunks.next(core::AudioDelta{{samples.begin(), half}}));
  take(chunks.next(core::TextDelta{"between"}));
  take(chunks.next(core::AudioDelta{{half, samples.end()}}));
  take(chunks.next(core::Finished{}));

  std::string joined;
  std::string decoded_alone;
  for (std::size_t i = 0; i < fragments.size(); ++i) {
    const auto bytes = base::base64_decode(fragments[i]);
    ASSERT_TRUE(bytes);
    if (i + 1 < fragments.size()) {
      EXPECT_EQ(bytes->size() % 6, 0U);
    }
    EXPECT_LE(bytes->size(), 2 * kFragmentSamples + 6);
    joined += fragments[i];
    decoded_alone += *bytes;
  }
  const auto expected = base::to_pcm16le(samples);
  const std::string expected_text(expected.begin(), expected.end());
  EXPECT_EQ(decoded_alone, expected_text);
  EXPECT_EQ(*base::base64_decode(joined), expected_text);
}

TEST(ChatCompletion, GathersOneObject) {
  ChatCompletion completion(facts(), std::nullopt);
  for (const core::Event& event :
       std::initializer_list<core::Event>{core::Started{}, core::TextDelta{"Um."},
                                          core::TextDelta{" Dois."}, documented_finish()}) {
    ASSERT_TRUE(completion.add(event));
  }
  EXPECT_EQ(
      completion.body(),
      R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"dragoman",)"
      R"("service_tier":null,"system_fingerprint":null,"choices":[{"finish_reason":"stop",)"
      R"("index":0,"logprobs":null,"message":{"role":"assistant","content":"Um. Dois.",)"
      R"("refusal":null}}],"usage":{"prompt_tokens":415,"completion_tokens":242,)"
      R"("total_tokens":657,"prompt_tokens_details":{"audio_tokens":415,"text_tokens":0,)"
      R"("cached_tokens":null},"completion_tokens_details":{"audio_tokens":191,"text_tokens":51,)"
      R"("accepted_prediction_tokens":null,"rejected_prediction_tokens":null,)"
      R"("reasoning_tokens":null}}})");
}

std::string spoken(AudioFormat format) {
  ChatCompletion completion(facts(), format);
  EXPECT_TRUE(completion.add(core::TextDelta{"Um."}));
  EXPECT_TRUE(completion.add(core::AudioDelta{{1, 2, 3}}));
  EXPECT_TRUE(completion.add(core::Finished{}));
  const auto body = json::parse(completion.body());
  const auto& audio = body.at("choices").at(0).at("message").at("audio").as_object();
  EXPECT_EQ(audio.at("transcript"), "Um.");
  return *base::base64_decode(std::string(audio.at("data").as_string()));
}

TEST(ChatCompletion, PacksSpeechAsAWholeFileOrRaw) {
  const std::string raw("\1\0\2\0\3\0", 6);
  EXPECT_EQ(spoken(AudioFormat::kPcm16), raw);
  const auto wav = spoken(AudioFormat::kWav);
  ASSERT_EQ(wav.size(), 44U + raw.size());
  EXPECT_EQ(wav.substr(0, 4), "RIFF");
  EXPECT_EQ(wav.substr(44), raw);
}

TEST(ChatCompletion, RefusesToOutgrowMemory) {
  ChatCompletion completion(facts(), AudioFormat::kPcm16, /*max_samples=*/5);
  EXPECT_TRUE(completion.add(core::AudioDelta{{1, 2, 3, 4, 5}}));
  const auto status = completion.add(core::AudioDelta{{6}});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, base::ErrorKind::kMediaTooLong);
}

}  // namespace
}  // namespace dragoman::api::wire
