#include "engines/ctranslate2/testing/tiny_whisper.h"

#include <algorithm>
#include <bit>
#include <fstream>
#include <functional>
#include <numeric>

#include <fmt/format.h>

#include "engines/ctranslate2/whisper_mel.h"

namespace dragoman::engines::ctranslate2 {
namespace {

constexpr std::size_t kBands = 80;
constexpr std::size_t kWidth = 64;
constexpr std::size_t kFeedForward = 128;
constexpr std::size_t kDecoderPositions = 448;
constexpr std::size_t kPrompt =
    3;  // positions before the one that the first text token comes out of
constexpr float kNoise = 0.05F;
constexpr float kLoud = 4.0F;

}  // namespace

// Puts variables together in CTranslate2's binary form.
class TinyWhisper::Writer {
 public:
  void add_flag(const std::string& name, std::int8_t value) {
    begin(name, {}, 1, 1);
    bytes_ += static_cast<char>(value);
  }

  void add_number(const std::string& name, std::int16_t value) {
    begin(name, {}, 2, 2);
    put(value);
  }

  void add(const std::string& name, const std::vector<std::uint32_t>& shape,
           const std::vector<float>& values) {
    begin(name, shape, 0, static_cast<std::uint32_t>(values.size() * sizeof(float)));
    for (const float value : values) put(value);
  }

  void add_noise(const std::string& name, const std::vector<std::uint32_t>& shape) {
    add(name, shape,
        noise(std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                              std::multiplies<std::size_t>())));
  }

  void add_linear(const std::string& name, std::uint32_t outputs, std::uint32_t inputs) {
    add_noise(name + "/weight", {outputs, inputs});
    add_noise(name + "/bias", {outputs});
  }

  void add_norm(const std::string& name) {
    add(name + "/gamma", {kWidth}, std::vector<float>(kWidth, 1));
    add(name + "/beta", {kWidth}, std::vector<float>(kWidth, 0));
  }

  void add_layer(const std::string& name, bool hears) {
    add_norm(name + "/self_attention/layer_norm");
    add_linear(name + "/self_attention/linear_0", 3 * kWidth, kWidth);
    add_linear(name + "/self_attention/linear_1", kWidth, kWidth);
    if (hears) {
      add_norm(name + "/attention/layer_norm");
      add_linear(name + "/attention/linear_0", kWidth, kWidth);
      add_linear(name + "/attention/linear_1", 2 * kWidth, kWidth);
      add_linear(name + "/attention/linear_2", kWidth, kWidth);
    }
    add_norm(name + "/ffn/layer_norm");
    add_linear(name + "/ffn/linear_0", kFeedForward, kWidth);
    add_linear(name + "/ffn/linear_1", kWidth, kFeedForward);
  }

  std::vector<float> noise(std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) {
      value = kNoise * (static_cast<float>(random_() % 2001) / 1000 - 1);
    }
    return values;
  }

  // Vectors that are nearly at right angles to each other.
  std::vector<float> signs(std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = random_() % 2 == 0 ? 1.0F : -1.0F;
    return values;
  }

  [[nodiscard]] std::string file(const std::string& spec) const {
    Writer head;
    head.put(std::uint32_t{6});
    head.put_name(spec);
    head.put(std::uint32_t{3});
    head.put(variables_);
    Writer tail;
    tail.put(std::uint32_t{1});
    tail.put_name("decoder/projection/weight");
    tail.put_name("decoder/embeddings/weight");
    return head.bytes_ + bytes_ + tail.bytes_;
  }

 private:
  template <class T>
  void put(T value) {
    static_assert(std::endian::native == std::endian::little);
    const auto* begin = reinterpret_cast<const char*>(&value);
    bytes_.append(begin, begin + sizeof(T));
  }

  void put_name(const std::string& name) {
    put(static_cast<std::uint16_t>(name.size() + 1));
    bytes_ += name;
    bytes_ += '\0';
  }

  void begin(const std::string& name, const std::vector<std::uint32_t>& shape, std::uint8_t type,
             std::uint32_t size) {
    ++variables_;
    put_name(name);
    put(static_cast<std::uint8_t>(shape.size()));
    for (const auto length : shape) put(length);
    put(type);
    put(size);
  }

  std::string bytes_;
  std::uint32_t variables_ = 0;
  std::mt19937 random_{3};
};

core::ModelFiles TinyWhisper::install(const std::string& dir) const {
  Writer writer;
  for (const std::string side : {"encoder", "decoder"}) {
    writer.add_number(side + "/num_heads", 1);
    writer.add_norm(side + "/layer_norm");
    writer.add_layer(side + "/layer_0", side == "decoder");
  }
  writer.add_noise("encoder/conv1/weight", {kWidth, kBands, 3});
  writer.add_noise("encoder/conv1/bias", {kWidth});
  writer.add_noise("encoder/conv2/weight", {kWidth, kWidth, 3});
  writer.add_noise("encoder/conv2/bias", {kWidth});
  writer.add_noise("encoder/position_encodings/encodings", {kMaxMelFrames / 2, kWidth});

  const auto embeddings = writer.signs(vocabulary.size() * kWidth);
  auto positions = writer.noise(kDecoderPositions * kWidth);
  const auto expect = [&](std::size_t position, std::string_view token) {
    const auto id = static_cast<std::size_t>(
        std::find(vocabulary.begin(), vocabulary.end(), token) - vocabulary.begin());
    if (id == vocabulary.size()) return;
    for (std::size_t i = 0; i < kWidth; ++i) {
      positions[position * kWidth + i] += kLoud * embeddings[id * kWidth + i];
    }
  };
  expect(0, believes);
  for (std::size_t i = 0; i < says.size() && kPrompt + i < kDecoderPositions; ++i) {
    expect(kPrompt + i, says[i]);
  }
  writer.add("decoder/embeddings/weight", {static_cast<std::uint32_t>(vocabulary.size()), kWidth},
             embeddings);
  writer.add("decoder/position_encodings/encodings", {kDecoderPositions, kWidth}, positions);
  for (const std::string flag : {"scale_embeddings", "start_from_zero_embedding", "alibi"}) {
    writer.add_flag("decoder/" + flag, 0);
  }
  writer.add_flag("decoder/pre_norm", 1);
  writer.add_flag("decoder/activation", 3);

  std::ofstream(dir + "/model.bin", std::ios::binary) << writer.file(network);
  std::ofstream(dir + "/config.json") << "{}";
  std::ofstream words(dir + "/vocabulary.txt");
  for (const auto& token : vocabulary) words << token << '\n';

  core::ModelFiles installed;
  installed.id = "tiny-whisper";
  installed.engine = "whisper";
  installed.dir = dir;
  installed.files = {"model.bin", "config.json", "vocabulary.txt"};
  installed.languages = core::LanguageSet::all();
  installed.to_english = {core::Language::kChinese, core::Language::kFrench};
  return installed;
}

}  // namespace dragoman::engines::ctranslate2
