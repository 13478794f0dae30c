#include "engines/llama/gguf_header.h"

#include <ggml.h>

#include <array>
#include <bit>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace dragoman::engines::llama {

namespace {

constexpr std::uint64_t kMaxTensors = 1U << 16U;
constexpr std::uint64_t kMaxKeys = 1U << 14U;
constexpr std::uint64_t kMaxKeyBytes = 1U << 12U;
constexpr std::uint64_t kMaxStringBytes = 1U << 22U;
constexpr std::uint64_t kMaxListItems = 1U << 24U;
constexpr std::uint64_t kMaxDimension = 1ULL << 31U;
constexpr std::uint64_t kMaxSize = 1U << 24U;  // of anything that the head gives in a number
constexpr std::uint64_t kDefaultAlignment = 32;

// The format's value types (ggml/include/gguf.h).
enum : std::uint32_t { kBool = 7, kString = 8, kList = 9, kTypeCount = 13 };
constexpr std::array<std::uint64_t, kTypeCount> kTypeBytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

// Thrown and caught in this file only: a head is sound or it is not.
struct Fault {
  std::string what;
};

[[noreturn]] void fail(std::string what) { throw Fault{std::move(what)}; }

// What is of use of one value: its text, its whole number, or how many items it lists.
struct Value {
  std::uint32_t type = 0;
  std::string text;
  std::optional<std::uint64_t> number;
  std::uint64_t items = 0;
};

using Values = std::map<std::string, Value, std::less<>>;

class Reader {
 public:
  explicit Reader(std::istream& file) : file_(file) {
    file_.seekg(0, std::ios::end);
    const auto end = file_.tellg();
    size_ = end > 0 ? static_cast<std::uint64_t>(end) : 0;
    file_.seekg(0);
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t position() const { return position_; }

  template <class T>
  T read(std::string_view what) {
    T value{};
    take(sizeof(T), what);
    file_.read(reinterpret_cast<char*>(&value), sizeof(T));  // NOLINT: bytes of a plain number
    if (!file_) fail(fmt::format("{} cannot be read", what));
    return value;
  }

  std::string read_string(std::uint64_t limit, std::string_view what) {
    const auto length = read<std::uint64_t>(what);
    if (length > limit) fail(fmt::format("{} has {} bytes", what, length));
    take(length, what);
    std::string text(length, '\0');
    file_.read(text.data(), static_cast<std::streamsize>(length));
    if (!file_) fail(fmt::format("{} cannot be read", what));
    return text;
  }

  void skip(std::uint64_t bytes, std::string_view what) {
    take(bytes, what);
    file_.ignore(static_cast<std::streamsize>(bytes));
  }

 private:
  void take(std::uint64_t bytes, std::string_view what) {
    if (bytes > size_ - position_) fail(fmt::format("it ends inside {}", what));
    position_ += bytes;
  }

  std::istream& file_;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
};

std::optional<std::uint64_t> read_number(Reader& reader, std::uint32_t type, std::string_view key) {
  switch (kTypeBytes.at(type)) {
    case 1:
      return reader.read<std::uint8_t>(key);
    case 2:
      return reader.read<std::uint16_t>(key);
    case 4: {
      const auto value = reader.read<std::uint32_t>(key);
      return type == 6 ? std::nullopt : std::optional<std::uint64_t>(value);
    }
    default: {
      const auto value = reader.read<std::uint64_t>(key);
      return type == 12 ? std::nullopt : std::optional(value);
    }
  }
}

Value read_value(Reader& reader, std::string_view key) {
  Value value;
  value.type = reader.read<std::uint32_t>(key);
  if (value.type >= kTypeCount) fail(fmt::format("{} is of type {}", key, value.type));
  if (value.type == kString) {
    value.text = reader.read_string(kMaxStringBytes, key);
  } else if (value.type == kList) {
    const auto type = reader.read<std::uint32_t>(key);
    if (type >= kTypeCount || type == kList) fail(fmt::format("{} lists type {}", key, type));
    value.items = reader.read<std::uint64_t>(key);
    if (value.items > kMaxListItems) fail(fmt::format("{} lists {} items", key, value.items));
    if (type != kString) {
      reader.skip(value.items * kTypeBytes.at(type), key);
    } else {
      for (std::uint64_t i = 0; i < value.items; ++i) {
        const auto length = reader.read<std::uint64_t>(key);
        if (length > kMaxStringBytes) fail(fmt::format("{} holds {} bytes", key, length));
        reader.skip(length, key);
      }
    }
  } else {
    value.number = read_number(reader, value.type, key);
  }
  return value;
}

Values read_values(Reader& reader, std::uint64_t count) {
  Values values;
  for (std::uint64_t i = 0; i < count; ++i) {
    auto key = reader.read_string(kMaxKeyBytes, "a key");
    if (key.empty()) fail("a key is empty");
    auto value = read_value(reader, key);
    if (!values.emplace(key, std::move(value)).second) fail(fmt::format("{} comes twice", key));
  }
  return values;
}

struct TensorPlace {
  std::string name;
  std::vector<std::uint64_t> shape;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

TensorPlace read_tensor(Reader& reader) {
  TensorPlace place;
  place.name = reader.read_string(GGML_MAX_NAME - 1, "a tensor's name");
  const auto dimensions = reader.read<std::uint32_t>(place.name);
  if (dimensions == 0 || dimensions > GGML_MAX_DIMS) {
    fail(fmt::format("{} has {} dimensions", place.name, dimensions));
  }
  std::uint64_t elements = 1;
  std::uint64_t row = 1;
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    const auto size = reader.read<std::uint64_t>(place.name);
    if (size == 0 || size > kMaxDimension || elements > (1ULL << 48U) / size) {
      fail(fmt::format("{} has a dimension of {}", place.name, size));
    }
    if (i == 0) row = size;
    elements *= size;
    place.shape.push_back(size);
  }
  const auto type = reader.read<std::uint32_t>(place.name);
  if (type >= GGML_TYPE_COUNT) fail(fmt::format("{} is of type {}", place.name, type));
  const auto block = static_cast<std::uint64_t>(ggml_blck_size(static_cast<ggml_type>(type)));
  const std::uint64_t block_bytes = ggml_type_size(static_cast<ggml_type>(type));
  if (block == 0 || block_bytes == 0 || row % block != 0) {
    fail(fmt::format("{} of type {} has rows of {}", place.name, type, row));
  }
  place.offset = reader.read<std::uint64_t>(place.name);
  place.bytes = elements / block * block_bytes;
  return place;
}

using Shapes = std::map<std::string, std::vector<std::uint64_t>, std::less<>>;
using Sizes = std::map<std::string, std::uint64_t, std::less<>>;

Shapes check_tensors(Reader& reader, std::uint64_t count, std::uint64_t alignment) {
  std::map<std::string, TensorPlace, std::less<>> places;
  for (std::uint64_t i = 0; i < count; ++i) {
    auto place = read_tensor(reader);
    auto name = place.name;
    if (!places.emplace(name, std::move(place)).second) fail(name + " comes twice");
  }
  const auto begin = (reader.position() + alignment - 1) / alignment * alignment;
  if (count != 0 && begin > reader.size()) fail("it ends before its tensors");
  Shapes shapes;
  for (auto& [name, place] : places) {
    if (place.offset % alignment != 0 || place.offset > reader.size() - begin ||
        place.bytes > reader.size() - begin - place.offset) {
      fail(fmt::format("{} lies outside of the file", name));
    }
    shapes.emplace(name, std::move(place.shape));
  }
  return shapes;
}

const Value* find(const Values& values, std::string_view key) {
  const auto it = values.find(key);
  return it == values.end() ? nullptr : &it->second;
}

std::string text_of(const Values& values, std::string_view key) {
  const auto* value = find(values, key);
  if (value != nullptr && value->type != kString) fail(fmt::format("{} is no text", key));
  return value == nullptr ? "" : value->text;
}

std::uint64_t alignment_of(const Values& values) {
  const auto* value = find(values, "general.alignment");
  if (value == nullptr) return kDefaultAlignment;
  const auto number = value->number.value_or(0);
  if (number > 1U << 16U || !std::has_single_bit(number)) fail("general.alignment is none");
  return number;
}

// The library takes each of these from the file as the size of something, or divides by it.
void check_sizes(const Values& values, std::string_view architecture) {
  for (const auto* const key : {"block_count", "embedding_length", "context_length",
                                "attention.head_count", "feed_forward_length"}) {
    const auto* value = find(values, fmt::format("{}.{}", architecture, key));
    if (value == nullptr || value->type == kList) continue;
    if (!value->number || *value->number == 0 || *value->number > kMaxSize) {
      fail(fmt::format("its {} is none", key));
    }
  }
}

bool is_set(const Values& values, std::string_view key) {
  const auto* value = find(values, key);
  return value != nullptr && value->number.value_or(0) != 0;
}

// The key for both goes before that of one, as the library has it.
std::string projector_of(const Values& values, std::string_view kind) {
  auto both = text_of(values, "clip.projector_type");
  if (both == "qwen2.5o") return kind == "audio" ? "qwen2a" : "qwen2.5vl_merger";
  return both.empty() ? text_of(values, fmt::format("clip.{}.projector_type", kind)) : both;
}

Sizes sizes_of(const Values& values, std::string_view prefix) {
  Sizes sizes;
  for (const auto& [key, value] : values) {
    if (key.starts_with(prefix) && value.number) {
      sizes.emplace(key.substr(prefix.size()), *value.number);
    }
  }
  return sizes;
}

void read_encoders(const Values& values, GgufHeader& header) {
  header.audio_projector = projector_of(values, "audio");
  header.vision_projector = projector_of(values, "vision");
  header.has_audio_encoder = is_set(values, "clip.has_audio_encoder");
  header.has_vision_encoder = is_set(values, "clip.has_vision_encoder");
  header.speaks = is_set(values, "clip.has_gen_audio_encoder");
  header.audio_sizes = sizes_of(values, "clip.audio.");
  header.vision_sizes = sizes_of(values, "clip.vision.");
}

// The library reads the lists beside the tokens by the tokens' count.
std::uint64_t check_vocabulary(const Values& values) {
  const auto* tokens = find(values, "tokenizer.ggml.tokens");
  if (tokens == nullptr) return 0;
  if (tokens->type != kList || tokens->items == 0) fail("it has an empty vocabulary");
  for (const auto* const key : {"tokenizer.ggml.scores", "tokenizer.ggml.token_type"}) {
    const auto* list = find(values, key);
    if (list != nullptr && (list->type != kList || list->items != tokens->items)) {
      fail(fmt::format("{} does not fit its vocabulary", key));
    }
  }
  return tokens->items;
}

GgufHeader read(Reader& reader) {
  constexpr std::uint32_t kMagic = 0x46554747;  // "GGUF"
  if (reader.read<std::uint32_t>("its magic number") != kMagic) fail("it is no GGUF file");
  const auto version = reader.read<std::uint32_t>("its version");
  if (version != 2 && version != 3) fail(fmt::format("its version is {}", version));
  const auto tensors = reader.read<std::uint64_t>("its counts");
  const auto keys = reader.read<std::uint64_t>("its counts");
  if (tensors > kMaxTensors || keys > kMaxKeys) {
    fail(fmt::format("it counts {} tensors and {} keys", tensors, keys));
  }
  const auto values = read_values(reader, keys);

  GgufHeader header;
  header.tensor_shapes = check_tensors(reader, tensors, alignment_of(values));
  header.architecture = text_of(values, "general.architecture");
  if (header.architecture.empty()) fail("it names no architecture");
  check_sizes(values, header.architecture);
  header.name = text_of(values, "general.name");
  header.chat_template = text_of(values, "tokenizer.chat_template");
  read_encoders(values, header);
  header.tokens = check_vocabulary(values);
  return header;
}

}  // namespace

base::Result<GgufHeader> parse_gguf_header(std::istream& file) {
  try {
    Reader reader(file);
    return read(reader);
  } catch (const Fault& fault) {
    return base::Error{base::ErrorKind::kModelInvalid,
                       fmt::format("The model's GGUF file is damaged: {}.", fault.what), ""};
  }
}

base::Result<GgufHeader> read_gguf_header(const std::string& path) {
  std::error_code error;
  std::ifstream file;
  if (std::filesystem::is_regular_file(path, error)) file.open(path, std::ios::binary);
  if (!file.is_open()) {
    return base::Error{base::ErrorKind::kModelMissing, "A model's file cannot be opened.", path};
  }
  auto header = parse_gguf_header(file);
  if (header) return header;
  return base::Error{header.error().kind, header.error().message, path};
}

}  // namespace dragoman::engines::llama
