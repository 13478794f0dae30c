#include "engines/ctranslate2/marian_container.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "engines/ctranslate2/byte_reader.h"
#include "engines/ctranslate2/model_error.h"

namespace dragoman::engines::ctranslate2 {

namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kMaxItems = 4096;
constexpr std::uint64_t kMaxNameLength = 256;
constexpr std::uint64_t kMaxRank = 4;

using Container = MarianContainer;

struct Header {
  std::uint64_t name_length;
  std::uint64_t type;
  std::uint64_t rank;
  std::uint64_t data_length;
};

base::Error cut_short() { return invalid_model("its model file is cut short"); }

base::Result<std::vector<Header>> read_headers(ByteReader& reader) {
  const auto version = reader.read<std::uint64_t>();
  const auto count = reader.read<std::uint64_t>();
  if (!version || !count) return cut_short();
  if (*version != kVersion) {
    return invalid_model(fmt::format(
        "its model file is of version {}, and only version {} is known", *version, kVersion));
  }
  if (*count == 0 || *count > kMaxItems) {
    return invalid_model(fmt::format("its model file claims {} tensors", *count));
  }
  std::vector<Header> headers;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto header = reader.read<Header>();
    if (!header) return cut_short();
    headers.push_back(*header);
  }
  return headers;
}

base::Result<std::string_view> read_name(ByteReader& reader, std::uint64_t length) {
  if (length < 2 || length > kMaxNameLength) {
    return invalid_model(fmt::format("a tensor's name has {} bytes", length));
  }
  const auto bytes = reader.take(length);
  if (!bytes) return cut_short();
  const std::string_view name(reinterpret_cast<const char*>(bytes->data()), bytes->size() - 1);
  const bool ends = std::to_integer<char>(bytes->back()) == '\0';
  if (!ends || name.find('\0') != std::string_view::npos) {
    return invalid_model("a tensor's name does not end where it should");
  }
  return name;
}

std::optional<Container::Type> known_type(std::uint64_t type) {
  switch (type) {
    case 0x0404:
      return Container::Type::kFloat32;
    case 0x4101:
      return Container::Type::kIntgemm8;
    case 0x0101:
      return Container::Type::kInt8;
    default:
      return std::nullopt;
  }
}

base::Status read_shape(ByteReader& reader, std::string_view name, std::uint64_t rank,
                        Container::Item& item) {
  if (rank == 0 || rank > kMaxRank) {
    return invalid_model(fmt::format("the tensor {} has {} dimensions", name, rank));
  }
  std::uint64_t elements = 1;
  for (std::uint64_t i = 0; i < rank; ++i) {
    const auto size = reader.read<std::int32_t>();
    if (!size) return cut_short();
    if (*size < 1) {
      return invalid_model(fmt::format("the tensor {} has a dimension of {}", name, *size));
    }
    const auto factor = static_cast<std::uint32_t>(*size);
    if (elements > std::numeric_limits<std::int32_t>::max() / factor) {
      return invalid_model(fmt::format("the tensor {} is too large", name));
    }
    elements *= factor;
    item.shape.push_back(factor);
  }
  item.elements = elements;
  return {};
}

base::Status read_data(ByteReader& reader, std::string_view name, std::uint64_t length,
                       Container::Item& item) {
  const auto data = reader.take(length);
  if (!data) return cut_short();
  item.data = *data;
  std::uint64_t needed = item.elements;
  if (item.type == Container::Type::kFloat32) needed *= sizeof(float);
  if (item.type == Container::Type::kIntgemm8) needed += sizeof(float);
  if (length < needed) {
    return invalid_model(
        fmt::format("the tensor {} has {} bytes where its shape needs {}", name, length, needed));
  }
  if (item.type == Container::Type::kIntgemm8) {
    const float multiplier = item.multiplier();
    if (!std::isfinite(multiplier) || multiplier <= 0) {
      return invalid_model(
          fmt::format("the tensor {} has the quantisation multiplier {}", name, multiplier));
    }
  }
  return {};
}

}  // namespace

float MarianContainer::Item::multiplier() const {
  float value = 0;
  std::memcpy(&value, data.data() + elements, sizeof value);
  return value;
}

std::vector<float> MarianContainer::Item::floats() const {
  std::vector<float> values(elements);
  std::memcpy(values.data(), data.data(), elements * sizeof(float));
  return values;
}

base::Result<MarianContainer> MarianContainer::parse(std::span<const std::byte> file) {
  ByteReader reader(file);
  const auto headers = read_headers(reader);
  if (!headers) return headers.error();

  std::vector<std::string_view> names;
  for (const auto& header : *headers) {
    const auto name = read_name(reader, header.name_length);
    if (!name) return name.error();
    names.push_back(*name);
  }

  std::vector<Item> items(names.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto type = known_type((*headers)[i].type);
    if (!type) {
      return invalid_model(fmt::format(
          "the tensor {} is of type {:#06x}: only the portable forms float32 and intgemm8 "
          "are run, not those packed for one kind of CPU",
          names[i], (*headers)[i].type));
    }
    items[i].type = *type;
    if (auto status = read_shape(reader, names[i], (*headers)[i].rank, items[i]); !status) {
      return status.error();
    }
  }

  const auto gap = reader.read<std::uint64_t>();
  if (!gap || !reader.take(*gap)) return cut_short();

  MarianContainer container;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (auto status = read_data(reader, names[i], (*headers)[i].data_length, items[i]); !status) {
      return status.error();
    }
    if (!container.items_.emplace(names[i], std::move(items[i])).second) {
      return invalid_model(fmt::format("it has two tensors named {}", names[i]));
    }
  }
  if (reader.remaining() != 0) return invalid_model("its model file goes on after the last tensor");
  return container;
}

const MarianContainer::Item* MarianContainer::find(std::string_view name) const {
  const auto found = items_.find(name);
  return found == items_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> MarianContainer::names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, item] : items_) names.push_back(name);
  return names;
}

}  // namespace dragoman::engines::ctranslate2
