#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace dragoman::engines {

/// The folder speech/misc of the evaluation set.
inline std::filesystem::path recordings() {
  const char* folder = std::getenv("DRAGOMAN_EVAL_DIR");
  return std::filesystem::path(folder == nullptr ? "" : folder) / "speech/misc";
}

/// 16-bit mono at 16 kHz behind the usual header of 44 bytes, or a longer one: the samples are
/// last.
inline std::vector<float> read_wav(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const auto data = bytes.find("data");
  if (data == std::string::npos) return {};
  std::vector<float> samples;
  for (auto at = data + 8; at + 1 < bytes.size(); at += 2) {
    const auto low = static_cast<unsigned char>(bytes[at]);
    const auto high = static_cast<unsigned char>(bytes[at + 1]);
    samples.push_back(static_cast<float>(static_cast<std::int16_t>(low | high << 8)) / 32768.0F);
  }
  return samples;
}

}  // namespace dragoman::engines
