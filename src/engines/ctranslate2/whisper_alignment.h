#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "core/word.h"

// Times of words from the decoder's attention to the sound, as in whisper/timing.py of the
// published code: Radford et al. 2022; dynamic time warping after Sakoe and Chiba 1978. Pure
// functions.
namespace dragoman::engines::ctranslate2 {

/// What some heads of the decoder looked at: logits over the encoder's frames, before the softmax.
/// Row i is that of the step which wrote token i; the last one wrote the end.
struct Attention {
  std::size_t heads = 0;
  std::size_t rows = 0;
  std::size_t frames = 0;
  std::vector<float> logits;  ///< [heads][rows][frames]
};

/// Seconds of one encoder frame.
inline constexpr double kFrameSeconds = 0.02;

/// The frame at which each row begins: `attention.rows` numbers that never go down, all below
/// `attention.frames`. Empty where there is nothing to align.
[[nodiscard]] std::vector<std::size_t> align(const Attention& attention);

/// Puts tokens (the bytes that each writes, which may be part of a character) together to words.
/// These begin where a space stands; in languages written without spaces, at every token that
/// begins a character; signs stay with the word that they belong to. `begins`: the frame at which
/// each token begins, then the one at which the text ends. Times are seconds of the utterance,
/// which is `length_s` long. A word lasts no longer than three times the usual one: what is longer
/// is silence before or behind it.
[[nodiscard]] std::vector<core::Word> make_words(std::span<const std::string_view> tokens,
                                                 std::span<const std::size_t> begins,
                                                 core::Language language, double length_s);

}  // namespace dragoman::engines::ctranslate2
