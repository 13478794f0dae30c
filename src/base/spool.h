#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

#include "base/cancel.h"
#include "base/files.h"
#include "base/result.h"

namespace dragoman::base {

/// Bytes that one thread writes while others already read them: a reader that asks for what has not
/// come yet waits. Kept in a SpoolFile, so that memory stays flat.
class Spool {
 public:
  explicit Spool(SpoolFile file) : file_(std::move(file)) {}
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool() = default;

  // --- The writing thread ---

  /// How many bytes there will be, as far as the sender says.
  void expect(std::uint64_t total);
  [[nodiscard]] Status append(std::span<const std::uint8_t> bytes);
  /// No more bytes, because all are here or because of an error. The first call counts.
  void finish(Status outcome);

  // --- Readers, from any thread ---

  /// Waits until at least one byte at `offset` is there, or the end is known. Gives what is there,
  /// up to into.size() bytes; 0 behind the last byte. Bytes that came before an error can be read;
  /// behind them the error is given.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into,
                                            const CancelToken& cancel) const;
  /// The true size once finished; before, what was expected, if anything.
  [[nodiscard]] std::optional<std::uint64_t> size() const;
  /// Whether all bytes are here, without error.
  [[nodiscard]] bool complete() const;
  /// Waits for finish() and gives its outcome.
  [[nodiscard]] Status wait(const CancelToken& cancel) const;

 private:
  template <class Ready>
  Status wait_until(std::unique_lock<std::mutex>& lock, const CancelToken& cancel,
                    Ready ready) const;
  [[nodiscard]] CancelCallback wake_on_cancel(const CancelToken& cancel) const;

  SpoolFile file_;
  mutable std::mutex mutex_;  // guards what follows
  mutable std::condition_variable changed_;
  std::uint64_t size_ = 0;
  std::optional<std::uint64_t> expected_;
  std::optional<Status> outcome_;
};

}  // namespace dragoman::base
