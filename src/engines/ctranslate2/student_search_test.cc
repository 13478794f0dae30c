#include "engines/ctranslate2/student_search.h"

#include <cstring>
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/ctranslate2/model_types.h"
#include "engines/ctranslate2/ssru_model.h"
#include "engines/ctranslate2/testing/reference_student.h"
#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {
namespace {

// Single floats in other orders; a value that falls to the other side of a rounding would differ by
// far more.
constexpr double kTolerance = 1e-3;

const std::vector<std::vector<int>> kSentences{
    {5, 7, 6, 8, 9, 2, 10, 11, 3, 0}, {6, 7, 0}, {29, 12, 12, 4, 26, 27, 28, 0}, {0}};

std::vector<std::size_t> to_source(const std::vector<int>& ids) { return {ids.begin(), ids.end()}; }

struct Named {
  const char* name;
  TinyShape shape;
};

class StudentArithmetic : public ::testing::TestWithParam<Named> {
 protected:
  StudentArithmetic() {
    register_model_types();
    const auto files = StudentFiles::find(tiny_.install(dir_.path()));
    auto loaded = load_student(*files);
    if (loaded) student_ = *loaded;
  }
  void SetUp() override { ASSERT_NE(student_, nullptr); }

  TinyStudent tiny_{GetParam().shape};
  ReferenceStudent reference_{tiny_};
  base::TempDir dir_;
  std::shared_ptr<const Student> student_;
};

TEST_P(StudentArithmetic, TheEncoderEqualsTheReference) {
  std::vector<std::vector<std::size_t>> sources;
  for (const auto& ids : kSentences) sources.push_back(to_source(ids));
  SsruEncoder encoder(*student_->model);
  const auto batch = encoder.encode(sources);
  const float* values = batch.memory.data<float>();
  for (const auto& ids : kSentences) {
    for (const auto& token : reference_.encode(ids)) {
      for (const float expected : token) ASSERT_NEAR(*values++, expected, kTolerance);
    }
  }
  EXPECT_EQ(values, batch.memory.data<float>() + batch.memory.size());
}

TEST_P(StudentArithmetic, TheDecoderEqualsTheReference) {
  const std::vector<int> written{7, 2, 7, 11, 9};
  std::vector<std::uint32_t> pieces;
  for (std::uint32_t id = 0; id < tiny_.target_pieces.size(); id += 1 + id % 2)
    pieces.push_back(id);
  SsruEncoder encoder(*student_->model);
  SsruDecoder decoder(*student_->model);
  decoder.select(pieces);
  decoder.start(encoder.encode({to_source(kSentences[0]), to_source(kSentences[1])}));
  // The first sentence leaves after two steps; the other must not notice.
  std::vector<std::int32_t> last(2);
  const auto expected = reference_.decode(reference_.encode(kSentences[1]), written);
  for (std::size_t t = 0; t < expected.size(); ++t) {
    const auto logits = decoder.step(last);
    ASSERT_EQ(logits.size(), last.size() * pieces.size());
    const auto row = logits.last(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      ASSERT_NEAR(row[i], expected[t][pieces[i]], kTolerance) << t << ' ' << pieces[i];
    }
    float sum = 0;
    for (const float weight : decoder.attention(last.size() - 1)) sum += weight;
    EXPECT_NEAR(sum, 1, 1e-5);
    if (t == 1) decoder.keep(std::vector<std::int32_t>{1});
    last.assign(t == 0 ? 2 : 1, 0);
    if (t < written.size()) last.back() = written[t];
  }
}

TEST_P(StudentArithmetic, TheSearchEqualsTheReference) {
  std::vector<SearchItem> items;
  for (const auto& ids : kSentences) items.push_back({to_source(ids), {}});
  StudentSearch search(student_);
  const auto results = search.run(items);
  ASSERT_EQ(results.size(), kSentences.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    std::vector<int> ids;
    for (const auto& piece : results[i]) ids.push_back(piece.id);
    EXPECT_EQ(ids, reference_.translate(kSentences[i], max_target_tokens(kSentences[i].size())))
        << i;
    const auto alone = search.run({&items[i], 1});
    std::vector<int> alone_ids;
    for (const auto& piece : alone.front()) alone_ids.push_back(piece.id);
    EXPECT_EQ(alone_ids, ids) << "company changes nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, StudentArithmetic,
    ::testing::Values(
        Named{"Plain", {}}, Named{"Deeper", {.encoder_layers = 3, .decoder_layers = 2}},
        Named{"WideEnoughForOurProducts",
              {.dimension = 64, .heads = 8, .feed_forward = 128, .decoder_layers = 2}},
        Named{"OddSizes", {.dimension = 20, .heads = 2, .feed_forward = 21}},
        Named{"Floats", {.quantised = false}},
        Named{"SplitVocabularies", {.split_vocabularies = true}},
        Named{"NoNormBiases", {.norm_biases = false}}, Named{"DeepDecoder", {.decoder_layers = 4}},
        Named{"FewHeads", {.dimension = 80, .heads = 2, .feed_forward = 64}},
        Named{"OwnOutput", {.tied_output = false}},
        Named{"OwnOutputOfFloats", {.quantised = false, .tied_output = false}},
        Named{"SplitWithOwnOutput", {.split_vocabularies = true, .tied_output = false}},
        Named{"SplitFloats", {.quantised = false, .split_vocabularies = true}},
        Named{"NoMultipliers", {.multipliers = false}}, Named{"NoLexicon", {.lexicon = false}},
        Named{"SplitWithoutLexicon", {.split_vocabularies = true, .lexicon = false}},
        Named{"Bytes", {.byte_fallback = true}}),
    [](const auto& test) { return test.param.name; });

class StudentSearchTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const Student> load(const TinyStudent& tiny, const base::TempDir& dir) {
    register_model_types();
    auto loaded = load_student(*StudentFiles::find(tiny.install(dir.path())));
    EXPECT_TRUE(loaded.ok());
    return *loaded;
  }

  // A student that writes this piece again and again, whatever it reads.
  static TinyStudent always(std::size_t piece) {
    TinyStudent tiny;
    const float value = 100;
    std::memcpy(tiny.item("decoder_ff_logit_out_b").data.data() + piece * sizeof value, &value,
                sizeof value);
    return tiny;
  }

  base::TempDir dir_;
};

TEST_F(StudentSearchTest, StopsAtTheEndOfSentence) {
  StudentSearch search(load(always(0), dir_));
  const SearchItem item{to_source(kSentences[0]), {}};
  EXPECT_TRUE(search.run({&item, 1}).front().empty());
}

TEST_F(StudentSearchTest, StopsAtTheLimit) {
  StudentSearch search(load(always(3), dir_));
  const std::vector<SearchItem> items{{to_source(kSentences[0]), {}},
                                      {to_source(kSentences[1]), {}}};
  const auto results = search.run(items);
  EXPECT_EQ(results[0].size(), max_target_tokens(10));
  EXPECT_EQ(results[1].size(), max_target_tokens(3));
}

TEST_F(StudentSearchTest, NoItemsAreFine) {
  StudentSearch search(load(TinyStudent(), dir_));
  EXPECT_TRUE(search.run({}).empty());
}

TEST_F(StudentSearchTest, ACancelledItemStopsAndHarmsNoOther) {
  StudentSearch search(load(always(3), dir_));
  base::CancelSource source;
  source.cancel(base::CancelReason::kClientGone);
  const std::vector<SearchItem> items{{to_source(kSentences[0]), source.token()},
                                      {to_source(kSentences[1]), {}}};
  const auto results = search.run(items);
  EXPECT_LE(results[0].size(), 1U);
  EXPECT_EQ(results[1].size(), max_target_tokens(3));
}

TEST_F(StudentSearchTest, TheUnknownPieceIsCopiedFromTheUnknownSourcePieceLookedAtMost) {
  const auto student = load(always(1), dir_);
  const std::vector<std::size_t> source{6, 1, 7, 1, 0};
  const SearchItem item{source, {}};
  StudentSearch search(student);
  const auto written = search.run({&item, 1}).front();

  SsruEncoder encoder(*student->model);
  SsruDecoder decoder(*student->model);
  decoder.select(std::vector<std::uint32_t>{0, 1});
  decoder.start(encoder.encode({source}));
  std::set<int> chosen;
  for (const auto& piece : written) {
    (void)decoder.step(std::vector<std::int32_t>{1});
    const auto attention = decoder.attention(0);
    ASSERT_EQ(attention.size(), source.size());
    EXPECT_EQ(piece.copied_from, attention[3] > attention[1] ? 3 : 1);
    chosen.insert(piece.copied_from);
  }
  EXPECT_EQ(chosen.size(), 2U) << "weights that do not tell the two apart";
}

TEST_F(StudentSearchTest, AMarkThatTheSourceHasNotIsReplacedWhereItLooksAtAnUnknownPiece) {
  const auto student = load(always(2), dir_);  // the comma
  StudentSearch search(student);
  const std::vector<SearchItem> items{{{1, 0}, {}}, {{1, 2, 0}, {}}};
  const auto results = search.run(items);
  SsruEncoder encoder(*student->model);
  SsruDecoder decoder(*student->model);
  decoder.select(std::vector<std::uint32_t>{0, 2});
  decoder.start(encoder.encode({items[0].source}));
  int replaced = 0;
  for (const auto& piece : results[0]) {
    (void)decoder.step(std::vector<std::int32_t>{2});
    const auto attention = decoder.attention(0);
    EXPECT_EQ(piece.copied_from, attention[0] > 0.5F ? 0 : -1);
    if (piece.copied_from >= 0) ++replaced;
  }
  EXPECT_GT(replaced, 0) << "weights that never look at it";
  for (const auto& piece : results[1])
    EXPECT_EQ(piece.copied_from, -1) << "a comma of the source's";
}

TEST_F(StudentSearchTest, NothingIsCopiedWhereAllOfTheSourceIsKnown) {
  StudentSearch search(load(always(1), dir_));
  const SearchItem item{{6, 7, 0}, {}};
  const auto results = search.run({&item, 1});
  for (const auto& piece : results.front()) EXPECT_EQ(piece.copied_from, -1);
}

TEST_F(StudentSearchTest, AWordIsNeverReplaced) {
  StudentSearch search(load(always(7), dir_));
  const SearchItem item{{1, 0}, {}};
  const auto results = search.run({&item, 1});
  EXPECT_FALSE(results.front().empty());
  for (const auto& piece : results.front()) EXPECT_EQ(piece.copied_from, -1);
}

TEST_F(StudentSearchTest, AHiddenStretchIsNotLookedAt) {
  const auto student = load(TinyStudent(), dir_);
  SsruEncoder encoder(*student->model);
  SsruDecoder decoder(*student->model);
  decoder.select(std::vector<std::uint32_t>{0, 2, 5});
  decoder.start(encoder.encode({{6, 7, 8, 0}, {5, 7, 0}}));
  (void)decoder.step(std::vector<std::int32_t>{0, 0});
  decoder.hide(0, 1, 3);
  (void)decoder.step(std::vector<std::int32_t>{5, 5});
  EXPECT_EQ(decoder.attention(0)[1], 0);
  EXPECT_EQ(decoder.attention(0)[2], 0);
  EXPECT_GT(decoder.attention(1)[1], 0) << "the other row sees all of its own";
  decoder.keep(std::vector<std::int32_t>{0});
  (void)decoder.step(std::vector<std::int32_t>{5});
  EXPECT_EQ(decoder.attention(0)[1], 0);
}

TEST_F(StudentSearchTest, AnAnchorThatIsLookedAtIsWrittenOnce) {
  StudentSearch search(load(always(7), dir_));
  SearchItem item{{6, 7, 8, 0}, {}};
  item.anchors = {{0, 3, {10, 11}}};
  item.free_endings = true;
  const auto written = search.run({&item, 1}).front();
  std::vector<int> ids;
  for (const auto& piece : written) {
    if (piece.anchor == 0) ids.push_back(piece.id);
    EXPECT_EQ(piece.anchor == 0, piece.id != 7) << "the model itself writes but one piece";
  }
  EXPECT_THAT(ids, ::testing::ElementsAre(10, 11));
  EXPECT_LE(written.size(), max_target_tokens(4) + 2);
}

TEST_F(StudentSearchTest, AnAnchorThatIsNotForcedChangesNothing) {
  StudentSearch search(load(TinyStudent(), dir_));
  const SearchItem plain{to_source(kSentences[0]), {}};
  auto anchored = plain;
  anchored.anchors = {{.begin = 0, .end = 3, .target = {10, 11}, .forced = false}};
  const auto expected = search.run({&plain, 1}).front();
  const auto written = search.run({&anchored, 1}).front();
  ASSERT_EQ(written.size(), expected.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    EXPECT_EQ(written[i].id, expected[i].id);
    EXPECT_GE(written[i].looks_at, 0);
    EXPECT_EQ(expected[i].looks_at, -1) << "only what is asked for";
  }
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
