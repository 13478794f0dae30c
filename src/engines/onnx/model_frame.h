#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace dragoman::engines::onnx {

/// Checks, without a library, that a file is framed as an ONNX model: a protobuf ModelProto
/// (onnx.proto of the ONNX standard, release 1.16) whose top-level fields are of the right kinds,
/// end exactly at the end of the file, and include one graph, a version of the format that the
/// runtime reads, and the operator sets. Reads a few hundred bytes, whatever the size. What stands
/// inside the graph is checked by the runtime. `what` names the model in messages. Errors:
/// kModelMissing, kModelInvalid.
[[nodiscard]] base::Status check_model_frame(const std::string& path, std::string_view what);

}  // namespace dragoman::engines::onnx
