#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"

namespace dragoman::text {

/// A dictionary of a few words in the form that MeCab compiles, written to a folder of its own.
class TinyDictionary {
 public:
  struct Word {
    std::string text;
    std::string feature;
  };

  /// `last` follows the others in the order of bytes.
  explicit TinyDictionary(const Word& last = {"龘", "名詞,一般,*,*,*,*,龘,*,*,*,*"}) {
    write("sys.dic",
          words_file(0, {{"で", "助詞,接続助詞,*,*,*,*,で,デ,デ,0/1,*"},
                         {"は", "助詞,係助詞,*,*,*,*,は,ハ,ワ,0/1,*"},
                         {"へ", "助詞,格助詞,一般,*,*,*,へ,ヘ,エ,0/1,*"},
                         {"明日", "名詞,副詞可能,*,*,*,*,明日,アシタ,アシ’タ,3/3,*"},
                         {"東京", "名詞,固有名詞,*,*,*,*,東京,トウキョウ,トーキョー,0/4,*"},
                         {"行く", "動詞,自立,*,*,*,基本形,行く,イク,イク,0/2,*"},
                         last}));
    write("unk.dic",
          words_file(2, {{"DEFAULT", "名詞,一般,*,*,*,*,*"}, {"SPACE", "記号,空白,*,*,*,*,*"}}));
    write("matrix.bin",
          number<std::uint16_t>(1) + number<std::uint16_t>(1) + number<std::int16_t>(0));
    write("char.bin", characters_file());
  }

  [[nodiscard]] const std::string& dir() const { return folder_.path(); }

  void write(const std::string& name, std::string_view bytes) const {
    std::ofstream(dir() + "/" + name, std::ios::binary) << bytes;
  }

  [[nodiscard]] std::string read(const std::string& name) const {
    return base::read_file(dir() + "/" + name, 1 << 24).value();
  }

  template <typename Number>
  static std::string number(Number value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
  }

 private:
  // The trie as a double array, each node's children in a stretch of the array of its own.
  class Tree {
   public:
    std::string bytes(const std::vector<Word>& words) {
      nodes_.resize(1);
      nodes_[0].first = grow(words, 0, words.size(), 0);
      std::string bytes;
      for (const auto& [base, check] : nodes_) bytes += number(base) + number(check);
      return bytes;
    }

   private:
    static constexpr std::size_t kStretch = 257;

    std::int32_t grow(const std::vector<Word>& words, std::size_t first, std::size_t last,
                      std::size_t depth) {
      const auto begin = nodes_.size();
      nodes_.resize(begin + 2 * kStretch);
      std::map<std::size_t, std::pair<std::size_t, std::size_t>> children;
      for (auto i = first; i < last; ++i) {
        const auto& text = words[i].text;
        const auto code =
            depth == text.size() ? 0 : static_cast<unsigned char>(text[depth]) + std::size_t{1};
        auto& range = children.try_emplace(code, i, i).first->second;
        range.second = i + 1;
      }
      for (const auto& [code, range] : children) {
        // One word a text: its number and the count 1.
        const auto leaf = -static_cast<std::int32_t>(range.first << 8 | 1) - 1;
        const auto base = code == 0 ? leaf : grow(words, range.first, range.second, depth + 1);
        nodes_[begin + code] = {base, static_cast<std::uint32_t>(begin)};
      }
      return static_cast<std::int32_t>(begin);
    }

    std::vector<std::pair<std::int32_t, std::uint32_t>> nodes_;
  };

  // `words` in the order of their bytes.
  static std::string words_file(std::uint32_t type, const std::vector<Word>& words) {
    const auto tree = Tree().bytes(words);
    std::string tokens;
    std::string features;
    for (const auto& word : words) {
      tokens += number<std::uint32_t>(0) + number<std::uint32_t>(0);  // connections, class and cost
      tokens += number(static_cast<std::uint32_t>(features.size())) + number<std::uint32_t>(0);
      features += word.feature + '\0';
    }
    std::string charset = "utf-8";
    charset.resize(32);
    std::string head;
    for (const auto value :
         {std::uint32_t{102}, type, static_cast<std::uint32_t>(words.size()), 1U, 1U,
          static_cast<std::uint32_t>(tree.size()), static_cast<std::uint32_t>(tokens.size()),
          static_cast<std::uint32_t>(features.size()), 0U}) {
      head += number(value);
    }
    const auto rest = head + charset + tree + tokens + features;
    return number(static_cast<std::uint32_t>(rest.size() + 4) ^ 0xEF718F77U) + rest;
  }

  // Two classes: all others, each a word by itself, and spaces.
  static std::string characters_file() {
    constexpr std::uint32_t kOther = 1U << 26 | 1;
    constexpr std::uint32_t kSpace = 1U << 18 | 2;
    std::string file = number<std::uint32_t>(2);
    for (const char* name : {"DEFAULT", "SPACE"}) {
      std::string padded = name;
      padded.resize(32);
      file += padded;
    }
    for (std::uint32_t c = 0; c < 0xFFFF; ++c) file += number(c == 0x20 ? kSpace : kOther);
    return file;
  }

  base::TempDir folder_;
};

}  // namespace dragoman::text
