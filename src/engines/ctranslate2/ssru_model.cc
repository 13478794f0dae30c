#include "engines/ctranslate2/ssru_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include <ctranslate2/ops/ops.h>
#include <ctranslate2/padder.h>

#include "engines/ctranslate2/parts_stream.h"

namespace dragoman::engines::ctranslate2 {

using ct2::dim_t;
using ct2::StorageView;

bool SsruModel::is_linear_weight(const std::string& name) const {
  return is_quantizable(name) && name.find("embeddings") == std::string::npos;
}

std::unique_ptr<ct2::models::Model> SsruModel::clone() const {
  return std::make_unique<SsruModel>(*this);
}

StorageView SsruModel::load_variable(ct2::models::ModelReader& reader, const std::string& name,
                                     ct2::Shape shape, ct2::DataType type, dim_t bytes,
                                     std::istream& stream) {
  if (auto* parts = dynamic_cast<PartsStream*>(&stream)) {
    if (const auto* data = parts->take(static_cast<std::size_t>(bytes))) {
      StorageView variable(type);
      // A view of memory that is mapped for reading: CTranslate2 never writes to weights.
      variable.view(static_cast<void*>(const_cast<std::byte*>(data)), std::move(shape));
      return variable;
    }
  }
  return Model::load_variable(reader, name, std::move(shape), type, bytes, stream);
}

EncodedBatch SsruEncoder::encode(const std::vector<std::vector<std::size_t>>& sentences) {
  StorageView lengths;
  std::vector<StorageView> ids;
  ids.push_back(ct2::layers::make_sequence_inputs(sentences, ct2::Device::CPU, 1, &lengths));
  EncodedBatch batch;
  encoder_(ids, &lengths, batch.memory);

  const dim_t longest = batch.memory.dim(1);
  const dim_t dimension = batch.memory.dim(2);
  const ct2::Padder padder(lengths, longest);
  padder.remove_padding(batch.memory);
  batch.memory.reshape({-1, dimension});
  for (const auto& sentence : sentences) batch.lengths.push_back(sentence.size());
  return batch;
}

namespace {

// Four floats at a time: what every CPU that we run on has, and wide enough for these short loops
// not to matter.
using Lanes = float __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 4;

Lanes load(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

float dot(const float* a, const float* b, std::size_t size) {
  Lanes sums[2] = {};
  std::size_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    sums[0] += load(a + i) * load(b + i);
    sums[1] += load(a + i + kLanes) * load(b + i + kLanes);
  }
  sums[0] += sums[1];
  float sum = (sums[0][0] + sums[0][2]) + (sums[0][1] + sums[0][3]);
  for (; i < size; ++i) sum += a[i] * b[i];
  return sum;
}

void add_scaled(float factor, const float* from, std::size_t size, float* to) {
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    const Lanes sum = load(to + i) + factor * load(from + i);
    std::memcpy(to + i, &sum, sizeof sum);
  }
  for (; i < size; ++i) to[i] += factor * from[i];
}

constexpr float kUnseen = -std::numeric_limits<float>::infinity();

void soften(std::span<float> scores) {
  const float highest = std::ranges::max(scores);
  float sum = 0;
  for (auto& score : scores) sum += score = std::exp(score - highest);
  for (auto& score : scores) score /= sum;
}

}  // namespace

struct SsruDecoder::Layer {
  Layer(const ct2::models::Model& model, const std::string& scope)
      : cell(model, scope + "/ssru/linear"),
        cell_norm(model, scope + "/ssru/layer_norm"),
        query(model, scope + "/attention/linear_0"),
        keys_values(model, scope + "/attention/linear_1"),
        context(model, scope + "/attention/linear_2", nullptr, true),
        context_norm(model, scope + "/attention/layer_norm"),
        feed_forward(model, scope + "/ffn", /*pre_norm=*/false) {}

  void update_state(StorageView& x, bool first);

  ct2::layers::Dense cell;  // [candidate; forget gate]
  ct2::layers::LayerNorm cell_norm;
  ct2::layers::Dense query;
  ct2::layers::Dense keys_values;
  ct2::layers::Dense context;
  ct2::layers::LayerNorm context_norm;
  ct2::layers::FeedForwardNetwork feed_forward;

  StorageView state;   // [rows, dimension], before the ReLU
  StorageView memory;  // [source tokens, keys then values]
};

// f = sigmoid(x Wf + bf); c = f * c + (1 - f) * x W; x = norm(relu(c) + x).
void SsruDecoder::Layer::update_state(StorageView& x, bool first) {
  StorageView projected;
  cell(x, projected);
  const auto rows = static_cast<std::size_t>(x.dim(0));
  const auto dimension = static_cast<std::size_t>(x.dim(-1));
  if (first) {
    state.resize({x.dim(0), x.dim(-1)});
    state.zero();
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const float* candidate = projected.data<float>() + row * 2 * dimension;
    const float* gate = candidate + dimension;
    float* c = state.data<float>() + row * dimension;
    float* input = x.data<float>() + row * dimension;
    for (std::size_t i = 0; i < dimension; ++i) {
      const float forget = 1.0F / (1.0F + std::exp(-gate[i]));
      c[i] = forget * c[i] + (1.0F - forget) * candidate[i];
      input[i] += std::max(c[i], 0.0F);
    }
  }
  StorageView normalised;
  cell_norm(x, normalised);
  x = std::move(normalised);
}

SsruDecoder::SsruDecoder(const ct2::models::Model& model)
    : heads_(static_cast<std::size_t>(model.get_attribute<std::int32_t>("decoder/num_heads"))),
      embeddings_(model, "decoder/embeddings"),
      positions_(model, "decoder/position_encodings"),
      projection_(model, "decoder/projection"),
      scale_(std::sqrt(static_cast<float>(embeddings_.output_size()))) {
  for (std::size_t i = 0;; ++i) {
    const auto scope = "decoder/layer_" + std::to_string(i);
    if (!model.layer_exists(scope)) break;
    layers_.push_back(std::make_unique<Layer>(model, scope));
  }
}

SsruDecoder::~SsruDecoder() = default;

void SsruDecoder::select(std::span<const std::uint32_t> pieces) {
  const StorageView index({static_cast<dim_t>(pieces.size())},
                          std::vector<std::int32_t>(pieces.begin(), pieces.end()));
  projection_.select_weights(&index);
}

void SsruDecoder::start(const EncodedBatch& batch) {
  position_ = 0;
  rows_.clear();
  std::size_t begin = 0;
  for (const auto length : batch.lengths) {
    rows_.push_back({begin, length, {}});
    begin += length;
  }
  longest_ = std::ranges::max(batch.lengths);
  for (auto& layer : layers_) layer->keys_values(batch.memory, layer->memory);
}

std::span<const float> SsruDecoder::step(std::span<const std::int32_t> last) {
  const auto rows = static_cast<dim_t>(rows_.size());
  const dim_t dimension = embeddings_.output_size();
  StorageView x;
  if (position_ == 0) {
    x.resize({rows, 1, dimension});
    x.zero();
  } else {
    const StorageView ids({rows, 1}, std::vector<std::int32_t>(last.begin(), last.end()));
    embeddings_(ids, x);
    ct2::ops::Mul()(x, scale_, x);
  }
  positions_(x, position_);
  x.reshape({rows, dimension});

  StorageView queries;
  StorageView attended;
  for (auto& layer : layers_) {
    layer->update_state(x, position_ == 0);
    layer->query(x, queries);
    attend(queries, layer->memory, attended);
    layer->context(attended, queries, &x);
    layer->context_norm(queries, attended);
    layer->feed_forward(attended, x);
  }
  projection_(x, logits_);
  ++position_;
  return {logits_.data<float>(), static_cast<std::size_t>(logits_.size())};
}

void SsruDecoder::keep(std::span<const std::int32_t> rows) {
  std::vector<Row> kept;
  for (const auto row : rows) kept.push_back(std::move(rows_[static_cast<std::size_t>(row)]));
  rows_ = std::move(kept);
  const StorageView index({static_cast<dim_t>(rows.size())},
                          std::vector<std::int32_t>(rows.begin(), rows.end()));
  for (auto& layer : layers_) ct2::ops::Gather()(layer->state, index);
}

void SsruDecoder::hide(std::size_t row, std::size_t begin, std::size_t end) {
  rows_[row].hidden.emplace_back(begin, end);
}

std::span<const float> SsruDecoder::attention(std::size_t row) const {
  return {weights_.data() + row * heads_ * longest_, rows_[row].length};
}

// Each row over its own source tokens, so nothing is padded, and nothing is copied when rows end.
// Keys and values are each read once from front to back, all heads together.
void SsruDecoder::attend(const StorageView& queries, const StorageView& memory,
                         StorageView& output) {
  const auto dimension = static_cast<std::size_t>(queries.dim(-1));
  const auto depth = dimension / heads_;
  const float scale = 1.0F / std::sqrt(static_cast<float>(depth));
  output.resize(queries.shape());
  output.zero();
  weights_.resize(rows_.size() * heads_ * longest_);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const auto& [begin, length, hidden] = rows_[r];
    const float* query = queries.data<float>() + r * dimension;
    const float* keys = memory.data<float>() + begin * 2 * dimension;
    float* weights = weights_.data() + r * heads_ * longest_;
    for (std::size_t t = 0; t < length; ++t) {
      const float* key = keys + t * 2 * dimension;
      for (std::size_t head = 0; head < heads_; ++head) {
        weights[head * longest_ + t] = scale * dot(query + head * depth, key + head * depth, depth);
      }
    }
    for (std::size_t head = 0; head < heads_; ++head) {
      for (const auto& [first, last] : hidden) {
        std::fill(weights + head * longest_ + first, weights + head * longest_ + last, kUnseen);
      }
      soften({weights + head * longest_, length});
    }
    float* out = output.data<float>() + r * dimension;
    for (std::size_t t = 0; t < length; ++t) {
      const float* value = keys + t * 2 * dimension + dimension;
      for (std::size_t head = 0; head < heads_; ++head) {
        add_scaled(weights[head * longest_ + t], value + head * depth, depth, out + head * depth);
      }
    }
  }
}

}  // namespace dragoman::engines::ctranslate2
