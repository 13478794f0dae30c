#include "engines/ctranslate2/student_vocabulary.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include "engines/ctranslate2/byte_reader.h"
#include "engines/ctranslate2/model_error.h"

namespace dragoman::engines::ctranslate2 {

namespace {

std::optional<std::uint64_t> read_varint(ByteReader& reader) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = reader.read<std::uint8_t>();
    if (!byte) return std::nullopt;
    value |= std::uint64_t{*byte & 0x7FU} << shift;
    if (*byte < 0x80) return value;
  }
  return std::nullopt;
}

}  // namespace

// A Protocol Buffers message whose fields are all messages themselves; field 1, repeated, is a
// piece.
base::Result<std::size_t> StudentVocabulary::count_pieces(std::span<const std::byte> file) {
  constexpr std::uint64_t kMessage = 2;
  ByteReader reader(file);
  std::size_t pieces = 0;
  while (reader.remaining() != 0) {
    const auto tag = read_varint(reader);
    const auto length = tag && (*tag & 7) == kMessage ? read_varint(reader) : std::nullopt;
    if (!length || !reader.take(*length)) return invalid_model("its vocabulary is damaged");
    if (*tag >> 3 == 1) ++pieces;
  }
  return pieces;
}

base::Result<std::shared_ptr<const StudentVocabulary>> StudentVocabulary::load(
    std::span<const std::byte> file) {
  auto processor = std::make_unique<sentencepiece::SentencePieceProcessor>();
  auto error = invalid_model("its vocabulary is no SentencePiece model");
  try {
    const auto status = processor->LoadFromSerializedProto(
        {reinterpret_cast<const char*>(file.data()), file.size()});
    error.detail = status.ToString();
    if (!status.ok()) return error;
  } catch (const std::exception& exception) {  // an empty piece, or one that stands twice
    error.detail = exception.what();
    return error;
  }
  if (processor->eos_id() < 0 || processor->GetPieceSize() < 2) {
    return invalid_model("its vocabulary has no piece that ends a sentence");
  }
  return std::shared_ptr<const StudentVocabulary>(new StudentVocabulary(std::move(processor)));
}

StudentVocabulary::StudentVocabulary(
    std::unique_ptr<sentencepiece::SentencePieceProcessor> processor)
    : processor_(std::move(processor)) {}

StudentVocabulary::~StudentVocabulary() = default;

std::size_t StudentVocabulary::size() const {
  return static_cast<std::size_t>(processor_->GetPieceSize());
}

int StudentVocabulary::end_of_sentence() const { return processor_->eos_id(); }

int StudentVocabulary::unknown() const { return processor_->unk_id(); }

std::vector<int> StudentVocabulary::encode(std::string_view text) const {
  return processor_->EncodeAsIds(text);
}

std::vector<std::string> StudentVocabulary::encode_as_text(std::string_view text) const {
  return processor_->EncodeAsPieces(text);
}

std::vector<StudentVocabulary::Placed> StudentVocabulary::encode_with_places(
    std::string_view text) const {
  std::vector<Placed> placed;
  std::size_t last = 0;
  const auto cut = processor_->EncodeAsImmutableProto(text);  // owns what its pieces view
  for (const auto& piece : cut.pieces()) {
    const auto begin = std::clamp<std::size_t>(piece.begin(), last, text.size());
    last = std::clamp<std::size_t>(piece.end(), begin, text.size());
    placed.push_back({static_cast<int>(piece.id()), piece.piece(), begin, last});
  }
  return placed;
}

const std::string& StudentVocabulary::text(int id) const { return processor_->IdToPiece(id); }

std::string StudentVocabulary::decode(const std::vector<std::string>& pieces) const {
  std::string text;
  const auto status = processor_->Decode(pieces, &text);
  if (!status.ok()) text.clear();
  return text;
}

}  // namespace dragoman::engines::ctranslate2
