// Any bytes as a lexicon of Chinese: what is read can be looked up throughout.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/g2p/han_lexicon.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using dragoman::text::HanLexicon;
  const auto lexicon = HanLexicon::parse({reinterpret_cast<const char*>(data), size});
  if (!lexicon) return 0;
  if (lexicon->frequency_sum() < 1) std::abort();
  for (char32_t first = 0x4E00; first < 0x4E00 + 0x5200; first += 1) {
    if (!lexicon->knows(first)) continue;
    const std::u32string text{first, U'国', U'人', first};
    for (const auto& entry : lexicon->words_at(text)) {
      if (entry.length == 0 || entry.length > HanLexicon::kLongestWord) std::abort();
      const auto reading = lexicon->reading(entry);
      if (lexicon->has_reading(entry) != !reading.empty()) std::abort();
      if (!reading.empty() && reading.size() != entry.length) std::abort();
    }
    static_cast<void>(lexicon->emissions(first));
  }
  return 0;
}
