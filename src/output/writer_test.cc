#include "output/writer.h"

#include <gmock/gmock.h>

namespace dragoman::output {
namespace {

using core::Language;

core::SegmentDone segment(double start_s, double end_s, std::string source, std::string target) {
  core::Segment segment;
  segment.span = {core::Seconds(start_s), core::Seconds(end_s)};
  segment.source = Language::kEnglish;
  segment.source_text = std::move(source);
  segment.target_text = std::move(target);
  return {segment};
}

core::Finished finished() {
  core::Finished finished;
  finished.usage = {.input_audio_tokens = 50,
                    .input_video_tokens = std::nullopt,
                    .output_audio_tokens = 13,
                    .output_text_tokens = 7,
                    .input_duration = core::Seconds(3.9999)};
  return finished;
}

core::SegmentDone with_word(core::SegmentDone done, double start, double end) {
  const auto& text = done.segment.source_text;
  done.segment.words = {{text, {core::Seconds(start), core::Seconds(end)}}};
  return done;
}

std::vector<core::Event> one_job() {
  return {core::Started{Language::kEnglish},
          core::TextDelta{"Bom dia."},
          core::AudioDelta{{1, -2, 256}},
          segment(0.5, 1.25, "Good morning.", "Bom dia."),
          core::Progress{core::Seconds(2), core::Seconds(4)},
          core::TextDelta{" <Até> logo & obrigado --> fim."},
          core::AudioDelta{{-32768}},
          with_word(segment(2, 3.5, "Bye.", "<Até> logo & obrigado --> fim."), 2.125, 3.25),
          finished()};
}

std::string written(Format format, const std::vector<core::Event>& events) {
  StringSink sink;
  const auto writer =
      make_writer(format, sink, {Language::kPortuguese, {"whisper-base", "student-en-pt"}});
  for (const auto& event : events) EXPECT_TRUE(writer->write(event).ok());
  EXPECT_TRUE(writer->finish().ok());
  return sink.bytes();
}

TEST(TextWriter, JoinsDeltasAndEndsTheLine) {
  EXPECT_EQ(written(Format::kText, one_job()), "Bom dia. <Até> logo & obrigado --> fim.\n");
  EXPECT_EQ(written(Format::kText, {}), "");
}

TEST(SrtWriter, Golden) {
  EXPECT_EQ(written(Format::kSrt, one_job()),
            "1\n00:00:00,500 --> 00:00:01,333\nBom dia.\n\n"
            "2\n00:00:02,125 --> 00:00:03,890\n<Até> logo & obrigado -> fim.\n\n");
  EXPECT_EQ(written(Format::kSrt, {}), "");
}

TEST(SrtWriter, TextCannotForgeACue) {
  const auto srt =
      written(Format::kSrt, {segment(0, 1, "", "a\n\n2\n00:00:00,000 --> 00:00:09,000\nforged")});
  EXPECT_EQ(srt, "1\n00:00:00,000 --> 00:00:02,353\na 2 00:00:00,000 -> 00:00:09,000 forged\n\n");
}

TEST(VttWriter, Golden) {
  EXPECT_EQ(written(Format::kVtt, one_job()),
            "WEBVTT\n\n00:00:00.500 --> 00:00:01.333\nBom dia.\n"
            "\n00:00:02.125 --> 00:00:03.890\n&lt;Até&gt; logo &amp; obrigado --&gt; fim.\n");
  EXPECT_EQ(written(Format::kVtt, {}), "WEBVTT\n");
}

TEST(JsonWriter, Golden) {
  EXPECT_EQ(written(Format::kJson, one_job()), R"({
  "source_lang": "en",
  "target_lang": "pt",
  "duration_s": 4,
  "text": "Bom dia. <Até> logo & obrigado --> fim.",
  "segments": [
    {
      "start_s": 0.5,
      "end_s": 1.25,
      "source_lang": "en",
      "source_text": "Good morning.",
      "target_text": "Bom dia.",
      "passed_through": false,
      "words": []
    },
    {
      "start_s": 2,
      "end_s": 3.5,
      "source_lang": "en",
      "source_text": "Bye.",
      "target_text": "<Até> logo & obrigado --> fim.",
      "passed_through": false,
      "words": [
        {
          "word": "Bye.",
          "start_s": 2.125,
          "end_s": 3.25
        }
      ]
    }
  ],
  "usage": {
    "prompt_tokens": 50,
    "completion_tokens": 20,
    "total_tokens": 70,
    "prompt_tokens_details": {
      "audio_tokens": 50,
      "text_tokens": 0,
      "cached_tokens": null
    },
    "completion_tokens_details": {
      "audio_tokens": 13,
      "text_tokens": 7,
      "accepted_prediction_tokens": null,
      "rejected_prediction_tokens": null,
      "reasoning_tokens": null
    }
  },
  "models": [
    "whisper-base",
    "student-en-pt"
  ]
}
)");
}

TEST(JsonWriter, WhatIsTheGistAloneIsLabelled) {
  auto gist = segment(0, 1, "Good morning.", "Bonjour.");
  gist.segment.gist = true;
  EXPECT_NE(written(Format::kJson, {gist}).find("\"gist\": true"), std::string::npos);
  EXPECT_EQ(written(Format::kJson, one_job()).find("gist"), std::string::npos);
}

TEST(JsonWriter, AJobThatStoppedEarlyHasNoUsage) {
  EXPECT_EQ(written(Format::kJson, {core::Started{std::nullopt}, core::TextDelta{"\"\n\x01"}}), R"({
  "source_lang": null,
  "target_lang": "pt",
  "duration_s": null,
  "text": "\"\n\u0001",
  "segments": [],
  "usage": null,
  "models": [
    "whisper-base",
    "student-en-pt"
  ]
}
)");
}

std::string wav_header(std::string_view riff_size, std::string_view data_size) {
  using namespace std::string_literals;
  return "RIFF"s + std::string(riff_size) +
         "WAVEfmt \x10\0\0\0\1\0\1\0\xC0\x5D\0\0\x80\xBB\0\0\2\0\x10\0data"s +
         std::string(data_size);
}

TEST(WavWriter, HeaderIsRightAtTheEnd) {
  using namespace std::string_view_literals;
  EXPECT_EQ(written(Format::kWav, one_job()),
            wav_header("\x2C\0\0\0"sv, "\x08\0\0\0"sv).append("\1\0\xFE\xFF\0\1\0\x80"sv));
  EXPECT_EQ(written(Format::kWav, {}), wav_header("\x24\0\0\0"sv, "\0\0\0\0"sv));
}

// A pipe: what is out is out.
class PipeSink final : public ByteSink {
 public:
  base::Status append(std::string_view bytes) override {
    out += bytes;
    return {};
  }
  base::Status overwrite_start(std::string_view /*bytes*/) override { return {}; }
  std::string out;
};

TEST(WavWriter, APipeIsToldThatTheLengthIsUnknown) {
  using namespace std::string_view_literals;
  PipeSink sink;
  const auto writer = make_writer(Format::kWav, sink, {});
  ASSERT_TRUE(writer->write(core::AudioDelta{{7}}).ok());
  ASSERT_TRUE(writer->finish().ok());
  EXPECT_EQ(sink.out, wav_header("\xFF\xFF\xFF\xFF"sv, "\xFF\xFF\xFF\xFF"sv).append("\7\0"sv));
}

class FullSink final : public ByteSink {
 public:
  base::Status append(std::string_view /*bytes*/) override { return full(); }
  base::Status overwrite_start(std::string_view /*bytes*/) override { return full(); }

 private:
  static base::Status full() { return base::Error{base::ErrorKind::kIo, "The disk is full.", ""}; }
};

TEST(Writers, PassOnTheErrorOfTheirSink) {
  for (const auto& info : formats()) {
    FullSink sink;
    const auto writer = make_writer(info.format, sink, {});
    bool failed = false;
    for (const auto& event : one_job()) failed = failed || !writer->write(event).ok();
    EXPECT_TRUE(failed || !writer->finish().ok()) << info.name;
  }
}

}  // namespace
}  // namespace dragoman::output
