#include "media/sandbox_wire.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>

#include <sys/socket.h>

#include "base/bytes.h"

namespace dragoman::media {

namespace {

struct Head {
  Note note;
  std::uint32_t bytes;
};

bool is_length(double number, double most) {
  return std::isfinite(number) && number >= 0 && number <= most;
}

bool is_of_a_recording(base::ErrorKind kind) {
  return kind == base::ErrorKind::kMediaEmpty || kind == base::ErrorKind::kMediaUnreadable ||
         kind == base::ErrorKind::kMediaTooLong || kind == base::ErrorKind::kInternal;
}

}  // namespace

SourceNote note_of(const ByteSource& source) {
  const auto size = source.size();
  return {.size = size.value_or(0), .has_size = size.has_value(), .complete = source.complete()};
}

OpenNote note_of(const ByteSource& source, const Wish& wish, const Limits& limits) {
  OpenNote note;
  note.source = note_of(source);
  note.max_duration_s = limits.max_duration.count();
  note.max_pixels = limits.max_pixels;
  note.max_probe_bytes = limits.max_probe_bytes;
  note.max_streams = limits.max_streams;
  if (wish.spoken) note.spoken = static_cast<std::int32_t>(*wish.spoken);
  note.count_frames = wish.count_frames;
  return note;
}

InfoNote note_of(const MediaInfo& info) {
  InfoNote note;
  note.has_duration = info.duration ? 1 : 0;
  note.duration_s = info.duration.value_or(core::Seconds(0)).count();
  note.duration_is_stated = info.duration_is_stated ? 1 : 0;
  note.has_audio = info.has_audio ? 1 : 0;
  note.has_video = info.video ? 1 : 0;
  if (info.video) {
    note.width = info.video->width;
    note.height = info.video->height;
    note.frames_per_second = info.video->frames_per_second;
    note.frame_count = info.video->frame_count;
  }
  return note;
}

std::optional<MediaInfo> info_of(const InfoNote& note, const Limits& limits) {
  constexpr double kMost = 1e15;
  const bool stated = note.has_duration != 0 && note.duration_is_stated != 0;
  if (!is_length(note.duration_s, stated ? limits.max_duration.count() : kMost))
    return std::nullopt;
  if (note.has_audio == 0 && note.has_video == 0) return std::nullopt;
  MediaInfo info;
  if (note.has_duration != 0) info.duration = core::Seconds(note.duration_s);
  info.duration_is_stated = stated;
  info.has_audio = note.has_audio != 0;
  if (note.has_video == 0) return info;
  const bool has_size = note.width > 0 && note.height > 0 &&
                        std::int64_t{note.width} * note.height <= limits.max_pixels;
  if (!has_size || !is_length(note.frames_per_second, kMost) || note.frame_count < 0) {
    return std::nullopt;
  }
  info.video = VideoInfo{.width = note.width,
                         .height = note.height,
                         .frames_per_second = note.frames_per_second,
                         .frame_count = note.frame_count};
  return info;
}

std::optional<std::vector<float>> samples_of(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kMost = 2 * core::kListenRateHz;
  std::vector<float> samples(bytes.size() / sizeof(float));
  if (samples.empty() || samples.size() > kMost) return std::nullopt;
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
  const bool sound = std::ranges::all_of(samples, [](float x) { return x >= -1 && x <= 1; });
  return sound ? std::optional(std::move(samples)) : std::nullopt;
}

std::optional<base::Error> error_of(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kMostLetters = 500;
  const auto kind = note_from<std::uint32_t>(bytes);
  if (!kind || !is_of_a_recording(static_cast<base::ErrorKind>(*kind))) return std::nullopt;
  const auto rest = bytes.subspan(sizeof *kind);
  std::string text(rest.begin(), rest.end());
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (text.size() > kMostLetters || !base::is_valid_utf8(text) ||
      std::ranges::any_of(text, is_control)) {
    return std::nullopt;
  }
  return base::Error{static_cast<base::ErrorKind>(*kind), std::move(text), ""};
}

bool NoteSocket::send(Note note, std::span<const std::uint8_t> first,
                      std::span<const std::uint8_t> second) {
  const Head head{note, static_cast<std::uint32_t>(first.size() + second.size())};
  return head.bytes <= kMostBytes && send_all(bytes_of(head)) && send_all(first) &&
         send_all(second);
}

std::optional<NoteSocket::Received> NoteSocket::receive(const base::CancelToken& cancel,
                                                        std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  Head head{};
  if (!receive_all({reinterpret_cast<std::uint8_t*>(&head), sizeof head}, cancel, until)) {
    return std::nullopt;
  }
  if (head.note > Note::kError || head.bytes > kMostBytes) return std::nullopt;
  Received received{head.note, std::vector<std::uint8_t>(head.bytes)};
  if (!receive_all(received.bytes, cancel, until)) return std::nullopt;
  return received;
}

void NoteSocket::shut() { ::shutdown(fd_.get(), SHUT_RDWR); }

bool NoteSocket::send_all(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

bool NoteSocket::receive_all(std::span<std::uint8_t> into, const base::CancelToken& cancel,
                             base::SteadyTime until) {
  if (const auto deadline = cancel.deadline()) until = std::min(until, *deadline);
  while (!into.empty()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || cancel.cancelled()) return false;
    pollfd wanted{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    constexpr std::int64_t kLongestPoll = 60'000;
    const int ready = ::poll(&wanted, 1, static_cast<int>(std::min(left.count(), kLongestPoll)));
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const auto got = ::recv(fd_.get(), into.data(), into.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

}  // namespace dragoman::media
