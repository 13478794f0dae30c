#include "engines/remote/transcription_wire.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "core/audio.h"

namespace dragoman::engines::remote {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(TranscriptionForm, HoldsTheUtteranceAndWhatIsKnown) {
  const std::vector<float> samples(core::kListenRateHz / 10, 0.25F);
  const auto form = write_transcription_form(
      {"whisper-1", samples, core::Language::kGerman, "dragoman-form-0, Angela", true});
  EXPECT_EQ(form.content_type, "multipart/form-data; boundary=dragoman-form-1");
  EXPECT_THAT(form.body, StartsWith("--dragoman-form-1\r\nContent-Disposition: form-data; "
                                    "name=\"model\"\r\n\r\nwhisper-1\r\n"));
  EXPECT_THAT(form.body, HasSubstr("name=\"language\"\r\n\r\nde\r\n"));
  EXPECT_THAT(form.body, HasSubstr("name=\"prompt\"\r\n\r\ndragoman-form-0, Angela\r\n"));
  EXPECT_THAT(form.body, HasSubstr("granularities[]\"\r\n\r\nword\r\n"));
  EXPECT_THAT(form.body, HasSubstr("filename=\"utterance.wav\"\r\nContent-Type: audio/wav\r\n\r\n"
                                   "RIFF"));
  EXPECT_TRUE(form.body.ends_with("\r\n--dragoman-form-1--\r\n"));
  const auto plain = write_transcription_form({"m", samples});
  EXPECT_THAT(plain.body, Not(HasSubstr("language")));
  EXPECT_THAT(plain.body, Not(HasSubstr("prompt")));
}

TEST(TranscriptionReply, IsReadWithWhatItTells) {
  const auto reply = read_transcription_reply(
      R"({"text":"Guten Tag","language":"german","words":[{"word":" Guten","start":0.1,"end":0.4},
          {"word":"Tag","start":0.5,"end":99}],
          "segments":[{"no_speech_prob":0.5,"avg_logprob":-1},{"no_speech_prob":0.1,"avg_logprob":0}]})",
      2.0);
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->text, "Guten Tag");
  EXPECT_EQ(reply->language, core::Language::kGerman);
  ASSERT_THAT(reply->words, SizeIs(2));
  EXPECT_EQ(reply->words[0].text, "Guten");
  EXPECT_DOUBLE_EQ(reply->words[1].span.end.count(), 2.0);
  EXPECT_DOUBLE_EQ(*reply->no_speech, 0.3);
  EXPECT_DOUBLE_EQ(*reply->log_probability, -0.5);
}

TEST(TranscriptionReply, WordsWithoutTimesAreLeftOut) {
  const auto reply = read_transcription_reply(
      R"({"text":"x","language":"klingon","words":[1,{"word":"a"},{"word":"b","start":-1,"end":1},
          {"word":"c","start":2,"end":1},{"word":"","start":0,"end":1},{"word":"d","start":1e300,"end":1e301}]})",
      2.0);
  ASSERT_TRUE(reply.ok());
  EXPECT_THAT(reply->words, IsEmpty());
  EXPECT_FALSE(reply->language.has_value());
  EXPECT_FALSE(reply->no_speech.has_value());
}

TEST(TranscriptionReply, NonsenseIsRefused) {
  for (const auto* const body :
       {"", "<html>", "[]", "{}", R"({"text":7})", "\"text\"", "{\"text\""}) {
    EXPECT_FALSE(read_transcription_reply(body, 1.0).ok()) << body;
  }
}

}  // namespace
}  // namespace dragoman::engines::remote
