// What the front ends say is what the model hears: no phoneme without a symbol in its vocabulary,
// which would be passed over in silence.
#include <array>
#include <string_view>

#include <gtest/gtest.h>

#include "engines/installed_test.h"
#include "engines/onnx/kokoro_tokens.h"
#include "text/g2p/front_ends.h"
#include "text/utf32.h"

namespace dragoman::engines::onnx {
namespace {

using core::Language;

struct Sample {
  Language language;
  std::string_view text;
};

// Sentences with every letter, and sounds that were lost once.
constexpr std::array kSamples{
    Sample{Language::kEnglish, "The quick brown fox jumps over the lazy dog, with measured joy."},
    Sample{Language::kSpanish,
           "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y "
           "frío; añoraba a su querido cachorro."},
    Sample{Language::kFrench,
           "Portez ce vieux whisky au juge blond qui fume, là-bas, un œuf de "
           "coq en vingt-huit minutes; il mangea."},
    Sample{Language::kItalian,
           "Quel vituperabile xenofobo zelante assaggia il whisky ed esclama: "
           "alleluja! Gli gnocchi, lo sci."},
    Sample{Language::kPortuguese,
           "Zebras caolhas de Java querem passar fax para moças gigantes de "
           "New York; não põe a mãe."},
    Sample{Language::kGerman,
           "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. "
           "Fünf neue Häuser, Uhr und kurz; unser System."},
    Sample{Language::kRussian,
           "Съешь же ещё этих мягких французских булок, да выпей чаю. Лошадь "
           "взяла ключи, ёлка, объём, подключённый."},
    Sample{Language::kHindi,
           "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश करने वाले "
           "विष्णुवतार भगवान श्रीराम।"},
    Sample{Language::kKorean,
           "다람쥐 헌 쳇바퀴에 타고파. 키스의 고유조건은 입술끼리 만나야 하고 "
           "특별한 기술은 필요치 않다. 왜 얘예의 쌍빵꿩뒤줘."},
};

TEST(KokoroAlphabet, HoldsWhateverTheFrontEndsSay) {
  const auto front_ends =
      text::FrontEnds::open(text::Espeak::open(espeak_data_dir()).value(), {}).value();
  for (const auto& [language, text] : kSamples) {
    const auto phonemes = front_ends->phonemes(language, text::Standard::kUsual, text);
    ASSERT_TRUE(phonemes.ok());
    for (const auto point : *phonemes) {
      EXPECT_EQ(kokoro_tokens({&point, 1}).size(), 1U)
          << "U+" << std::hex << static_cast<std::uint32_t>(point) << " in "
          << text::to_utf8(*phonemes);
    }
  }
}

}  // namespace
}  // namespace dragoman::engines::onnx
