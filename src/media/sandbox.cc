#include "media/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/bytes.h"
#include "base/log.h"
#include "media/sandbox_wire.h"

namespace dragoman::media {

namespace {

constexpr int kSocketOfChild = 3;  // as sandbox_main.cc has it
constexpr std::chrono::minutes kPatience{5};

/// The child, as long as it runs.
class Child {
 public:
  /// With `socket` as its descriptor 3, and no other but /dev/null. Gives an error number.
  int start(const std::string& program, int socket) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
    for (int fd = 0; fd < kSocketOfChild; ++fd) {
      ::posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
    }
    ::posix_spawn_file_actions_adddup2(&files, socket, kSocketOfChild);
    ::posix_spawn_file_actions_addclosefrom_np(&files, kSocketOfChild + 1);
    // A group of its own: a Ctrl-C for the program is not meant for it.
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::string name = program;
    const std::array<char*, 2> words{name.data(), nullptr};
    const std::array<char*, 1> environment{nullptr};
    const int code = ::posix_spawn(&pid_, program.c_str(), &files, &attributes, words.data(),
                                   environment.data());
    if (code != 0) pid_ = -1;
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
    return code;
  }
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  /// Safe beside the other calls, as long as the child has not been waited for.
  void kill() const {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
  }
  /// Kills and reaps it. How it ended, for the log: a signal 9 may be this one's.
  std::string end() {
    if (pid_ <= 0) return "";
    kill();
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                               : fmt::format("status {}", WEXITSTATUS(status));
  }

 private:
  pid_t pid_ = -1;
};

class ApartRecording final : public Recording {
 public:
  ApartRecording(std::unique_ptr<ByteSource> source, const Limits& limits, base::CancelToken cancel)
      : limits_(limits), source_(std::move(source)), cancel_(std::move(cancel)) {}
  ~ApartRecording() override {
    wake_ = {};  // before the child is gone
  }

  base::Status start(const Wish& wish) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      return cannot_start(errno);
    }
    socket_.emplace(base::UniqueFd(ends[0]));
    {
      const base::UniqueFd theirs(ends[1]);
      // Never writes for long: what does not read is not worth waiting for.
      const timeval patience{.tv_sec = 30, .tv_usec = 0};
      ::setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
      if (const int code = child_.start(limits_.decoder, theirs.get()); code != 0) {
        return cannot_start(code);
      }
    }
    wake_ = cancel_.on_cancel([this] {
      child_.kill();
      socket_->shut();
    });
    const auto answer = ask(Note::kOpen, bytes_of(note_of(*source_, wish, limits_)));
    if (!answer) return answer.error();
    const auto note = note_from<InfoNote>(answer->bytes);
    const auto info = note ? info_of(*note, limits_) : std::nullopt;
    if (answer->note != Note::kOpened || !info) return broken();
    info_ = *info;
    return {};
  }

  const MediaInfo& info() const override { return info_; }

  base::Result<std::optional<core::AudioBlock>> next() override {
    if (failure_) return *failure_;
    auto block = next_block();
    if (!block) failure_ = block.error();
    return block;
  }

 private:
  base::Result<std::optional<core::AudioBlock>> next_block() {
    if (ended_) return std::optional<core::AudioBlock>();
    const auto answer = ask(Note::kNext, {});
    if (!answer) return answer.error();
    if (answer->note == Note::kEnd) {
      ended_ = true;
      return std::optional<core::AudioBlock>();
    }
    auto samples = samples_of(answer->bytes);
    if (answer->note != Note::kBlock || !samples) return broken();
    core::AudioBlock block;
    block.start = core::Seconds(static_cast<double>(given_) / core::kListenRateHz);
    given_ += std::ssize(*samples);
    if (static_cast<double>(given_) > limits_.max_duration.count() * core::kListenRateHz + 1) {
      return broken();
    }
    block.samples = *std::move(samples);
    return std::optional(std::move(block));
  }

  /// Serves bytes until the child answers.
  base::Result<NoteSocket::Received> ask(Note question, std::span<const std::uint8_t> bytes) {
    bool sent = socket_->send(question, bytes);
    while (sent) {
      auto received = socket_->receive(cancel_, kPatience);
      if (!received) return broken();
      switch (received->note) {
        case Note::kRead:
          sent = serve(note_from<ReadNote>(received->bytes).value_or(ReadNote{}));
          break;
        case Note::kWait:
          sent = serve_end();
          break;
        case Note::kError:
          return told(received->bytes);
        default:
          return *std::move(received);
      }
    }
    return broken();
  }

  bool serve(const ReadNote& wanted) {
    buffer_.resize(std::min<std::uint64_t>(wanted.bytes, NoteSocket::kMostBytes / 2));
    const auto got = source_->read_at(wanted.offset, buffer_);
    if (!got) return give_up(got.error());
    return socket_->send(Note::kBytes, bytes_of(note_of(*source_)), std::span(buffer_).first(*got));
  }

  bool serve_end() {
    if (auto status = source_->wait_complete(); !status) return give_up(status.error());
    return socket_->send(Note::kBytes, bytes_of(note_of(*source_)));
  }

  bool give_up(const base::Error& error) {
    source_failure_ = error;
    return socket_->send(Note::kFault);
  }

  base::Error told(std::span<const std::uint8_t> bytes) {
    if (auto status = cancel_.check(); !status) return status.error();
    if (source_failure_) return *source_failure_;
    const auto error = error_of(bytes);
    return error ? *error : broken();
  }

  /// Why there is no answer, or none that can be.
  base::Error broken() {
    if (auto status = cancel_.check(); !status) return status.error();
    if (source_failure_) return *source_failure_;
    wake_ = {};
    const auto end = child_.end();
    base::log(base::LogLevel::kWarning, "A decoder failed", {{"end", end}});
    return {base::ErrorKind::kMediaUnreadable,
            "The recording made its decoder fail. Convert it to WAV, MP3 or MP4.", end};
  }

  static base::Error cannot_start(int code) {
    return {base::ErrorKind::kInternal, "The decoder could not be started.",
            std::generic_category().message(code)};
  }

  const Limits limits_;
  const std::unique_ptr<ByteSource> source_;
  const base::CancelToken cancel_;
  std::optional<NoteSocket> socket_;
  Child child_;
  base::CancelCallback wake_;  // uses the two above
  MediaInfo info_;
  std::vector<std::uint8_t> buffer_;
  std::int64_t given_ = 0;  // samples
  bool ended_ = false;
  std::optional<base::Error> source_failure_;
  std::optional<base::Error> failure_;
};

}  // namespace

base::Result<std::unique_ptr<Recording>> decode_apart(std::unique_ptr<ByteSource> source,
                                                      const Wish& wish, const Limits& limits,
                                                      const base::CancelToken& cancel) {
  auto recording = std::make_unique<ApartRecording>(std::move(source), limits, cancel);
  if (auto status = recording->start(wish); !status) return status.error();
  return std::unique_ptr<Recording>(std::move(recording));
}

}  // namespace dragoman::media
