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

std::string tiny_language_model(std::string_view chat_template, unsigned seed) {
  constexpr std::uint64_t kWidth = 32;
  constexpr std::uint64_t kInner = 48;
  constexpr std::uint32_t kLayers = 2;
  std::vector<std::string> tokens{"<unk>", "<s>", "</s>"};
  std::vector<std::int32_t> types{2, 3, 3};  // unknown, control, control
  for (int byte = 0; byte < 256; ++byte) {
    tokens.push_back(fmt::format("<0x{:02X}>", byte));
    types.push_back(6);
  }
  for (char c = 'a'; c <= 'z'; ++c) tokens.emplace_back(1, c);
  for (char c = 'A'; c <= 'Z'; ++c) tokens.emplace_back(1, c);
  tokens.emplace_back("\u2581");
  types.resize(tokens.size(), 1);
  std::vector<float> scores(tokens.size(), -1.0F);

  GgufWriter writer;
  writer.text("general.architecture", "llama");
  writer.text("general.name", "tiny");
  writer.number("llama.context_length", 4096);
  writer.number("llama.embedding_length", kWidth);
  writer.number("llama.block_count", kLayers);
  writer.number("llama.feed_forward_length", kInner);
  writer.number("llama.attention.head_count", 4);
  writer.number("llama.attention.head_count_kv", 2);
  writer.real("llama.attention.layer_norm_rms_epsilon", 1e-5F);
  writer.text("tokenizer.ggml.model", "llama");
  writer.texts("tokenizer.ggml.tokens", tokens);
  writer.reals("tokenizer.ggml.scores", scores);
  writer.numbers("tokenizer.ggml.token_type", types);
  writer.number("tokenizer.ggml.unknown_token_id", 0);
  writer.number("tokenizer.ggml.bos_token_id", 1);
  writer.number("tokenizer.ggml.eos_token_id", 2);
  writer.flag("tokenizer.ggml.add_space_prefix", false);
  if (!chat_template.empty()) writer.text("tokenizer.chat_template", chat_template);

  std::mt19937 random(seed);
  const std::uint64_t words = tokens.size();
  writer.random_tensor("token_embd.weight", {kWidth, words}, random);
  writer.random_tensor("output_norm.weight", {kWidth}, random, 1.0F, 0.1F);
  writer.random_tensor("output.weight", {kWidth, words}, random);
  for (std::uint32_t layer = 0; layer < kLayers; ++layer) {
    const auto name = [&](std::string_view part) {
      return fmt::format("blk.{}.{}.weight", layer, part);
    };
    writer.random_tensor(name("attn_norm"), {kWidth}, random, 1.0F, 0.1F);
    writer.random_tensor(name("attn_q"), {kWidth, kWidth}, random);
    writer.random_tensor(name("attn_k"), {kWidth, kWidth / 2}, random);
    writer.random_tensor(name("attn_v"), {kWidth, kWidth / 2}, random);
    writer.random_tensor(name("attn_output"), {kWidth, kWidth}, random);
    writer.random_tensor(name("ffn_norm"), {kWidth}, random, 1.0F, 0.1F);
    writer.random_tensor(name("ffn_gate"), {kWidth, kInner}, random);
    writer.random_tensor(name("ffn_up"), {kWidth, kInner}, random);
    writer.random_tensor(name("ffn_down"), {kInner, kWidth}, random);
  }
  return writer.file();
}

}  // namespace dragoman::engines::llama
