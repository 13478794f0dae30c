// Japanese among the front ends, by a dictionary of a few words.
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "text/g2p/front_ends.h"
#include "text/open_jtalk_dictionary_test.h"
#include "text/utf32.h"

namespace dragoman::text {
namespace {

using core::Language;

base::Result<std::shared_ptr<const FrontEnds>> open(const TinyDictionary& dictionary) {
  core::ModelFiles model;
  model.id = "g2p-japanese";
  model.job = core::ModelJob::kG2p;
  model.engine = "japanese";
  model.dir = dictionary.dir();
  auto espeak =
      Espeak::open(std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/lib/espeak-ng-data");
  return FrontEnds::open(espeak.value(), {model});
}

TEST(FrontEndsJapanese, ReadsClausesAndTheEnglishInThem) {
  const TinyDictionary dictionary;
  const auto front_ends = open(dictionary);
  ASSERT_TRUE(front_ends.ok());
  EXPECT_TRUE((*front_ends)->reads(Language::kJapanese));
  const auto spoken = [&](std::string_view text) {
    return to_utf8((*front_ends)->phonemes(Language::kJapanese, Standard::kUsual, text).value());
  };
  EXPECT_EQ(spoken("東京へ、行く。"), "toːkʲoː e, ikɯ.");
  EXPECT_EQ(spoken("明日Wi-Fi、東京"), "aɕita wˈIfˌI, toːkʲoː");
  EXPECT_EQ(spoken("。、！"), "");
}

TEST(FrontEndsJapanese, NoOtherScriptIsRefused) {
  const TinyDictionary dictionary;
  const auto front_ends = open(dictionary);
  ASSERT_TRUE(front_ends.ok());
  for (const std::string_view text :
       {"Привет", "สวัสดี", "𓀀𓁐", "<speak>東京</speak>", "\u202E東京"}) {
    EXPECT_TRUE((*front_ends)->phonemes(Language::kJapanese, Standard::kUsual, text).ok()) << text;
  }
}

TEST(FrontEndsJapanese, ADamagedDictionaryIsToldAndNotOpened) {
  const TinyDictionary dictionary;
  dictionary.write("sys.dic", dictionary.read("sys.dic").substr(0, 1'000));
  const auto front_ends = open(dictionary);
  ASSERT_FALSE(front_ends.ok());
  EXPECT_EQ(front_ends.error().kind, base::ErrorKind::kModelInvalid);
}

}  // namespace
}  // namespace dragoman::text
