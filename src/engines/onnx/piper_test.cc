#include "engines/onnx/piper.h"

#include <algorithm>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "engines/installed_test.h"
#include "engines/onnx/tiny_vits_test.h"
#include "engines/tts_contract_test.h"

namespace dragoman::engines::onnx {
namespace {

using base::ErrorKind;
using core::Language;

core::ModelFiles tiny_piper(const TinyVits& graph = {}) {
  core::ModelFiles files;
  files.id = "piper-tiny";
  files.dir = testing::TempDir();
  written("tiny_vits.onnx", tiny_vits(graph));
  files.files = {"tiny_vits.onnx"};
  files.voices = {{"de_DE-tiny", {Language::kGerman}, core::Sex::kMan, std::nullopt}};
  files.vits = core::VitsFacts{22050, "de", "", 0.667, 0.8, 1.0};
  return files;
}

core::ModelFiles tiny_pair() {
  auto files = tiny_piper({.speakers = true});
  files.voices = {{"first", {Language::kGerman}, core::Sex::kWoman, 0},
                  {"second", {Language::kGerman}, core::Sex::kMan, 1}};
  return files;
}

auto open(const core::ModelFiles& files) {
  return open_piper(files, text::Espeak::open(espeak_data_dir()).value(),
                    {.replicas = 2, .threads = 1});
}

std::unique_ptr<Synthesiser> open_one() {
  auto replicas = open(tiny_piper());
  EXPECT_TRUE(replicas.ok());
  return replicas.ok() ? std::move(replicas->front()) : nullptr;
}

INSTANTIATE_TEST_SUITE_P(Piper, TtsContract,
                         testing::Values(TtsUnderTest{
                             open_one, "de_DE-tiny", Language::kGerman, Language::kEnglish,
                             "Der schnelle braune Fuchs springt über den faulen Hund."}));

ErrorKind open_error(const core::ModelFiles& files) {
  const auto opened = open(files);
  return opened ? ErrorKind::kCancelled : opened.error().kind;
}

base::Result<Speech> speak(const core::ModelFiles& files, const std::string& voice,
                           const std::string& text = "Guten Tag.") {
  const auto replicas = open(files);
  if (!replicas) return replicas.error();
  return replicas->back()->synthesise({text, Language::kGerman, voice, 1.0, {}});
}

// What its steps are of its height: 0 for a constant. Loudness has no part in it.
float unevenness(const Speech& speech) {
  const auto middle = std::span(speech).subspan(speech.size() / 4, speech.size() / 2);
  const auto [low, high] = std::ranges::minmax_element(middle);
  return (*high - *low) / *high;
}

TEST(Piper, OffersTheVoicesOfTheCatalogue) {
  const auto replicas = open(tiny_pair());
  ASSERT_TRUE(replicas.ok());
  ASSERT_EQ(replicas->size(), 2U);
  const auto voices = replicas->front()->voices();
  ASSERT_EQ(voices.size(), 2U);
  EXPECT_EQ(voices[0].id, "first");
  EXPECT_EQ(voices[0].sex, core::Sex::kWoman);
  EXPECT_EQ(voices[0].model_id, "piper-tiny");
  EXPECT_FALSE(voices[0].mixes);
}

TEST(Piper, TheSpeakersNumberReachesTheGraph) {
  const auto first = speak(tiny_pair(), "first");
  const auto second = speak(tiny_pair(), "second");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_GT(unevenness(*first), 2 * unevenness(*second));
}

TEST(Piper, IsResampledToOurRate) {
  auto files = tiny_piper();
  const auto usual = speak(files, "de_DE-tiny");
  files.vits->rate_hz = 44100;
  const auto fast = speak(files, "de_DE-tiny");
  ASSERT_TRUE(usual.ok() && fast.ok());
  EXPECT_NEAR(static_cast<double>(usual->size()), 2.0 * static_cast<double>(fast->size()), 2000);
}

TEST(Piper, ItsOwnLengthCounts) {
  auto files = tiny_piper();
  const auto usual = speak(files, "de_DE-tiny");
  files.vits->length = 1.4;
  const auto slow = speak(files, "de_DE-tiny");
  ASSERT_TRUE(usual.ok() && slow.ok());
  EXPECT_NEAR(static_cast<double>(slow->size()) / static_cast<double>(usual->size()), 1.4, 0.1);
}

TEST(Piper, ReadsLettersByItsOwnAlphabet) {
  auto files = tiny_piper();
  files.vits->espeak_voice.clear();
  files.vits->alphabet = "_^$ ab";
  const auto known = speak(files, "de_DE-tiny", "Ab ba");
  const auto with_others = speak(files, "de_DE-tiny", "Abx bya");
  const auto longer = speak(files, "de_DE-tiny", "Abba baba");
  ASSERT_TRUE(known.ok() && with_others.ok() && longer.ok());
  EXPECT_EQ(known->size(), with_others->size());
  EXPECT_GT(longer->size(), known->size() + 2000);
  EXPECT_TRUE(speak(files, "de_DE-tiny", "xyz")->empty());
}

TEST(Piper, SpeaksSentencesWithPausesBetween) {
  const auto one = speak(tiny_piper(), "de_DE-tiny", "Guten Tag.");
  const auto two = speak(tiny_piper(), "de_DE-tiny", "Guten Tag. Guten Tag.");
  ASSERT_TRUE(one.ok() && two.ok());
  const auto pause_s = static_cast<double>(two->size() - 2 * one->size()) / core::kSpeakRateHz;
  EXPECT_NEAR(pause_s, 0.25, 0.02);
}

TEST(Piper, RefusesMissingAndDamagedFiles) {
  auto files = tiny_piper();
  files.files.clear();
  EXPECT_EQ(open_error(files), ErrorKind::kModelInvalid);
  files.files = {"elsewhere.onnx"};
  EXPECT_EQ(open_error(files), ErrorKind::kModelMissing);
  files = tiny_piper();
  written("tiny_vits.onnx", "not a model");
  EXPECT_EQ(open_error(files), ErrorKind::kModelInvalid);
  const auto whole = tiny_vits();
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{9}, whole.size() - 1}) {
    written("tiny_vits.onnx", whole.substr(0, cut));
    EXPECT_EQ(open_error(files), ErrorKind::kModelInvalid) << cut;
  }
}

TEST(Piper, RefusesFactsThatCannotBe) {
  const auto with = [](auto change) {
    auto files = tiny_piper();
    change(files);
    return open_error(files);
  };
  EXPECT_EQ(with([](auto& files) { files.vits.reset(); }), ErrorKind::kModelInvalid);
  EXPECT_EQ(with([](auto& files) { files.voices.clear(); }), ErrorKind::kModelInvalid);
  EXPECT_EQ(with([](auto& files) { files.vits->rate_hz = 0; }), ErrorKind::kModelInvalid);
  EXPECT_EQ(with([](auto& files) { files.vits->length = 0; }), ErrorKind::kModelInvalid);
  EXPECT_EQ(with([](auto& files) { files.vits->noise = -1; }), ErrorKind::kModelInvalid);
  EXPECT_EQ(with([](auto& files) { files.vits->noise_w = std::nan(""); }),
            ErrorKind::kModelInvalid);
  EXPECT_EQ(with([](auto& files) { files.vits->alphabet = "_^$"; }), ErrorKind::kModelInvalid);
  EXPECT_EQ(with([](auto& files) { files.vits->espeak_voice = "nowhere"; }),
            ErrorKind::kModelInvalid);
  auto pair = tiny_pair();
  pair.voices.back().speaker.reset();
  EXPECT_EQ(open_error(pair), ErrorKind::kModelInvalid);
}

TEST(Piper, AGraphOfAnotherModelFailsAtTheFirstCall) {
  auto files = tiny_piper();
  written("tiny_vits.onnx", tiny_model());
  EXPECT_EQ(speak(files, "de_DE-tiny").error().kind, ErrorKind::kModelInvalid);
  // Speakers that the catalogue does not number, and the other way round.
  written("tiny_vits.onnx", tiny_vits({.speakers = true}));
  EXPECT_EQ(speak(files, "de_DE-tiny").error().kind, ErrorKind::kModelInvalid);
  files = tiny_pair();
  written("tiny_vits.onnx", tiny_vits());
  EXPECT_EQ(speak(files, "second").error().kind, ErrorKind::kModelInvalid);
}

TEST(Piper, AGraphThatDoesNotRunIsInvalid) {
  const auto speech = speak(tiny_piper({.known_ids = 20}), "de_DE-tiny");
  ASSERT_FALSE(speech.ok());
  EXPECT_EQ(speech.error().kind, ErrorKind::kModelInvalid);
}

// Opening an engine takes ten times as long under a sanitizer.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kDamageEvery = 311;
#else
constexpr std::size_t kDamageEvery = 31;
#endif

TEST(Piper, DamagedBytesNeverHarm) {
  const auto whole = tiny_vits();
  auto files = tiny_piper();
  for (std::size_t at = 0; at < whole.size(); at += kDamageEvery) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    written("tiny_vits.onnx", damaged);
    const auto speech = speak(files, "de_DE-tiny", "ja");
    if (speech) continue;
    EXPECT_TRUE(speech.error().kind == ErrorKind::kModelInvalid ||
                speech.error().kind == ErrorKind::kInternal)
        << at;
  }
}

}  // namespace
}  // namespace dragoman::engines::onnx
