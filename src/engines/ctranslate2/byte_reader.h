#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>

namespace dragoman::engines::ctranslate2 {

/// Reads little-endian values off untrusted bytes, in order; nothing is read past the end.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

  /// The next sizeof(T) bytes, at any alignment; nothing when fewer are left.
  template <class T>
  [[nodiscard]] std::optional<T> read() {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto bytes = take(sizeof(T));
    if (!bytes) return std::nullopt;
    T value;
    std::memcpy(&value, bytes->data(), sizeof(T));
    return value;
  }

  /// The next `size` bytes, not copied; nothing when fewer are left.
  [[nodiscard]] std::optional<std::span<const std::byte>> take(std::uint64_t size) {
    if (size > rest_.size()) return std::nullopt;
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

  [[nodiscard]] std::size_t remaining() const { return rest_.size(); }

 private:
  std::span<const std::byte> rest_;
};

}  // namespace dragoman::engines::ctranslate2
