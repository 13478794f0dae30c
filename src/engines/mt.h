#pragma once

#include <compare>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/job.h"
#include "core/language.h"

namespace dragoman::engines {

struct Direction {
  core::Language source = core::Language::kEnglish;
  core::Language target = core::Language::kEnglish;
  friend auto operator<=>(const Direction&, const Direction&) = default;
};

/// What a translation has to keep to, and may draw on.
struct MtHints {
  /// The user's glossary: where a source term stands in a sentence, its target stands in the
  /// translation. Null: none. Shared by the requests of a job, never changed.
  std::shared_ptr<const std::vector<core::Term>> terms = nullptr;
  /// Source sentences said just before these, oldest first; for engines that read context.
  std::vector<std::string> previous = {};
  /// What is known of the scene, in English, on one line; for engines that read context or notes.
  /// Empty: nothing.
  std::string notes = {};
};

/// Sentences to translate by one model.
struct MtRequest {
  Direction direction;
  std::vector<std::string> sentences;  ///< UTF-8, one sentence each; any length (the engine wraps
                                       ///< what its model cannot take).
  base::CancelToken cancel;
  MtHints hints = {};
};

/// As many as the request's sentences, in order. An empty sentence gives an empty translation.
using MtResponse = std::vector<std::string>;

/// Another translation of a sentence, nearly as likely as the one given.
struct MtCandidate {
  std::string text;
  /// How much less likely the word is with which it begins to be another: the natural logarithm of
  /// the ratio, at least 0.
  double margin = 0;
};

/// A translator replica over all its installed models. One thread at a time; replicas share
/// weights.
class Translator {
 public:
  virtual ~Translator() = default;
  /// The directions that one model of this engine covers; pivoting is the route table's business.
  [[nodiscard]] virtual std::vector<Direction> directions() const = 0;
  /// Whether the previous sentences and notes of a request change the translation in one of
  /// directions(): where they do not, nobody need give them.
  [[nodiscard]] virtual bool reads_context(Direction /*direction*/) const { return false; }
  /// Whether the notes of a request do, in an engine that reads no context otherwise.
  [[nodiscard]] virtual bool reads_notes(Direction direction) const {
    return reads_context(direction);
  }
  /// Other translations of the request's one sentence, at most `most` of them, likelier ones first,
  /// none like the others; none where the engine knows of none.
  [[nodiscard]] virtual base::Result<std::vector<MtCandidate>> alternatives(
      const MtRequest& /*request*/, std::size_t /*most*/) {
    return std::vector<MtCandidate>();
  }
  /// All requests of a batch have the same direction, one of directions(). One result a request, in
  /// order.
  virtual std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) = 0;
};

}  // namespace dragoman::engines
