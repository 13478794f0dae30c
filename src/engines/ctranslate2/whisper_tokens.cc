#include "engines/ctranslate2/whisper_tokens.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "base/bytes.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using Index = std::unordered_map<std::string_view, TokenId>;  // by bytes

// GPT-2 spells the bytes that are printable in Latin-1 as themselves, the others as the characters
// from U+0100 on, in order.
bool spelled_as_itself(int byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

std::array<char, 0x100 + 68> make_byte_of_character() {
  std::array<char, 0x100 + 68> table{};
  std::size_t next = 0x100;
  for (int byte = 0; byte < 0x100; ++byte) {
    const auto character = spelled_as_itself(byte) ? static_cast<std::size_t>(byte) : next++;
    table[character] = static_cast<char>(byte);
  }
  return table;
}

// The bytes that a token spells; all its characters take one or two bytes of UTF-8.
std::string unspell(std::string_view token) {
  static const auto byte_of = make_byte_of_character();
  std::string bytes;
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto character = static_cast<std::size_t>(static_cast<std::uint8_t>(token[i]));
    if (character >= 0xC0 && i + 1 < token.size()) {
      character = (character & 0x1FU) << 6U | (static_cast<std::uint8_t>(token[++i]) & 0x3FU);
    }
    if (character < byte_of.size()) bytes += byte_of[character];
  }
  return bytes;
}

// The longest token that the bytes of a sign begin with, more than a space.
std::optional<TokenId> first_token(const Index& index, std::string_view bytes) {
  for (std::size_t length = bytes.size(); length > 1; --length) {
    const auto found = index.find(bytes.substr(0, length));
    if (found != index.end()) return found->second;
  }
  return std::nullopt;
}

// As the published code chooses them (non_speech_tokens of whisper/tokenizer.py): signs that are
// one token, with or without a space before, the first token of any musical sign, and hyphen and
// apostrophe at the beginning of a word.
std::vector<TokenId> find_unspoken(const Index& index) {
  static constexpr std::string_view kSigns[] = {
      "\"",  "#",  "(",  ")",   "*",   "+",   "/",   ":",  ";",   "<",  "=",  ">",
      "@",   "[",  "\\", "]",   "^",   "_",   "`",   "{",  "|",   "}",  "~",  "「",
      "」",  "『", "』", "<<",  ">>",  "<<<", ">>>", "--", "---", "-(", "-[", "('",
      "(\"", "((", "))", "(((", ")))", "[[",  "]]",  "{{", "}}",  "♪♪", "♪♪♪"};
  static constexpr std::string_view kMusic[] = {"♩", "♪", "♫", "♬", "♭", "♮", "♯"};
  std::vector<TokenId> ids;
  const auto add = [&](const std::string& bytes) {
    if (const auto found = index.find(bytes); found != index.end()) ids.push_back(found->second);
  };
  add(" -");
  add(" '");
  for (const auto sign : kSigns) {
    add(std::string(sign));
    add(fmt::format(" {}", sign));
  }
  for (const auto sign : kMusic) {
    for (const auto& bytes : {std::string(sign), fmt::format(" {}", sign)}) {
      if (const auto id = first_token(index, bytes)) ids.push_back(*id);
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// The characters of `bytes` that are well formed, without white space at the ends.
std::string clean(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size();) {
    std::size_t length = 1;
    while (length <= 4 && i + length <= bytes.size() &&
           !base::is_valid_utf8(bytes.substr(i, length))) {
      ++length;
    }
    if (length > 4 || i + length > bytes.size()) {
      ++i;
      continue;
    }
    text += bytes.substr(i, length);
    i += length;
  }
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

base::Error missing_token(std::string_view token) {
  return {
      base::ErrorKind::kModelInvalid,
      fmt::format(
          "The recognition model cannot be used: its vocabulary has no {}. Install a multilingual "
          "Whisper converted for CTranslate2.",
          token),
      ""};
}

}  // namespace

base::Result<WhisperTokens> WhisperTokens::read(std::span<const std::string> vocabulary) {
  std::unordered_map<std::string_view, TokenId> named;
  for (TokenId id = 0; id < vocabulary.size(); ++id) named.emplace(vocabulary[id], id);

  WhisperTokens tokens;
  tokens.vocabulary_size = vocabulary.size();
  const std::pair<std::string_view, TokenId*> needed[] = {
      {"<|endoftext|>", &tokens.end_of_text},
      {"<|startoftranscript|>", &tokens.start_of_transcript},
      {"<|en|>", nullptr},
      {"<|transcribe|>", &tokens.transcribe},
      {"<|translate|>", &tokens.translate},
      {"<|notimestamps|>", &tokens.no_timestamps},
  };
  for (const auto& [name, id] : needed) {
    const auto found = named.find(name);
    if (found == named.end()) return missing_token(name);
    if (id != nullptr) *id = found->second;
  }
  // Renamed between releases.
  auto no_speech = named.find("<|nospeech|>");
  if (no_speech == named.end()) no_speech = named.find("<|nocaptions|>");
  if (no_speech == named.end()) return missing_token("<|nospeech|>");
  tokens.no_speech = no_speech->second;
  if (const auto found = named.find("<|startofprev|>"); found != named.end()) {
    tokens.start_of_previous = found->second;
  }

  for (const auto& info : core::languages()) {
    const auto found = named.find(fmt::format("<|{}|>", info.code));
    if (found == named.end()) continue;
    tokens.language[static_cast<std::size_t>(info.language)] = found->second;
  }

  Index index;
  tokens.bytes_.reserve(tokens.end_of_text);
  for (TokenId id = 0; id < tokens.end_of_text; ++id) {
    tokens.bytes_.push_back(unspell(vocabulary[id]));
    index.emplace(tokens.bytes_.back(), id);
  }
  tokens.by_bytes_.resize(tokens.bytes_.size());
  std::iota(tokens.by_bytes_.begin(), tokens.by_bytes_.end(), 0U);
  std::ranges::stable_sort(tokens.by_bytes_, {},
                           [&](std::uint32_t id) -> std::string_view { return tokens.bytes_[id]; });
  tokens.unspoken = find_unspoken(index);
  if (const auto found = index.find(" "); found != index.end()) tokens.blank = found->second;
  return tokens;
}

core::LanguageSet WhisperTokens::languages() const {
  core::LanguageSet set;
  for (const auto& info : core::languages()) {
    if (language[static_cast<std::size_t>(info.language)]) set.insert(info.language);
  }
  return set;
}

std::string WhisperTokens::text(std::span<const TokenId> ids) const {
  std::string bytes;
  for (const TokenId id : ids) {
    if (id < bytes_.size()) bytes += bytes_[id];
  }
  return clean(bytes);
}

std::string_view WhisperTokens::bytes(TokenId id) const {
  return id < bytes_.size() ? std::string_view(bytes_[id]) : std::string_view();
}

std::optional<TokenId> WhisperTokens::find(std::string_view bytes) const {
  const auto spelling = [&](std::uint32_t id) -> std::string_view { return bytes_[id]; };
  const auto found = std::ranges::lower_bound(by_bytes_, bytes, {}, spelling);
  if (found == by_bytes_.end() || spelling(*found) != bytes) return std::nullopt;
  return *found;
}

std::vector<TokenId> WhisperTokens::tokenise(std::string_view text) const {
  std::vector<TokenId> ids;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' ', 1), text.size());
    tokenise_word(text.substr(0, end), ids);
    text.remove_prefix(end);
  }
  return ids;
}

void WhisperTokens::tokenise_word(std::string_view word, std::vector<TokenId>& ids) const {
  if (const auto whole = find(word)) {
    ids.push_back(*whole);
    return;
  }
  struct Part {
    std::string_view bytes;
    std::optional<TokenId> id;
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < word.size(); ++i) {
    parts.push_back({word.substr(i, 1), find(word.substr(i, 1))});
  }
  for (;;) {
    std::optional<TokenId> lowest;
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto id =
          find({parts[i].bytes.data(), parts[i].bytes.size() + parts[i + 1].bytes.size()});
      if (id && (!lowest || *id < *lowest)) {
        lowest = id;
        at = i;
      }
    }
    if (!lowest) break;
    parts[at] = {{parts[at].bytes.data(), parts[at].bytes.size() + parts[at + 1].bytes.size()},
                 lowest};
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  for (const auto& part : parts) {
    if (part.id) ids.push_back(*part.id);
  }
}

}  // namespace dragoman::engines::ctranslate2
