#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/language.h"
#include "engines/llama/gguf_header.h"

namespace dragoman::engines::llama {

/// How a model that hears wants to be asked what was said. Pure functions of this file; safe from
/// any thread.
enum class AudioFamily {
  kQwen3Asr,  ///< Qwen3-ASR: context in the system's turn, the audio alone in the user's; the
              ///< answer begins `language English<asr_text>` unless it was begun so for the model
              ///< (QwenLM/Qwen3-ASR, qwen_asr/inference/qwen3_asr.py).
  kChat,      ///< Any other (Qwen2-Audio, Ultravox, Voxtral, and those that see as well: Qwen-Omni,
              ///< Gemma 4): an instruction beside the audio.
};

/// What is known of an utterance before it is heard.
struct AudioPromptInput {
  std::optional<core::Language> language;  ///< Nothing: the model is to name it.
  std::span<const std::string> terms;      ///< That may be said, most important first.
  std::string_view previous;               ///< What was said just before.
};

/// The prompt in order; the audio stands between `before` and `after`. `context` is of users'
/// making and never read for control tokens; the other parts are.
struct AudioPrompt {
  std::string head;
  std::string context;
  std::string before;
  std::string after;
};

/// What an answer says.
struct Heard {
  std::optional<core::Language> language;  ///< As the answer names it, where it does.
  bool other_language = false;             ///< It names one that is none of ours.
  std::string text;                        ///< Empty where the answer says that nothing was said.
};

/// Asks one model. Immutable.
class AudioPrompter {
 public:
  /// From the heads of the projector's file and the language model's. Errors: kModelInvalid (a chat
  /// template that we cannot write).
  [[nodiscard]] static base::Result<AudioPrompter> make(const GgufHeader& projector,
                                                        const GgufHeader& model);

  [[nodiscard]] AudioFamily family() const { return family_; }
  [[nodiscard]] AudioPrompt write(const AudioPromptInput& input) const;
  /// `answer` with control tokens written out; `named`: the prompt named the language.
  [[nodiscard]] Heard read(std::string_view answer, std::optional<core::Language> named) const;

 private:
  AudioPrompter(AudioFamily family, std::string head, std::string tail)
      : family_(family), head_(std::move(head)), tail_(std::move(tail)) {}

  AudioFamily family_;
  std::string head_;  // of the chat
  std::string tail_;
};

/// At most this much context goes into a prompt; of what was said before, its end.
inline constexpr std::size_t kMaxContextBytes = 800;

}  // namespace dragoman::engines::llama
