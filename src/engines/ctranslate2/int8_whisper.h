#pragma once

#include <memory>
#include <string>

#include <ctranslate2/models/whisper.h>

namespace dragoman::engines::ctranslate2 {

/// CTranslate2's Whisper, whose weights of 16 or 32 bits become 8-bit integers while they are read,
/// a few rows at a time: the same numbers as CTranslate2 makes of them when all are read, without
/// ever holding the wide ones. Immutable once loaded, so safe from any thread.
class Int8Whisper : public ::ctranslate2::models::WhisperModel {
 protected:
  std::unique_ptr<::ctranslate2::models::Model> clone() const override;
  ::ctranslate2::StorageView load_variable(::ctranslate2::models::ModelReader& reader,
                                           const std::string& name, ::ctranslate2::Shape shape,
                                           ::ctranslate2::DataType type, ::ctranslate2::dim_t bytes,
                                           std::istream& stream) override;
};

}  // namespace dragoman::engines::ctranslate2
