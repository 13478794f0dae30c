#pragma once

#include <string_view>
#include <vector>

namespace dragoman::text {

/// A stretch of words in one kind of script.
struct ScriptRun {
  bool latin = false;
  std::u32string_view text;  ///< Of the text that was cut.
};

/// Cuts words where Latin letters begin or end, for languages that write in another script:
/// U"用iPhone拍" becomes 用, iPhone, 拍. Digits, hyphens, apostrophes, stops and spaces between two
/// Latin letters belong to them ("Wi-Fi 6E", "Rock 'n' Roll"); everything else is not Latin. The
/// runs make up the text.
[[nodiscard]] std::vector<ScriptRun> script_runs(std::u32string_view text);

}  // namespace dragoman::text
