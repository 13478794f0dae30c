#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <ctranslate2/types.h>

#include "base/result.h"
#include "engines/ctranslate2/marian_container.h"
#include "engines/ctranslate2/parts_stream.h"
#include "engines/ctranslate2/student_options.h"

namespace dragoman::engines::ctranslate2 {

/// A student's weights under the names and in the layout that CTranslate2's layers ask for. Views
/// the container's bytes; owns only what the file does not hold as such (joined scales and biases,
/// position encodings, transposed float matrices).
struct StudentTensors {
  struct Tensor {
    std::string name;
    std::vector<std::uint32_t> shape;  ///< Empty: a scalar.
    ::ctranslate2::DataType type = ::ctranslate2::DataType::FLOAT32;
    std::vector<Part> parts;  ///< Row-major; one after the other. Lasting: in the container.
  };

  std::vector<Tensor> tensors;
  std::vector<std::pair<std::string, std::string>>
      aliases;                               ///< A further name, and the tensor's own.
  std::deque<std::vector<std::byte>> owned;  ///< What some parts view.
  std::size_t source_pieces = 0;             ///< Rows of the source embeddings.
  std::size_t target_pieces = 0;
  bool shared_vocabulary = false;  ///< One embedding matrix for both sides and the output layer.
};

/// Checks that the container holds a whole student of this form, and nothing that we would have to
/// run but cannot, and lays it out. Depths are taken from the tensors and compared with the
/// options; `positions`: for how many positions encodings are made.
///
/// Layout: int8 matrices are [outputs][inputs] in the file already and are used where they lie, the
/// per-tensor multiplier spread over the rows; Wq, Wk and Wv (cross attention: Wk and Wv; the SSRU:
/// W and Wf) are joined into one product. Float matrices, stored [inputs][outputs], are transposed.
/// The output layer has the target's embeddings as its weights, or its own. A missing layer norm
/// bias is 0. The activation multipliers (*_QuantMultA) are not used:
/// activations are quantised by row at run time, which scores the same.
/// Errors: kModelInvalid, naming the tensor.
[[nodiscard]] base::Result<StudentTensors> lay_out_student(const MarianContainer& container,
                                                           const StudentOptions& options,
                                                           std::size_t positions);

}  // namespace dragoman::engines::ctranslate2
