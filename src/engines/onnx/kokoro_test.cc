#include "engines/onnx/kokoro.h"

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "engines/installed_test.h"
#include "engines/onnx/kokoro_voice.h"
#include "engines/onnx/silero_vad.h"
#include "engines/onnx/tiny_model_test.h"
#include "engines/onnx/tiny_vits_test.h"

namespace dragoman::engines::onnx {
namespace {

using base::ErrorKind;
using core::Language;

// 510 rows; the first number of a row is its index.
std::string voice_table() {
  std::string bytes;
  for (int row = 0; row < 510; ++row) {
    for (int column = 0; column < 256; ++column) {
      const auto value =
          std::bit_cast<std::array<char, 4>>(column == 0 ? static_cast<float>(row) : 0.5F);
      bytes.append(value.data(), value.size());
    }
  }
  return bytes;
}

// A model whose frame is right and whose graph is another.
core::ModelFiles tiny_kokoro() {
  core::ModelFiles files;
  files.id = "kokoro-82m";
  files.dir = testing::TempDir();
  written("tiny.onnx", tiny_model());
  written("af_one.bin", voice_table());
  written("bm_two.bin", voice_table());
  written("jf_three.bin", voice_table());
  files.files = {"tiny.onnx", "af_one.bin", "bm_two.bin", "jf_three.bin"};
  files.voices = {{"af_one", {Language::kEnglish}},
                  {"bm_two", {Language::kEnglish, Language::kJapanese}},
                  {"jf_three", {Language::kJapanese}}};
  return files;
}

auto open(const core::ModelFiles& files) {
  const auto espeak = text::Espeak::open(espeak_data_dir()).value();
  return open_kokoro(files, text::FrontEnds::open(espeak, {}).value(),
                     {.replicas = 2, .threads = 1});
}

ErrorKind open_error(const core::ModelFiles& files) {
  const auto opened = open(files);
  return opened ? ErrorKind::kCancelled : opened.error().kind;
}

TEST(Kokoro, OffersVoicesThatHaveAFrontEnd) {
  const auto replicas = open(tiny_kokoro());
  ASSERT_TRUE(replicas.ok());
  ASSERT_EQ(replicas->size(), 2U);
  const auto voices = replicas->front()->voices();
  ASSERT_EQ(voices.size(), 2U);
  EXPECT_EQ(voices[0].id, "af_one");
  EXPECT_EQ(voices[0].model_id, "kokoro-82m");
  EXPECT_EQ(voices[0].sex, core::Sex::kWoman);
  EXPECT_EQ(voices[1].sex, core::Sex::kMan);
  EXPECT_TRUE(voices[0].mixes);
  EXPECT_EQ(voices[1].languages, core::LanguageSet{Language::kEnglish});
}

TEST(Kokoro, RefusesMissingAndDamagedFiles) {
  auto files = tiny_kokoro();
  files.files.erase(files.files.begin());
  EXPECT_EQ(open_error(files), ErrorKind::kModelInvalid);
  files = tiny_kokoro();
  files.files.front() = "elsewhere.onnx";
  EXPECT_EQ(open_error(files), ErrorKind::kModelMissing);
  files = tiny_kokoro();
  files.files[1] = "af_none.bin";
  EXPECT_EQ(open_error(files), ErrorKind::kModelInvalid);
  files = tiny_kokoro();
  written("af_one.bin", "short");
  EXPECT_EQ(open_error(files), ErrorKind::kModelInvalid);
  files = tiny_kokoro();
  written("tiny.onnx", "not a model");
  EXPECT_EQ(open_error(files), ErrorKind::kModelInvalid);
}

TEST(Kokoro, AGraphOfAnotherModelFailsAtTheFirstCall) {
  const auto replicas = open(tiny_kokoro());
  ASSERT_TRUE(replicas.ok());
  for (const auto& replica : *replicas) {
    const auto speech = replica->synthesise({"Hello.", Language::kEnglish, "af_one", 1.0, {}});
    ASSERT_FALSE(speech.ok());
    EXPECT_EQ(speech.error().kind, ErrorKind::kModelInvalid);
  }
}

TEST(Kokoro, AGraphThatDoesNotRunIsAnInvalidModel) {
  const auto graph = nested(1, node("MatMul", {"style", "style"}, "waveform")) + nested(2, "tiny") +
                     nested(11, value_info("input_ids", kOnnxInt64, 2)) +
                     nested(11, value_info("style", kOnnxFloat, 2)) +
                     nested(11, value_info("speed", kOnnxFloat, 1)) +
                     nested(12, value_info("waveform", kOnnxFloat, 2));
  const auto files = tiny_kokoro();
  written("tiny.onnx", number(1, 8) + nested(7, graph) + nested(8, nested(1, "") + number(2, 15)));
  const auto replicas = open(files);
  ASSERT_TRUE(replicas.ok());
  const auto speech =
      replicas->front()->synthesise({"Hello.", Language::kEnglish, "af_one", 1.0, {}});
  ASSERT_FALSE(speech.ok());
  EXPECT_EQ(speech.error().kind, ErrorKind::kModelInvalid);
  EXPECT_NE(speech.error().message.find("does not run"), std::string::npos)
      << speech.error().message << speech.error().detail;
}

TEST(KokoroVoice, ReadsTheRowOfTheLength) {
  const auto path = written("voice.bin", voice_table());
  ASSERT_TRUE(check_voice_file(path).ok());
  EXPECT_EQ(read_style(path, 1)->front(), 0.0F);
  EXPECT_EQ(read_style(path, 240)->front(), 239.0F);
  EXPECT_EQ(read_style(path, 510)->front(), 509.0F);
  EXPECT_EQ(read_style(path, 9999)->front(), 509.0F);
  EXPECT_EQ(read_style(path, 5)->back(), 0.5F);
}

TEST(KokoroVoice, MixesRowByRow) {
  const auto path = written("voice.bin", voice_table());
  auto table = voice_table();
  for (std::size_t i = 0; i < table.size(); i += 4) {
    table.replace(i, 4, std::string("\0\0\x80\x40", 4));  // 4.0
  }
  const auto other = written("fours.bin", table);
  const std::vector<StyleShare> shares{{path, 0.75}, {other, 0.25}};
  const auto style = read_mixed_style(shares, 101);
  ASSERT_TRUE(style.ok());
  EXPECT_FLOAT_EQ(style->front(), 0.75F * 100 + 0.25F * 4);
  EXPECT_FLOAT_EQ(style->back(), 0.75F * 0.5F + 0.25F * 4);
  EXPECT_EQ(read_mixed_style(std::vector<StyleShare>{{path, 1.0}}, 101)->front(), 100.0F);
  const std::vector<StyleShare> broken{{path, 0.5}, {"/nonexistent.bin", 0.5}};
  EXPECT_EQ(read_mixed_style(broken, 1).error().kind, ErrorKind::kModelMissing);
}

TEST(KokoroVoice, RefusesDamagedFiles) {
  EXPECT_EQ(check_voice_file(written("long.bin", voice_table() + "x")).error().kind,
            ErrorKind::kModelInvalid);
  EXPECT_EQ(check_voice_file("/nonexistent.bin").error().kind, ErrorKind::kModelMissing);
  EXPECT_EQ(read_style("/nonexistent.bin", 1).error().kind, ErrorKind::kModelMissing);
  EXPECT_EQ(read_style(written("short.bin", "abc"), 1).error().kind, ErrorKind::kModelInvalid);
  auto table = voice_table();
  table.replace(4, 4, "\xFF\xFF\xFF\x7F");  // no number
  EXPECT_EQ(read_style(written("nan.bin", table), 1).error().kind, ErrorKind::kModelInvalid);
  EXPECT_TRUE(read_style(written("nan.bin", table), 2).ok());
}

TEST(SileroVad, RefusesAnotherModel) {
  core::ModelFiles files;
  files.dir = testing::TempDir();
  EXPECT_EQ(open_silero_vad(files).error().kind, ErrorKind::kModelInvalid);
  files.files = {"nowhere.onnx"};
  EXPECT_EQ(open_silero_vad(files).error().kind, ErrorKind::kModelMissing);
  written("tiny.onnx", tiny_model());
  files.files = {"tiny.onnx"};
  EXPECT_EQ(open_silero_vad(files).error().kind, ErrorKind::kModelInvalid);
}

}  // namespace
}  // namespace dragoman::engines::onnx
