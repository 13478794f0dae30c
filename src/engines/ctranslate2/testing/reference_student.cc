#include "engines/ctranslate2/testing/reference_student.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include <fmt/format.h>

namespace dragoman::engines::ctranslate2 {

namespace {

using Vector = ReferenceStudent::Vector;

Vector add(Vector a, const Vector& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

float largest(const float* values, std::size_t size) {
  float found = 0;
  for (std::size_t i = 0; i < size; ++i) found = std::max(found, std::abs(values[i]));
  return found;
}

const TinyItem& find(const TinyStudent& student, const std::string& name) {
  return *std::ranges::find(student.items, name, &TinyItem::name);
}

}  // namespace

ReferenceStudent::Vector ReferenceStudent::floats(const std::string& name) const {
  const auto& item = find(student_, name);
  std::size_t count = 1;
  for (const auto size : item.shape) count *= static_cast<std::size_t>(size);
  Vector values(count);
  std::memcpy(values.data(), item.data.data(), count * sizeof(float));
  return values;
}

ReferenceStudent::Matrix ReferenceStudent::matrix(const std::string& name, bool embedding) const {
  const auto& item = find(student_, name);
  const auto rows = static_cast<std::size_t>(item.shape[embedding ? 0 : 1]);
  Matrix result;
  result.inputs = static_cast<std::size_t>(item.shape[embedding ? 1 : 0]);
  result.values.resize(rows * result.inputs);
  if (item.type == kTinyIntgemm8) {
    std::memcpy(result.values.data(), item.data.data(), result.values.size());
    float multiplier = 0;
    std::memcpy(&multiplier, item.data.data() + result.values.size(), sizeof multiplier);
    result.scales.assign(rows, multiplier);
    return result;
  }
  const auto real = floats(name);
  for (std::size_t row = 0; row < rows; ++row) {
    Vector line(result.inputs);
    for (std::size_t i = 0; i < line.size(); ++i) {
      line[i] = embedding ? real[row * line.size() + i] : real[i * rows + row];
    }
    const float scale = 127 / largest(line.data(), line.size());
    result.scales.push_back(scale);
    for (std::size_t i = 0; i < line.size(); ++i) {
      result.values[row * line.size() + i] =
          static_cast<std::int8_t>(std::nearbyint(line[i] * scale));
    }
  }
  return result;
}

ReferenceStudent::Vector ReferenceStudent::product(const Vector& x, const Matrix& weights) const {
  const float amax = largest(x.data(), x.size());
  const float scale = amax == 0 ? 1 : 127 / amax;
  std::vector<int> quantised;
  for (const float value : x) quantised.push_back(static_cast<int>(std::nearbyint(value * scale)));
  Vector y;
  for (std::size_t row = 0; row < weights.scales.size(); ++row) {
    int sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      sum += quantised[i] * weights.values[row * x.size() + i];
    y.push_back(static_cast<float>(sum) / (scale * weights.scales[row]));
  }
  return y;
}

ReferenceStudent::Vector ReferenceStudent::affine(const Vector& x, const std::string& weight,
                                                  const std::string& bias) const {
  auto y = product(x, matrix(weight, false));
  return bias.empty() ? y : add(y, floats(bias));
}

ReferenceStudent::Vector ReferenceStudent::norm(const Vector& x, const std::string& name) const {
  const auto size = static_cast<float>(x.size());
  float mean = 0;
  for (const float value : x) mean += value / size;
  float variance = 0;
  for (const float value : x) variance += (value - mean) * (value - mean) / size;
  const auto scale = floats(name + "_scale");
  Vector y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    y.push_back((x[i] - mean) / std::sqrt(variance + 1e-6F) * scale[i]);
  }
  return student_.shape.norm_biases ? add(y, floats(name + "_bias")) : y;
}

ReferenceStudent::Vector ReferenceStudent::feed_forward(const Vector& x,
                                                        const std::string& name) const {
  auto inner = affine(x, name + "_W1", name + "_b1");
  for (auto& value : inner) value = std::max(value, 0.0F);
  return norm(add(affine(inner, name + "_W2", name + "_b2"), x), name + "_ffn_ln");
}

ReferenceStudent::Vector ReferenceStudent::attend(const Vector& x,
                                                  const std::vector<Vector>& memory,
                                                  const std::string& name) const {
  const auto query = affine(x, name + "_Wq", name + "_bq");
  std::vector<Vector> keys;
  std::vector<Vector> values;
  for (const auto& token : memory) {
    keys.push_back(affine(token, name + "_Wk", name + "_bk"));
    values.push_back(affine(token, name + "_Wv", name + "_bv"));
  }
  const auto depth = x.size() / student_.shape.heads;
  Vector context(x.size());
  for (std::size_t begin = 0; begin < x.size(); begin += depth) {
    Vector weights;
    float sum = 0;
    for (const auto& key : keys) {
      float score = 0;
      for (std::size_t i = begin; i < begin + depth; ++i) score += query[i] * key[i];
      weights.push_back(std::exp(score / std::sqrt(static_cast<float>(depth))));
      sum += weights.back();
    }
    for (std::size_t t = 0; t < values.size(); ++t) {
      for (std::size_t i = begin; i < begin + depth; ++i)
        context[i] += weights[t] / sum * values[t][i];
    }
  }
  return norm(add(affine(context, name + "_Wo", name + "_bo"), x), name + "_Wo_ln");
}

std::string ReferenceStudent::embeddings(const std::string& side) const {
  return student_.shape.split_vocabularies ? side + "_Wemb" : "Wemb";
}

ReferenceStudent::Vector ReferenceStudent::embed(const std::string& name, int id) const {
  const auto table = matrix(name, true);
  const auto row = static_cast<std::size_t>(id);
  Vector x;
  for (std::size_t i = 0; i < table.inputs; ++i) {
    x.push_back(static_cast<float>(table.values[row * table.inputs + i]) / table.scales[row] *
                std::sqrt(static_cast<float>(table.inputs)));
  }
  return x;
}

void ReferenceStudent::add_position(Vector& x, std::size_t position) const {
  const auto half = x.size() / 2;
  for (std::size_t i = 0; i < half; ++i) {
    const double angle = static_cast<double>(position) *
                         std::pow(10000.0, -static_cast<double>(i) / static_cast<double>(half - 1));
    x[i] += static_cast<float>(std::sin(angle));
    x[half + i] += static_cast<float>(std::cos(angle));
  }
}

std::vector<ReferenceStudent::Vector> ReferenceStudent::encode(std::span<const int> ids) const {
  std::vector<Vector> tokens;
  for (const int id : ids) {
    tokens.push_back(embed(embeddings("encoder"), id));
    add_position(tokens.back(), tokens.size() - 1);
  }
  for (std::size_t l = 1; l <= student_.shape.encoder_layers; ++l) {
    const auto name = fmt::format("encoder_l{}", l);
    std::vector<Vector> next;
    for (const auto& token : tokens) {
      next.push_back(feed_forward(attend(token, tokens, name + "_self"), name + "_ffn"));
    }
    tokens = std::move(next);
  }
  return tokens;
}

std::vector<ReferenceStudent::Vector> ReferenceStudent::decode(const std::vector<Vector>& memory,
                                                               std::span<const int> written) const {
  const auto dimension = student_.shape.dimension;
  std::vector<Vector> cells(student_.shape.decoder_layers, Vector(dimension));
  std::vector<Vector> logits;
  for (std::size_t t = 0; t <= written.size(); ++t) {
    Vector x = t == 0 ? Vector(dimension) : embed(embeddings("decoder"), written[t - 1]);
    add_position(x, t);
    for (std::size_t l = 1; l <= cells.size(); ++l) {
      const auto name = fmt::format("decoder_l{}", l);
      const auto candidate = affine(x, name + "_rnn_W", "");
      const auto gate = affine(x, name + "_rnn_Wf", name + "_rnn_bf");
      auto& cell = cells[l - 1];
      Vector out(dimension);
      for (std::size_t i = 0; i < dimension; ++i) {
        const float forget = 1 / (1 + std::exp(-gate[i]));
        cell[i] = forget * cell[i] + (1 - forget) * candidate[i];
        out[i] = std::max(cell[i], 0.0F) + x[i];
      }
      x = norm(out, name + "_rnn_ffn_ln");
      x = feed_forward(attend(x, memory, name + "_context"), name + "_ffn");
    }
    const auto output = student_.shape.tied_output ? matrix(embeddings("decoder"), true)
                                                   : matrix("decoder_ff_logit_out_W", false);
    logits.push_back(add(product(x, output), floats("decoder_ff_logit_out_b")));
  }
  return logits;
}

std::vector<int> ReferenceStudent::translate(std::span<const int> ids, std::size_t limit) const {
  std::set<int> candidates;
  const auto first = student_.shape.lexicon ? student_.first : student_.target_pieces.size();
  for (std::size_t id = 0; id < first; ++id) candidates.insert(static_cast<int>(id));
  for (const int id : ids) {
    if (!student_.shape.split_vocabularies) candidates.insert(id);
    for (const auto target : student_.lists[static_cast<std::size_t>(id)])
      candidates.insert(static_cast<int>(target));
  }
  const auto memory = encode(ids);
  std::vector<int> written;
  while (written.size() < limit) {
    const auto logits = decode(memory, written).back();
    const int best = *std::ranges::max_element(
        candidates, {}, [&](int id) { return logits[static_cast<std::size_t>(id)]; });
    if (best == 0) break;
    written.push_back(best);
  }
  return written;
}

}  // namespace dragoman::engines::ctranslate2
