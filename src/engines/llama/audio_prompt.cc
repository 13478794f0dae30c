#include "engines/llama/audio_prompt.h"

#include <utility>

#include <fmt/format.h>

#include "engines/llama/chat_frame.h"
#include "engines/llama/vision_prompt.h"

namespace dragoman::engines::llama {

namespace {

constexpr std::string_view kTextMark = "<asr_text>";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The end of a text, from a whole character on.
std::string_view last_bytes(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  text.remove_prefix(text.size() - limit);
  while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0U) == 0x80U) {
    text.remove_prefix(1);
  }
  return text;
}

// Terms, then what was said before, as far as there is room.
std::string context_of(const AudioPromptInput& input) {
  std::string context;
  for (const auto& term : input.terms) {
    if (context.size() + term.size() + 2 > kMaxContextBytes / 2) break;
    context += context.empty() ? term : fmt::format(", {}", term);
  }
  if (input.previous.empty()) return context;
  if (!context.empty()) context += '\n';
  context += last_bytes(input.previous, kMaxContextBytes - context.size());
  return context;
}

std::optional<ChatFrame> audio_frame(std::string_view chat_template) {
  if (chat_template.find("<|start_header_id|>") != std::string_view::npos) {  // Llama 3: Ultravox
    return ChatFrame{"<|start_header_id|>user<|end_header_id|>\n\n",
                     "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"};
  }
  if (chat_template.find("[INST]") != std::string_view::npos) {  // Mistral: Voxtral
    return ChatFrame{"[INST]", "[/INST]"};
  }
  return vision_frame(chat_template);
}

// A first answer's name of a language; "None" where nothing is said.
void read_name(std::string_view name, Heard& heard) {
  heard.language = core::parse_language(trimmed(name));
  heard.other_language = !heard.language;
}

Heard read_qwen(std::string_view answer) {
  Heard heard;
  const auto mark = answer.find(kTextMark);
  if (mark == std::string_view::npos) {
    heard.text = trimmed(answer);
    return heard;
  }
  auto head = trimmed(answer.substr(0, mark));
  constexpr std::string_view kLabel = "language";
  if (head.starts_with(kLabel)) head = trimmed(head.substr(kLabel.size()));
  if (head == "None") return heard;
  if (!head.empty()) read_name(head.substr(0, head.find(',')), heard);
  heard.text = trimmed(answer.substr(mark + kTextMark.size()));
  return heard;
}

// "French: Bonjour." A colon further on belongs to the text.
Heard read_labelled(std::string_view answer) {
  Heard heard;
  answer = trimmed(answer);
  const auto colon = answer.find(':');
  if (colon != std::string_view::npos) {
    if (answer.substr(0, colon) == "None") return heard;
    heard.language = core::parse_language(trimmed(answer.substr(0, colon)));
    if (heard.language) answer = trimmed(answer.substr(colon + 1));
  }
  heard.text = answer;
  return heard;
}

}  // namespace

base::Result<AudioPrompter> AudioPrompter::make(const GgufHeader& projector,
                                                const GgufHeader& model) {
  if (projector.audio_projector == "qwen3a" && !projector.has_vision_encoder) {
    return AudioPrompter(AudioFamily::kQwen3Asr, "<|im_start|>system\n",
                         "<|im_end|>\n<|im_start|>assistant\n");
  }
  auto frame = audio_frame(model.chat_template);
  if (!frame) {
    return base::Error{base::ErrorKind::kModelInvalid,
                       "The model's chat template is none that we know how to write.", model.name};
  }
  return AudioPrompter(AudioFamily::kChat, std::move(frame->head), std::move(frame->tail));
}

AudioPrompt AudioPrompter::write(const AudioPromptInput& input) const {
  AudioPrompt prompt;
  prompt.head = head_;
  prompt.context = context_of(input);
  if (family_ == AudioFamily::kQwen3Asr) {
    prompt.before = "<|im_end|>\n<|im_start|>user\n";
    prompt.after = tail_;
    if (input.language) {
      prompt.after += fmt::format("language {}{}", core::info(*input.language).name, kTextMark);
    }
    return prompt;
  }
  if (!prompt.context.empty()) {
    prompt.head += "For context only, names that may be said and what was said before:\n";
    prompt.before = "\n\n";
  }
  const auto request =
      input.language
          ? fmt::format(
                "\nTranscribe this speech, which is in {}, word for word. Answer with the "
                "transcript alone, or with nothing if nobody speaks.",
                core::info(*input.language).name)
          : std::string(
                "\nTranscribe this speech word for word, in the language that is spoken. Answer "
                "with that language's English name, a colon and the transcript alone, or with "
                "\"None:\" if nobody speaks.");
  prompt.after = request + tail_;
  return prompt;
}

Heard AudioPrompter::read(std::string_view answer, std::optional<core::Language> named) const {
  auto heard = family_ == AudioFamily::kQwen3Asr ? read_qwen(answer) : read_labelled(answer);
  if (named) {
    heard.language = named;
    heard.other_language = false;
  }
  return heard;
}

}  // namespace dragoman::engines::llama
