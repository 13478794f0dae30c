#include "engines/ctranslate2/whisper_recogniser.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "core/audio.h"
#include "engines/ctranslate2/testing/tiny_whisper.h"
#include "engines/ctranslate2/whisper_loader.h"
#include "engines/ctranslate2/whisper_network.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using core::Language;

std::vector<float> sound(double seconds, double hz = 300) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * core::kListenRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(
        0.3 * std::sin(static_cast<double>(i) * hz * 6.283 / core::kListenRateHz));
  }
  return samples;
}

AsrRequest request(double seconds = 1.5) {
  AsrRequest made;
  made.samples = sound(seconds);
  return made;
}

class TinyWhisperTest : public testing::Test {
 protected:
  std::unique_ptr<Recogniser> open(unsigned beam = 5) {
    WhisperOptions options;
    options.beam = beam;
    auto opened = open_whisper_recognisers(tiny_.install(dir_.path()), options);
    EXPECT_TRUE(opened.ok()) << (opened ? "" : opened.error().message + opened.error().detail);
    return opened ? std::move(opened->front()) : nullptr;
  }

  base::ErrorKind error_of_opening(const core::ModelFiles& installed) {
    const auto opened = open_whisper_recognisers(installed, {});
    EXPECT_FALSE(opened.ok());
    return opened ? base::ErrorKind::kInternal : opened.error().kind;
  }

  static Transcript only(Recogniser& recogniser, const AsrRequest& asked) {
    auto answers = recogniser.recognise({&asked, 1});
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.front().ok());
    return answers.front() ? *answers.front() : Transcript();
  }

  base::TempDir dir_;
  TinyWhisper tiny_;
};

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

// The searches themselves.
class WhisperNetworkTest : public TinyWhisperTest {
 protected:
  void load() {
    auto loaded = load_whisper(tiny_.install(dir_.path()));
    ASSERT_TRUE(loaded.ok());
    tokens_ = loaded->tokens;
    network_ = std::make_unique<WhisperNetwork>(loaded->weights, loaded->tokens);
  }

  ::ctranslate2::StorageView encode(double seconds, double hz = 300) {
    auto mel = mel_.compute(sound(seconds, hz), 2 * static_cast<std::size_t>(60 * seconds));
    return network_->encode(mel);
  }

  Line line(std::size_t utterance, std::size_t limit = 20) const {
    return {utterance, *tokens_->language[0], tokens_->transcribe, limit, {}};
  }

  std::shared_ptr<const WhisperTokens> tokens_;
  std::unique_ptr<WhisperNetwork> network_;
  LogMel mel_{80};
};

TEST_F(WhisperNetworkTest, BeliefsArePossible) {
  tiny_.believes = "<|nospeech|>";
  load();
  const auto encoded = encode(1);
  const auto* one = &encoded;
  const auto opening = network_->open({&one, 1});
  ASSERT_EQ(opening.beliefs.size(), 1U);
  EXPECT_GT(opening.beliefs[0].no_speech, 0.9F);
  EXPECT_LE(opening.beliefs[0].no_speech, 1.0F);
  float sum = 0;
  for (const float probability : opening.beliefs[0].languages) sum += probability;
  EXPECT_NEAR(static_cast<double>(sum), 1, 1e-4);
  EXPECT_EQ(opening.beliefs[0].languages[static_cast<std::size_t>(Language::kThai)], 0);
}

TEST_F(WhisperNetworkTest, CompanyChangesNothing) {
  load();
  std::vector<::ctranslate2::StorageView> encoded;
  for (const double seconds : {1.0, 2.5, 1.3}) encoded.push_back(encode(seconds, 200 * seconds));
  std::vector<const ::ctranslate2::StorageView*> all;
  for (const auto& one : encoded) all.push_back(&one);
  auto together = network_->open(all);
  const auto beliefs = together.beliefs;
  const std::vector<Line> lines = {line(0), line(1), line(2)};
  const auto texts = network_->search(std::move(together), lines, {5, 0});
  ASSERT_EQ(texts.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    auto alone = network_->open({&all[i], 1});
    EXPECT_NEAR(static_cast<double>(alone.beliefs[0].no_speech),
                static_cast<double>(beliefs[i].no_speech), 1e-5);
    const std::vector<Line> own = {line(0)};
    const auto text = network_->search(std::move(alone), own, {5, 0});
    EXPECT_EQ(text[0].ids, texts[i].ids);
    EXPECT_NEAR(static_cast<double>(text[0].mean_log_probability),
                static_cast<double>(texts[i].mean_log_probability), 1e-4);
  }
}

TEST_F(WhisperNetworkTest, SoundsDiffer) {
  load();
  const auto low = encode(1, 200), high = encode(1, 2500);
  const auto* one = &low;
  const auto* other = &high;
  EXPECT_NE(network_->open({&one, 1}).beliefs[0].no_speech,
            network_->open({&other, 1}).beliefs[0].no_speech);
}

TEST_F(WhisperNetworkTest, AnUtteranceMayHaveSeveralLines) {
  load();
  const auto a = encode(1), b = encode(2);
  const std::vector<const ::ctranslate2::StorageView*> both = {&a, &b};
  std::vector<Line> lines = {line(1), line(0), line(1)};
  lines[2].task = tokens_->translate;
  const auto texts = network_->search(network_->open(both), lines, {2, 0});
  ASSERT_EQ(texts.size(), 3U);
  for (const auto& text : texts) EXPECT_EQ(tokens_->text(text.ids), "hello world");
  EXPECT_TRUE(network_->search(network_->open(both), {}, {2, 0}).empty());
}

TEST_F(WhisperNetworkTest, ACancelledLineEndsAtOnceAndTheOthersGoOn) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "Ġhello", "Ġworld", "!", "<|endoftext|>"};
  load();
  const auto encoded = encode(1);
  const std::vector<const ::ctranslate2::StorageView*> twice = {&encoded, &encoded};
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  for (const float temperature : {0.0F, 0.3F}) {
    std::vector<Line> lines = {line(0), line(1)};
    lines[0].cancel = gone.token();
    const auto texts = network_->search(network_->open(twice), lines, {5, temperature});
    EXPECT_EQ(texts[0].ids.size(), 1U);
    EXPECT_EQ(texts[1].ids.size(), 6U);
    EXPECT_FALSE(texts[1].cut_off);
  }
}

TEST_F(WhisperNetworkTest, EachLineHasItsOwnLimit) {
  tiny_.says = {"Ġhello", "Ġworld", "Ġagain", "Ġhello", "Ġworld", "!", "<|endoftext|>"};
  load();
  const auto encoded = encode(1);
  const std::vector<const ::ctranslate2::StorageView*> twice = {&encoded, &encoded};
  const std::vector<Line> lines = {line(0, 3), line(1, 20)};
  const auto texts = network_->search(network_->open(twice), lines, {5, 0});
  EXPECT_EQ(texts[0].ids.size(), 3U);
  EXPECT_TRUE(texts[0].cut_off);
  EXPECT_EQ(texts[1].ids.size(), 6U);
  EXPECT_FALSE(texts[1].cut_off);
}

TEST_F(WhisperNetworkTest, RunningInCirclesEndsEarly) {
  tiny_.says = std::vector<std::string>(300, "Ġagain");
  load();
  const auto encoded = encode(1);
  const auto* one = &encoded;
  const std::vector<Line> lines = {line(0, 200)};
  const auto texts = network_->search(network_->open({&one, 1}), lines, {5, 0});
  EXPECT_TRUE(texts[0].cut_off);
  EXPECT_LT(texts[0].ids.size(), 30U);
}

TEST_F(WhisperNetworkTest, DrawsAreTheSameEveryTime) {
  tiny_.says = {"Ġhello"};
  load();
  const auto encoded = encode(1);
  const auto* one = &encoded;
  const std::vector<Line> lines = {line(0, 12)};
  const auto first = network_->search(network_->open({&one, 1}), lines, {5, 1.0F});
  const auto again = network_->search(network_->open({&one, 1}), lines, {5, 1.0F});
  EXPECT_EQ(first[0].ids, again[0].ids);
  EXPECT_FALSE(first[0].ids.empty());
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
