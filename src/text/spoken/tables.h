#pragma once

#include "text/spoken/words.h"

namespace dragoman::text::spoken {

// One table a language, each in a file of its own (english_words.cc). Static storage, constant
// initialisation: they may be used at any time.

extern const Words kCantoneseWords;
extern const Words kEnglishWords;
extern const Words kFrenchWords;
extern const Words kGermanWords;
extern const Words kHindiWords;
extern const Words kItalianWords;
extern const Words kJapaneseWords;
extern const Words kKoreanWords;
extern const Words kMandarinWords;
extern const Words kPortugueseWords;
extern const Words kRussianWords;
extern const Words kSpanishWords;

}  // namespace dragoman::text::spoken
