#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {

/// A student's arithmetic written out in plain loops, after the description of the format and not
/// after our engine: what the engine's results are compared with. Activations are quantised by row,
/// as CTranslate2 does.
class ReferenceStudent {
 public:
  using Vector = std::vector<float>;

  explicit ReferenceStudent(const TinyStudent& student) : student_(student) {}

  /// One vector a token; `ids` with the end of sentence.
  [[nodiscard]] std::vector<Vector> encode(std::span<const int> ids) const;
  /// Logits over the whole target vocabulary after each of `written` (and before the first), given
  /// the encoder's output.
  [[nodiscard]] std::vector<Vector> decode(const std::vector<Vector>& memory,
                                           std::span<const int> written) const;
  /// Greedy, among the lexicon's candidates, until the end of sentence (left out) or `limit`
  /// pieces.
  [[nodiscard]] std::vector<int> translate(std::span<const int> ids, std::size_t limit) const;

 private:
  struct Matrix {  // [outputs][inputs]
    std::size_t inputs = 0;
    std::vector<std::int8_t> values;
    Vector scales;  // of each row
  };

  [[nodiscard]] Matrix matrix(const std::string& name, bool embedding) const;
  [[nodiscard]] Vector floats(const std::string& name) const;
  [[nodiscard]] Vector affine(const Vector& x, const std::string& weight,
                              const std::string& bias) const;
  [[nodiscard]] Vector product(const Vector& x, const Matrix& weights) const;
  [[nodiscard]] Vector norm(const Vector& x, const std::string& name) const;
  [[nodiscard]] Vector feed_forward(const Vector& x, const std::string& name) const;
  [[nodiscard]] Vector attend(const Vector& x, const std::vector<Vector>& memory,
                              const std::string& name) const;
  [[nodiscard]] Vector embed(const std::string& name, int id) const;
  void add_position(Vector& x, std::size_t position) const;
  [[nodiscard]] std::string embeddings(const std::string& side) const;

  const TinyStudent& student_;
};

}  // namespace dragoman::engines::ctranslate2
