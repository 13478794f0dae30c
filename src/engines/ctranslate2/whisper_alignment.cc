#include "engines/ctranslate2/whisper_alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace dragoman::engines::ctranslate2 {
namespace {

constexpr std::size_t kMedianWidth = 7;  // frames, as in the published code

// A word's usual length is at most this, whatever the median says, and a word at most so many times
// as long.
constexpr double kLongestUsualSeconds = 0.7;
constexpr double kMostTimesUsual = 3.0;

// Probability of each frame, for each head and row.
void softmax_over_frames(Attention& attention) {
  for (std::size_t begin = 0; begin < attention.logits.size(); begin += attention.frames) {
    const auto row = std::span(attention.logits).subspan(begin, attention.frames);
    const float highest = *std::max_element(row.begin(), row.end());
    float sum = 0;
    for (float& value : row) sum += value = std::exp(value - highest);
    for (float& value : row) value /= sum;
  }
}

// What all tokens look at tells nothing: each frame's values are taken relative to all rows'.
void standardise_over_rows(Attention& attention) {
  const std::size_t per_head = attention.rows * attention.frames;
  const auto rows = static_cast<float>(attention.rows);
  for (std::size_t head = 0; head < attention.heads; ++head) {
    for (std::size_t frame = 0; frame < attention.frames; ++frame) {
      float* const first = attention.logits.data() + head * per_head + frame;
      float mean = 0;
      float squares = 0;
      for (std::size_t row = 0; row < attention.rows; ++row) mean += first[row * attention.frames];
      mean /= rows;
      for (std::size_t row = 0; row < attention.rows; ++row) {
        const float distance = first[row * attention.frames] - mean;
        squares += distance * distance;
      }
      const float deviation = std::sqrt(squares / rows) + 1e-8F;
      for (std::size_t row = 0; row < attention.rows; ++row) {
        float& value = first[row * attention.frames];
        value = (value - mean) / deviation;
      }
    }
  }
}

// The row after a median filter, mirrored at its ends.
void filter(std::span<const float> row, std::span<float> out) {
  constexpr auto kHalf = static_cast<std::ptrdiff_t>(kMedianWidth / 2);
  const auto last = static_cast<std::ptrdiff_t>(row.size()) - 1;
  std::array<float, kMedianWidth> window{};
  for (std::ptrdiff_t at = 0; at <= last; ++at) {
    for (std::ptrdiff_t i = -kHalf; i <= kHalf; ++i) {
      std::ptrdiff_t from = std::abs(at + i);
      if (from > last) from = std::max<std::ptrdiff_t>(0, 2 * last - from);
      window[static_cast<std::size_t>(i + kHalf)] =
          row[static_cast<std::size_t>(std::min(from, last))];
    }
    std::nth_element(window.begin(), window.begin() + kHalf, window.end());
    out[static_cast<std::size_t>(at)] = window[static_cast<std::size_t>(kHalf)];
  }
}

// [rows][frames]: how badly a row fits a frame, over all heads.
std::vector<float> make_costs(const Attention& attention) {
  std::vector<float> costs(attention.rows * attention.frames, 0.0F);
  std::vector<float> filtered(attention.frames);
  for (std::size_t row = 0; row < attention.rows; ++row) {
    for (std::size_t head = 0; head < attention.heads; ++head) {
      const std::size_t begin = (head * attention.rows + row) * attention.frames;
      filter(std::span(attention.logits).subspan(begin, attention.frames), filtered);
      for (std::size_t frame = 0; frame < attention.frames; ++frame) {
        costs[row * attention.frames + frame] -= filtered[frame];
      }
    }
  }
  return costs;
}

enum class Step : std::uint8_t { kBoth, kRow, kFrame };

// The cheapest way from the first row and frame to the last ones: the frame at which it comes to
// each row.
std::vector<std::size_t> warp(const std::vector<float>& costs, std::size_t rows,
                              std::size_t frames) {
  constexpr float kFar = std::numeric_limits<float>::infinity();
  std::vector<float> above(frames + 1, kFar);
  std::vector<float> here(frames + 1, kFar);
  above[0] = 0;
  std::vector<Step> steps(rows * frames);
  for (std::size_t row = 0; row < rows; ++row) {
    here[0] = kFar;
    for (std::size_t frame = 0; frame < frames; ++frame) {
      const float both = above[frame];
      const float down = above[frame + 1];
      const float along = here[frame];
      Step step = Step::kFrame;
      if (both < down && both < along) {
        step = Step::kBoth;
      } else if (down < both && down < along) {
        step = Step::kRow;
      }
      steps[row * frames + frame] = step;
      here[frame + 1] = costs[row * frames + frame] + std::min({both, down, along});
    }
    above.swap(here);
  }
  std::vector<std::size_t> begins(rows, 0);
  std::size_t row = rows - 1;
  std::size_t frame = frames - 1;
  begins[row] = frame;
  while (row > 0 || frame > 0) {
    const Step step = steps[row * frames + frame];
    if (row > 0 && (step != Step::kFrame || frame == 0)) --row;
    if (frame > 0 && step != Step::kRow) --frame;
    begins[row] = frame;
  }
  return begins;
}

bool starts_with_any(std::string_view text, std::span<const std::string_view> signs) {
  return std::ranges::any_of(signs, [&](auto sign) { return text.starts_with(sign); });
}

// Signs that stand behind a word, in scripts that put no space between words.
bool is_closing_sign(std::string_view text) {
  static constexpr std::string_view kSigns[] = {
      "。", "，", "、", "！", "？", "：", "；", "）", "」", "』", "】", "》", "…",
      "”",  "’",  ".",  ",",  "!",  "?",  ":",  ";",  ")",  "%",  "\"", "'"};
  return starts_with_any(text, kSigns);
}

bool puts_spaces_between_words(core::Language language) {
  switch (language) {
    case core::Language::kChinese:
    case core::Language::kCantonese:
    case core::Language::kJapanese:
    case core::Language::kThai:
      return false;
    default:
      return true;
  }
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

// Indices of the tokens that words begin with. A token that begins inside a character never does.
std::vector<std::size_t> find_words(std::span<const std::string_view> tokens, bool spaces) {
  std::vector<std::size_t> words;
  std::string open;  // bytes of a character that is not complete
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view bytes = tokens[i];
    const bool at_character = open.empty();
    const bool begins = spaces ? bytes.starts_with(' ') : !is_closing_sign(bytes);
    if (words.empty() || (at_character && begins)) words.push_back(i);
    open += bytes;
    if (base::is_valid_utf8(open)) open.clear();
  }
  return words;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// In place of silence that was counted to a word: that before the first word, that behind any.
void shorten(std::vector<core::Word>& words) {
  std::vector<double> lengths;
  for (const auto& word : words) {
    if (word.span.length().count() > 0) lengths.push_back(word.span.length().count());
  }
  const core::Seconds most(kMostTimesUsual * std::min(median(lengths), kLongestUsualSeconds));
  for (auto& word : words) {
    if (word.span.length() <= most) continue;
    if (&word == &words.front()) {
      word.span.start = word.span.end - most;
    } else {
      word.span.end = word.span.start + most;
    }
  }
}

}  // namespace

std::vector<std::size_t> align(const Attention& attention) {
  if (attention.heads == 0 || attention.rows == 0 || attention.frames == 0) return {};
  Attention work = attention;
  softmax_over_frames(work);
  standardise_over_rows(work);
  return warp(make_costs(work), work.rows, work.frames);
}

std::vector<core::Word> make_words(std::span<const std::string_view> tokens,
                                   std::span<const std::size_t> begins, core::Language language,
                                   double length_s) {
  if (begins.size() != tokens.size() + 1) return {};
  const auto at = [&](std::size_t token) {
    return core::Seconds(std::min(length_s, static_cast<double>(begins[token]) * kFrameSeconds));
  };
  const auto firsts = find_words(tokens, puts_spaces_between_words(language));
  std::vector<core::Word> words;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    const std::size_t end = i + 1 < firsts.size() ? firsts[i + 1] : tokens.size();
    core::Word word{"", {at(firsts[i]), at(end)}};
    for (std::size_t token = firsts[i]; token < end; ++token) word.text += tokens[token];
    word.text = trimmed(word.text);
    if (!word.text.empty() && base::is_valid_utf8(word.text)) words.push_back(std::move(word));
  }
  shorten(words);
  return words;
}

}  // namespace dragoman::engines::ctranslate2
