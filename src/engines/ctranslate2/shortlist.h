#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace dragoman::engines::ctranslate2 {

/// The lexical shortlist of a student (lex.*.s2t.bin): for each source piece, the target pieces
/// that it may become. The output layer is then computed for a few hundred pieces in place of the
/// whole vocabulary.
///   u64 magic, checksum, first, best, offsets (source pieces + 1), ids; the offsets (u64); the ids
///   (u32, ascending per piece).
/// Immutable after parse(), so safe from any thread. Views the bytes it was parsed from: they must
/// outlive it.
class Shortlist {
 public:
  struct Vocabularies {
    std::size_t source = 0;  ///< Pieces on the source side, end of sentence included.
    std::size_t target = 0;
    bool shared = false;  ///< One vocabulary: a source piece is then a candidate itself, which lets
                          ///< names through.
  };

  /// Reads the whole file once and checks every offset and id. Errors: kModelInvalid.
  [[nodiscard]] static base::Result<Shortlist> parse(std::span<const std::byte> file,
                                                     const Vocabularies& vocabularies);

  /// For a student that is published without one: every target piece is a candidate.
  [[nodiscard]] static Shortlist of_all(const Vocabularies& vocabularies);

  /// The target pieces that a sentence may use, sorted, each once: the most frequent ones, and
  /// those of its source pieces (ids below Vocabularies::source; others are passed over). `marks`
  /// is working memory, kept by the caller between calls.
  [[nodiscard]] std::vector<std::uint32_t> candidates(std::span<const int> source_ids,
                                                      std::vector<bool>& marks) const;

 private:
  [[nodiscard]] std::uint64_t offset(std::size_t piece) const;
  [[nodiscard]] std::uint32_t id(std::uint64_t index) const;

  Vocabularies vocabularies_;
  std::size_t first_ = 0;  // ids below this, at least one, are always candidates
  std::span<const std::byte> offsets_;
  std::span<const std::byte> ids_;
};

}  // namespace dragoman::engines::ctranslate2
