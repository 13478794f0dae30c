#include "media/sandbox_child.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "media/decoded_recording.h"
#include "media/sandbox_lock.h"
#include "media/sandbox_wire.h"

namespace dragoman::media {

namespace {

// How long the program may take: for a slow transfer, until it gives up itself.
constexpr std::chrono::hours kPatience{24};

base::Error gone() { return {base::ErrorKind::kCancelled, "Nobody listens any more.", ""}; }

/// The bytes of the recording, asked for over the socket.
class SocketSource final : public ByteSource {
 public:
  SocketSource(NoteSocket& socket, const SourceNote& known) : socket_(socket), known_(known) {}

  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    constexpr std::size_t kMost = NoteSocket::kMostBytes / 2;
    const ReadNote wanted{.offset = offset, .bytes = std::min(into.size(), kMost)};
    if (!socket_.send(Note::kRead, bytes_of(wanted))) return gone();
    const auto bytes = receive();
    if (!bytes) return bytes.error();
    const auto count = std::min(bytes->size() - sizeof(SourceNote), into.size());
    std::copy_n(bytes->begin() + sizeof(SourceNote), count, into.begin());
    return count;
  }
  std::optional<std::uint64_t> size() const override {
    return known_.has_size ? std::optional(known_.size) : std::nullopt;
  }
  bool complete() const override { return known_.complete; }
  base::Status wait_complete() override {
    if (!socket_.send(Note::kWait)) return gone();
    const auto bytes = receive();
    return bytes ? base::Status() : base::Status(bytes.error());
  }

 private:
  base::Result<std::vector<std::uint8_t>> receive() {
    auto received = socket_.receive({}, kPatience);
    if (!received) return gone();
    const auto known = note_from<SourceNote>(received->bytes);
    if (received->note != Note::kBytes || !known) {
      return base::Error{base::ErrorKind::kIo, "The source failed.", ""};
    }
    known_ = *known;
    return std::move(received->bytes);
  }

  NoteSocket& socket_;
  SourceNote known_;
};

bool send_error(NoteSocket& socket, const base::Error& error) {
  const auto kind = static_cast<std::uint32_t>(error.kind);
  return socket.send(Note::kError, bytes_of(kind), base::as_bytes(error.message));
}

bool send_next(NoteSocket& socket, Recording& recording) {
  const auto block = recording.next();
  if (!block) return send_error(socket, block.error());
  if (!*block) return socket.send(Note::kEnd);
  const auto& samples = (*block)->samples;
  return socket.send(Note::kBlock, {reinterpret_cast<const std::uint8_t*>(samples.data()),
                                    samples.size() * sizeof(float)});
}

base::Result<std::unique_ptr<Recording>> open(NoteSocket& socket, const OpenNote& note) {
  Limits limits;
  limits.max_duration = core::Seconds(note.max_duration_s);
  limits.max_pixels = note.max_pixels;
  limits.max_probe_bytes = note.max_probe_bytes;
  limits.max_streams = note.max_streams;
  Wish wish{.count_frames = note.count_frames, .pictures = false, .spoken = {}};
  if (note.spoken >= 0) wish.spoken = static_cast<core::Language>(note.spoken);
  // Several hundred times faster than the sound is usual.
  constexpr core::Seconds kLeastCpu{60};
  if (auto status = lock_in(kLeastCpu + limits.max_duration / 10); !status) return status.error();
  return decode(std::make_unique<SocketSource>(socket, note.source), wish, limits, {});
}

}  // namespace

int decode_for(base::UniqueFd fd) {
  NoteSocket socket(std::move(fd));
  const auto first = socket.receive({}, kPatience);
  if (!first || first->note != Note::kOpen) return 1;
  const auto note = note_from<OpenNote>(first->bytes);
  if (!note) return 1;
  const auto recording = open(socket, *note);
  if (!recording) return send_error(socket, recording.error()) ? 0 : 1;
  if (!socket.send(Note::kOpened, bytes_of(note_of((*recording)->info())))) return 1;
  for (;;) {
    const auto next = socket.receive({}, kPatience);
    if (!next) return 0;
    if (next->note != Note::kNext || !send_next(socket, **recording)) return 1;
  }
}

}  // namespace dragoman::media
