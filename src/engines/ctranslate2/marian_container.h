#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dragoman::engines::ctranslate2 {

/// The named tensors of a Marian model file (version 1 of its binary format, as the Firefox
/// Translations students have it):
///   u64 version, u64 items; per item u64 name length, type, rank, data length; the names; the
///   shapes (i32); u64 gap and that many filler bytes; the data blocks, which end the file.
/// Immutable after parse(), so safe from any thread. Views the bytes it was parsed from: they must
/// outlive it.
class MarianContainer {
 public:
  enum class Type {
    kFloat32,   ///< Values, then padding.
    kIntgemm8,  ///< Signed bytes, then the f32 multiplier that they were quantised with, then
                ///< padding.
    kInt8,      ///< Bytes; holds the model's options as text.
  };

  struct Item {
    Type type = Type::kFloat32;
    std::vector<std::uint32_t> shape;  ///< One to four sizes, each at least 1.
    std::size_t elements = 0;          ///< Their product.
    std::span<const std::byte>
        data;  ///< Padding included; holds at least `elements` values (and the multiplier).

    /// kIntgemm8 and kInt8.
    [[nodiscard]] std::span<const std::byte> bytes() const { return data.first(elements); }
    /// kIntgemm8: the real value of a byte is byte / multiplier. Finite and above 0.
    [[nodiscard]] float multiplier() const;
    /// kFloat32: a copy, since blocks need not be aligned.
    [[nodiscard]] std::vector<float> floats() const;
  };

  /// Checks everything that the sizes, names, types and shapes say; the values of floats are not
  /// looked at. Errors: kModelInvalid.
  [[nodiscard]] static base::Result<MarianContainer> parse(std::span<const std::byte> file);

  /// Null where there is no item of that name.
  [[nodiscard]] const Item* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  std::map<std::string_view, Item> items_;
};

}  // namespace dragoman::engines::ctranslate2
