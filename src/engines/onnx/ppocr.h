#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/line_reader.h"
#include "engines/text_reader.h"

namespace dragoman::engines::onnx {

/// Opens PP-OCR (github.com/PaddlePaddle/PaddleOCR, Apache-2.0) as converted to ONNX: `files` holds
/// the detector of lines, then the recogniser of one line, which carries the list of its letters.
/// Both are loaded when the first picture comes. `replicas` share them; each runs on its caller's
/// thread. Upright, level lines alone. Where a text's language is none of theirs and one of the
/// replica's in `others` (one each, or none at all), that one reads the lines which the detector
/// finds. Costs: docs/scene.md. Errors: kModelInvalid (not two files); what is wrong with the files
/// themselves is told by the first read().
[[nodiscard]] base::Result<std::vector<std::unique_ptr<TextReader>>> open_ppocr(
    const core::ModelFiles& files, unsigned replicas,
    std::vector<std::unique_ptr<LineReader>> others = {});

}  // namespace dragoman::engines::onnx
