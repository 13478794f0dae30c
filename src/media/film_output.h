#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "media/av.h"

namespace dragoman::media {

/// A new file that FFmpeg writes to, back and forth. One thread at a time.
class FilmOutput {
 public:
  /// What the file held before is gone. Errors: kIo.
  [[nodiscard]] static base::Result<std::unique_ptr<FilmOutput>> open(const std::string& path);
  FilmOutput(const FilmOutput&) = delete;
  FilmOutput& operator=(const FilmOutput&) = delete;
  ~FilmOutput();

  [[nodiscard]] AVIOContext* context() const { return context_; }
  /// Why writing failed, if it did: FFmpeg's own codes cannot say. kStorageFull, kIo.
  [[nodiscard]] const std::optional<base::Error>& failure() const { return failure_; }
  /// Returns once its bytes would survive a power cut.
  [[nodiscard]] base::Status sync();

 private:
  FilmOutput(std::string path, base::UniqueFd fd);
  void fail(int code);
  static int on_write(void* self, std::uint8_t* data, int size);
  static std::int64_t on_seek(void* self, std::int64_t offset, int whence);

  const std::string path_;
  base::UniqueFd fd_;
  AVIOContext* context_ = nullptr;
  std::optional<base::Error> failure_;
};

}  // namespace dragoman::media
