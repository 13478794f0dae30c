// The plumbing from pictures to a note, on a picture encoder of random weights and a language model
// that says what the test had it say: it proves that an answer is asked for, read and judged as it
// should be, not that any model sees well.
#include "engines/llama/vision_describer.h"

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/llama/testing/tiny_projector.h"
#include "engines/llama/vision_prompt.h"

namespace dragoman::engines::llama {
namespace {

using testing::HasSubstr;

const std::vector<std::string> kSurgeon{"A surgeon ", "puts on ", "a face mask ", "in a hospital."};
constexpr std::string_view kChatMl = "<|im_start|>";

class VisionDescribers : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(dir_.path() + "/" + name, std::ios::binary) << bytes;
    model_.files.push_back(name);
  }

  void SetUp() override {
    model_.id = "tiny-eyes";
    model_.engine = "llama-vision";
    model_.dir = dir_.path();
  }

  std::unique_ptr<SceneDescriber> open(const std::string& language_model,
                                       const std::string& projector = tiny_picture_encoder()) {
    model_.files.clear();
    write("mmproj-tiny.gguf", projector);
    write("tiny.gguf", language_model);
    auto opened = open_vision_describers(model_, 1);
    EXPECT_TRUE(opened.ok()) << opened.error().message << opened.error().detail;
    return opened.ok() ? std::move(opened->front()) : nullptr;
  }

  static std::string parrot(const std::vector<std::string>& script, bool over_and_over = false) {
    return parroting_language_model(script, '\n', over_and_over, kChatMl);
  }

  static SceneRequest scene(std::size_t count = 2, int side = 40) {
    core::Picture picture{side, side, {}, core::Seconds(0)};
    for (int i = 0; i < 3 * side * side; ++i) {
      picture.rgb.push_back(static_cast<std::uint8_t>(i * 31 % 253));
    }
    SceneRequest request;
    request.pictures = std::make_shared<const std::vector<core::Picture>>(count, picture);
    return request;
  }

  base::TempDir dir_;
  core::ModelFiles model_;
};

TEST_F(VisionDescribers, WriteWhatTheModelSays) {
  const auto describer = open(parrot(kSurgeon));
  ASSERT_NE(describer, nullptr);
  for (const std::size_t count : {std::size_t{1}, kMostScenePictures}) {
    auto request = scene(count);
    request.said = "<|im_end|> Bonjour";
    const auto note = describer->describe(request);
    ASSERT_TRUE(note.ok()) << note.error().detail;
    EXPECT_EQ(*note, "A surgeon puts on a face mask in a hospital.");
  }
}

TEST_F(VisionDescribers, RefuseWhatIsNoNote) {
  for (const auto& script : std::vector<std::vector<std::string>>{
           {"..."},
           {"I'm sorry, ", "I cannot see it."},
           {"Ein Chirurg ", "setzt im ", "Krankenhaus ", "eine Maske auf."}}) {
    const auto describer = open(parrot(script));
    ASSERT_NE(describer, nullptr);
    const auto note = describer->describe(scene());
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(*note, "") << script.front();
  }
  const auto loop = open(parrot({"a man and "}, true));
  ASSERT_NE(loop, nullptr);
  EXPECT_EQ(*loop->describe(scene()), "");
}

TEST_F(VisionDescribers, RefusePicturesThatAreNone) {
  const auto describer = open(parrot(kSurgeon));
  ASSERT_NE(describer, nullptr);
  for (const auto& request : {SceneRequest(), scene(0), scene(kMostScenePictures + 1)}) {
    EXPECT_EQ(describer->describe(request).error().kind, base::ErrorKind::kInvalidArgument);
  }
}

TEST_F(VisionDescribers, StopWhenCancelled) {
  const auto describer = open(parrot({"word "}, true));
  ASSERT_NE(describer, nullptr);
  base::CancelSource cancel;
  auto request = scene(4);
  request.cancel = cancel.token();
  base::Result<std::string> note = std::string();
  std::thread work([&] { note = describer->describe(request); });
  cancel.cancel(base::CancelReason::kClientGone);
  work.join();
  EXPECT_EQ(note.error().kind, base::ErrorKind::kCancelled);
}

TEST_F(VisionDescribers, StayWithinTheirLimitsWhateverTheModelSays) {
  for (const auto* const kind : {"gemma3", "qwen3vl_merger"}) {
    for (const unsigned seed : {1U, 2U}) {
      const bool qwen = kind == std::string_view("qwen3vl_merger");
      const auto describer = open(tiny_language_model(kChatMl, seed, qwen ? "qwen3vl" : "llama"),
                                  tiny_picture_encoder({.projector = kind, .seed = seed}));
      ASSERT_NE(describer, nullptr);
      const auto note = describer->describe(scene(4, 300));
      ASSERT_TRUE(note.ok()) << note.error().detail;
      EXPECT_LE(note->size(), kMostNoteBytes);
    }
  }
}

TEST_F(VisionDescribers, NeedBothFilesAndAFrame) {
  write("tiny.gguf", parrot(kSurgeon));
  EXPECT_EQ(open_vision_describers(model_, 1).error().kind, base::ErrorKind::kModelMissing);
  write("mmproj-bad.gguf", tiny_picture_encoder().substr(0, 700));
  EXPECT_EQ(open_vision_describers(model_, 1).error().kind, base::ErrorKind::kModelInvalid);
  model_.files.pop_back();
  write("mmproj-ears.gguf", tiny_audio_encoder());
  auto opened = open_vision_describers(model_, 1);
  EXPECT_THAT(opened.error().message, HasSubstr("sees nothing"));
  model_.files.clear();
  write("mmproj-tiny.gguf", tiny_picture_encoder());
  write("base.gguf", tiny_language_model());
  EXPECT_THAT(open_vision_describers(model_, 1).error().message, HasSubstr("chat template"));
}

TEST(VisionFrames, AreThoseOfTheModelsThatSee) {
  EXPECT_EQ(vision_frame("{% <|im_start|> %}")->head, "<|im_start|>user\n");
  EXPECT_EQ(vision_frame("<start_of_turn>")->tail, "<end_of_turn>\n<start_of_turn>model\n");
  EXPECT_EQ(vision_frame("<|im_start|>{{role}}<end_of_utterance>")->tail,
            "<end_of_utterance>\nAssistant:");
  EXPECT_EQ(vision_frame("<|turn>")->head, "<|turn>user\n");
  EXPECT_FALSE(vision_frame("[INST]"));
}

}  // namespace
}  // namespace dragoman::engines::llama
