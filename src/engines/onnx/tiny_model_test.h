#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace dragoman::engines::onnx {

/// Protobuf by hand: a number, and anything with a length.
inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7F) | 0x80);
  return bytes + static_cast<char>(value);
}
inline std::string number(unsigned field, std::uint64_t value) {
  return varint(field << 3) + varint(value);
}
inline std::string nested(unsigned field, std::string_view content) {
  return varint(field << 3 | 2) + varint(content.size()) + std::string(content);
}

/// A ValueInfoProto: float32 of one dimension, "n".
inline std::string float_vector(std::string_view name) {
  const auto shape = nested(1, nested(2, "n"));
  const auto type = nested(1, number(1, 1) + nested(2, shape));
  return nested(1, name) + nested(2, type);
}

/// A whole ONNX model: y = -x.
inline std::string tiny_model() {
  const auto node = nested(1, "x") + nested(2, "y") + nested(4, "Neg");
  const auto graph = nested(1, node) + nested(2, "tiny") + nested(11, float_vector("x")) +
                     nested(12, float_vector("y"));
  return number(1, 8) + nested(7, graph) + nested(8, nested(1, "") + number(2, 15));
}

/// A file of the test's own folder.
inline std::string written(const std::string& name, std::string_view content) {
  const auto path = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

}  // namespace dragoman::engines::onnx
