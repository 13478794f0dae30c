#include "engines/ctranslate2/student_tensors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "engines/ctranslate2/model_error.h"

namespace dragoman::engines::ctranslate2 {

namespace {

using ::ctranslate2::DataType;
using Item = MarianContainer::Item;
using Type = MarianContainer::Type;

struct Affine {
  std::string weight;
  std::string bias;  // empty: none
};

std::vector<float> transpose(std::span<const float> values, std::size_t rows, std::size_t columns) {
  std::vector<float> transposed(values.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      transposed[column * rows + row] = values[row * columns + column];
    }
  }
  return transposed;
}

bool all_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

// PE(t)[i] = sin(t * 10000^(-i/(h-1))), PE(t)[h+i] the cosine: h-1 and not h, as Marian has it.
std::vector<float> position_encodings(std::size_t positions, std::size_t dimension) {
  const std::size_t half = dimension / 2;
  std::vector<float> encodings(positions * dimension);
  for (std::size_t i = 0; i < half; ++i) {
    const double frequency =
        std::exp(-std::log(10000.0) * static_cast<double>(i) / static_cast<double>(half - 1));
    for (std::size_t t = 0; t < positions; ++t) {
      const double angle = static_cast<double>(t) * frequency;
      encodings[t * dimension + i] = static_cast<float>(std::sin(angle));
      encodings[t * dimension + half + i] = static_cast<float>(std::cos(angle));
    }
  }
  return encodings;
}

// Keeps the first error and lets the rest run on harmlessly, so that the layout below reads as a
// list.
class LayOut {
 public:
  LayOut(const MarianContainer& container, const StudentOptions& options)
      : container_(container), dimension_(options.dimension), tied_output_(options.tied_output) {}

  void embeddings();
  void positions(std::size_t count);
  void attributes(const std::string& side, std::size_t heads);
  void encoder_layer(std::size_t number);
  void decoder_layer(std::size_t number);
  void output();
  void refuse_other_depth(std::string_view side, std::size_t layers);
  void refuse_unused();

  base::Result<StudentTensors> finish() {
    if (error_) return *error_;
    return std::move(out_);
  }

 private:
  void fail(std::string_view what) {
    if (!error_) error_ = invalid_model(what);
  }
  const Item* find(std::string_view name, std::initializer_list<Type> types);
  std::optional<std::vector<float>> floats(std::string_view name, std::size_t count);
  void linear(const std::string& to, const std::vector<Affine>& from, std::size_t inputs,
              std::size_t outputs);
  void matrix(const std::string& to, const std::vector<const Item*>& items);
  void feed_forward(const std::string& to, const std::string& from);
  void layer_norm(const std::string& to, const std::string& from);
  std::size_t embedding(const std::string& to, std::string_view from);

  std::span<const std::byte> keep(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::byte*>(data);
    return out_.owned.emplace_back(bytes, bytes + size);
  }
  void add_floats(std::string name, std::vector<std::uint32_t> shape,
                  std::span<const float> values) {
    out_.tensors.push_back({std::move(name),
                            std::move(shape),
                            DataType::FLOAT32,
                            {{keep(values.data(), values.size_bytes()), false}}});
  }
  template <class T>
  void add_scalar(std::string name, DataType type, T value) {
    out_.tensors.push_back({std::move(name), {}, type, {{keep(&value, sizeof value), false}}});
  }

  const MarianContainer& container_;
  const std::size_t dimension_;
  const bool tied_output_;
  std::set<std::string, std::less<>> used_;
  std::optional<base::Error> error_;
  StudentTensors out_;
};

const Item* LayOut::find(std::string_view name, std::initializer_list<Type> types) {
  const auto* item = container_.find(name);
  if (item == nullptr) {
    fail(fmt::format("it lacks the tensor {}", name));
    return nullptr;
  }
  used_.emplace(name);
  if (std::ranges::find(types, item->type) == types.end()) {
    fail(fmt::format("its tensor {} is of a type that does not fit", name));
    return nullptr;
  }
  if (item->type == Type::kFloat32 && !all_finite(item->floats())) {
    fail(fmt::format("its tensor {} holds values that are no numbers", name));
    return nullptr;
  }
  return item;
}

std::optional<std::vector<float>> LayOut::floats(std::string_view name, std::size_t count) {
  const auto* item = find(name, {Type::kFloat32});
  if (item == nullptr) return std::nullopt;
  if (item->elements != count) {
    fail(fmt::format("its tensor {} has {} values in place of {}", name, item->elements, count));
    return std::nullopt;
  }
  return item->floats();
}

// Matrices of one type, [outputs][inputs] each, joined along their outputs.
void LayOut::matrix(const std::string& to, const std::vector<const Item*>& items) {
  const bool quantised = items.front()->type == Type::kIntgemm8;
  std::vector<float> scales;
  std::vector<Part> parts;
  for (const auto* item : items) {
    const std::size_t inputs = item->shape[0];
    const std::size_t outputs = item->shape[1];
    if (quantised) {
      parts.push_back({item->bytes(), true});
      scales.insert(scales.end(), outputs, item->multiplier());
    } else {
      const auto rows = transpose(item->floats(), inputs, outputs);
      parts.push_back({keep(rows.data(), rows.size() * sizeof(float)), false});
    }
  }
  const auto outputs = items.front()->shape[1] * static_cast<std::uint32_t>(items.size());
  out_.tensors.push_back({to + "/weight",
                          {outputs, items.front()->shape[0]},
                          quantised ? DataType::INT8 : DataType::FLOAT32,
                          std::move(parts)});
  if (quantised) add_floats(to + "/weight_scale", {outputs}, scales);
}

void LayOut::linear(const std::string& to, const std::vector<Affine>& from, std::size_t inputs,
                    std::size_t outputs) {
  std::vector<const Item*> items;
  std::vector<float> bias;
  for (const auto& [weight, bias_name] : from) {
    const auto* item = find(weight, {Type::kIntgemm8, Type::kFloat32});
    if (item == nullptr) return;
    if (item->shape !=
        std::vector{static_cast<std::uint32_t>(inputs), static_cast<std::uint32_t>(outputs)}) {
      return fail(fmt::format("its tensor {} is not {} x {}", weight, inputs, outputs));
    }
    if (!items.empty() && item->type != items.front()->type) {
      return fail(fmt::format("its tensor {} is not of its neighbours' type", weight));
    }
    items.push_back(item);
    if (bias_name.empty()) {
      bias.insert(bias.end(), outputs, 0.0F);
    } else if (const auto values = floats(bias_name, outputs)) {
      bias.insert(bias.end(), values->begin(), values->end());
    }
  }
  if (error_) return;
  matrix(to, items);
  add_floats(to + "/bias", {static_cast<std::uint32_t>(bias.size())}, bias);
}

void LayOut::layer_norm(const std::string& to, const std::string& from) {
  std::optional<std::vector<float>> bias;
  if (container_.find(from + "_ln_bias") != nullptr) {
    bias = floats(from + "_ln_bias", dimension_);
  } else {
    bias.emplace(dimension_, 0.0F);
  }
  const auto scale = floats(from + "_ln_scale", dimension_);
  if (!scale || !bias) return;
  const auto size = static_cast<std::uint32_t>(dimension_);
  add_floats(to + "/gamma", {size}, *scale);
  add_floats(to + "/beta", {size}, *bias);
}

void LayOut::feed_forward(const std::string& to, const std::string& from) {
  const auto* inner = find(from + "_W1", {Type::kIntgemm8, Type::kFloat32});
  if (inner == nullptr) return;
  const std::size_t size = inner->shape.back();
  linear(to + "/linear_0", {{from + "_W1", from + "_b1"}}, dimension_, size);
  linear(to + "/linear_1", {{from + "_W2", from + "_b2"}}, size, dimension_);
  layer_norm(to + "/layer_norm", from + "_ffn");
}

void LayOut::encoder_layer(std::size_t number) {
  const auto from = fmt::format("encoder_l{}", number);
  const auto to = fmt::format("encoder/layer_{}", number - 1);
  const auto attention = to + "/self_attention";
  const auto self = from + "_self";
  linear(attention + "/linear_0",
         {{self + "_Wq", self + "_bq"}, {self + "_Wk", self + "_bk"}, {self + "_Wv", self + "_bv"}},
         dimension_, dimension_);
  linear(attention + "/linear_1", {{self + "_Wo", self + "_bo"}}, dimension_, dimension_);
  layer_norm(attention + "/layer_norm", self + "_Wo");
  feed_forward(to + "/ffn", from + "_ffn");
}

void LayOut::decoder_layer(std::size_t number) {
  const auto from = fmt::format("decoder_l{}", number);
  const auto to = fmt::format("decoder/layer_{}", number - 1);
  const auto attention = to + "/attention";
  const auto context = from + "_context";
  linear(to + "/ssru/linear", {{from + "_rnn_W", ""}, {from + "_rnn_Wf", from + "_rnn_bf"}},
         dimension_, dimension_);
  layer_norm(to + "/ssru/layer_norm", from + "_rnn_ffn");
  linear(attention + "/linear_0", {{context + "_Wq", context + "_bq"}}, dimension_, dimension_);
  linear(attention + "/linear_1",
         {{context + "_Wk", context + "_bk"}, {context + "_Wv", context + "_bv"}}, dimension_,
         dimension_);
  linear(attention + "/linear_2", {{context + "_Wo", context + "_bo"}}, dimension_, dimension_);
  layer_norm(attention + "/layer_norm", context + "_Wo");
  feed_forward(to + "/ffn", from + "_ffn");
}

std::size_t LayOut::embedding(const std::string& to, std::string_view from) {
  const auto* item = find(from, {Type::kIntgemm8, Type::kFloat32});
  if (item == nullptr) return 0;
  if (item->shape.size() != 2 || item->shape[1] != dimension_) {
    fail(fmt::format("its tensor {} does not have {} columns", from, dimension_));
    return 0;
  }
  // Unlike the affine weights these are stored in their declared order.
  const bool quantised = item->type == Type::kIntgemm8;
  const auto size = quantised ? item->elements : item->elements * sizeof(float);
  out_.tensors.push_back({to + "/weight",
                          item->shape,
                          quantised ? DataType::INT8 : DataType::FLOAT32,
                          {{item->data.first(size), quantised}}});
  if (quantised) {
    add_floats(to + "/weight_scale", {item->shape[0]},
               std::vector<float>(item->shape[0], item->multiplier()));
  }
  return item->shape[0];
}

void LayOut::embeddings() {
  out_.shared_vocabulary = container_.find("Wemb") != nullptr;
  if (out_.shared_vocabulary) {
    out_.source_pieces = out_.target_pieces = embedding("encoder/embeddings", "Wemb");
    out_.aliases.emplace_back("decoder/embeddings/weight", "encoder/embeddings/weight");
    if (tied_output_) {
      out_.aliases.emplace_back("decoder/projection/weight", "encoder/embeddings/weight");
    }
  } else {
    out_.source_pieces = embedding("encoder/embeddings", "encoder_Wemb");
    out_.target_pieces = embedding("decoder/embeddings", "decoder_Wemb");
    if (tied_output_) {
      out_.aliases.emplace_back("decoder/projection/weight", "decoder/embeddings/weight");
    }
  }
}

void LayOut::output() {
  if (!tied_output_) {
    return linear("decoder/projection", {{"decoder_ff_logit_out_W", "decoder_ff_logit_out_b"}},
                  dimension_, out_.target_pieces);
  }
  const auto bias = floats("decoder_ff_logit_out_b", out_.target_pieces);
  if (bias)
    add_floats("decoder/projection/bias", {static_cast<std::uint32_t>(bias->size())}, *bias);
}

void LayOut::positions(std::size_t count) {
  add_floats("encoder/position_encodings/encodings",
             {static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(dimension_)},
             position_encodings(count, dimension_));
  out_.aliases.emplace_back("decoder/position_encodings/encodings",
                            "encoder/position_encodings/encodings");
}

void LayOut::attributes(const std::string& side, std::size_t heads) {
  add_scalar(side + "/num_heads", DataType::INT32, static_cast<std::int32_t>(heads));
  add_scalar(side + "/pre_norm", DataType::INT8, std::int8_t{0});
  add_scalar(side + "/activation", DataType::INT32, std::int32_t{0});  // ReLU
}

void LayOut::refuse_other_depth(std::string_view side, std::size_t layers) {
  if (container_.find(fmt::format("{}_l{}_ffn_W1", side, layers + 1)) != nullptr) {
    fail(fmt::format("its {} has more layers than the {} that its options name", side, layers));
  }
}

void LayOut::refuse_unused() {
  static constexpr std::array<std::string_view, 2> kInertPrefixes{"special:", "lsh_"};
  for (const auto& name : container_.names()) {
    const bool inert =
        name.ends_with("_QuantMultA") || used_.contains(name) ||
        std::ranges::any_of(kInertPrefixes, [&](auto prefix) { return name.starts_with(prefix); });
    if (!inert) return fail(fmt::format("its tensor {} belongs to a part that is not run", name));
  }
}

}  // namespace

base::Result<StudentTensors> lay_out_student(const MarianContainer& container,
                                             const StudentOptions& options, std::size_t positions) {
  LayOut layout(container, options);
  layout.embeddings();
  layout.positions(positions);
  layout.attributes("encoder", options.heads);
  for (std::size_t n = 1; n <= options.encoder_layers; ++n) layout.encoder_layer(n);
  layout.attributes("decoder", options.heads);
  for (std::size_t n = 1; n <= options.decoder_layers; ++n) layout.decoder_layer(n);
  layout.output();
  layout.refuse_other_depth("encoder", options.encoder_layers);
  layout.refuse_other_depth("decoder", options.decoder_layers);
  layout.refuse_unused();
  return layout.finish();
}

}  // namespace dragoman::engines::ctranslate2
