#include "engines/ctranslate2/model_types.h"

#include <mutex>

#include <ctranslate2/models/model_factory.h>

#include "engines/ctranslate2/int8_whisper.h"
#include "engines/ctranslate2/ssru_model.h"

namespace dragoman::engines::ctranslate2 {

void register_model_types() {
  static std::once_flag once;
  std::call_once(once, [] {
    ::ctranslate2::models::register_model<SsruModel>(SsruModel::kSpecName);
    // The first of a name stays, and CTranslate2 names its own when the first model is loaded.
    ::ctranslate2::models::register_model<Int8Whisper>("WhisperSpec");
  });
}

}  // namespace dragoman::engines::ctranslate2
