#include "engines/onnx/model_frame.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>

#include "engines/onnx/session.h"

namespace dragoman::engines::onnx {

namespace {

// Fields of ModelProto.
constexpr std::uint64_t kIrVersion = 1;
constexpr std::uint64_t kGraph = 7;
constexpr std::uint64_t kOpsetImport = 8;
constexpr std::uint64_t kLastField = 26;

constexpr std::uint64_t kOldestIrVersion = 3;
constexpr std::uint64_t kNewestIrVersion = 12;
constexpr int kMaxFields = 4096;

enum WireType : std::uint64_t { kVarint = 0, kLengthDelimited = 2 };

// Base-128, least significant group first. Nothing at the end of the file or beyond 64 bits.
std::optional<std::uint64_t> read_varint(std::istream& file) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const int byte = file.get();
    if (byte == std::istream::traits_type::eof()) return std::nullopt;
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

struct Frame {
  std::uint64_t ir_version = 0;
  int graphs = 0;
  int opsets = 0;
};

// Reads one field, passing over its content. False when it is none of ModelProto's.
bool read_field(std::istream& file, std::uint64_t file_size, Frame& frame) {
  const auto tag = read_varint(file);
  if (!tag) return false;
  const auto field = *tag >> 3;
  const auto value = read_varint(file);
  if (!value || field == 0 || field > kLastField) return false;
  if (field == kIrVersion) frame.ir_version = *value;
  if ((*tag & 7) == kVarint) return field != kGraph && field != kOpsetImport;
  if ((*tag & 7) != kLengthDelimited) return false;
  const auto at = static_cast<std::uint64_t>(file.tellg());
  if (*value > file_size - at) return false;
  if (field == kGraph) ++frame.graphs;
  if (field == kOpsetImport) ++frame.opsets;
  file.seekg(static_cast<std::streamoff>(at + *value));
  return true;
}

}  // namespace

base::Status check_model_frame(const std::string& path, std::string_view what) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return base::Error{base::ErrorKind::kModelMissing,
                       "A file of the " + std::string(what) + " is missing. Install it again.",
                       path};
  }
  // The standard's own limit for a model in one file.
  if (size > static_cast<std::uintmax_t>(std::numeric_limits<std::int32_t>::max())) {
    return invalid_model(what, "its file is larger than an ONNX model can be", path);
  }
  Frame frame;
  for (int fields = 0; static_cast<std::uint64_t>(file.tellg()) < size; ++fields) {
    if (fields == kMaxFields || !read_field(file, size, frame)) {
      return invalid_model(what, "its file is damaged or not an ONNX model", path);
    }
  }
  if (frame.graphs != 1 || frame.opsets == 0) {
    return invalid_model(what, "its file is cut short or not an ONNX model", path);
  }
  if (frame.ir_version < kOldestIrVersion || frame.ir_version > kNewestIrVersion) {
    return invalid_model(what, "its file is of a version of ONNX that we do not run", path);
  }
  return {};
}

}  // namespace dragoman::engines::onnx
