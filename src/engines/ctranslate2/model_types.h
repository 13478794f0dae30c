#pragma once

namespace dragoman::engines::ctranslate2 {

/// Makes our types of model known to CTranslate2, ahead of its own of the same names. To be called
/// before anything loads a model; more calls do nothing. Any thread.
void register_model_types();

}  // namespace dragoman::engines::ctranslate2
