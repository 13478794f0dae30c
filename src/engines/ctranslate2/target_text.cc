#include "engines/ctranslate2/target_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "text/demands.h"
#include "text/letter_case.h"

namespace dragoman::engines::ctranslate2 {

namespace {

bool is_closing(std::string_view piece) {
  static constexpr std::array<std::string_view, 9> kMarks{
      ".", "!", "?", "\u2026", "\u3002", "\uFF01", "\uFF1F", "\u061F", "\u0964"};
  if (piece.starts_with(kWordStart)) piece.remove_prefix(kWordStart.size());
  return std::ranges::find(kMarks, piece) != kMarks.end();
}

// Whether what follows is written without a space in between: inside quotes and brackets, after an
// elided article, in a compound.
bool attaches_next(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kOpening{
      "(", "[", "{", "\u00BF", "\u00A1", "\u00AB", "\u201C", "\u201E", "\u2018"};
  if (text.empty() || text.ends_with(' ')) return true;
  if (std::ranges::any_of(kOpening, [&](std::string_view mark) { return text.ends_with(mark); })) {
    return true;
  }
  if (text.back() == '"') return std::ranges::count(text, '"') % 2 == 1;
  const bool after_letter = text.size() > 1 &&
                            std::ispunct(static_cast<unsigned char>(text[text.size() - 2])) == 0 &&
                            text[text.size() - 2] != ' ';
  return after_letter && (text.back() == '\'' || text.back() == '-' || text.ends_with("\u2019"));
}

bool is_ascii_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Puts runs of pieces and anchors' texts one behind the other.
class Writer {
 public:
  Writer(const StudentVocabulary& vocabulary, const TargetStyle& style)
      : vocabulary_(vocabulary), style_(style) {}

  void add_piece(const std::string& piece) {
    if (run_.empty() && piece.starts_with(kWordStart) && !text_.empty()) text_ += ' ';
    run_.push_back(piece);
  }

  void add_copied(const std::string& piece, const std::string& copied) {
    if (piece.starts_with(kWordStart) && !(run_.empty() && text_.empty())) run_.emplace_back(" ");
    run_.push_back(copied);
  }

  void add_anchor(const std::string& target) {
    flush();
    const bool spaced = core::info(style_.language).spaces_between_sentences &&
                        style_.language != core::Language::kThai;
    if (spaced ? !attaches_next(text_)
               : !text_.empty() && is_ascii_word(text_.back()) && is_ascii_word(target.front())) {
      text_ += ' ';
    }
    const bool first = std::exchange(said_nothing_, false);
    text_ += first && style_.capital_start ? text::as_first_word(target, style_.language) : target;
  }

  std::string finish() {
    flush();
    return std::move(text_);
  }

 private:
  void flush() {
    if (run_.empty()) return;
    auto text = vocabulary_.decode(run_);
    run_.clear();
    if (std::ranges::any_of(text, [](char c) {
          return (static_cast<unsigned char>(c) & 0x80) != 0 || is_ascii_word(c);
        })) {
      said_nothing_ = false;
    }
    text_ += style_.capitals ? text::in_capitals(text, style_.language) : text;
  }

  const StudentVocabulary& vocabulary_;
  const TargetStyle& style_;
  std::string text_;
  std::vector<std::string> run_;
  bool said_nothing_ = true;
};

}  // namespace

std::vector<TargetPiece> with_all_anchors(std::vector<TargetPiece> pieces,
                                          const std::vector<Anchor>& anchors,
                                          const StudentVocabulary& vocabulary) {
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    const auto index = static_cast<int>(i);
    if (std::ranges::find(pieces, index, &TargetPiece::anchor) != pieces.end()) continue;
    const auto source_end = static_cast<int>(anchors[i].end);
    auto place = pieces.end();
    for (auto piece = pieces.begin(); piece != pieces.end(); ++piece) {
      const bool word = vocabulary.text(piece->id).starts_with(kWordStart) ||
                        (piece->anchor >= 0 &&
                         (piece == pieces.begin() || std::prev(piece)->anchor != piece->anchor));
      if (!word || piece->looks_at < source_end) continue;
      if (place == pieces.end() || piece->looks_at < place->looks_at) place = piece;
    }
    if (place == pieces.end()) {
      while (place != pieces.begin() && is_closing(vocabulary.text(std::prev(place)->id))) --place;
    }
    pieces.insert(place,
                  {anchors[i].target.front(), -1, index, static_cast<int>(anchors[i].begin)});
  }
  return pieces;
}

std::string write_target(const std::vector<TargetPiece>& pieces,
                         const std::vector<std::string>& source_texts,
                         const std::vector<std::string>& anchor_texts,
                         const StudentVocabulary& vocabulary, const TargetStyle& style) {
  Writer writer(vocabulary, style);
  int last_anchor = -1;
  for (const auto& piece : pieces) {
    const auto& text = vocabulary.text(piece.id);
    const auto from = static_cast<std::size_t>(piece.copied_from);
    if (piece.anchor >= 0) {
      if (piece.anchor != last_anchor) {
        writer.add_anchor(anchor_texts[static_cast<std::size_t>(piece.anchor)]);
      }
    } else if (piece.copied_from >= 0 && from < source_texts.size()) {
      writer.add_copied(text, source_texts[from]);
    } else if (piece.id != vocabulary.unknown()) {
      writer.add_piece(text);
    }
    last_anchor = piece.anchor;
  }
  return writer.finish();
}

}  // namespace dragoman::engines::ctranslate2
