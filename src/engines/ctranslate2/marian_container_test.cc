#include "engines/ctranslate2/marian_container.h"

#include <cstring>
#include <functional>
#include <limits>
#include <span>
#include <string>

#include <gmock/gmock.h>

#include "engines/ctranslate2/testing/tiny_student.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Type = MarianContainer::Type;

std::string bytes_of(float value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::vector<TinyItem> items() {
  return {{"bias", kTinyFloat32, {1, 2}, bytes_of(0.5F) + bytes_of(-2.0F) + std::string(56, '\0')},
          {"W", kTinyIntgemm8, {2, 3}, std::string("\x01\x02\x03\xFF\xFE\x7F", 6) + bytes_of(4.0F)},
          {"special:model.yml", kTinyInt8, {5}, "a: b\n"}};
}

base::Result<MarianContainer> parse(const std::string& bytes) {
  return MarianContainer::parse(std::as_bytes(std::span(bytes)));
}

TEST(MarianContainer, FindsItemsByName) {
  const auto bytes = write_container(items());
  const auto container = parse(bytes);
  ASSERT_TRUE(container.ok()) << container.error().message;
  EXPECT_THAT(container->names(), ElementsAre("W", "bias", "special:model.yml"));
  EXPECT_EQ(container->find("w"), nullptr);

  const auto* bias = container->find("bias");
  ASSERT_NE(bias, nullptr);
  EXPECT_EQ(bias->type, Type::kFloat32);
  EXPECT_THAT(bias->shape, ElementsAre(1, 2));
  EXPECT_THAT(bias->floats(), ElementsAre(0.5F, -2.0F));

  const auto* weight = container->find("W");
  ASSERT_NE(weight, nullptr);
  EXPECT_EQ(weight->type, Type::kIntgemm8);
  EXPECT_EQ(weight->elements, 6U);
  EXPECT_EQ(weight->multiplier(), 4.0F);
  EXPECT_EQ(std::to_integer<int>(weight->bytes()[5]), 127);
}

TEST(MarianContainer, EveryCutIsRefused) {
  const auto whole = write_container(items());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto container = parse(whole.substr(0, size));
    ASSERT_FALSE(container.ok()) << size;
    EXPECT_EQ(container.error().kind, base::ErrorKind::kModelInvalid);
  }
}

TEST(MarianContainer, BytesBehindTheLastTensorAreRefused) {
  const auto container = parse(write_container(items()) + '\0');
  ASSERT_FALSE(container.ok());
  EXPECT_THAT(container.error().message, HasSubstr("after the last tensor"));
}

struct Damage {
  const char* name;
  std::function<void(std::string&)> apply;  // to the bytes
  const char* says;
};

// Byte offsets in the container of items(): the header, then three item headers of four u64, then
// the names.
constexpr std::size_t kCount = 8;
constexpr std::size_t kFirstItem = 16;
constexpr std::size_t kNames = kFirstItem + 3 * 32;
constexpr std::size_t kShapes = kNames + 5 + 2 + 18;
constexpr std::size_t kGap = kShapes + (2 + 2 + 1) * 4;

template <class T>
std::function<void(std::string&)> set(std::size_t offset, T value) {
  return [=](std::string& bytes) { std::memcpy(bytes.data() + offset, &value, sizeof value); };
}

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

class DamagedContainer : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedContainer, IsRefused) {
  auto bytes = write_container(items());
  GetParam().apply(bytes);
  const auto container = parse(bytes);
  ASSERT_FALSE(container.ok());
  EXPECT_EQ(container.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(container.error().message, HasSubstr(GetParam().says));
  EXPECT_THAT(container.error().message, HasSubstr("Install the model again"));
}

INSTANTIATE_TEST_SUITE_P(
    All, DamagedContainer,
    ::testing::Values(
        Damage{"Version", set<std::uint64_t>(0, 2), "version 2"},
        Damage{"NoItems", set<std::uint64_t>(kCount, 0), "claims 0 tensors"},
        Damage{"TooManyItems", set<std::uint64_t>(kCount, 4097), "claims 4097 tensors"},
        Damage{"HugeCount", set(kCount, kHuge), "tensors"},
        Damage{"NoName", set<std::uint64_t>(kFirstItem, 1), "name has 1 bytes"},
        Damage{"LongName", set<std::uint64_t>(kFirstItem, 257), "name has 257 bytes"},
        Damage{"HugeName", set(kFirstItem, kHuge), "name has"},
        Damage{"NameWithoutEnd", set<char>(kNames + 4, 'x'), "does not end"},
        Damage{"NameWithNul", set<char>(kNames + 1, '\0'), "does not end"},
        Damage{"PackedType", set<std::uint64_t>(kFirstItem + 8, 0x8101), "0x8101"},
        Damage{"Float16", set<std::uint64_t>(kFirstItem + 8, 0x0402), "0x0402"},
        Damage{"NoDimensions", set<std::uint64_t>(kFirstItem + 16, 0), "0 dimensions"},
        Damage{"ManyDimensions", set<std::uint64_t>(kFirstItem + 16, 5), "5 dimensions"},
        Damage{"HugeRank", set(kFirstItem + 16, kHuge), "dimensions"},
        Damage{"NegativeSize", set<std::int32_t>(kShapes, -1), "dimension of -1"},
        Damage{"ZeroSize", set<std::int32_t>(kShapes, 0), "dimension of 0"},
        Damage{"OverflowingShape", set<std::uint64_t>(kShapes, 0x7FFFFFFF7FFFFFFF), "too large"},
        Damage{"ShapeBeyondData", set<std::int32_t>(kShapes, 100), "its shape needs 800"},
        Damage{"NoData", set<std::uint64_t>(kFirstItem + 24, 0), "has 0 bytes"},
        Damage{"HugeData", set(kFirstItem + 24, kHuge), "cut short"},
        Damage{"SumOverflows", set(kFirstItem + 32 + 24, kHuge - 63), "cut short"},
        Damage{"HugeGap", set(kGap, kHuge), "cut short"},
        Damage{"GapTooSmall", set<std::uint64_t>(kGap, 0), "tensor"}),
    [](const auto& test) { return test.param.name; });

class BadMultiplier : public ::testing::TestWithParam<float> {};

TEST_P(BadMultiplier, IsRefused) {
  auto damaged = items();
  damaged[1].data = damaged[1].data.substr(0, 6) + bytes_of(GetParam());
  const auto container = parse(write_container(damaged));
  ASSERT_FALSE(container.ok());
  EXPECT_THAT(container.error().message, HasSubstr("multiplier"));
}

INSTANTIATE_TEST_SUITE_P(All, BadMultiplier,
                         ::testing::Values(0.0F, -1.0F, std::numeric_limits<float>::quiet_NaN(),
                                           std::numeric_limits<float>::infinity()));

TEST(MarianContainer, TwoTensorsOfOneNameAreRefused) {
  auto damaged = items();
  damaged[2].name = "bias";
  const auto container = parse(write_container(damaged));
  ASSERT_FALSE(container.ok());
  EXPECT_THAT(container.error().message, HasSubstr("two tensors named bias"));
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
