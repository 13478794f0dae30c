#include "engines/scene_note.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "text/language_of.h"
#include "text/repetition.h"
#include "text/sentences.h"
#include "text/utf32.h"

namespace dragoman::engines {

namespace {

constexpr std::size_t kMostSaidBytes = 300;
constexpr std::size_t kMostAnswerBytes = 4 * kMostNoteBytes;
constexpr std::size_t kRepeats = 4;
// Fewer letters than this may be of any language.
constexpr std::size_t kFewestLetters = 20;

constexpr auto kMarks = std::to_array<std::string_view>(
    {"<start_of_turn>", "<end_of_turn>", "<|", "<bos>", "<eos>", "<think>", "<start_of_image>",
     "<image", "[INST]", "For a translator who cannot see", "word of more than one sense"});

constexpr auto kRefusals = std::to_array<std::string_view>(
    {"i'm sorry", "i am sorry", "i cannot", "i can't", "i'm unable", "i am unable", "as an ai",
     "no image", "please provide", "please upload"});

constexpr auto kLabels = std::to_array<std::string_view>(
    {"description:", "note:", "scene:", "answer:", "the image shows:", "**description:**"});

bool is_blank(char32_t c) { return c <= U' ' || c == 0x7F || c == 0xA0 || c == 0xFFFD; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view after_thoughts(std::string_view answer) {
  constexpr std::string_view kEnd = "</think>";
  const auto end = answer.rfind(kEnd);
  return end == std::string_view::npos ? answer : answer.substr(end + kEnd.size());
}

// On one line, single blanks between words; Markdown's stars and ticks left out.
std::string on_one_line(std::string_view text) {
  std::u32string line;
  for (const auto c : text::to_utf32(text)) {
    if (c == U'*' || c == U'`' || c == U'#') continue;
    if (!is_blank(c)) {
      line += c;
    } else if (!line.empty() && line.back() != U' ') {
      line += U' ';
    }
  }
  while (!line.empty() && line.back() == U' ') line.pop_back();
  return text::to_utf8(line);
}

std::string_view without_label(std::string_view note) {
  const auto small = lower(note.substr(0, 40));
  for (const auto label : kLabels) {
    if (small.starts_with(label)) note.remove_prefix(label.size());
  }
  while (note.starts_with(' ')) note.remove_prefix(1);
  return note;
}

std::string_view without_quotes(std::string_view note) {
  using Pair = std::pair<std::string_view, std::string_view>;
  for (const auto& [open, close] : {Pair{"\"", "\""}, Pair{"“", "”"}, Pair{"'", "'"}}) {
    if (note.size() > open.size() + close.size() && note.starts_with(open) &&
        note.ends_with(close)) {
      note.remove_prefix(open.size());
      note.remove_suffix(close.size());
    }
  }
  return note;
}

// As many whole sentences as fit.
std::string shortened(std::string_view note) {
  if (note.size() <= kMostNoteBytes) return std::string(note);
  std::string kept;
  for (const auto& sentence : text::split_sentences(note, core::Language::kEnglish)) {
    const auto longer = text::join_sentences(kept, sentence, core::Language::kEnglish);
    if (longer.size() > kMostNoteBytes) break;
    kept = longer;
  }
  return kept;
}

bool is_english(std::string_view note) {
  core::LanguageSet all;
  std::size_t letters = 0;
  std::size_t latin = 0;
  for (const auto c : text::to_utf32(note)) {
    const bool plain = (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
    if (plain) ++latin;
    if (plain || c >= 0xC0) ++letters;
  }
  if (3 * latin < 2 * letters) return false;
  if (letters < kFewestLetters) return true;
  for (const auto& info : core::languages()) all.insert(info.language);
  return text::language_of(note, all) == core::Language::kEnglish;
}

// The end of what was said, from a whole word on, on one line.
std::string recent(std::string_view said) {
  auto line = on_one_line(said);
  if (line.size() > kMostSaidBytes) line = line.substr(line.size() - kMostSaidBytes);
  auto code_points = text::to_utf32(line);
  std::erase(code_points, char32_t{0xFFFD});
  return text::to_utf8(code_points);
}

}  // namespace

base::Status check_pictures(const SceneRequest& request) {
  const auto refused = [](std::string_view why) {
    return base::Error{base::ErrorKind::kInvalidArgument, "The pictures of a scene are none.",
                       std::string(why)};
  };
  if (request.pictures == nullptr || request.pictures->empty()) return refused("there is none");
  if (request.pictures->size() > kMostScenePictures) return refused("there are too many");
  for (const auto& picture : *request.pictures) {
    if (picture.width <= 0 || picture.height <= 0) return refused("one has no size");
    const auto pixels =
        static_cast<std::uint64_t>(picture.width) * static_cast<std::uint64_t>(picture.height);
    if (pixels > kMostScenePixels) return refused("one is too large");
    if (picture.rgb.size() != 3 * pixels) return refused("one lacks some of its pixels");
  }
  return {};
}

std::string_view describe(NoteFault fault) {
  switch (fault) {
    case NoteFault::kEmpty:
      return "empty";
    case NoteFault::kPrompt:
      return "words of the prompt, or a refusal";
    case NoteFault::kLoop:
      return "a loop";
    case NoteFault::kTooLong:
      return "too long";
    case NoteFault::kLanguage:
      return "not English";
  }
  return "";
}

std::string scene_question(const SceneRequest& request, bool insist) {
  const bool several = request.pictures != nullptr && request.pictures->size() > 1;
  auto question = fmt::format(
      "For a translator who cannot see {0}, say in one or two plain English sentences what {1}: "
      "the place, who is there and what they do, and the things that matter. Name things by the "
      "word that leaves no doubt what they are. Do not read out writing, do not guess names.",
      several ? "these pictures, taken in this order from one scene of a video," : "this picture",
      several ? "they show" : "it shows");
  if (const auto said = recent(request.said); !said.empty() && !insist) {
    question += fmt::format(" Meanwhile this is said, in {}: \"{}\"",
                            core::info(request.source).name, said);
  }
  if (insist) question += " Answer with those one or two sentences in English and nothing else.";
  return question;
}

std::string trim_note(std::string_view answer) {
  const auto line = on_one_line(after_thoughts(answer));
  return shortened(without_quotes(without_label(line)));
}

std::optional<NoteFault> find_note_fault(std::string_view answer, bool finished) {
  const auto said = after_thoughts(answer);
  const auto note = on_one_line(said);
  if (!text::has_letters(note)) return NoteFault::kEmpty;
  const auto small = lower(note);
  const auto holds = [&](std::string_view mark) { return said.find(mark) != said.npos; };
  const auto begins = [&](std::string_view words) { return small.starts_with(words); };
  if (std::ranges::any_of(kMarks, holds) || std::ranges::any_of(kRefusals, begins)) {
    return NoteFault::kPrompt;
  }
  if (text::repeats_itself(text::to_utf32(small), kRepeats)) return NoteFault::kLoop;
  if (note.size() > kMostAnswerBytes || trim_note(answer).empty()) return NoteFault::kTooLong;
  // What was cut short still has its first sentence, or it is of no use.
  if (!finished && text::split_sentences(note, core::Language::kEnglish).size() < 2) {
    return NoteFault::kTooLong;
  }
  if (!is_english(note)) return NoteFault::kLanguage;
  return std::nullopt;
}

}  // namespace dragoman::engines
