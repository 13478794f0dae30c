#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/cancel.h"
#include "base/files.h"
#include "base/result.h"
#include "core/audio.h"
#include "media/decoded_recording.h"
#include "media/recording.h"

namespace dragoman::media {

/// What passes between the program and the child that decodes for it: one socket, one question at a
/// time, and while the child works on it, its own questions for bytes. Numbers are as this machine
/// has them in memory.
///
///     kOpen  -> (kRead -> kBytes | kFault)* ... kOpened | kError
///     kNext  -> (kRead -> kBytes | kFault)* ... kBlock | kEnd | kError
///
/// kWait asks for kBytes too, of none, once all are here.
enum class Note : std::uint32_t {
  kOpen,    ///< OpenNote
  kNext,    ///< Nothing.
  kBytes,   ///< SourceNote, then the bytes.
  kFault,   ///< The source failed; the program keeps the reason.
  kRead,    ///< ReadNote
  kWait,    ///< Nothing.
  kOpened,  ///< InfoNote
  kBlock,   ///< Samples.
  kEnd,     ///< Nothing.
  kError,   ///< ErrorKind as 32 bits, then the message.
};

struct SourceNote {
  std::uint64_t size = 0;
  bool has_size = false;
  bool complete = false;
};

struct OpenNote {
  SourceNote source;
  double max_duration_s = 0;
  std::int64_t max_pixels = 0;
  std::uint64_t max_probe_bytes = 0;
  std::uint32_t max_streams = 0;
  std::int32_t spoken = -1;  ///< A core::Language.
  bool count_frames = false;
};

struct ReadNote {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

/// Its truths are numbers, since not every byte that may come is a bool.
struct InfoNote {
  double duration_s = 0;
  double frames_per_second = 0;
  std::int64_t frame_count = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::uint8_t has_duration = 0;
  std::uint8_t duration_is_stated = 0;
  std::uint8_t has_audio = 0;
  std::uint8_t has_video = 0;
};

[[nodiscard]] SourceNote note_of(const ByteSource& source);
[[nodiscard]] OpenNote note_of(const ByteSource& source, const Wish& wish, const Limits& limits);
[[nodiscard]] InfoNote note_of(const MediaInfo& info);

/// What a child says is believed no more than the recording: nothing where a number of it cannot
/// be, or lies beyond the limits.
[[nodiscard]] std::optional<MediaInfo> info_of(const InfoNote& note, const Limits& limits);
/// Nothing but samples in [-1, 1], and no more than two seconds of them.
[[nodiscard]] std::optional<std::vector<float>> samples_of(std::span<const std::uint8_t> bytes);
/// Only kinds that a recording can have; the message cut, and without control characters.
[[nodiscard]] std::optional<base::Error> error_of(std::span<const std::uint8_t> bytes);

template <class T>
[[nodiscard]] std::span<const std::uint8_t> bytes_of(const T& note) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const std::uint8_t*>(&note), sizeof note};
}

/// Nothing where there are fewer bytes than a T has.
template <class T>
[[nodiscard]] std::optional<T> note_from(std::span<const std::uint8_t> bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T note;
  std::copy_n(bytes.begin(), sizeof note, reinterpret_cast<std::uint8_t*>(&note));
  return note;
}

/// One end of the socket. One thread at a time.
class NoteSocket {
 public:
  static constexpr std::size_t kMostBytes = 1U << 18U;  ///< Of one note.

  struct Received {
    Note note = Note::kEnd;
    std::vector<std::uint8_t> bytes;
  };

  explicit NoteSocket(base::UniqueFd fd) : fd_(std::move(fd)) {}

  /// False: nobody listens any more.
  [[nodiscard]] bool send(Note note, std::span<const std::uint8_t> first = {},
                          std::span<const std::uint8_t> second = {});
  /// The next note; nothing once the other end is closed, says what cannot be, says nothing for so
  /// long, or the token ends the wait.
  [[nodiscard]] std::optional<Received> receive(const base::CancelToken& cancel,
                                                std::chrono::milliseconds patience);
  /// Ends what another thread waits for. Safe from any thread.
  void shut();

 private:
  [[nodiscard]] bool send_all(std::span<const std::uint8_t> bytes);
  [[nodiscard]] bool receive_all(std::span<std::uint8_t> into, const base::CancelToken& cancel,
                                 base::SteadyTime until);

  base::UniqueFd fd_;
};

}  // namespace dragoman::media
