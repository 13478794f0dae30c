#include "text/open_jtalk_dictionary.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"

namespace dragoman::text {

namespace {

using base::Error;
using base::ErrorKind;

constexpr std::uint32_t kMagic = 0xEF718F77;  // exclusive-or the size of the file
constexpr std::uint32_t kVersion = 102;
constexpr std::size_t kNameBytes = 32;
// Open JTalk copies a feature, and puts a few kana to it, in 1024 bytes.
constexpr std::size_t kMaxFeatureBytes = 512;

Error damaged(const std::string& path, std::string_view what) {
  return {ErrorKind::kModelInvalid,
          "The Japanese dictionary is damaged: remove its folder and install it again.",
          fmt::format("{}: {}", path, what)};
}

struct WordsHeader {
  std::uint32_t magic, version, type, words, left_size, right_size, tree_bytes, token_bytes,
      feature_bytes, unused;
  std::array<char, kNameBytes> charset;
};

struct TreeNode {
  std::int32_t base;
  std::uint32_t check;
};

struct Token {
  std::uint16_t left, right, part_of_speech;
  std::int16_t cost;
  std::uint32_t feature, compound;
};

struct Connections {
  std::uint16_t left_size, right_size;
};

// Reads a file from its front to its end.
class Stream {
 public:
  static base::Result<Stream> open(std::string path) {
    auto file = base::File::open(path);
    if (!file) {
      return Error{ErrorKind::kModelMissing,
                   "The Japanese dictionary is not complete: install it again.",
                   path + ": " + file.error().message};
    }
    return Stream(std::move(path), std::move(*file));
  }

  [[nodiscard]] std::uint64_t size() const { return file_.size(); }
  [[nodiscard]] Error damaged(std::string_view what) const { return text::damaged(path_, what); }

  template <typename Record>
  bool read(Record& record) {
    return read_bytes(&record, sizeof record);
  }

  // Whether there are `count` records and every block of them passes.
  template <typename Record, typename Passes>
  bool all_blocks(std::uint64_t count, Passes passes) {
    std::vector<Record> records(std::min<std::uint64_t>(count, kRecordsAtOnce));
    for (std::uint64_t first = 0; first < count; first += records.size()) {
      records.resize(std::min<std::uint64_t>(count - first, records.size()));
      if (!read_bytes(records.data(), records.size() * sizeof(Record))) return false;
      if (!passes(first, std::span<const Record>(records))) return false;
    }
    return true;
  }

  // Whether there are `count` records and every one of them passes.
  template <typename Record, typename Passes>
  bool all(std::uint64_t count, Passes passes) {
    return all_blocks<Record>(count, [&](std::uint64_t first, std::span<const Record> records) {
      return std::ranges::all_of(records, [&](const Record& record) {
        return passes(first + static_cast<std::uint64_t>(&record - records.data()), record);
      });
    });
  }

 private:
  static constexpr std::uint64_t kRecordsAtOnce = 1 << 16;

  Stream(std::string path, base::File file) : path_(std::move(path)), file_(std::move(file)) {}

  bool read_bytes(void* into, std::size_t bytes) {
    const auto read = file_.read_at(at_, {static_cast<std::uint8_t*>(into), bytes});
    at_ += bytes;
    return read && *read == bytes;
  }

  std::string path_;
  base::File file_;
  std::uint64_t at_ = 0;
};

// A node that is not a leaf leads to the 257 from its base on; a leaf, which is found at its own
// number and is never the root, to tokens.
bool is_sound(std::uint64_t number, const TreeNode& node, std::uint64_t nodes,
              std::uint64_t tokens) {
  if (node.base >= 0) return static_cast<std::uint64_t>(node.base) + 256 < nodes;
  const auto value = static_cast<std::uint64_t>(-(static_cast<std::int64_t>(node.base) + 1));
  return number != 0 && node.check == number && (value >> 8) + (value & 0xFF) <= tokens;
}

bool is_utf8(const std::array<char, kNameBytes>& charset) {
  if (charset.back() != '\0') return false;
  const std::string_view name(charset.data());
  return name == "utf-8" || name == "UTF-8" || name == "utf8" || name == "UTF8";
}

bool features_end(Stream& stream, std::uint64_t bytes) {
  std::size_t open = 0;  // bytes of a feature that began in the block before
  const auto ends = [&](std::uint64_t, std::span<const char> block) {
    std::string_view rest(block.data(), block.size());
    for (auto end = rest.find('\0'); end != rest.npos; end = rest.find('\0')) {
      if (std::exchange(open, 0) + end > kMaxFeatureBytes) return false;
      rest.remove_prefix(end + 1);
    }
    open += rest.size();
    return open <= kMaxFeatureBytes;
  };
  return stream.all_blocks<char>(bytes, ends) && open == 0;
}

base::Status check_words(const std::string& path, std::uint32_t type, const Connections& size) {
  auto stream = Stream::open(path);
  if (!stream) return stream.error();
  WordsHeader header{};
  if (!stream->read(header) || (header.magic ^ kMagic) != stream->size() ||
      header.version != kVersion || header.type != type || !is_utf8(header.charset)) {
    return stream->damaged("not a dictionary of this kind");
  }
  const auto nodes = header.tree_bytes / sizeof(TreeNode);
  const auto tokens = header.token_bytes / sizeof(Token);
  const std::uint64_t features = header.feature_bytes;
  if (header.tree_bytes % sizeof(TreeNode) != 0 || header.token_bytes % sizeof(Token) != 0 ||
      sizeof header + header.tree_bytes + header.token_bytes + features != stream->size() ||
      nodes == 0 || header.left_size != size.left_size || header.right_size != size.right_size) {
    return stream->damaged("its parts do not go together");
  }
  if (!stream->all<TreeNode>(nodes, [&](std::uint64_t number, const TreeNode& node) {
        return is_sound(number, node, nodes, tokens);
      })) {
    return stream->damaged("its tree leads nowhere");
  }
  // MeCab takes the right side of a word for the column of the table.
  if (!stream->all<Token>(tokens, [&](std::uint64_t, const Token& token) {
        return token.right < size.left_size && token.left < size.right_size &&
               token.feature < features;
      })) {
    return stream->damaged("a word has no features or connections");
  }
  if (!features_end(*stream, features)) return stream->damaged("a feature has no end");
  return {};
}

// Bits 18 to 25 of a character's entry are its class.
base::Status check_characters(const std::string& path) {
  constexpr std::uint64_t kCharacters = 0xFFFF;
  auto stream = Stream::open(path);
  if (!stream) return stream.error();
  std::uint32_t classes = 0;
  if (!stream->read(classes) || classes == 0 ||
      sizeof classes + kNameBytes * std::uint64_t{classes} + sizeof(std::uint32_t) * kCharacters !=
          stream->size()) {
    return stream->damaged("not a table of characters");
  }
  using Name = std::array<char, kNameBytes>;
  if (!stream->all<Name>(classes,
                         [](std::uint64_t, const Name& name) { return name.back() == '\0'; }) ||
      !stream->all<std::uint32_t>(kCharacters, [&](std::uint64_t, std::uint32_t entry) {
        return (entry >> 18 & 0xFF) < classes;
      })) {
    return stream->damaged("a character has no class");
  }
  return {};
}

base::Result<Connections> read_connections(const std::string& path) {
  auto stream = Stream::open(path);
  if (!stream) return stream.error();
  Connections size{};
  if (!stream->read(size) || size.left_size == 0 || size.right_size == 0 ||
      sizeof size + sizeof(std::int16_t) * std::uint64_t{size.left_size} * size.right_size !=
          stream->size()) {
    return stream->damaged("not a table of connections");
  }
  return size;
}

}  // namespace

base::Status check_open_jtalk_dictionary(const std::string& dir) {
  constexpr std::uint32_t kKnownWords = 0;
  constexpr std::uint32_t kUnknownWords = 2;
  const auto size = read_connections(dir + "/matrix.bin");
  if (!size) return size.error();
  if (auto status = check_characters(dir + "/char.bin"); !status) return status;
  if (auto status = check_words(dir + "/sys.dic", kKnownWords, *size); !status) return status;
  return check_words(dir + "/unk.dic", kUnknownWords, *size);
}

}  // namespace dragoman::text
