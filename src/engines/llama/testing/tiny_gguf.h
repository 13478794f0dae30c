#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::engines::llama {

/// Writes GGUF files (version 3), well-formed if what it is given is. Keys and tensors keep their
/// order.
class GgufWriter {
 public:
  void number(std::string_view key, std::uint32_t value);
  void real(std::string_view key, float value);
  void flag(std::string_view key, bool value);
  void text(std::string_view key, std::string_view value);
  void texts(std::string_view key, const std::vector<std::string>& values);
  void reals(std::string_view key, const std::vector<float>& values);
  void numbers(std::string_view key, const std::vector<std::int32_t>& values);
  /// float32; `shape` as ggml has it, the row's length first.
  void tensor(std::string_view name, std::vector<std::uint64_t> shape,
              const std::vector<float>& values);
  /// A tensor of random values around `mean`.
  void random_tensor(std::string_view name, std::vector<std::uint64_t> shape, std::mt19937& random,
                     float mean = 0.0F, float spread = 0.2F);

  [[nodiscard]] std::string file() const;

 private:
  void key(std::string_view key, std::uint32_t type);

  std::uint64_t keys_ = 0;
  std::uint64_t tensors_ = 0;
  std::string values_;
  std::string infos_;
  std::string data_;
};

/// A language model of random weights (two layers of width 32, float32) whose vocabulary is bytes
/// and ASCII letters: it runs, and says nothing of use. `architecture`: "llama", or "qwen3vl",
/// whose tokens have four positions (M-RoPE).
[[nodiscard]] std::string tiny_language_model(std::string_view chat_template = "",
                                              unsigned seed = 1,
                                              std::string_view architecture = "llama");

/// A language model that says the same whatever it heard: after any token, what stands behind it in
/// `script`; each entry is one token, at most 24 of them, none twice. It begins after a prompt that
/// ends in the byte `start`, and ends after the last entry, or, where `over_and_over`, goes on with
/// the last for ever. For what is made of answers; same vocabulary and width as the other.
[[nodiscard]] std::string parroting_language_model(const std::vector<std::string>& script,
                                                   char start, bool over_and_over = false,
                                                   std::string_view chat_template = "");

/// The width of both models' tokens.
inline constexpr std::uint64_t kTinyWidth = 32;

}  // namespace dragoman::engines::llama
