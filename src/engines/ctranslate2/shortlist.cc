#include "engines/ctranslate2/shortlist.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "engines/ctranslate2/byte_reader.h"
#include "engines/ctranslate2/model_error.h"

namespace dragoman::engines::ctranslate2 {

namespace {

constexpr std::uint64_t kMagic = 0xF11A48D5013417F5;

struct Header {
  std::uint64_t magic;
  std::uint64_t checksum;
  std::uint64_t first;
  std::uint64_t best;
  std::uint64_t offsets;
  std::uint64_t ids;
};

template <class T>
T element(std::span<const std::byte> bytes, std::uint64_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

}  // namespace

base::Result<Shortlist> Shortlist::parse(std::span<const std::byte> file,
                                         const Vocabularies& vocabularies) {
  ByteReader reader(file);
  const auto header = reader.read<Header>();
  if (!header || header->magic != kMagic) return invalid_model("its lexicon has no known header");
  if (header->offsets != vocabularies.source + 1) {
    return invalid_model(fmt::format("its lexicon has {} entries for {} source pieces",
                                     header->offsets, vocabularies.source));
  }
  if (header->first == 0) return invalid_model("its lexicon names no frequent pieces");
  const auto offsets = reader.take(header->offsets * sizeof(std::uint64_t));
  if (!offsets || header->ids > reader.remaining() / sizeof(std::uint32_t) ||
      header->ids * sizeof(std::uint32_t) != reader.remaining()) {
    return invalid_model("the size of its lexicon is not what its header says");
  }

  Shortlist shortlist;
  shortlist.vocabularies_ = vocabularies;
  shortlist.first_ =
      static_cast<std::size_t>(std::min<std::uint64_t>(header->first, vocabularies.target));
  shortlist.offsets_ = *offsets;
  shortlist.ids_ = *reader.take(reader.remaining());

  std::uint64_t last = 0;
  for (std::size_t piece = 0; piece <= vocabularies.source; ++piece) {
    const auto next = shortlist.offset(piece);
    if (next < last || next > header->ids || (piece == 0 && next != 0)) {
      return invalid_model("the entries of its lexicon are out of order");
    }
    last = next;
  }
  if (last != header->ids) return invalid_model("the entries of its lexicon do not cover it");
  for (std::uint64_t i = 0; i < header->ids; ++i) {
    if (shortlist.id(i) >= vocabularies.target) {
      return invalid_model("its lexicon names pieces that the vocabulary lacks");
    }
  }
  return shortlist;
}

Shortlist Shortlist::of_all(const Vocabularies& vocabularies) {
  Shortlist shortlist;
  shortlist.vocabularies_ = vocabularies;
  shortlist.first_ = vocabularies.target;
  return shortlist;
}

std::uint64_t Shortlist::offset(std::size_t piece) const {
  return element<std::uint64_t>(offsets_, piece);
}

std::uint32_t Shortlist::id(std::uint64_t index) const {
  return element<std::uint32_t>(ids_, index);
}

std::vector<std::uint32_t> Shortlist::candidates(std::span<const int> source_ids,
                                                 std::vector<bool>& marks) const {
  marks.resize(vocabularies_.target);
  std::vector<std::uint32_t> found;
  const auto add = [&](std::uint32_t id) {
    if (marks[id]) return;
    marks[id] = true;
    found.push_back(id);
  };
  for (std::size_t id = 0; id < first_; ++id) add(static_cast<std::uint32_t>(id));
  if (offsets_.empty()) source_ids = {};
  for (const int source_id : source_ids) {
    const auto piece = static_cast<std::size_t>(source_id);
    if (source_id < 0 || piece >= vocabularies_.source) continue;
    if (vocabularies_.shared) add(static_cast<std::uint32_t>(piece));
    for (auto i = offset(piece); i < offset(piece + 1); ++i) add(id(i));
  }
  for (const auto id : found) marks[id] = false;
  std::ranges::sort(found);
  return found;
}

}  // namespace dragoman::engines::ctranslate2
