#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/line_reader.h"

namespace dragoman::engines::tesseract {

/// Opens Tesseract 5 (github.com/tesseract-ocr/tesseract, Apache-2.0; Smith 2007, its LSTM alone)
/// for lines in scripts that PP-OCR does not know. `files` holds <language code>.traineddata of
/// each of its languages. A replica loads a language when its first line comes, and keeps the last
/// one: some 10 MB. Runs on its caller's thread alone. Errors: kModelInvalid (a language without
/// its file); what is wrong with a file itself is told by the first read().
[[nodiscard]] base::Result<std::vector<std::unique_ptr<LineReader>>> open_tesseract(
    const core::ModelFiles& files, unsigned replicas);

}  // namespace dragoman::engines::tesseract
