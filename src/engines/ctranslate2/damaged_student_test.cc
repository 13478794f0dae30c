// What a damaged file may do: be refused with one sentence, and nothing else. Each field of each
// header, and each place where a file may end too early.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engines/ctranslate2/marian_container.h"
#include "engines/ctranslate2/shortlist.h"
#include "engines/ctranslate2/student_options.h"
#include "engines/ctranslate2/student_tensors.h"
#include "engines/ctranslate2/student_vocabulary.h"
#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

void expect_one_sentence(const base::Error& error) {
  EXPECT_EQ(error.kind, base::ErrorKind::kModelInvalid);
  constexpr std::string_view kBegin = "The translation model cannot be used: ";
  constexpr std::string_view kEnd = ". Install the model again.";
  EXPECT_TRUE(error.message.starts_with(kBegin)) << error.message;
  EXPECT_TRUE(error.message.ends_with(kEnd)) << error.message;
  EXPECT_LT(error.message.size(), 400U) << error.message;
}

// As the loader reads a container, up to the library.
std::optional<base::Error> read(const std::string& file) {
  const auto container = MarianContainer::parse(bytes_of(file));
  if (!container) return container.error();
  const auto* text = container->find("special:model.yml");
  if (text == nullptr || text->type != MarianContainer::Type::kInt8) {
    return base::Error{base::ErrorKind::kModelInvalid, "no options", ""};
  }
  const auto options = parse_student_options(
      {reinterpret_cast<const char*>(text->bytes().data()), text->bytes().size()});
  if (!options) return options.error();
  const auto tensors = lay_out_student(*container, *options, 16);
  if (!tensors) return tensors.error();
  return std::nullopt;
}

void overwrite(std::string& file, std::size_t at, std::uint64_t value, std::size_t size = 8) {
  ASSERT_LE(at + size, file.size());
  std::memcpy(file.data() + at, &value, size);
}

const std::vector<std::uint64_t>& bad_numbers() {
  static const std::vector<std::uint64_t> numbers{
      0,          3,          5,          0xFF,       0x4102, 0x7FFFFFFF, 0x80000000,
      0xFFFFFFFF, 1ULL << 32, 1ULL << 62, 1ULL << 63, ~0ULL,  ~0ULL - 255};
  return numbers;
}

// Where the sections of a container of these items begin, the end of the file included.
std::vector<std::size_t> sections(const std::vector<TinyItem>& items, const std::string& file) {
  std::vector<std::size_t> begins{0, 8, 16};
  std::size_t at = 16;
  const auto add = [&](std::size_t size) { begins.push_back(at += size); };
  for (std::size_t i = 0; i < 4 * items.size(); ++i) add(8);
  for (const auto& item : items) add(item.name.size() + 1);
  for (const auto& item : items) add(4 * item.shape.size());
  std::uint64_t gap = 0;
  std::memcpy(&gap, file.data() + at, sizeof gap);
  add(8);
  add(gap);
  for (const auto& item : items) add(item.data.size());
  EXPECT_EQ(at, file.size());
  return begins;
}

class HarmedContainer : public ::testing::TestWithParam<TinyShape> {
 protected:
  const TinyStudent tiny_{GetParam()};
  const std::string whole_ = write_container(tiny_.items);
};

TEST_P(HarmedContainer, IsReadWhole) { EXPECT_FALSE(read(whole_).has_value()); }

TEST_P(HarmedContainer, CutAtEverySection) {
  for (const auto begin : sections(tiny_.items, whole_)) {
    for (const std::size_t less : {0, 1, 3}) {
      if (begin < less || begin - less >= whole_.size()) continue;
      const auto error = read(whole_.substr(0, begin - less));
      ASSERT_TRUE(error.has_value()) << begin << ' ' << less;
      expect_one_sentence(*error);
    }
  }
}

TEST_P(HarmedContainer, LongerThanItSays) {
  const auto error = read(whole_ + "x");
  ASSERT_TRUE(error.has_value());
  expect_one_sentence(*error);
}

// A value that happens to be right stays right; every other is refused, or (a rank or a gap that
// only moves what is read) read without harm.
TEST_P(HarmedContainer, EveryHeaderField) {
  std::size_t refused = 0;
  std::size_t taken = 0;
  const auto fields = 2 + 4 * tiny_.items.size();
  for (std::size_t field = 0; field < fields; ++field) {
    for (const auto value : bad_numbers()) {
      auto file = whole_;
      overwrite(file, 8 * field, value);
      if (file == whole_) continue;
      const auto error = read(file);
      if (error) expect_one_sentence(*error);
      ++(error ? refused : taken);
    }
  }
  EXPECT_EQ(taken, 0U);
  EXPECT_GT(refused, fields * (bad_numbers().size() - 2));
}

TEST_P(HarmedContainer, EverySizeOfEveryShape) {
  std::size_t at = 16 + 32 * tiny_.items.size();
  for (const auto& item : tiny_.items) at += item.name.size() + 1;
  for (const auto& item : tiny_.items) {
    if (item.name.ends_with("_QuantMultA")) continue;  // which is not looked at
    for (std::size_t i = 0; i < item.shape.size(); ++i) {
      for (const auto value : {0ULL, 0x7FFFFFFFULL, 0x80000000ULL, 0xFFFFFFFFULL}) {
        auto file = whole_;
        overwrite(file, at + 4 * i, value, 4);
        const auto error = read(file);
        ASSERT_TRUE(error.has_value()) << item.name << ' ' << value;
        expect_one_sentence(*error);
      }
    }
    at += 4 * item.shape.size();
  }
}

TEST_P(HarmedContainer, EveryGap) {
  std::size_t at = 16 + 32 * tiny_.items.size();
  for (const auto& item : tiny_.items) at += item.name.size() + 1 + 4 * item.shape.size();
  for (const auto value : bad_numbers()) {
    auto file = whole_;
    overwrite(file, at, value);
    if (file == whole_) continue;
    const auto error = read(file);
    ASSERT_TRUE(error.has_value()) << value;
    expect_one_sentence(*error);
  }
}

TEST_P(HarmedContainer, NamesThatRunOn) {
  std::size_t at = 16 + 32 * tiny_.items.size();
  for (const auto& item : tiny_.items) {
    auto file = whole_;
    at += item.name.size() + 1;
    file[at - 1] = 'x';
    const auto error = read(file);
    ASSERT_TRUE(error.has_value()) << item.name;
    expect_one_sentence(*error);
  }
}

TEST_P(HarmedContainer, MultipliersThatAreNoNumbers) {
  for (const auto& item : tiny_.items) {
    if (item.type != kTinyIntgemm8) continue;
    std::size_t elements = 1;
    for (const auto size : item.shape) elements *= static_cast<std::size_t>(size);
    for (const float value : {0.0F, -1.0F, std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::quiet_NaN()}) {
      TinyStudent damaged(GetParam());
      std::memcpy(damaged.item(item.name).data.data() + elements, &value, sizeof value);
      const auto error = read(write_container(damaged.items));
      ASSERT_TRUE(error.has_value()) << item.name << ' ' << value;
      expect_one_sentence(*error);
    }
  }
}

TEST_P(HarmedContainer, EveryTensorThatIsMissing) {
  for (const auto& item : tiny_.items) {
    const bool needless = item.name.ends_with("_QuantMultA") || item.name.ends_with("_ln_bias");
    if (needless || item.name == "special:model.yml") continue;
    TinyStudent damaged(GetParam());
    damaged.remove(item.name);
    const auto error = read(write_container(damaged.items));
    ASSERT_TRUE(error.has_value()) << item.name;
    expect_one_sentence(*error);
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, HarmedContainer,
                         ::testing::Values(TinyShape{}, TinyShape{.quantised = false},
                                           TinyShape{.split_vocabularies = true,
                                                     .tied_output = false}));

std::optional<base::Error> read_lexicon(const std::string& file, const TinyStudent& tiny) {
  const auto shortlist = Shortlist::parse(
      bytes_of(file), {tiny.source_pieces.size(), tiny.target_pieces.size(), true});
  if (!shortlist) return shortlist.error();
  std::vector<bool> marks;
  for (int id = 0; id < static_cast<int>(tiny.source_pieces.size()); ++id) {
    for (const auto piece : shortlist->candidates({&id, 1}, marks)) {
      EXPECT_LT(piece, tiny.target_pieces.size());
    }
  }
  return std::nullopt;
}

TEST(HarmedLexicon, CutAtEveryByte) {
  const TinyStudent tiny;
  const auto whole = write_lexicon(tiny.first, tiny.lists);
  ASSERT_FALSE(read_lexicon(whole, tiny).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto error = read_lexicon(whole.substr(0, size), tiny);
    ASSERT_TRUE(error.has_value()) << size;
    expect_one_sentence(*error);
  }
}

TEST(HarmedLexicon, EveryFieldAndOffset) {
  const TinyStudent tiny;
  const auto whole = write_lexicon(tiny.first, tiny.lists);
  const std::set<std::size_t> informative{1, 3};  // the checksum and the cap of the lists
  for (std::size_t field = 0; field < 6 + tiny.lists.size() + 1; ++field) {
    if (informative.contains(field)) continue;
    for (const auto value : bad_numbers()) {
      auto file = whole;
      overwrite(file, 8 * field, value);
      const auto error = read_lexicon(file, tiny);
      if (error) expect_one_sentence(*error);
      // How many pieces are frequent, and where one list ends and the next begins, may be any.
      if (value > 0xFFFF && field != 2) {
        EXPECT_TRUE(error.has_value()) << field << ' ' << value;
      }
    }
  }
}

TEST(HarmedVocabulary, CutAtEveryByte) {
  const TinyStudent tiny;
  const auto whole = write_vocabulary(tiny.source_pieces);
  ASSERT_EQ(*StudentVocabulary::count_pieces(bytes_of(whole)), tiny.source_pieces.size());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto cut = whole.substr(0, size);
    const auto pieces = StudentVocabulary::count_pieces(bytes_of(cut));
    if (!pieces) {
      expect_one_sentence(pieces.error());
    } else if (*pieces == tiny.source_pieces.size()) {
      // Only what follows the pieces is missing: the library has the last word.
      const auto loaded = StudentVocabulary::load(bytes_of(cut));
      if (!loaded) expect_one_sentence(loaded.error());
    }
  }
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
