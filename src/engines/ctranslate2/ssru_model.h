#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <ctranslate2/layers/attention.h>
#include <ctranslate2/layers/common.h>
#include <ctranslate2/layers/transformer.h>
#include <ctranslate2/models/model.h>
#include <ctranslate2/storage_view.h>

namespace dragoman::engines::ctranslate2 {

namespace ct2 = ::ctranslate2;

/// A model type of CTranslate2's: a transformer encoder and a decoder whose self-attention is
/// replaced by SSRU cells (Kim et al., "From Research to Production and Back: Ludicrously Fast
/// Neural Machine Translation", WNGT 2019). It holds the weights only, and takes them in place from
/// a PartsStream where they last. Shared by replicas; safe from any thread once loaded.
class SsruModel : public ct2::models::Model {
 public:
  static constexpr const char* kSpecName = "DragomanSsruSpec";

 protected:
  bool is_linear_weight(const std::string& name) const override;
  std::unique_ptr<ct2::models::Model> clone() const override;
  ct2::StorageView load_variable(ct2::models::ModelReader& reader, const std::string& name,
                                 ct2::Shape shape, ct2::DataType type, ct2::dim_t bytes,
                                 std::istream& stream) override;
};

/// What the encoder says about a batch, without padding.
struct EncodedBatch {
  ct2::StorageView memory;  ///< [tokens of all sentences, dimension], sentence after sentence.
  std::vector<std::size_t> lengths;  ///< Tokens of each sentence.
};

/// The encoder of one replica. One thread at a time; the model must outlive it.
class SsruEncoder {
 public:
  explicit SsruEncoder(const ct2::models::Model& model) : encoder_(model, "encoder") {}
  /// `sentences`: ids of each, end of sentence included, none empty. One call, not to be
  /// interrupted.
  [[nodiscard]] EncodedBatch encode(const std::vector<std::vector<std::size_t>>& sentences);

 private:
  ct2::layers::TransformerEncoder encoder_;
};

/// The decoder of one replica: select(), start(), then step() and keep() in turn. One thread at a
/// time; the model must outlive it. Rows are the sentences still being written, in their order.
class SsruDecoder {
 public:
  explicit SsruDecoder(const ct2::models::Model& model);
  ~SsruDecoder();
  SsruDecoder(const SsruDecoder&) = delete;
  SsruDecoder& operator=(const SsruDecoder&) = delete;

  /// The output layer computes these target pieces (sorted, each once) until the next call.
  void select(std::span<const std::uint32_t> pieces);
  /// Begins a batch at position 0; all its sentences are rows.
  void start(const EncodedBatch& batch);
  /// One position. `last`: the piece that each row wrote last; not looked at in the first step,
  /// whose input is the zero vector. Logits are [rows][selected pieces], valid until the next step.
  [[nodiscard]] std::span<const float> step(std::span<const std::int32_t> last);
  /// Keeps these rows (ascending indices into the present ones) and drops the others.
  void keep(std::span<const std::int32_t> rows);
  /// From the next step on, the row sees nothing of these source tokens (not all of them may be
  /// hidden).
  void hide(std::size_t row, std::size_t begin, std::size_t end);
  /// How much the last step of a row looked at each of its source tokens: head 0 of the last layer,
  /// summing to 1.
  [[nodiscard]] std::span<const float> attention(std::size_t row) const;

 private:
  struct Layer;
  struct Row {
    std::size_t begin = 0;   // of its source tokens in the memory
    std::size_t length = 0;  // in tokens
    std::vector<std::pair<std::size_t, std::size_t>> hidden;
  };

  void attend(const ct2::StorageView& queries, const ct2::StorageView& memory,
              ct2::StorageView& output);

  const std::size_t heads_;
  ct2::layers::Embeddings embeddings_;
  ct2::layers::PositionEmbedding positions_;
  ct2::layers::Dense projection_;
  const ct2::StorageView scale_;
  std::vector<std::unique_ptr<Layer>> layers_;

  std::vector<Row> rows_;
  ct2::dim_t position_ = 0;
  ct2::StorageView logits_;
  std::vector<float> weights_;  // [rows][heads][longest_], of the layer that ran last
  std::size_t longest_ = 0;     // source, in tokens
};

}  // namespace dragoman::engines::ctranslate2
