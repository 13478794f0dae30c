#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/cancel.h"
#include "base/files.h"
#include "base/result.h"
#include "core/job.h"
#include "media/recording.h"

namespace dragoman::media {

/// The bytes of a recording, from wherever they come; those that are still on their way are waited
/// for. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Waits for at least one byte at `offset`, and gives what is there, up to into.size() bytes; 0
  /// behind the last. Any order of offsets will do, but behind the bytes already here it costs the
  /// wait. Errors: those of open_source.
  [[nodiscard]] virtual base::Result<std::size_t> read_at(std::uint64_t offset,
                                                          std::span<std::uint8_t> into) = 0;
  /// In bytes; nothing as long as nobody has said.
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
  /// Whether all bytes are here, so that going to the end and back costs nothing.
  [[nodiscard]] virtual bool complete() const = 0;
  /// Waits until complete().
  [[nodiscard]] virtual base::Status wait_complete() = 0;
};

/// Paths must name regular files (no devices, no pipes but "-", standard input), URLs are fetched
/// under the guard of base/download.h, and nothing may exceed limits.max_bytes. The token ends
/// every wait of the source. Errors: kNotFound, kMediaUnreadable (not a regular file),
/// kMediaTooLarge, kUrl*, kIo, and the token's.
[[nodiscard]] base::Result<std::unique_ptr<ByteSource>> open_source(
    const core::MediaInput& input, const Limits& limits, const base::CancelToken& cancel);

/// As open_source, of an open descriptor: a regular file, or a pipe that is read once and spooled
/// on the way.
[[nodiscard]] base::Result<std::unique_ptr<ByteSource>> open_descriptor(
    base::UniqueFd fd, const Limits& limits, const base::CancelToken& cancel);

}  // namespace dragoman::media
