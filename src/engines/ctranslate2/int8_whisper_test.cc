#include "engines/ctranslate2/int8_whisper.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include <ctranslate2/ops/quantize.h>
#include <gmock/gmock.h>

#include "engines/ctranslate2/whisper_fixture_test.h"
#include "engines/ctranslate2/whisper_loader.h"

namespace dragoman::engines::ctranslate2 {
namespace {

namespace ct2 = ::ctranslate2;

template <class T>
T read_at(const std::string& bytes, std::size_t& at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  at += sizeof value;
  return value;
}

// A weight of 32 bits as it stands in a model.bin.
ct2::StorageView stored_weight(const std::string& model, const std::string& name) {
  auto at = model.find(name + '\0') + name.size() + 1;
  ct2::Shape shape(read_at<std::uint8_t>(model, at));
  for (auto& extent : shape) extent = read_at<std::uint32_t>(model, at);
  at += sizeof(std::uint8_t) + sizeof(std::uint32_t);  // type, bytes
  ct2::StorageView weight(shape, ct2::DataType::FLOAT32);
  std::memcpy(weight.buffer(), model.data() + at, static_cast<std::size_t>(weight.size()) * 4);
  return weight;
}

template <class T>
std::vector<T> values(const ct2::StorageView& of) {
  return of.to_vector<T>();
}

using Int8WhisperTest = TinyWhisperTest;

TEST_F(Int8WhisperTest, RowsReadInTurnAreThoseOfTheWholeWeight) {
  const auto installed = tiny_.install(dir_.path());
  const auto file = base::read_file(installed.dir + "/model.bin", 1U << 24U);
  ASSERT_TRUE(file.ok());
  const auto loaded = load_whisper(installed);
  ASSERT_TRUE(loaded.ok());
  for (const std::string name : {"encoder/layer_0/self_attention/linear_0/weight",  // 192 rows
                                 "encoder/layer_0/self_attention/linear_1/weight",  // 64
                                 "decoder/embeddings/weight"}) {
    ct2::StorageView weight(ct2::DataType::INT8);
    ct2::StorageView scale;
    ct2::ops::Quantize{}(stored_weight(*file, name), weight, scale);
    const auto& read = loaded->weights->get_variable(name);
    EXPECT_EQ(read.dtype(), ct2::DataType::INT8) << name;
    EXPECT_EQ(read.shape(), weight.shape()) << name;
    EXPECT_EQ(values<std::int8_t>(read), values<std::int8_t>(weight)) << name;
    EXPECT_EQ(values<float>(loaded->weights->get_variable(name + "_scale")), values<float>(scale));
  }
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
