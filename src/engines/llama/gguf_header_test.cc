#include "engines/llama/gguf_header.h"

#include <functional>
#include <sstream>
#include <string>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/llama/testing/tiny_gguf.h"

namespace dragoman::engines::llama {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

base::Result<GgufHeader> parse(const std::string& bytes) {
  std::istringstream stream(bytes);
  return parse_gguf_header(stream);
}

void refused(const std::string& bytes, std::string_view why) {
  const auto header = parse(bytes);
  ASSERT_FALSE(header.ok()) << why;
  EXPECT_EQ(header.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(header.error().message, StartsWith("The model's GGUF file is damaged: "));
  EXPECT_THAT(header.error().message, HasSubstr(why));
}

// A file with a part that is wrong, otherwise sound.
std::string file_with(const std::function<void(GgufWriter&)>& add) {
  GgufWriter writer;
  writer.text("general.architecture", "llama");
  add(writer);
  return writer.file();
}

std::string replaced(std::string bytes, std::string_view from, std::string_view into) {
  const auto at = bytes.find(from);
  EXPECT_NE(at, std::string::npos);
  return bytes.replace(at, from.size(), into);
}

TEST(GgufHeader, SaysWhatTheFileIs) {
  const auto header = parse(tiny_language_model("<|im_start|>"));
  ASSERT_TRUE(header.ok()) << header.error().message;
  EXPECT_EQ(header->architecture, "llama");
  EXPECT_EQ(header->name, "tiny");
  EXPECT_EQ(header->chat_template, "<|im_start|>");
  EXPECT_EQ(header->tokens, 3U + 256 + 52 + 1);
  EXPECT_FALSE(header->has_audio_encoder);
}

TEST(GgufHeader, RefusesAnyCutOfTheFile) {
  const auto whole = tiny_language_model();
  for (std::size_t size = 0; size < whole.size(); size += size < 20000 ? 7 : 997) {
    EXPECT_FALSE(parse(whole.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(parse(whole.substr(0, whole.size() - 1)).ok());
}

TEST(GgufHeader, RefusesWhatIsNoGguf) {
  refused("", "ends inside its magic number");
  refused("GGML" + std::string(100, '\0'), "no GGUF file");
  refused(replaced(tiny_language_model(), std::string("GGUF\3", 5), std::string("GGUF\7", 5)),
          "version is 7");
}

TEST(GgufHeader, RefusesCountsThatNoFileCouldHold) {
  std::string bytes = "GGUF";
  bytes += std::string("\3\0\0\0", 4) + std::string(8, '\xff') + std::string(8, '\0');
  refused(bytes, "it counts");
  bytes =
      std::string("GGUF\3\0\0\0", 8) + std::string(8, '\0') + std::string("\1\0\0\0\0\0\0\0", 8);
  refused(bytes + std::string(8, '\xff'), "a key has");
}

TEST(GgufHeader, RefusesSizesOfZeroAndListsThatDoNotFit) {
  refused(file_with([](auto& writer) { writer.number("llama.attention.head_count", 0); }),
          "head_count is none");
  refused(file_with([](auto& writer) { writer.number("llama.block_count", 1U << 30U); }),
          "block_count is none");
  refused(file_with([](auto& writer) { writer.text("llama.embedding_length", "many"); }),
          "embedding_length is none");
  refused(file_with([](auto& writer) {
            writer.texts("tokenizer.ggml.tokens", {"a", "b"});
            writer.reals("tokenizer.ggml.scores", {0.0F});
          }),
          "scores does not fit");
  refused(file_with([](auto& writer) { writer.number("general.alignment", 0); }), "alignment");
  refused(file_with([](auto& writer) { writer.number("general.architecture", 1); }), "twice");
  refused(GgufWriter().file(), "names no architecture");
}

TEST(GgufHeader, RefusesTensorsOutsideOfTheFile) {
  const auto tensor = [](std::vector<std::uint64_t> shape) {
    return file_with([&](auto& writer) { writer.tensor("t", shape, {1.0F, 2.0F}); });
  };
  EXPECT_TRUE(parse(tensor({2})).ok());
  refused(tensor({9}), "t lies outside of the file");
  refused(tensor({0}), "dimension of 0");
  refused(tensor({1ULL << 40U}), "dimension of");
  refused(tensor({1U << 20U, 1U << 20U, 1U << 20U}), "dimension of");
  refused(tensor({1, 1, 1, 1, 1}), "5 dimensions");
  refused(file_with([](auto& writer) {
            writer.tensor("t", {1}, {1.0F});
            writer.tensor("t", {1}, {1.0F});
          }),
          "t comes twice");
}

TEST(GgufHeader, AMissingFileAndAFolderAreSaidSo) {
  const base::TempDir dir;
  for (const auto& path : {dir.path() + "/none.gguf", dir.path()}) {
    const auto header = read_gguf_header(path);
    ASSERT_FALSE(header.ok());
    EXPECT_EQ(header.error().kind, base::ErrorKind::kModelMissing);
  }
}

}  // namespace
}  // namespace dragoman::engines::llama
