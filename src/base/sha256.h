#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "base/result.h"

namespace dragoman::base {

/// SHA-256 (FIPS 180-4) of bytes that come in parts. One thread at a time.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::span<const std::uint8_t> bytes);
  /// 64 small hexadecimal digits. Ends the sum: a further call is undefined.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Of a whole file, read in parts. Errors: kNotFound, kIo, kCancelled.
[[nodiscard]] Result<std::string> sha256_file(const std::string& path,
                                              const CancelToken& cancel = {});

/// The name that git gives to a file's content: SHA-1 of "blob <bytes>", a zero and the bytes, 40
/// small hexadecimal digits. For hubs that publish nothing better of their small files. Errors: as
/// above.
[[nodiscard]] Result<std::string> git_blob_file(const std::string& path,
                                                const CancelToken& cancel = {});

}  // namespace dragoman::base
