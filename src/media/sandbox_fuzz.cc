// What a decoder that was taken over can say: read as notes, and each note believed only where it
// can be.
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>

#include <sys/socket.h>

#include "base/bytes.h"
#include "media/sandbox_wire.h"

namespace {

using namespace dragoman;  // the subject of this file

void must(bool holds) {
  if (!holds) std::abort();
}

void judge(const media::NoteSocket::Received& received) {
  const media::Limits limits;
  const auto& bytes = received.bytes;
  must(bytes.size() <= media::NoteSocket::kMostBytes);
  if (const auto note = media::note_from<media::InfoNote>(bytes)) {
    if (const auto info = media::info_of(*note, limits)) {
      must(info->has_audio || info->video);
      must(!info->duration_is_stated || *info->duration <= limits.max_duration);
      if (info->video)
        must(std::int64_t{info->video->width} * info->video->height <= limits.max_pixels);
    }
  }
  if (const auto samples = media::samples_of(bytes)) {
    for (const float sample : *samples) must(sample >= -1 && sample <= 1);
  }
  if (const auto error = media::error_of(bytes)) must(base::is_valid_utf8(error->message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 1U << 16U;  // what a socket takes at once
  std::array<int, 2> ends{};
  must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  media::NoteSocket socket{base::UniqueFd(ends[0])};
  {
    const base::UniqueFd theirs(ends[1]);
    must(::write(ends[1], data, std::min(size, kMost)) >= 0);
  }
  while (const auto received = socket.receive({}, std::chrono::seconds(1))) judge(*received);
  return 0;
}
