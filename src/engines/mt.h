#pragma once

#include <compare>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"

namespace dragoman::engines {

struct Direction {
  core::Language source = core::Language::kEnglish;
  core::Language target = core::Language::kEnglish;
  friend auto operator<=>(const Direction&, const Direction&) = default;
};

/// Sentences to translate by one model.
struct MtRequest {
  Direction direction;
  std::vector<std::string> sentences;  ///< UTF-8, one sentence each; any length (the engine wraps
                                       ///< what its model cannot take).
  base::CancelToken cancel;
};

/// As many as the request's sentences, in order. An empty sentence gives an empty translation.
using MtResponse = std::vector<std::string>;

/// A translator replica over all its installed models. One thread at a time; replicas share
/// weights.
class Translator {
 public:
  virtual ~Translator() = default;
  /// The directions that one model of this engine covers; pivoting is the route table's business.
  [[nodiscard]] virtual std::vector<Direction> directions() const = 0;
  /// All requests of a batch have the same direction, one of directions(). One result a request, in
  /// order.
  virtual std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) = 0;
};

}  // namespace dragoman::engines
