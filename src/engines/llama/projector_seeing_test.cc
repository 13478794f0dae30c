// The plumbing on picture encoders and language models of random weights: what is seen reaches the
// words. It says nothing of what any model sees.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "base/files.h"
#include "core/audio.h"
#include "engines/llama/answerer.h"
#include "engines/llama/given_up_test.h"
#include "engines/llama/projector.h"
#include "engines/llama/testing/tiny_projector.h"

namespace dragoman::engines::llama {
namespace {

using testing::HasSubstr;

core::Picture picture(int width, int height, unsigned seed = 1) {
  core::Picture out{width, height, {}, core::Seconds(0)};
  for (int i = 0; i < 3 * width * height; ++i) {
    out.rgb.push_back(static_cast<std::uint8_t>((i * 37 + i / 97 * static_cast<int>(seed)) % 251));
  }
  return out;
}

std::size_t rows_of(const std::vector<Piece>& pieces) {
  std::size_t rows = 0;
  for (const auto& piece : pieces) rows += piece.embeddings.size() / kTinyWidth;
  return rows;
}

class Eyes : public ::testing::Test {
 protected:
  std::string written(const std::string& bytes) {
    const auto path = dir_.path() + "/" + std::to_string(++files_) + ".gguf";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  void use(std::string_view architecture) {
    auto model = LanguageModel::open(written(tiny_language_model("", 1, architecture)));
    ASSERT_TRUE(model.ok());
    model_ = *std::move(model);
  }

  void SetUp() override { use("llama"); }

  std::unique_ptr<Projector> open(const std::string& bytes) {
    auto projector = Projector::open(written(bytes), model_);
    EXPECT_TRUE(projector.ok()) << projector.error().message << projector.error().detail;
    return projector.ok() ? *std::move(projector) : nullptr;
  }

  std::string refusal(const TinyEyes& eyes) {
    const auto projector = Projector::open(written(tiny_picture_encoder(eyes)), model_);
    if (projector.ok()) return "";
    EXPECT_EQ(projector.error().kind, base::ErrorKind::kModelInvalid);
    return projector.error().message;
  }

  base::TempDir dir_;
  int files_ = 0;
  std::shared_ptr<const LanguageModel> model_;
};

TEST_F(Eyes, MakeEveryPictureOneSize) {
  const auto projector = open(tiny_picture_encoder());
  ASSERT_NE(projector, nullptr);
  EXPECT_TRUE(projector->sees());
  EXPECT_FALSE(projector->hears());
  for (const auto& [width, height] : {std::pair{32, 32}, {640, 360}, {1, 1}, {3, 900}}) {
    const auto seen = projector->see(picture(width, height), {});
    ASSERT_TRUE(seen.ok()) << seen.error().detail;
    EXPECT_EQ(rows_of(*seen), 4U);
    const auto shown = std::ranges::find_if(*seen, &Piece::at_once);
    ASSERT_NE(shown, seen->end());
    EXPECT_TRUE(shown->places.empty());
    EXPECT_TRUE(std::ranges::all_of(shown->embeddings, [](float v) { return std::isfinite(v); }));
  }
  EXPECT_EQ(projector->hear(std::vector<float>(16000), {}).error().kind,
            base::ErrorKind::kInvalidArgument);
}

// Time, column and row of each (Qwen's M-RoPE), and no more rows than are paid for.
TEST_F(Eyes, PlaceWhatTheySeeInColumnsAndRows) {
  use("qwen3vl");
  for (const auto* const kind : {"qwen3vl_merger", "qwen2vl_merger"}) {
    const auto projector = open(tiny_picture_encoder({.projector = kind}));
    ASSERT_NE(projector, nullptr);
    const auto seen = projector->see(picture(64, 32), {});
    ASSERT_TRUE(seen.ok()) << seen.error().detail;
    ASSERT_EQ(rows_of(*seen), 8U);  // of 16 pixels square
    const auto shown =
        std::ranges::find_if(*seen, [](const Piece& p) { return !p.places.empty(); });
    ASSERT_NE(shown, seen->end());
    EXPECT_FALSE(shown->at_once);
    EXPECT_EQ(shown->places.at(3).x, 3);
    EXPECT_EQ(shown->places.at(3).y, 0);
    EXPECT_EQ(shown->places.at(7).y, 1);
    EXPECT_EQ(shown->places.at(7).time, 0);
    EXPECT_LE(rows_of(*projector->see(picture(1920, 1080), {})),
              static_cast<std::size_t>(kMostPictureRows));
  }
}

TEST_F(Eyes, OfOtherKindsRunAsWell) {
  for (const auto* const kind : {"gemma4v", "idefics3"}) {
    const auto projector = open(tiny_picture_encoder({.projector = kind}));
    ASSERT_NE(projector, nullptr) << kind;
    const auto seen = projector->see(picture(160, 90), {});
    ASSERT_TRUE(seen.ok()) << kind << seen.error().detail;
    EXPECT_GT(rows_of(*seen), 0U);
  }
}

TEST_F(Eyes, SeeOnePictureAsAnotherThanTheNext) {
  for (const auto& [architecture, kind] :
       {std::pair{"llama", "gemma3"}, {"qwen3vl", "qwen3vl_merger"}}) {
    use(architecture);
    const auto projector = open(tiny_picture_encoder({.projector = kind}));
    ASSERT_NE(projector, nullptr);
    auto answerer = Answerer::open(model_, 512, projector->four_positions());
    ASSERT_TRUE(answerer.ok());
    const auto answer = [&](unsigned seed) {
      auto prompt = *projector->see(picture(64, 48, seed), {});
      std::vector<Token> after(1);
      model_->tokenise("so: ", true, after);
      prompt.push_back({after, {}});
      const auto said = (*answerer)->run(prompt, {24, 1.0F}, {});
      EXPECT_TRUE(said.ok()) << architecture << ": " << said.error().detail;
      return said->log_probabilities;
    };
    const auto one = answer(1);
    EXPECT_FALSE(one.empty());
    EXPECT_EQ(one, answer(1));
    EXPECT_NE(one, answer(9));
  }
}

// The rows of a picture that see each other are told apart from those that see what is before them.
TEST_F(Eyes, AreReadAtOnceWhereTheModelWantsIt) {
  auto answerer = Answerer::open(model_, 1024, false);
  ASSERT_TRUE(answerer.ok());
  Piece seen;
  for (std::size_t i = 0; i < 8 * kTinyWidth; ++i) {
    seen.embeddings.push_back(std::sin(static_cast<float>(i * i % 97)));
  }
  const Piece after{{10, 11, 12}, {}};
  const auto answer = [&](bool at_once) {
    seen.at_once = at_once;
    const auto said = (*answerer)->run(std::vector{seen, after}, {8, 1.0F}, {});
    EXPECT_TRUE(said.ok());
    return said->log_probabilities;
  };
  EXPECT_NE(answer(true), answer(false));
  EXPECT_EQ(answer(true), answer(true));
  seen.embeddings.resize(257 * kTinyWidth);
  seen.at_once = true;
  EXPECT_EQ((*answerer)->run(std::vector{seen, after}, {8, 1.0F}, {}).error().kind,
            base::ErrorKind::kInvalidArgument);
}

// What follows a picture stands behind its longer side.
TEST_F(Eyes, LeaveAsManyPositionsAsAPictureIsLong) {
  use("qwen3vl");
  auto answerer = Answerer::open(model_, 512, true);
  ASSERT_TRUE(answerer.ok());
  Piece seen;
  for (std::size_t i = 0; i < 6 * kTinyWidth; ++i) {
    seen.embeddings.push_back(std::sin(static_cast<float>(i * i % 97)));
  }
  const Piece after{{10, 11, 12}, {}};
  const auto answer = [&](const std::vector<Place>& places) {
    seen.places = places;
    const auto said = (*answerer)->run(std::vector{seen, after}, {8, 1.0F}, {});
    EXPECT_TRUE(said.ok()) << said.error().detail;
    return said->log_probabilities;
  };
  const auto wide = answer({{0, 0, 0}, {0, 1, 0}, {0, 2, 0}, {0, 0, 1}, {0, 1, 1}, {0, 2, 1}});
  const auto tall = answer({{0, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 1}, {0, 0, 2}, {0, 1, 2}});
  EXPECT_NE(wide, tall);
  EXPECT_NE(wide, answer({}));
}

TEST_F(Eyes, MayHaveEars) {
  const auto projector = open(tiny_omni_projector());
  ASSERT_NE(projector, nullptr);
  EXPECT_TRUE(projector->sees());
  EXPECT_TRUE(projector->hears());
  EXPECT_EQ(rows_of(*projector->see(picture(40, 30), {})), 4U);
  EXPECT_EQ(rows_of(*projector->hear(std::vector<float>(core::kListenRateHz / 2, 0.1F), {})), 13U);
}

TEST_F(Eyes, StopBetweenPictures) {
  const auto projector = open(tiny_picture_encoder());
  ASSERT_NE(projector, nullptr);
  base::CancelSource cancel;
  cancel.cancel(base::CancelReason::kClientGone);
  EXPECT_EQ(projector->see(picture(32, 32), cancel.token()).error().kind,
            base::ErrorKind::kCancelled);
  EXPECT_TRUE(projector->see(picture(32, 32), {}).ok());
  EXPECT_EQ(projector->see({4, 4, {1, 2, 3}, {}}, {}).error().kind,
            base::ErrorKind::kInvalidArgument);
}

TEST_F(Eyes, RefuseWhatIsNoneOfTheirs) {
  EXPECT_THAT(refusal({.projector = "internvl"}), HasSubstr("is unknown"));
  EXPECT_THAT(refusal({.merge = 0}), HasSubstr("no tokens"));
  EXPECT_THAT(refusal({.merge = 3}), HasSubstr("no tokens"));
  EXPECT_THAT(refusal({.projector = "qwen3vl_merger", .merge = 1}), HasSubstr("no tokens"));
  EXPECT_THAT(refusal({.patch = 64}), HasSubstr("sizes"));
  [[maybe_unused]] const GivenUp late;
  EXPECT_THAT(refusal({.width = 2 * kTinyWidth}), HasSubstr("belongs to another model"));
}

TEST_F(Eyes, RefuseAFileWithoutOneOfItsTensors) {
  for (const auto* const name :
       {"v.patch_embd.weight", "v.position_embd.weight", "v.blk.0.attn_q.weight",
        "v.blk.0.attn_out.weight", "v.blk.0.ln1.weight", "v.blk.0.ffn_up.weight",
        "mm.input_projection.weight", "mm.soft_emb_norm.weight"}) {
    EXPECT_NE(refusal({.without = name}), "") << name;
  }
  use("qwen3vl");
  for (const auto* const name :
       {"v.patch_embd.weight.1", "v.patch_embd.bias", "v.position_embd.weight",
        "v.blk.0.attn_qkv.weight", "v.blk.0.attn_qkv.bias", "mm.0.weight", "mm.2.bias"}) {
    EXPECT_NE(refusal({.projector = "qwen3vl_merger", .without = name}), "") << name;
  }
}

// Whatever a byte of the head is changed to, there is an answer or a refusal, and no crash.
TEST_F(Eyes, SurviveADamagedHead) {
  [[maybe_unused]] const GivenUp at_a_fault;
  for (const auto* const kind : {"gemma3", "qwen3vl_merger"}) {
    use(kind == std::string_view("gemma3") ? "llama" : "qwen3vl");
    const auto whole = tiny_picture_encoder({.projector = kind});
    constexpr std::size_t kHead = 2200;
    for (std::size_t at = 0; at < kHead; at += 31) {
      auto damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ (at % 2 == 0 ? 0x01 : 0x80));
      auto projector = Projector::open(written(damaged), model_);
      if (projector.ok() && (*projector)->sees()) {
        static_cast<void>((*projector)->see(picture(48, 32), {}));
      }
    }
  }
}

}  // namespace
}  // namespace dragoman::engines::llama
