#include "api/wire/transcription_request.h"

#include <optional>

#include <gmock/gmock.h>

namespace dragoman::api::wire {
namespace {

using core::Language;
using testing::HasSubstr;
using enum TranscriptionTask;

using Texts = std::multimap<std::string, std::string, std::less<>>;

Texts with(Texts more) {
  Texts texts{{"model", "dragoman"}};
  texts.merge(more);
  return texts;
}

TranscriptionRequest accepted(Texts more, TranscriptionTask task = kTranscribe) {
  auto parsed = read_transcription_form(task, with(std::move(more)));
  if (const auto* refusal = std::get_if<ErrorReply>(&parsed)) {
    ADD_FAILURE() << refusal->message;
    return {};
  }
  return std::get<TranscriptionRequest>(std::move(parsed));
}

std::string refused(Texts texts, TranscriptionTask task = kTranscribe) {
  const auto parsed = read_transcription_form(task, texts);
  const auto* refusal = std::get_if<ErrorReply>(&parsed);
  return refusal == nullptr ? "accepted" : refusal->message;
}

TEST(TranscriptionForm, AsksForWhatIsSaid) {
  const auto request = accepted({});
  EXPECT_EQ(request.task, kTranscribe);
  EXPECT_EQ(request.job.target, std::nullopt);
  EXPECT_EQ(request.job.source, std::nullopt);
  EXPECT_EQ(request.format, TranscriptionFormat::kJson);
  EXPECT_FALSE(request.stream);
  EXPECT_TRUE(request.segments);
  EXPECT_FALSE(request.words);
}

TEST(TranscriptionForm, ReadsEveryMember) {
  const auto request = accepted({{"language", "Chinese"},
                                 {"prompt", "Dragoman, 北京"},
                                 {"response_format", "verbose_json"},
                                 {"temperature", "0.5"},
                                 {"timestamp_granularities[]", "word"},
                                 {"timestamp_granularities[]", "segment"},
                                 {"stream", "False"},
                                 {"chunking_strategy", "auto"},
                                 {"chinese_script", "traditional"}});
  EXPECT_EQ(request.job.source, Language::kChinese);
  EXPECT_EQ(request.job.prompt, "Dragoman, 北京");
  EXPECT_EQ(request.job.chinese_script, core::ChineseScript::kTraditional);
  EXPECT_EQ(request.format, TranscriptionFormat::kVerboseJson);
  EXPECT_TRUE(request.words && request.segments);
  EXPECT_TRUE(accepted({{"stream", "true"}}).stream);
}

TEST(TranscriptionForm, AListMayHaveOneEntry) {
  const Texts verbose{{"response_format", "verbose_json"}};
  for (const auto* name : {"timestamp_granularities", "timestamp_granularities[]"}) {
    auto texts = verbose;
    texts.emplace(name, "word");
    const auto request = accepted(std::move(texts));
    EXPECT_TRUE(request.words && !request.segments) << name;
  }
}

TEST(TranscriptionForm, TheLastOfTwoCountsAndWhatIsEmptyDoesNot) {
  EXPECT_EQ(accepted({{"language", "en"}, {"language", "pt"}}).job.source, Language::kPortuguese);
  const auto request = accepted({{"language", ""}, {"response_format", ""}, {"include[]", ""}});
  EXPECT_EQ(request.job.source, std::nullopt);
  EXPECT_EQ(request.format, TranscriptionFormat::kJson);
}

TEST(TranscriptionForm, IgnoresWhatItDoesNotKnow) {
  EXPECT_EQ(accepted({{"known_speaker_names[]", "a"}, {"x.y", "z"}}).task, kTranscribe);
}

TEST(TranscriptionForm, ATranslationGoesIntoEnglishOrElsewhere) {
  EXPECT_EQ(accepted({}, kTranslate).job.target, Language::kEnglish);
  const auto request = accepted({{"target_lang", "pt"}, {"prompt", "x"}}, kTranslate);
  EXPECT_EQ(request.job.target, Language::kPortuguese);
  EXPECT_EQ(request.job.prompt, "");
}

TEST(TranscriptionForm, RefusesWhatCannotBeMeant) {
  EXPECT_EQ(refused({}), "you must provide a model parameter.");
  EXPECT_THAT(refused({{"model", "whisper-9"}}), HasSubstr("whisper-9"));
  const auto refuses = [](std::string_view name, std::string_view value) {
    return refused(with({{std::string(name), std::string(value)}}));
  };
  EXPECT_THAT(refuses("language", "klingon"), HasSubstr("There is no language 'klingon' here."));
  EXPECT_THAT(refuses("response_format", "xml"), HasSubstr("The response_format must be json or"));
  EXPECT_EQ(refuses("temperature", "1.5"), "Range of temperature should be [0.0, 1.0]");
  EXPECT_EQ(refuses("temperature", "-0.1"), "Range of temperature should be [0.0, 1.0]");
  for (const auto* number : {"warm", "nan", "inf", "0.1x", "0x1p-1"}) {
    EXPECT_EQ(refuses("temperature", number), "'temperature' must be Float") << number;
  }
  EXPECT_EQ(refuses("stream", "maybe"), "'stream' must be Boolean");
  EXPECT_THAT(refuses("chunking_strategy", "server_vad"), HasSubstr("chunking_strategy"));
  EXPECT_EQ(refuses("chunking_strategy[type]", "server_vad"), "'chunking_strategy' must be String");
  EXPECT_THAT(refuses("include[]", "logprobs"), HasSubstr("include[] must be empty"));
  EXPECT_THAT(refuses("chinese_script", "runes"), HasSubstr("simplified or traditional"));
  EXPECT_THAT(refuses("timestamp_granularities[]", "word"), HasSubstr("verbose_json"));
  EXPECT_THAT(refuses("prompt", "\xFF"), HasSubstr("not UTF-8"));
  EXPECT_THAT(refused(with({{"target_lang", "xx"}}), kTranslate), HasSubstr("'xx'"));
}

TEST(TranscriptionForm, RefusesWhatDoesNotGoTogether) {
  EXPECT_THAT(refused(with({{"stream", "true"}, {"response_format", "srt"}})),
              HasSubstr("A stream has the response_format json or text."));
  EXPECT_THAT(refused(with({{"response_format", "verbose_json"},
                            {"timestamp_granularities[]", "syllable"}})),
              HasSubstr("word and segment"));
}

}  // namespace
}  // namespace dragoman::api::wire
