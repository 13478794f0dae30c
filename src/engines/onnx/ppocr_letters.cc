#include "engines/onnx/ppocr_letters.h"

#include <algorithm>

#include "base/bytes.h"

namespace dragoman::engines::onnx {

ReadLine read_letters(std::span<const float> probabilities, std::span<const std::string> letters) {
  ReadLine line;
  double sum = 0;
  std::size_t count = 0;
  std::size_t before = 0;
  while (!letters.empty() && probabilities.size() >= letters.size()) {
    const auto step = probabilities.first(letters.size());
    probabilities = probabilities.subspan(letters.size());
    const auto best = static_cast<std::size_t>(std::ranges::max_element(step) - step.begin());
    if (best != 0 && best != before) {
      line.text += letters[best];
      sum += static_cast<double>(step[best]);
      ++count;
    }
    before = best;
  }
  const auto first = line.text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  line.text = line.text.substr(first, line.text.find_last_not_of(' ') + 1 - first);
  line.confidence = sum / static_cast<double>(count);
  return line;
}

std::vector<std::string> letters_of(std::string_view list) {
  std::vector<std::string> letters{""};
  while (!list.empty()) {
    const auto end = std::min(list.find('\n'), list.size());
    auto letter = list.substr(0, end);
    if (letter.ends_with('\r')) letter.remove_suffix(1);
    letters.emplace_back(base::is_valid_utf8(letter) ? letter : "");
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  letters.emplace_back(" ");
  return letters;
}

}  // namespace dragoman::engines::onnx
