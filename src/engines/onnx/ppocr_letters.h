#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/line_reader.h"

namespace dragoman::engines::onnx {

/// What a recogniser of lines says, read greedily (connectionist temporal classification, Graves et
/// al. 2006): of each step the likeliest letter, one for a run of the same, none for the blank.
/// `probabilities` are rows of as many as there are letters; the first letter is the blank's.
[[nodiscard]] ReadLine read_letters(std::span<const float> probabilities,
                                    std::span<const std::string> letters);

/// The letters of a list with one a line: before them the blank's (which has no text), after them
/// the space.
[[nodiscard]] std::vector<std::string> letters_of(std::string_view list);

}  // namespace dragoman::engines::onnx
