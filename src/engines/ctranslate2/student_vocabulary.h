#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace dragoman::engines::ctranslate2 {

/// What the text of a word's first piece begins with.
inline constexpr std::string_view kWordStart = "\u2581";

/// One side's pieces (a SentencePiece model). Immutable after load(), so safe from any thread. Ids
/// are row numbers of the model's embeddings.
class StudentVocabulary {
 public:
  /// `file`: the bytes of the .spm; not needed afterwards. Errors: kModelInvalid.
  [[nodiscard]] static base::Result<std::shared_ptr<const StudentVocabulary>> load(
      std::span<const std::byte> file);

  /// How many pieces such a file holds, by its outermost structure alone: a check of whole files
  /// that costs nothing. Errors: kModelInvalid.
  [[nodiscard]] static base::Result<std::size_t> count_pieces(std::span<const std::byte> file);

  ~StudentVocabulary();
  StudentVocabulary(const StudentVocabulary&) = delete;
  StudentVocabulary& operator=(const StudentVocabulary&) = delete;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] int end_of_sentence() const;  ///< The piece that ends every sentence.
  [[nodiscard]] int unknown() const;          ///< What characters outside the vocabulary become.

  /// Normalises (with the rules in the model) and cuts UTF-8 text into pieces; without the end of
  /// sentence. Invalid UTF-8 is replaced; blank text gives none.
  [[nodiscard]] std::vector<int> encode(std::string_view text) const;
  /// The same cut as text: for unknown pieces the characters themselves.
  [[nodiscard]] std::vector<std::string> encode_as_text(std::string_view text) const;
  /// A piece, and the bytes of the text as it was given that it stands for.
  struct Placed {
    int id = 0;
    std::string text;  ///< As encode_as_text() has it.
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  /// The same cut once more, with places: in order, within the text.
  [[nodiscard]] std::vector<Placed> encode_with_places(std::string_view text) const;
  /// A piece's text. `id` is below size().
  [[nodiscard]] const std::string& text(int id) const;
  /// Joins pieces, given as text, to what a reader sees. Text that is no piece goes through as it
  /// is.
  [[nodiscard]] std::string decode(const std::vector<std::string>& pieces) const;

 private:
  explicit StudentVocabulary(std::unique_ptr<sentencepiece::SentencePieceProcessor> processor);
  std::unique_ptr<sentencepiece::SentencePieceProcessor> processor_;
};

}  // namespace dragoman::engines::ctranslate2
