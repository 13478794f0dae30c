#include "engines/ctranslate2/student_options.h"

#include <string>

#include <gmock/gmock.h>

#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using ::testing::HasSubstr;

std::string options() { return tiny_options({}, 30, 30); }

std::string replaced(const std::string& from, const std::string& to) {
  auto text = options();
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(StudentOptions, GivesTheShape) {
  const auto parsed = parse_student_options(options() + '\0' + "ignored");
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->encoder_layers, 1U);
  EXPECT_EQ(parsed->decoder_layers, 1U);
  EXPECT_EQ(parsed->dimension, 16U);
  EXPECT_EQ(parsed->heads, 4U);
}

TEST(StudentOptions, SaysWhetherTheOutputHasWeightsOfItsOwn) {
  EXPECT_TRUE(parse_student_options(options())->tied_output);
  EXPECT_FALSE(parse_student_options(replaced("embeddings-all: true", "embeddings-all: false"))
                   ->tied_output);
}

TEST(StudentOptions, TakesQuotesCommentsBlanksAndUnknownOptions) {
  auto text = replaced("type: transformer",
                       "type:   \"transformer\" \r\n# a comment\n\nnew-option: [1, 2]");
  EXPECT_TRUE(parse_student_options(text).ok());
}

struct Refused {
  const char* name;
  const char* from;
  const char* to;
  const char* says;
};

class RefusedOptions : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedOptions, NameTheOption) {
  const auto parsed = parse_student_options(replaced(GetParam().from, GetParam().to));
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedOptions,
    ::testing::Values(
        Refused{"Type", "type: transformer", "type: s2s", "option type is \"s2s\""},
        Refused{"MissingType", "type: transformer", "other: x", "lacks the option type"},
        Refused{"SelfAttention", "autoreg: rnn", "autoreg: self-attention", "self-attention"},
        Refused{"Cell", "dec-cell: ssru", "dec-cell: gru", "\"gru\""},
        Refused{"Activation", "activation: relu", "activation: swish", "\"swish\""},
        Refused{"FeedForwardDepth", "ffn-depth: 2", "ffn-depth: 3", "transformer-ffn-depth"},
        Refused{"PreNorm", "preprocess: \"\"", "preprocess: n", "transformer-preprocess"},
        Refused{"PostNorm", "postprocess: dan", "postprocess: da", "\"da\""},
        Refused{"TopNorm", "postprocess-top: \"\"", "postprocess-top: n", "postprocess-top"},
        Refused{"TiedLayers", "tied-layers: []", "tied-layers: [1, 1]", "transformer-tied-layers"},
        Refused{"TiedLayersBelow", "tied-layers: []", "tied-layers:\n  - 1\n  - 1", "\"1, 1\""},
        Refused{"NoHeads", "transformer-heads: 4", "transformer-heads: 0", "transformer-heads"},
        Refused{"OddHeads", "transformer-heads: 4", "transformer-heads: 5",
                "does not fit its 5 heads"},
        Refused{"HugeDepth", "enc-depth: 1", "enc-depth: 18446744073709551616", "enc-depth"},
        Refused{"DeepEncoder", "enc-depth: 1", "enc-depth: 65", "enc-depth"},
        Refused{"NegativeDepth", "dec-depth: 1", "dec-depth: -1", "dec-depth"},
        Refused{"WordForNumber", "dim-emb: 16", "dim-emb: 16x", "\"16x\""},
        Refused{"Twice", "dec-cell: ssru", "dec-cell: ssru\ndec-cell: ssru", "stands twice"},
        Refused{"Nested", "type: transformer", "type:\n  name: transformer", "not in a form"},
        Refused{"NoColon", "type: transformer", "type transformer", "not in a form"},
        Refused{"NoKey", "type: transformer", ": transformer", "not in a form"}),
    [](const auto& test) { return test.param.name; });

TEST(StudentOptions, EmptyTextIsRefused) { EXPECT_FALSE(parse_student_options("").ok()); }

}  // namespace
}  // namespace dragoman::engines::ctranslate2
