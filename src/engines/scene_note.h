#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engines/scene_describer.h"

namespace dragoman::engines {

/// What is wrong with an answer that cannot be a note. Models that see fail fluently, and remote
/// ones may say anything. Pure functions of this file; safe from any thread.
enum class NoteFault {
  kEmpty,     ///< Nothing, or no letter.
  kPrompt,    ///< Words of the prompt, a control token, or a refusal to answer.
  kLoop,      ///< The same stretch four times and more on end.
  kTooLong,   ///< More than is asked for by far.
  kLanguage,  ///< Not English.
};

[[nodiscard]] std::string_view describe(NoteFault fault);

/// What a describer is asked, in the user's words. `insist`: a first answer was none.
[[nodiscard]] std::string scene_question(const SceneRequest& request, bool insist);

/// The answer on one line, without what models put around it (a label, quotation marks, marks of
/// Markdown, white space, thoughts between <think> and </think>), control characters and ill-formed
/// UTF-8; of more than kMostNoteBytes as many whole sentences as fit.
[[nodiscard]] std::string trim_note(std::string_view answer);

/// Nothing where the answer may be a note once it is trimmed. `finished`: false where the model
/// had more to say than it was let.
[[nodiscard]] std::optional<NoteFault> find_note_fault(std::string_view answer, bool finished);

}  // namespace dragoman::engines
