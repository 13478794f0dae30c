#pragma once

#include <bit>
#include <string>
#include <string_view>
#include <vector>

#include "engines/onnx/tiny_model_test.h"

namespace dragoman::engines::onnx {

enum OnnxType : std::uint64_t { kOnnxFloat = 1, kOnnxInt64 = 7 };

/// A ValueInfoProto of so many dimensions, none of them fixed.
inline std::string value_info(std::string_view name, OnnxType type, int dimensions) {
  std::string shape;
  for (int i = 0; i < dimensions; ++i) shape += nested(1, nested(2, "d" + std::to_string(i)));
  return nested(1, name) + nested(2, nested(1, number(1, type) + nested(2, shape)));
}

/// A TensorProto of one dimension.
template <class T>
std::string initializer(std::string_view name, OnnxType type, const std::vector<T>& values) {
  std::string raw;
  for (const auto value : values) {
    const auto bytes = std::bit_cast<std::array<char, sizeof(T)>>(value);
    raw.append(bytes.data(), bytes.size());
  }
  return number(1, values.size()) + number(2, type) + nested(8, name) + nested(9, raw);
}

/// A NodeProto with at most one attribute, a number.
inline std::string node(std::string_view op, const std::vector<std::string>& inputs,
                        std::string_view output, std::string_view attribute = "",
                        std::uint64_t value = 0) {
  constexpr std::uint64_t kInt = 2;
  std::string bytes;
  for (const auto& input : inputs) bytes += nested(1, input);
  bytes += nested(2, output) + nested(4, op);
  if (attribute.empty()) return bytes;
  return bytes + nested(5, nested(1, attribute) + number(3, value) + number(20, kInt));
}

struct TinyVits {
  bool speakers = false;        ///< Whether it has `sid`, which is added to every sample.
  std::size_t known_ids = 200;  ///< A call with a greater id fails.
};

/// A graph with the inputs and the output of a Piper voice. It says 400 * length samples for each
/// id, all of them a 250th of the id, plus the number of the speaker.
inline std::string tiny_vits(const TinyVits& wanted = {}) {
  std::vector<float> levels;
  for (std::size_t id = 0; id < wanted.known_ids; ++id) {
    levels.push_back(static_cast<float>(id) / 250);
  }
  std::string graph;
  const auto add = [&](const std::string& bytes) { graph += nested(1, bytes); };
  add(node("Gather", {"levels", "input"}, "level"));
  add(node("Gather", {"scales", "at_length"}, "length"));
  add(node("Mul", {"length", "samples"}, "many"));
  add(node("Cast", {"many"}, "repeat", "to", kOnnxInt64));
  add(node("Concat", {"once", "repeat"}, "repeats", "axis", 0));
  add(node("Unsqueeze", {"level", "last"}, "column"));
  add(node("Tile", {"column", "repeats"}, "sound"));
  add(node("Reshape", {"sound", "shape"}, wanted.speakers ? "spoken" : "output"));
  if (wanted.speakers) {
    add(node("Cast", {"sid"}, "number", "to", kOnnxFloat));
    add(node("Add", {"spoken", "number"}, "output"));
  }
  graph += nested(2, "tiny");
  const auto keep = [&](const std::string& bytes) { graph += nested(5, bytes); };
  keep(initializer("levels", kOnnxFloat, levels));
  keep(initializer<std::int64_t>("at_length", kOnnxInt64, {1}));
  keep(initializer<float>("samples", kOnnxFloat, {400}));
  keep(initializer<std::int64_t>("once", kOnnxInt64, {1, 1}));
  keep(initializer<std::int64_t>("last", kOnnxInt64, {2}));
  keep(initializer<std::int64_t>("shape", kOnnxInt64, {1, 1, 1, -1}));
  graph += nested(11, value_info("input", kOnnxInt64, 2));
  graph += nested(11, value_info("input_lengths", kOnnxInt64, 1));
  graph += nested(11, value_info("scales", kOnnxFloat, 1));
  if (wanted.speakers) graph += nested(11, value_info("sid", kOnnxInt64, 1));
  graph += nested(12, value_info("output", kOnnxFloat, 4));
  return number(1, 8) + nested(7, graph) + nested(8, nested(1, "") + number(2, 15));
}

}  // namespace dragoman::engines::onnx
