#include "engines/ctranslate2/int8_whisper.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <ctranslate2/ops/quantize.h>

namespace dragoman::engines::ctranslate2 {

namespace ct2 = ::ctranslate2;
using ct2::dim_t;
using ct2::StorageView;

std::unique_ptr<ct2::models::Model> Int8Whisper::clone() const {
  return std::make_unique<Int8Whisper>(*this);
}

StorageView Int8Whisper::load_variable(ct2::models::ModelReader& reader, const std::string& name,
                                       ct2::Shape shape, ct2::DataType type, dim_t bytes,
                                       std::istream& stream) {
  // CTranslate2 computes convolutions with floats.
  const bool stays = !is_quantizable(name) || name.find("conv") != std::string::npos;
  if (stays || shape.size() != 2 || !ct2::is_float_type(type)) {
    return WhisperModel::load_variable(reader, name, std::move(shape), type, bytes, stream);
  }
  constexpr dim_t kRowsAtATime = 64;  // 128 KiB in the base model as floats
  const dim_t rows = shape[0];
  const dim_t width = shape[1];
  const ct2::ops::Quantize quantize(ct2::ops::Quantize::ScaleType::PER_LAYER,
                                    /*shift_to_uint8=*/false, round_before_cast_in_quantization());
  StorageView weight(shape, ct2::DataType::INT8);
  StorageView scale({rows}, ct2::DataType::FLOAT32);
  for (dim_t row = 0; row < rows; row += kRowsAtATime) {
    const dim_t count = std::min(kRowsAtATime, rows - row);
    const auto wide = WhisperModel::load_variable(reader, name, {count, width}, type,
                                                  bytes / rows * count, stream);
    StorageView part(ct2::DataType::INT8);
    StorageView part_scale(ct2::DataType::FLOAT32);
    quantize(type == ct2::DataType::FLOAT32 ? wide : wide.to_float32(), part, part_scale);
    std::copy_n(part.data<std::int8_t>(), part.size(), weight.data<std::int8_t>() + row * width);
    std::copy_n(part_scale.data<float>(), count, scale.data<float>() + row);
  }
  register_variable(name + "_scale", std::move(scale));
  return weight;
}

}  // namespace dragoman::engines::ctranslate2
