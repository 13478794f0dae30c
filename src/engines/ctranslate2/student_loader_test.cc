#include "engines/ctranslate2/student_loader.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <string>
#include <tuple>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/ctranslate2/model_types.h"
#include "engines/ctranslate2/ssru_model.h"
#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using ::testing::HasSubstr;

base::Error error_of(const core::ModelFiles& installed) {
  const auto files = StudentFiles::find(installed);
  if (!files) return files.error();
  const auto checked = check_student(*files);
  const auto loaded = load_student(*files);
  EXPECT_FALSE(checked.ok());
  EXPECT_FALSE(loaded.ok()) << "what is refused at the start must not load later";
  return checked.ok() ? base::Error{} : checked.error();
}

class StudentLoader : public ::testing::Test {
 protected:
  StudentLoader() { register_model_types(); }

  void expect_loads(const TinyStudent& student) {
    const auto files = StudentFiles::find(student.install(dir_.path()));
    ASSERT_TRUE(files.ok()) << files.error().message;
    const auto checked = check_student(*files);
    EXPECT_TRUE(checked.ok()) << checked.error().message;
    const auto loaded = load_student(*files);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message << loaded.error().detail;
    EXPECT_EQ((*loaded)->source->size(), student.source_pieces.size());
    EXPECT_EQ((*loaded)->target->size(), student.target_pieces.size());
  }

  base::TempDir dir_;
};

TEST_F(StudentLoader, LoadsEveryFormItKnows) {
  expect_loads(TinyStudent());
  expect_loads(TinyStudent({.encoder_layers = 3, .decoder_layers = 2}));
  expect_loads(TinyStudent({.quantised = false}));
  expect_loads(TinyStudent({.split_vocabularies = true}));
  expect_loads(TinyStudent({.norm_biases = false}));
  expect_loads(TinyStudent({.tied_output = false}));
  expect_loads(TinyStudent({.multipliers = false}));
  expect_loads(TinyStudent({.byte_fallback = true}));
}

// The sizes that Firefox Translations trains: tiny, base and base-memory.
TEST_F(StudentLoader, LoadsEverySizeThatIsPublished) {
  for (const auto& [dimension, feed_forward, decoder_layers] :
       {std::tuple{256, 1536, 2}, std::tuple{512, 2048, 2}, std::tuple{384, 1536, 4}}) {
    TinyShape shape;
    shape.dimension = static_cast<std::size_t>(dimension);
    shape.feed_forward = static_cast<std::size_t>(feed_forward);
    shape.heads = 8;
    shape.encoder_layers = 6;
    shape.decoder_layers = static_cast<std::size_t>(decoder_layers);
    expect_loads(TinyStudent(shape));
  }
}

TEST_F(StudentLoader, AStudentWithoutALexiconChoosesAmongAllPieces) {
  const TinyStudent tiny({.split_vocabularies = true, .lexicon = false});
  expect_loads(tiny);
  const auto loaded = load_student(*StudentFiles::find(tiny.install(dir_.path())));
  ASSERT_TRUE(loaded.ok());
  std::vector<bool> marks;
  const int id = 3;
  EXPECT_EQ((*loaded)->shortlist.candidates({&id, 1}, marks).size(), tiny.target_pieces.size());
}

TEST_F(StudentLoader, QuantisedMatricesStayInTheMappedFile) {
  const auto files = StudentFiles::find(TinyStudent().install(dir_.path()));
  const auto loaded = load_student(*files);
  ASSERT_TRUE(loaded.ok());
  const auto file = (*loaded)->model_file.bytes();
  const auto inside = [&](const char* name) {
    const auto* data = static_cast<const std::byte*>((*loaded)->model->get_variable(name).buffer());
    return data >= file.data() && data < file.data() + file.size();
  };
  EXPECT_TRUE(inside("encoder/embeddings/weight"));
  EXPECT_TRUE(inside("encoder/layer_0/ffn/linear_0/weight"));
  EXPECT_FALSE(inside("encoder/layer_0/self_attention/linear_0/weight")) << "three joined";
}

TEST_F(StudentLoader, NamesTheFileThatIsMissing) {
  const auto installed = TinyStudent().install(dir_.path());
  for (const auto& name : installed.files) {
    if (name.starts_with("lex.")) continue;  // which it can do without
    auto fewer = installed;
    std::erase(fewer.files, name);
    const auto files = StudentFiles::find(fewer);
    ASSERT_FALSE(files.ok()) << name;
    EXPECT_EQ(files.error().kind, base::ErrorKind::kModelInvalid);
    EXPECT_THAT(files.error().message, HasSubstr(name.substr(0, 3)));
  }
}

TEST_F(StudentLoader, FilesThatAreNotThereOrEmpty) {
  const auto installed = TinyStudent().install(dir_.path());
  for (const auto& name : installed.files) {
    const auto path = std::filesystem::path(dir_.path()) / name;
    const auto size = std::filesystem::file_size(path);
    std::filesystem::resize_file(path, 0);
    EXPECT_EQ(error_of(installed).kind, base::ErrorKind::kModelInvalid) << name;
    std::filesystem::remove(path);
    EXPECT_EQ(error_of(installed).kind, base::ErrorKind::kModelMissing) << name;
    std::ofstream(path) << std::string(size, '\0');
    EXPECT_EQ(error_of(installed).kind, base::ErrorKind::kModelInvalid) << name;
    (void)TinyStudent().install(dir_.path());
  }
}

TEST_F(StudentLoader, EveryCutFileIsRefused) {
  const auto installed = TinyStudent().install(dir_.path());
  for (const auto& name : installed.files) {
    const auto path = std::filesystem::path(dir_.path()) / name;
    const auto size = std::filesystem::file_size(path);
    for (const auto part : {size - 1, size / 2, size / 5, std::uintmax_t{9}}) {
      std::filesystem::resize_file(path, part);
      EXPECT_EQ(error_of(installed).kind, base::ErrorKind::kModelInvalid) << name << ' ' << part;
    }
    (void)TinyStudent().install(dir_.path());
  }
}

struct Damage {
  const char* name;
  std::function<void(TinyStudent&)> apply;
  const char* says;
};

void set_float(TinyItem& item, std::size_t index, float value) {
  std::memcpy(item.data.data() + index * sizeof value, &value, sizeof value);
}

class DamagedStudent : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedStudent, IsRefused) {
  register_model_types();
  TinyStudent student;
  GetParam().apply(student);
  const base::TempDir dir;
  const auto error = error_of(student.install(dir.path()));
  EXPECT_EQ(error.kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(error.message, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, DamagedStudent,
    ::testing::Values(
        Damage{"NoOptions", [](auto& s) { s.remove("special:model.yml"); }, "no options"},
        Damage{"OptionsAsFloats",
               [](auto& s) {
                 s.item("special:model.yml").type = kTinyFloat32;
                 s.item("special:model.yml").shape = {1};
               },
               "no options"},
        Damage{"NoEmbeddings", [](auto& s) { s.remove("Wemb"); }, "encoder_Wemb"},
        Damage{"NoOutputBias", [](auto& s) { s.remove("decoder_ff_logit_out_b"); },
               "decoder_ff_logit_out_b"},
        Damage{"NoWeight", [](auto& s) { s.remove("encoder_l1_self_Wk"); }, "encoder_l1_self_Wk"},
        Damage{"NoNormScale", [](auto& s) { s.remove("decoder_l1_rnn_ffn_ln_scale"); },
               "rnn_ffn_ln_scale"},
        Damage{"NarrowEmbeddings",
               [](auto& s) {
                 s.item("Wemb").shape = {60, 8};
               },
               "16 columns"},
        Damage{"FlatEmbeddings", [](auto& s) { s.item("Wemb").shape = {480}; }, "16 columns"},
        Damage{"WrongShape",
               [](auto& s) {
                 s.item("encoder_l1_self_Wq").shape = {8, 32};
               },
               "not 16 x 16"},
        Damage{"WrongRank", [](auto& s) { s.item("encoder_l1_self_Wq").shape = {256}; },
               "not 16 x 16"},
        Damage{"OtherFeedForward",
               [](auto& s) {
                 s.item("encoder_l1_ffn_W2").shape = {16, 24};
               },
               "not 24 x 16"},
        Damage{"ShortBias",
               [](auto& s) {
                 s.item("encoder_l1_self_bq").shape = {1, 15};
               },
               "15 values"},
        Damage{"WeightAsText", [](auto& s) { s.item("decoder_l1_rnn_W").type = kTinyInt8; },
               "does not fit"},
        Damage{"BiasAsBytes",
               [](auto& s) {
                 s.item("decoder_l1_rnn_bf").type = kTinyIntgemm8;
                 set_float(s.item("decoder_l1_rnn_bf"), 4, 1.0F);
               },
               "does not fit"},
        Damage{"NotANumber",
               [](auto& s) {
                 set_float(s.item("encoder_l1_ffn_b1"), 3, std::numeric_limits<float>::quiet_NaN());
               },
               "no numbers"},
        Damage{"Infinite",
               [](auto& s) {
                 set_float(s.item("encoder_l1_self_Wo_ln_scale"), 0,
                           std::numeric_limits<float>::infinity());
               },
               "no numbers"},
        Damage{"MoreEncoder",
               [](auto& s) {
                 s.items.push_back({"encoder_l2_ffn_W1", kTinyFloat32, {1}, "0000"});
               },
               "encoder has more layers"},
        Damage{"FewerLayers",
               [](auto& s) {
                 auto& text = s.item("special:model.yml").data;
                 text.replace(text.find("dec-depth: 1"), 12, "dec-depth: 2");
               },
               "decoder_l2"},
        Damage{"UnknownPart",
               [](auto& s) {
                 s.items.push_back({"decoder_l1_self_Wq", kTinyFloat32, {1}, "0000"});
               },
               "not run"},
        Damage{"MorePieces", [](auto& s) { s.source_pieces.emplace_back("more"); }, "31 pieces"},
        Damage{"FewerPieces", [](auto& s) { s.source_pieces.pop_back(); }, "29 pieces"},
        Damage{"OtherLexicon", [](auto& s) { s.lists.pop_back(); },
               "30 entries for 30 source pieces"},
        Damage{"LexiconBeyondTarget", [](auto& s) { s.lists[3] = {30}; }, "lacks"}),
    [](const auto& test) { return test.param.name; });

TEST_F(StudentLoader, AVocabularyThatIsWellFormedButNoVocabularyIsRefusedWhenLoaded) {
  const auto installed = TinyStudent().install(dir_.path());
  std::vector<std::string> same(30, "same");
  std::ofstream(std::filesystem::path(dir_.path()) / "vocab.tiny.spm") << write_vocabulary(same);
  const auto loaded = load_student(*StudentFiles::find(installed));
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(loaded.error().message, HasSubstr("SentencePiece"));
}

TEST(MaxTargetTokens, LeavesRoomForVeryShortSentences) {
  EXPECT_EQ(max_target_tokens(1), 7U);
  EXPECT_EQ(max_target_tokens(2), 9U);
  EXPECT_EQ(max_target_tokens(128), 324U);
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
