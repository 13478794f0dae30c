#pragma once

#include <string_view>
#include <vector>

namespace dragoman::output {

/// One character with the marks that stand on it, as a reader sees it.
struct Cluster {
  std::string_view bytes;
  char32_t first = 0;
  int columns = 0;  ///< Of a screen of fixed width: a wide character (East Asian) takes two.
};

/// The characters of a text in UTF-8. Damaged bytes are a cluster of one column each.
[[nodiscard]] std::vector<Cluster> clusters_of(std::string_view text);

/// The columns that `text` takes on a screen of fixed width.
[[nodiscard]] int display_columns(std::string_view text);

[[nodiscard]] bool is_space(char32_t c);
/// Punctuation that never begins a line, or never ends one.
[[nodiscard]] bool is_closing(char32_t c);
[[nodiscard]] bool is_opening(char32_t c);

}  // namespace dragoman::output
