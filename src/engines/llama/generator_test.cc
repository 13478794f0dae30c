// The plumbing on a model of random weights: it proves that texts go on as the network says, not
// that what it says is any good.
#include "engines/llama/generator.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/llama/testing/tiny_gguf.h"

namespace dragoman::engines::llama {
namespace {

class Generators : public ::testing::Test {
 protected:
  std::string written(const std::string& bytes) {
    const auto path = dir_.path() + "/" + std::to_string(++files_) + ".gguf";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  void SetUp() override { load(1); }

  void load(unsigned seed) {
    auto model = LanguageModel::open(written(tiny_language_model("", seed)));
    ASSERT_TRUE(model.ok()) << model.error().message << model.error().detail;
    model_ = *std::move(model);
  }

  std::unique_ptr<Generator> open(GeneratorSizes sizes = {3, 128, 2, true}) {
    auto generator = Generator::open(model_, sizes);
    EXPECT_TRUE(generator.ok());
    return *std::move(generator);
  }

  Generation asked(const std::string& text, std::size_t max_tokens = 12) {
    Generation generation;
    model_->tokenise(text, true, generation.prompt);
    generation.max_tokens = max_tokens;
    return generation;
  }

  static std::string only(std::vector<base::Result<std::string>> answers) {
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers[0].ok()) << answers[0].error().detail;
    return answers[0].ok() ? *answers[0] : "";
  }

  std::string alone(const Generation& generation) {
    return only(open({1, 128, 0, true})->run({&generation, 1}));
  }

  base::TempDir dir_;
  int files_ = 0;
  std::shared_ptr<const LanguageModel> model_;
};

TEST_F(Generators, TokensAreWhatTheirTextWas) {
  std::vector<Token> tokens;
  model_->tokenise("caf\u00e9, No. 7\n", false, tokens);
  EXPECT_EQ(model_->text_of(tokens), "caf\u00e9, No. 7\n");
  EXPECT_EQ(tokens.front(), 1) << "the beginning of text comes first";
}

TEST_F(Generators, OnlyTrustedTextHoldsControlTokens) {
  std::vector<Token> trusted;
  std::vector<Token> said;
  model_->tokenise("x</s>", true, trusted);
  model_->tokenise("x</s>", false, said);
  EXPECT_EQ(trusted.back(), 2);
  EXPECT_EQ(std::ranges::count(said, 2), 0);
  EXPECT_TRUE(model_->ends(2));
}

TEST_F(Generators, ManyAtOnceAnswerAsEachAlone) {
  const std::string shared = "all of these begin with the very same words and then ";
  for (const unsigned seed : {1U, 2U, 3U}) {
    load(seed);
    std::vector<Generation> requests;
    for (std::size_t i = 0; i < 8; ++i) {
      requests.push_back(asked(shared + std::string(i + 1, "abcdefgh"[i])));
    }
    const auto generator = open();
    for (int round = 0; round < 2; ++round) {
      const auto answers = generator->run(requests);
      ASSERT_EQ(answers.size(), requests.size());
      for (std::size_t i = 0; i < answers.size(); ++i) {
        ASSERT_TRUE(answers[i].ok()) << answers[i].error().detail;
        EXPECT_EQ(*answers[i], alone(requests[i])) << seed << ' ' << i;
      }
    }
  }
}

TEST_F(Generators, WhatPromptsBeginWithAlikeIsComputedOnce) {
  const std::string shared = "all of these begin with the very same words and then ";
  const std::vector<Generation> requests{asked(shared + "a"), asked(shared + "bb"),
                                         asked(shared + "ccc")};
  const auto generator = open();
  generator->run(requests);
  const auto counts = generator->counts();
  EXPECT_GE(counts.spared, 2 * shared.size());
  EXPECT_LT(counts.prompt, requests[0].prompt.size() + 12);
}

TEST_F(Generators, SlotsShareTheirSteps) {
  std::vector<Generation> requests;
  for (const auto* text : {"one", "two and two", "three and three"})
    requests.push_back(asked(text));
  const auto together = open();
  together->run(requests);
  const auto apart = open();
  for (const auto& request : requests) apart->run({&request, 1});
  EXPECT_LE(2 * together->counts().steps, apart->counts().steps);
}

TEST_F(Generators, AnswersKeepToTheirLimits) {
  const auto generator = open();
  const auto short_one = asked("abc", 5);
  generator->run({&short_one, 1});
  EXPECT_LE(generator->counts().answer, 5U);
  const auto full = asked(std::string(100, 'a'), 1000);
  EXPECT_TRUE(generator->run({&full, 1})[0].ok()) << "it ends where its slot does";
  for (const auto& text : {std::string(127, 'a'), std::string(5000, 'b')}) {
    const auto too_long = asked(text);
    const auto answers = generator->run({&too_long, 1});
    ASSERT_FALSE(answers[0].ok());
    EXPECT_EQ(answers[0].error().kind, base::ErrorKind::kInvalidArgument);
  }
  const Generation nothing;
  EXPECT_FALSE(generator->run({&nothing, 1})[0].ok());
  EXPECT_TRUE(generator->run({}).empty());
}

TEST_F(Generators, ALineEndsWithIt) {
  auto request = asked("abc", 60);
  const auto whole = only(open()->run({&request, 1}));
  request.line = true;
  const auto line = only(open()->run({&request, 1}));
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(whole.find(line), std::string::npos);
}

TEST_F(Generators, APenaltyBreaksARepetition) {
  auto request = asked("abc", 40);
  const auto distinct = [&] {
    const auto text = only(open()->run({&request, 1}));
    std::vector<Token> tokens;
    model_->tokenise(text, false, tokens);
    std::ranges::sort(tokens);
    return std::unique(tokens.begin(), tokens.end()) - tokens.begin();
  };
  const auto plain = distinct();
  request.repeat_penalty = 3.0F;
  EXPECT_GT(distinct(), plain);
}

TEST_F(Generators, ACancelledRequestHarmsNoOther) {
  base::CancelSource source;
  std::vector<Generation> requests{asked("one"), asked("two"), asked("three")};
  requests[1].cancel = source.token();
  source.cancel(base::CancelReason::kClientGone);
  const auto answers = open()->run(requests);
  ASSERT_FALSE(answers[1].ok());
  EXPECT_EQ(answers[1].error().kind, base::ErrorKind::kCancelled);
  EXPECT_EQ(*answers[0], alone(requests[0]));
  EXPECT_EQ(*answers[2], alone(requests[2]));
}

TEST_F(Generators, ATimeThatIsOverStopsBetweenSteps) {
  const base::CancelSource source(base::CancelToken(),
                                  std::chrono::steady_clock::now() - std::chrono::seconds(1));
  auto request = asked("one", 100);
  request.cancel = source.token();
  const auto generator = open();
  EXPECT_EQ(generator->run({&request, 1})[0].error().kind, base::ErrorKind::kDeadlineExceeded);
  EXPECT_EQ(generator->counts().steps, 0U);
}

void refused(const base::Result<std::shared_ptr<const LanguageModel>>& model) {
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().kind, base::ErrorKind::kModelInvalid) << model.error().message;
}

TEST_F(Generators, DamagedFilesAreRefused) {
  const auto whole = tiny_language_model();
  for (const auto part : {0.1, 0.5, 0.9, 0.999}) {
    const auto size = static_cast<std::size_t>(part * static_cast<double>(whole.size()));
    refused(LanguageModel::open(written(whole.substr(0, size))));
  }
  refused(LanguageModel::open(written("not a model")));
}

// Each is sound as a file and no model that can run; none may end the process.
TEST_F(Generators, FilesThatAreNoSuchModelAreRefused) {
  const auto changed = [&](std::string_view from, std::string_view into) {
    auto bytes = tiny_language_model();
    const auto at = bytes.find(from);
    EXPECT_NE(at, std::string::npos);
    return written(bytes.replace(at, from.size(), into));
  };
  refused(LanguageModel::open(changed("general.architecture\x08", "general.architectura\x08")));
  refused(LanguageModel::open(changed("llama.block_count", "llama.block_coant")));
  refused(LanguageModel::open(changed("blk.1.attn_q.weight", "blk.1.attn_x.weight")));
  refused(LanguageModel::open(changed("tokenizer.ggml.model", "tokenizer.ggml.madel")));
  refused(LanguageModel::open(changed("token_embd.weight", "token_embx.weight")));
  using namespace std::string_literals;
  refused(LanguageModel::open(
      changed("llama.embedding_length\x04\0\0\0\x20"s, "llama.embedding_length\x04\0\0\0\x40"s)));
  refused(LanguageModel::open(changed("llama.attention.head_count\x04\0\0\0\x04"s,
                                      "llama.attention.head_count\x04\0\0\0\x07"s)));
  refused(LanguageModel::open(changed("llama.attention.head_count_kv\x04\0\0\0\x02"s,
                                      "llama.attention.head_count_kv\x04\0\0\0\x03"s)));
  EXPECT_EQ(LanguageModel::open(dir_.path() + "/none.gguf").error().kind,
            base::ErrorKind::kModelMissing);
}

}  // namespace
}  // namespace dragoman::engines::llama
