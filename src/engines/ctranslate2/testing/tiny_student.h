#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/model_files.h"

namespace dragoman::engines::ctranslate2 {

/// One item of a Marian container, as a test writes it.
struct TinyItem {
  std::string name;
  std::uint64_t type = 0;
  std::vector<std::int32_t> shape;
  std::string data;
};

inline constexpr std::uint64_t kTinyFloat32 = 0x0404;
inline constexpr std::uint64_t kTinyIntgemm8 = 0x4101;
inline constexpr std::uint64_t kTinyInt8 = 0x0101;

/// The container of these items, well-formed if they are.
[[nodiscard]] std::string write_container(const std::vector<TinyItem>& items);

/// A SentencePiece unigram model of these pieces; the first two are the end of sentence and the
/// unknown piece.
[[nodiscard]] std::string write_vocabulary(const std::vector<std::string>& pieces);

/// A lexicon: `lists` holds the target ids of each source id.
[[nodiscard]] std::string write_lexicon(std::uint64_t first,
                                        const std::vector<std::vector<std::uint32_t>>& lists);

struct TinyShape {
  std::size_t dimension = 16;
  std::size_t heads = 4;
  std::size_t feed_forward = 24;
  std::size_t encoder_layers = 1;
  std::size_t decoder_layers = 1;
  bool quantised = true;
  bool split_vocabularies = false;
  bool norm_biases = true;
  bool tied_output = true;
  bool multipliers = true;  ///< Whether activation multipliers (alphas) are in the file.
  bool lexicon = true;
  bool byte_fallback = false;  ///< The vocabularies end with a piece for every byte.
};

/// A student of a few thousand random weights, always the same ones, in the published files' form.
/// Every part may be changed before it is written. Weights stay within -63..63, so that no CPU's
/// 8-bit products saturate.
class TinyStudent {
 public:
  explicit TinyStudent(const TinyShape& shape = {});

  [[nodiscard]] TinyItem& item(std::string_view name);
  void remove(std::string_view name);
  /// Writes the three (or four) files into a folder that exists.
  [[nodiscard]] core::ModelFiles install(const std::string& dir) const;

  TinyShape shape;
  std::vector<TinyItem> items;
  std::vector<std::string> source_pieces;
  std::vector<std::string> target_pieces;  ///< The same where the vocabulary is shared.
  std::uint64_t first = 4;                 ///< Of the lexicon.
  std::vector<std::vector<std::uint32_t>> lists;

 private:
  void add_floats(const std::string& name, const std::vector<float>& values,
                  std::vector<std::int32_t> shape);
  void add_norm(const std::string& name);
  void add_bias(const std::string& name, std::size_t size);
  void add_matrix(const std::string& name, std::size_t rows, std::size_t columns, bool transposed);
  void add_affine(const std::string& weight, const std::string& bias, std::size_t inputs,
                  std::size_t outputs);
  void add_layers();
  int random(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  std::mt19937 random_{1};
};

/// special:model.yml of that shape.
[[nodiscard]] std::string tiny_options(const TinyShape& shape, std::size_t source_pieces,
                                       std::size_t target_pieces);

}  // namespace dragoman::engines::ctranslate2
