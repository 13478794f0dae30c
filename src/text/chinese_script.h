#pragma once

#include <string>
#include <string_view>

#include "core/language.h"

namespace dragoman::text {

/// Chinese text in one script, by the rules and phrases of ICU's transliterators, which tell
/// 头发 (頭髮) from 发现 (發現); what is in that script already, and what is not Chinese, stays.
/// Words are not exchanged for those of another region. Safe from any thread.
[[nodiscard]] std::string in_chinese_script(std::string_view text, core::ChineseScript script);

}  // namespace dragoman::text
