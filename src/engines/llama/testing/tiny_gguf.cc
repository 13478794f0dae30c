#include "engines/llama/testing/tiny_gguf.h"

#include <cstring>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace dragoman::engines::llama {

namespace {

constexpr std::size_t kAlignment = 32;

// The format's value types.
enum : std::uint32_t { kNumber = 4, kSigned = 5, kReal = 6, kFlag = 7, kText = 8, kList = 9 };

template <class T>
void append(std::string& out, T value) {
  char bytes[sizeof(T)];  // NOLINT(modernize-avoid-c-arrays): memcpy's
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

void append_text(std::string& out, std::string_view text) {
  append(out, std::uint64_t{text.size()});
  out += text;
}

void pad(std::string& out) { out.resize((out.size() + kAlignment - 1) / kAlignment * kAlignment); }

}  // namespace

void GgufWriter::key(std::string_view key, std::uint32_t type) {
  ++keys_;
  append_text(values_, key);
  append(values_, type);
}

void GgufWriter::number(std::string_view name, std::uint32_t value) {
  key(name, kNumber);
  append(values_, value);
}

void GgufWriter::real(std::string_view name, float value) {
  key(name, kReal);
  append(values_, value);
}

void GgufWriter::flag(std::string_view name, bool value) {
  key(name, kFlag);
  append(values_, static_cast<std::uint8_t>(value ? 1 : 0));
}

void GgufWriter::text(std::string_view name, std::string_view value) {
  key(name, kText);
  append_text(values_, value);
}

void GgufWriter::texts(std::string_view name, const std::vector<std::string>& values) {
  key(name, kList);
  append(values_, std::uint32_t{kText});
  append(values_, std::uint64_t{values.size()});
  for (const auto& value : values) append_text(values_, value);
}

void GgufWriter::reals(std::string_view name, const std::vector<float>& values) {
  key(name, kList);
  append(values_, std::uint32_t{kReal});
  append(values_, std::uint64_t{values.size()});
  for (const auto value : values) append(values_, value);
}

void GgufWriter::numbers(std::string_view name, const std::vector<std::int32_t>& values) {
  key(name, kList);
  append(values_, std::uint32_t{kSigned});
  append(values_, std::uint64_t{values.size()});
  for (const auto value : values) append(values_, value);
}

void GgufWriter::tensor(std::string_view name, std::vector<std::uint64_t> shape,
                        const std::vector<float>& values) {
  ++tensors_;
  append_text(infos_, name);
  append(infos_, static_cast<std::uint32_t>(shape.size()));
  for (const auto size : shape) append(infos_, size);
  append(infos_, std::uint32_t{0});  // float32
  append(infos_, std::uint64_t{data_.size()});
  for (const auto value : values) append(data_, value);
  pad(data_);
}

void GgufWriter::random_tensor(std::string_view name, std::vector<std::uint64_t> shape,
                               std::mt19937& random, float mean, float spread) {
  const auto count =
      std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies{});
  std::normal_distribution<float> normal(mean, spread);
  std::vector<float> values(count);
  for (auto& value : values) value = normal(random);
  tensor(name, std::move(shape), values);
}

std::string GgufWriter::file() const {
  std::string out = "GGUF";
  append(out, std::uint32_t{3});
  append(out, tensors_);
  append(out, keys_);
  out += values_ + infos_;
  pad(out);
  return out + data_;
}

namespace {

constexpr std::uint64_t kInner = 48;
constexpr std::uint32_t kLayers = 2;
constexpr std::uint64_t kHeadWidth = 8;
constexpr std::int32_t kEnd = 2;
constexpr std::string_view kFourPositions = "qwen3vl";

struct Vocabulary {
  std::vector<std::string> tokens{"<unk>", "<s>", "</s>"};
  std::vector<std::int32_t> types{2, 3, 3};  // unknown, control, control

  void add(std::string token, std::int32_t type) {
    tokens.push_back(std::move(token));
    types.push_back(type);
  }
};

// Bytes follow the three tokens that are there already.
constexpr std::int32_t token_of(char byte) { return 3 + static_cast<unsigned char>(byte); }

Vocabulary tiny_vocabulary() {
  Vocabulary vocabulary;
  for (int byte = 0; byte < 256; ++byte) vocabulary.add(fmt::format("<0x{:02X}>", byte), 6);
  for (char c = 'a'; c <= 'z'; ++c) vocabulary.add(std::string(1, c), 1);
  for (char c = 'A'; c <= 'Z'; ++c) vocabulary.add(std::string(1, c), 1);
  vocabulary.add("\u2581", 1);
  return vocabulary;
}

GgufWriter language_model_head(const Vocabulary& vocabulary, std::string_view chat_template,
                               std::string_view architecture) {
  GgufWriter writer;
  const auto key = [&](std::string_view name) { return fmt::format("{}.{}", architecture, name); };
  writer.text("general.architecture", architecture);
  writer.text("general.name", "tiny");
  writer.number(key("context_length"), 4096);
  writer.number(key("embedding_length"), kTinyWidth);
  writer.number(key("block_count"), kLayers);
  writer.number(key("feed_forward_length"), kInner);
  writer.number(key("attention.head_count"), 4);
  writer.number(key("attention.head_count_kv"), 2);
  writer.real(key("attention.layer_norm_rms_epsilon"), 1e-5F);
  if (architecture == kFourPositions) writer.numbers(key("rope.dimension_sections"), {2, 1, 1, 0});
  writer.text("tokenizer.ggml.model", "llama");
  writer.texts("tokenizer.ggml.tokens", vocabulary.tokens);
  writer.reals("tokenizer.ggml.scores", std::vector<float>(vocabulary.tokens.size(), -1.0F));
  writer.numbers("tokenizer.ggml.token_type", vocabulary.types);
  writer.number("tokenizer.ggml.unknown_token_id", 0);
  writer.number("tokenizer.ggml.bos_token_id", 1);
  writer.number("tokenizer.ggml.eos_token_id", kEnd);
  writer.flag("tokenizer.ggml.add_space_prefix", false);
  if (!chat_template.empty()) writer.text("tokenizer.chat_template", chat_template);
  return writer;
}

// `mute`: nothing comes out of a layer. `normed`: its queries and keys are.
void add_layers(GgufWriter& writer, std::mt19937& random, bool mute, bool normed = false) {
  const std::vector<float> nothing(kTinyWidth * kInner, 0.0F);
  const std::vector<float> no_mixing(kTinyWidth * kTinyWidth, 0.0F);
  for (std::uint32_t layer = 0; layer < kLayers; ++layer) {
    const auto name = [&](std::string_view part) {
      return fmt::format("blk.{}.{}.weight", layer, part);
    };
    writer.random_tensor(name("attn_norm"), {kTinyWidth}, random, 1.0F, 0.1F);
    writer.random_tensor(name("attn_q"), {kTinyWidth, kTinyWidth}, random);
    writer.random_tensor(name("attn_k"), {kTinyWidth, kTinyWidth / 2}, random);
    writer.random_tensor(name("attn_v"), {kTinyWidth, kTinyWidth / 2}, random);
    if (normed) {
      writer.random_tensor(name("attn_q_norm"), {kHeadWidth}, random, 1.0F, 0.1F);
      writer.random_tensor(name("attn_k_norm"), {kHeadWidth}, random, 1.0F, 0.1F);
    }
    if (mute) {
      writer.tensor(name("attn_output"), {kTinyWidth, kTinyWidth}, no_mixing);
    } else {
      writer.random_tensor(name("attn_output"), {kTinyWidth, kTinyWidth}, random);
    }
    writer.random_tensor(name("ffn_norm"), {kTinyWidth}, random, 1.0F, 0.1F);
    writer.random_tensor(name("ffn_gate"), {kTinyWidth, kInner}, random);
    writer.random_tensor(name("ffn_up"), {kTinyWidth, kInner}, random);
    if (mute) {
      writer.tensor(name("ffn_down"), {kInner, kTinyWidth}, nothing);
    } else {
      writer.random_tensor(name("ffn_down"), {kInner, kTinyWidth}, random);
    }
  }
}

}  // namespace

std::string tiny_language_model(std::string_view chat_template, unsigned seed,
                                std::string_view architecture) {
  const auto vocabulary = tiny_vocabulary();
  auto writer = language_model_head(vocabulary, chat_template, architecture);
  std::mt19937 random(seed);
  const std::uint64_t words = vocabulary.tokens.size();
  writer.random_tensor("token_embd.weight", {kTinyWidth, words}, random);
  writer.random_tensor("output_norm.weight", {kTinyWidth}, random, 1.0F, 0.1F);
  writer.random_tensor("output.weight", {kTinyWidth, words}, random);
  add_layers(writer, random, false, architecture == kFourPositions);
  return writer.file();
}

// Each token of the script has a dimension of its own, by which the next one is known.
std::string parroting_language_model(const std::vector<std::string>& script, char start,
                                     bool over_and_over, std::string_view chat_template) {
  auto vocabulary = tiny_vocabulary();
  std::vector<std::int32_t> chain{token_of(start)};
  for (const auto& entry : script) {
    chain.push_back(static_cast<std::int32_t>(vocabulary.tokens.size()));
    vocabulary.add(entry, 4);  // of the user's own, matched as it is
  }
  const std::uint64_t words = vocabulary.tokens.size();
  std::vector<float> tokens(words * kTinyWidth, 0.0F);
  std::vector<float> output(words * kTinyWidth, 0.0F);
  for (std::size_t word = 0; word < words; ++word) tokens[(word + 1) * kTinyWidth - 1] = 1;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const auto row = static_cast<std::size_t>(chain[i]) * kTinyWidth;
    tokens[row + kTinyWidth - 1] = 0;
    tokens[row + i] = 1;
    const auto next = i + 1 < chain.size() ? chain[i + 1] : (over_and_over ? chain[i] : kEnd);
    output[static_cast<std::size_t>(next) * kTinyWidth + i] = 1;
  }
  auto writer = language_model_head(vocabulary, chat_template, "llama");
  std::mt19937 random(1);
  writer.tensor("token_embd.weight", {kTinyWidth, words}, tokens);
  writer.tensor("output_norm.weight", {kTinyWidth}, std::vector<float>(kTinyWidth, 1.0F));
  writer.tensor("output.weight", {kTinyWidth, words}, output);
  add_layers(writer, random, true);
  return writer.file();
}

}  // namespace dragoman::engines::llama
