#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dragoman::text {

/// A word as Open JTalk reads it where it stands.
struct JapaneseWord {
  std::u32string text;  ///< As written, in full-width characters.
  /// Katakana as it is pronounced: U"トーキョー", U"ワ" for the particle は. Empty for what is not
  /// read: punctuation, symbols, characters that the dictionary does not know.
  std::u32string reading;
  std::string part_of_speech;  ///< As in IPADIC: "名詞", "助詞", "助動詞" and so on.
  std::string word_class;  ///< Of the part of speech: "格助詞", "接尾"; "*" where it has none.
  bool joins_phrase = false;  ///< Continues the accent phrase of the word before it.
  int accent = 0;             ///< The mora of the phrase after which pitch falls; 0: it does not.
};

/// Open JTalk with its dictionary, the only user of its library (MeCab is inside): text to words
/// with their readings, readings changed as their neighbours ask for (numbers and counters, long
/// vowels of verbs).
///
/// The dictionary is mapped from its files (107 MB), so what is resident is what was looked up, 60
/// MB after as many sentences, and the system may take it back; 1 MB is the analyser's own. One
/// lock guards it; a call holds it for less than a millisecond a sentence. Every call is safe from
/// any thread.
class OpenJtalk {
 public:
  /// `dir` holds the dictionary's sys.dic, unk.dic, matrix.bin and char.bin; all are checked first.
  /// Errors: kModelMissing, kModelInvalid.
  [[nodiscard]] static base::Result<std::shared_ptr<const OpenJtalk>> open(const std::string& dir);

  OpenJtalk(const OpenJtalk&) = delete;
  OpenJtalk& operator=(const OpenJtalk&) = delete;
  ~OpenJtalk();

  /// The words of a text of any length: UTF-8; what is ill formed, control characters and
  /// noncharacters are passed over. The library has arrays of fixed size, so it is given no more
  /// than 300 characters at a time: a word that lies across such a cut is read as two. Errors:
  /// kInternal (the library gave up on the text).
  [[nodiscard]] base::Result<std::vector<JapaneseWord>> words(std::string_view text) const;

 private:
  struct Library;
  explicit OpenJtalk(std::unique_ptr<Library> library);
  const std::unique_ptr<Library> library_;
};

}  // namespace dragoman::text
