#include "engines/ctranslate2/whisper_recogniser.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engines/ctranslate2/whisper_fixture_test.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using core::Language;

TEST_F(TinyWhisperTest, SaysWhatItSays) {
  const auto recogniser = open();
  const auto transcript = only(*recogniser, request());
  EXPECT_EQ(transcript.text, "hello world");
  EXPECT_EQ(transcript.language, Language::kEnglish);
  EXPECT_GT(transcript.language_probability, 0.9F);
  EXPECT_FALSE(transcript.english);
  EXPECT_EQ(only(*open(1), request()).text, "hello world");
}

TEST_F(TinyWhisperTest, KnowsWhatBothCatalogueAndVocabularyName) {
  const auto recogniser = open();
  EXPECT_EQ(recogniser->languages(),
            (core::LanguageSet{Language::kEnglish, Language::kChinese, Language::kFrench}));
  EXPECT_EQ(recogniser->to_english(), (core::LanguageSet{Language::kChinese, Language::kFrench}));
}

TEST_F(TinyWhisperTest, TakesTheNamedLanguage) {
  const auto recogniser = open();
  auto asked = request();
  asked.language = Language::kChinese;
  const auto transcript = only(*recogniser, asked);
  EXPECT_EQ(transcript.language, Language::kChinese);
  EXPECT_EQ(transcript.language_probability, 1.0F);
}

TEST_F(TinyWhisperTest, RefusesALanguageThatItDoesNotKnow) {
  const auto recogniser = open();
  auto asked = request();
  asked.language = Language::kThai;
  const auto answers = recogniser->recognise({&asked, 1});
  ASSERT_FALSE(answers.front().ok());
  EXPECT_EQ(answers.front().error().kind, base::ErrorKind::kLanguageUnsupported);
  EXPECT_THAT(answers.front().error().message, testing::HasSubstr("Thai"));
}

TEST_F(TinyWhisperTest, GivesEnglishWhereWanted) {
  tiny_.believes = "<|fr|>";
  const auto recogniser = open();
  auto asked = request();
  asked.english_wanted = {Language::kFrench};
  const auto both = only(*recogniser, asked);
  EXPECT_EQ(both.text, "hello world");
  EXPECT_EQ(both.english, "hello world");
  asked.source_text_unwanted = {Language::kFrench};
  const auto english = only(*recogniser, asked);
  EXPECT_EQ(english.text, "");
  EXPECT_EQ(english.english, "hello world");
  asked.english_wanted = {};
  const auto nothing = only(*recogniser, asked);
  EXPECT_EQ(nothing.language, Language::kFrench);
  EXPECT_TRUE(nothing.silent());
}

TEST_F(TinyWhisperTest, TellsWhenWordsAreSaidWhereWanted) {
  const auto recogniser = open();
  auto asked = request();
  EXPECT_TRUE(only(*recogniser, asked).words.empty());
  asked.words_wanted = true;
  const auto words = only(*recogniser, asked).words;
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].text, "hello");
  EXPECT_EQ(words[1].text, "world");
  EXPECT_GE(words[0].span.start.count(), 0);
  EXPECT_LE(words[0].span.end, words[1].span.start);
  EXPECT_LE(words[1].span.end.count(), 1.5);
}

TEST_F(TinyWhisperTest, EachUtteranceOfABatchHasItsOwnWords) {
  const auto recogniser = open();
  std::vector<AsrRequest> batch = {request(1.5), request(7), request(2)};
  for (auto& one : batch) one.words_wanted = true;
  const auto answers = recogniser->recognise(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    ASSERT_TRUE(answers[i].ok());
    const auto alone = only(*recogniser, batch[i]).words;
    ASSERT_EQ(answers[i]->words.size(), alone.size());
    for (std::size_t word = 0; word < alone.size(); ++word) {
      EXPECT_EQ(answers[i]->words[word].text, alone[word].text);
      EXPECT_NEAR(answers[i]->words[word].span.start.count(), alone[word].span.start.count(), 0.2);
    }
  }
}

// Its text stands at positions, which a term and <|startofprev|> move by two.
TEST_F(TinyWhisperTest, ReadsTermsBeforeTheUtterance) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "<|endoftext|>"};
  const auto recogniser = open();
  auto asked = request();
  EXPECT_EQ(only(*recogniser, asked).text, "hello world again");
  asked.terms = std::make_shared<const std::vector<std::string>>(1, "world");
  EXPECT_EQ(only(*recogniser, asked).text, "again");
  const std::vector<AsrRequest> batch = {request(), asked, request()};
  const auto answers = recogniser->recognise(batch);
  EXPECT_EQ(answers[0]->text, "hello world again");
  EXPECT_EQ(answers[1]->text, "again");
  EXPECT_EQ(answers[2]->text, "hello world again");
}

TEST_F(TinyWhisperTest, ReadsPreviousTextOfTheSameLanguageOnly) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "<|endoftext|>"};
  const auto recogniser = open();
  auto asked = request();
  asked.previous_text = "world";
  asked.likely_language = Language::kFrench;
  EXPECT_EQ(only(*recogniser, asked).text, "hello world again");
  asked.likely_language = Language::kEnglish;
  EXPECT_EQ(only(*recogniser, asked).text, "again");
}

TEST_F(TinyWhisperTest, AnEchoOfWhatItReadIsNoText) {
  tiny_.says = {"Ġagain", "Ġagain", "<|endoftext|>", "<|endoftext|>",
                "Ġhello", "Ġworld", "Ġagain",        "<|endoftext|>"};
  auto asked = request();
  asked.language = Language::kEnglish;
  asked.previous_text = "hello world again";
  EXPECT_EQ(only(*open(), asked).text, "again again");
}

TEST_F(TinyWhisperTest, AlignmentHeadsThatAreNotThereAreRefused) {
  const auto installed = tiny_.install(dir_.path());
  for (const auto* heads : {"[[1, 0]]", "[[0, 1]]", "[[-1, 0]]", "[[0]]", "\"all\""}) {
    std::ofstream(dir_.path() + "/config.json") << "{\"alignment_heads\": " << heads << "}";
    EXPECT_EQ(error_of_opening(installed), base::ErrorKind::kModelInvalid) << heads;
  }
}

TEST_F(TinyWhisperTest, ALoopIsNoText) {
  tiny_.says = std::vector<std::string>(300, "Ġagain");
  const std::string loop = "again again again again again again again again";
  EXPECT_THAT(only(*open(), request()).text, testing::Not(testing::HasSubstr(loop)));
}

TEST_F(TinyWhisperTest, ImprobableTextOverSpeechIsKept) {
  tiny_.says = {"Ġhello", "any", "any", "Ġworld", "<|endoftext|>"};
  EXPECT_THAT(only(*open(), request()).text, testing::StartsWith("hello"));
}

TEST_F(TinyWhisperTest, SignsAreNeverText) {
  tiny_.says = {"Ġ(", "Ġhello", "<|0.02|>", "!", "<|endoftext|>"};
  const auto text = only(*open(), request()).text;
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("(")));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("0.02")));
}

TEST_F(TinyWhisperTest, AnswersEachInOrder) {
  const auto recogniser = open();
  std::vector<AsrRequest> batch;
  for (const double seconds : {1.0, 6.0, 0.0, 1.1, 29.0, 0.9, 0.00007})
    batch.push_back(request(seconds));
  batch[3].language = Language::kFrench;
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  batch[5].cancel = gone.token();
  const auto answers = recogniser->recognise(batch);
  ASSERT_EQ(answers.size(), batch.size());
  EXPECT_EQ(answers[0]->text, "hello world");
  EXPECT_EQ(answers[1]->text, "hello world");
  EXPECT_TRUE(answers[2]->silent());
  EXPECT_EQ(answers[3]->language, Language::kFrench);
  ASSERT_FALSE(answers[4].ok());
  EXPECT_EQ(answers[4].error().kind, base::ErrorKind::kInvalidArgument);
  ASSERT_FALSE(answers[5].ok());
  EXPECT_EQ(answers[5].error().kind, base::ErrorKind::kCancelled);
  EXPECT_TRUE(answers[6].ok());
  EXPECT_TRUE(recogniser->recognise({}).empty());
}

TEST_F(TinyWhisperTest, ReplicasShareTheWork) {
  WhisperOptions options;
  options.replicas = 3;
  auto opened = open_whisper_recognisers(tiny_.install(dir_.path()), options);
  ASSERT_TRUE(opened.ok());
  ASSERT_EQ(opened->size(), 3U);
  for (auto& recogniser : *opened) EXPECT_EQ(only(*recogniser, request()).text, "hello world");
}

TEST_F(TinyWhisperTest, MissingFilesAreNamed) {
  for (const std::string name : {"model.bin", "config.json", "vocabulary.txt"}) {
    const auto installed = tiny_.install(dir_.path());
    std::filesystem::remove(dir_.path() + "/" + name);
    const auto opened = open_whisper_recognisers(installed, {});
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().kind, base::ErrorKind::kModelMissing);
    EXPECT_THAT(opened.error().message, testing::HasSubstr(name));
  }
}

TEST_F(TinyWhisperTest, DamagedFilesAreRefused) {
  const auto installed = tiny_.install(dir_.path());
  const auto whole = base::read_file(dir_.path() + "/model.bin", 1U << 24U);
  ASSERT_TRUE(whole.ok());
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(dir_.path() + "/" + name, std::ios::binary) << bytes;
  };
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{5}, std::size_t{17}, whole->size() / 2, whole->size() - 1}) {
    write("model.bin", whole->substr(0, size));
    EXPECT_EQ(error_of_opening(installed), base::ErrorKind::kModelInvalid) << size;
  }
  write("model.bin", "\x09" + whole->substr(1));  // a format of the future
  EXPECT_EQ(error_of_opening(installed), base::ErrorKind::kModelInvalid);
  write("model.bin", *whole);
  write("config.json", "{");
  EXPECT_EQ(error_of_opening(installed), base::ErrorKind::kModelInvalid);
  write("config.json", "");
  EXPECT_EQ(error_of_opening(installed), base::ErrorKind::kModelInvalid);
}

TEST_F(TinyWhisperTest, AnotherNetworkIsRefused) {
  tiny_.network = "TransformerSpec";
  EXPECT_EQ(error_of_opening(tiny_.install(dir_.path())), base::ErrorKind::kModelInvalid);
}

TEST_F(TinyWhisperTest, AVocabularyThatDoesNotFitIsRefused) {
  const auto installed = tiny_.install(dir_.path());
  std::ofstream(dir_.path() + "/vocabulary.txt", std::ios::app) << "more\n";
  EXPECT_EQ(error_of_opening(installed), base::ErrorKind::kModelInvalid);
  tiny_.vocabulary[16] = "<|speak|>";
  EXPECT_EQ(error_of_opening(tiny_.install(dir_.path())), base::ErrorKind::kModelInvalid);
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
