#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "text/g2p/han_lexicon.h"

namespace dragoman::text {

/// Chinese text in the script that a lexicon is written in, so that its words are found: as
/// in_chinese_script(), but what a word of the lexicon already spells so stays (显著, 乾隆). Safe
/// from any thread.
[[nodiscard]] std::u32string spelt_as_in(const HanLexicon& lexicon, core::ChineseScript script,
                                         std::u32string_view text);

/// The stretches of a text that are Chinese characters alone (the unified ideographs, and 〇);
/// views of the text.
[[nodiscard]] std::vector<std::u32string_view> han_runs(std::u32string_view text);

}  // namespace dragoman::text
