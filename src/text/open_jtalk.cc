#include "text/open_jtalk.h"

#include <algorithm>
#include <exception>
#include <mutex>

// Open JTalk's headers do not include each other: mecab2njd.h wants njd.h before it.
// clang-format off
#include <open_jtalk/mecab.h>
#include <open_jtalk/njd.h>
#include <open_jtalk/mecab2njd.h>
#include <open_jtalk/njd_set_accent_phrase.h>
#include <open_jtalk/njd_set_accent_type.h>
#include <open_jtalk/njd_set_digit.h>
#include <open_jtalk/njd_set_pronunciation.h>
#include <open_jtalk/text2mecab.h>
// clang-format on

#include "text/open_jtalk_dictionary.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

using base::Error;
using base::ErrorKind;

// Open JTalk copies a word into 1024 bytes.
constexpr std::size_t kMaxPieceBytes = 900;
// It makes one character of one or two, none longer than this.
constexpr std::size_t kMaxCharacterBytes = 4;

bool is_character(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool not_assigned = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
  return !control && !not_assigned && c != U'\uFFFD';
}

// The full-width form that the dictionary is written in.
std::string full_width(std::string_view text) {
  auto characters = to_utf32(text);
  std::erase_if(characters, [](char32_t c) { return !is_character(c); });
  std::string wide(kMaxCharacterBytes * characters.size() + 1, '\0');
  text2mecab(wide.data(), to_utf8(characters).c_str());
  wide.resize(wide.find('\0'));
  return wide;
}

// Where the piece at the front of the text ends: between two characters.
std::size_t piece_bytes(std::string_view text) {
  if (text.size() <= kMaxPieceBytes) return text.size();
  std::size_t end = kMaxPieceBytes;
  while (end > 1 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return end;
}

// Katakana alone: marks of devoiced vowels, and the comma that stands for what has no reading, go.
std::u32string kana(const char* pronunciation) {
  auto reading = to_utf32(pronunciation);
  std::erase_if(reading, [](char32_t c) { return (c < U'ァ' || c > U'ヺ') && c != U'ー'; });
  return reading;
}

JapaneseWord to_word(NJDNode* node) {
  return {.text = to_utf32(NJDNode_get_string(node)),
          .reading = kana(NJDNode_get_pron(node)),
          .part_of_speech = NJDNode_get_pos(node),
          .word_class = NJDNode_get_pos_group1(node),
          .joins_phrase = NJDNode_get_chain_flag(node) == 1,
          .accent = NJDNode_get_acc(node)};
}

}  // namespace

struct OpenJtalk::Library {
  Library() {
    Mecab_initialize(&mecab);
    NJD_initialize(&njd);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() {
    NJD_clear(&njd);
    Mecab_clear(&mecab);
  }

  // The lock is held. What the piece before left is removed first, whether or not it was read.
  bool read(const std::string& piece, std::vector<JapaneseWord>& words) {
    NJD_refresh(&njd);
    Mecab_refresh(&mecab);
    if (Mecab_analysis(&mecab, piece.c_str()) != TRUE) return false;
    mecab2njd(&njd, Mecab_get_feature(&mecab), Mecab_get_size(&mecab));
    njd_set_pronunciation(&njd);
    njd_set_digit(&njd);
    njd_set_accent_phrase(&njd);
    njd_set_accent_type(&njd);
    for (auto* node = njd.head; node != nullptr; node = node->next) words.push_back(to_word(node));
    return true;
  }

  std::mutex mutex;
  Mecab mecab{};
  NJD njd{};
};

OpenJtalk::OpenJtalk(std::unique_ptr<Library> library) : library_(std::move(library)) {}
OpenJtalk::~OpenJtalk() = default;

base::Result<std::shared_ptr<const OpenJtalk>> OpenJtalk::open(const std::string& dir) {
  if (auto status = check_open_jtalk_dictionary(dir); !status) return status.error();
  auto library = std::make_unique<Library>();
  if (Mecab_load(&library->mecab, dir.c_str()) != TRUE) {
    return Error{
        ErrorKind::kModelInvalid,
        "The Japanese dictionary cannot be opened: remove its folder and install it again.", dir};
  }
  return std::shared_ptr<const OpenJtalk>(new OpenJtalk(std::move(library)));
}

base::Result<std::vector<JapaneseWord>> OpenJtalk::words(std::string_view text) const {
  std::vector<JapaneseWord> words;
  try {
    const auto wide = full_width(text);
    std::string_view rest = wide;
    std::lock_guard lock(library_->mutex);
    while (!rest.empty()) {
      const auto bytes = piece_bytes(rest);
      if (!library_->read(std::string(rest.substr(0, bytes)), words)) {
        return Error{ErrorKind::kInternal, "The Japanese text could not be analysed.",
                     "Mecab_analysis"};
      }
      rest.remove_prefix(bytes);
    }
  } catch (const std::exception& exception) {
    return Error{ErrorKind::kInternal, "The Japanese text could not be analysed.",
                 exception.what()};
  }
  return words;
}

}  // namespace dragoman::text
