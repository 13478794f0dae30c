// What a model file from a stranger can hold: the first byte says which of the parsers reads the
// rest.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "engines/ctranslate2/marian_container.h"
#include "engines/ctranslate2/shortlist.h"
#include "engines/ctranslate2/student_options.h"
#include "engines/ctranslate2/student_tensors.h"
#include "engines/ctranslate2/student_vocabulary.h"

namespace {

using namespace dragoman::engines::ctranslate2;

void must(bool holds) {
  if (!holds) std::abort();
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void read_container(std::span<const std::byte> bytes) {
  const auto container = MarianContainer::parse(bytes);
  if (!container) return;
  for (const auto name : container->names()) must(container->find(name) != nullptr);
  const auto* text = container->find("special:model.yml");
  if (text == nullptr) return;
  const auto options = parse_student_options(as_text(text->bytes()));
  if (!options) return;
  const auto tensors = lay_out_student(*container, *options, 8);
  if (!tensors) return;
  for (const auto& tensor : tensors->tensors) {
    std::size_t size = 0;
    for (const auto& part : tensor.parts) size += part.bytes.size();
    std::size_t needed = tensor.type == ::ctranslate2::DataType::INT8 ? 1 : 4;
    for (const auto dimension : tensor.shape) needed *= dimension;
    must(size == needed);
  }
}

void read_lexicon(std::span<const std::byte> bytes) {
  const auto shortlist = Shortlist::parse(bytes, {4, 9, false});
  if (!shortlist) return;
  std::vector<bool> marks;
  for (int id = -1; id < 6; ++id) {
    const auto candidates = shortlist->candidates({&id, 1}, marks);
    must(!candidates.empty() && candidates.back() < 9);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
  switch (data[0]) {
    case 'c':
      read_container(bytes);
      break;
    case 'l':
      read_lexicon(bytes);
      break;
    case 'o':
      (void)parse_student_options(as_text(bytes));
      break;
    case 'v':
      if (const auto pieces = StudentVocabulary::count_pieces(bytes)) must(*pieces <= bytes.size());
      break;
    default:
      break;
  }
  return 0;
}
