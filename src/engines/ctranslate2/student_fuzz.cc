// What a model file from a stranger can hold: the first byte says which of the parsers reads the
// rest.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  must(!tensors->shared_vocabulary || tensors->source_pieces == tensors->target_pieces);
  std::set<std::string_view> laid_out;
  for (const auto& tensor : tensors->tensors) {
    must(laid_out.insert(tensor.name).second);
    std::size_t size = 0;
    for (const auto& part : tensor.parts) size += part.bytes.size();
    std::size_t needed = tensor.type == ::ctranslate2::DataType::INT8 ? 1 : 4;
    for (const auto dimension : tensor.shape) needed *= dimension;
    must(size == needed);
  }
  for (const auto& [name, own] : tensors->aliases) {
    must(laid_out.contains(own) && laid_out.insert(name).second);
  }
}

void read_options(std::span<const std::byte> bytes) {
  const auto options = parse_student_options(as_text(bytes));
  if (!options) return;
  must(options->heads != 0 && options->dimension != 0 && options->dimension % options->heads == 0);
  must(options->encoder_layers != 0 && options->decoder_layers != 0);
}

void look_up(const Shortlist& shortlist, std::size_t target, std::span<const int> ids) {
  std::vector<bool> marks;
  const auto candidates = shortlist.candidates(ids, marks);
  must(!candidates.empty() && candidates.back() < target);
  must(std::ranges::adjacent_find(candidates, std::ranges::greater_equal()) == candidates.end());
}

void read_lexicon(std::span<const std::byte> bytes, const Shortlist::Vocabularies& vocabularies) {
  const auto shortlist = Shortlist::parse(bytes, vocabularies);
  if (!shortlist) return;
  for (int id = -1; id < 12; ++id) look_up(*shortlist, vocabularies.target, {&id, 1});
}

// Without a lexicon, any piece of the source may become any of the target.
void read_ids(std::span<const std::byte> bytes, const Shortlist::Vocabularies& vocabularies) {
  std::vector<int> ids(bytes.size() / sizeof(int));
  if (!ids.empty()) std::memcpy(ids.data(), bytes.data(), ids.size() * sizeof(int));
  look_up(Shortlist::of_all(vocabularies), vocabularies.target, ids);
}

// A word of the tiny student's, its characters unknown to it, and ill-formed text.
constexpr std::array<std::string_view, 4> kTexts{"badoma, ti 12.", "na\u00efve \u4f60\u597d",
                                                 "\xff\xc3 ba\xe4\xbd", "  "};

void cut(const StudentVocabulary& vocabulary, std::string_view text) {
  const auto ids = vocabulary.encode(text);
  for (const auto id : ids) must(id >= 0 && static_cast<std::size_t>(id) < vocabulary.size());
  std::size_t last = 0;
  for (const auto& piece : vocabulary.encode_with_places(text)) {
    must(last <= piece.begin && piece.begin <= piece.end && piece.end <= text.size());
    last = piece.end;
  }
  (void)vocabulary.decode(vocabulary.encode_as_text(text));
}

void read_vocabulary(std::span<const std::byte> bytes) {
  const auto pieces = StudentVocabulary::count_pieces(bytes);
  if (!pieces) return;
  must(*pieces <= bytes.size());
  const auto vocabulary = StudentVocabulary::load(bytes);
  if (!vocabulary) return;
  for (const auto text : kTexts) cut(**vocabulary, text);
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
      read_lexicon(bytes, {4, 9, false});
      break;
    case 's':
      read_lexicon(bytes, {9, 9, true});
      break;
    case 'n':
      read_ids(bytes, {4, 9, false});
      break;
    case 'o':
      read_options(bytes);
      break;
    case 'v':
      read_vocabulary(bytes);
      break;
    default:
      break;
  }
  return 0;
}
