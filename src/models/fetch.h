#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/cancel.h"
#include "base/download.h"
#include "base/result.h"

namespace dragoman::models {

/// How patiently a hub is asked.
struct FetchOptions {
  /// max_bytes is set for each file. Private addresses are asked only where this allows it.
  base::DownloadLimits limits{.timeout = std::chrono::hours(24 * 7)};
  int attempts = 5;                             ///< In a row that bring less than 1 MiB.
  std::chrono::milliseconds first_pause{1000};  ///< Doubled after each of them.
  std::chrono::seconds longest_pause{60};       ///< A server that asks for more is not waited for.
};

/// One file to fetch, and what it must be. Exactly one of sha256 and git_id is given.
struct RemoteFile {
  std::string path;   ///< Under the model's folder.
  std::string where;  ///< An http(s) URL, or a path on this machine.
  bool is_local = false;
  bool is_gzip = false;
  std::uint64_t bytes = 0;  ///< As it is served.
  std::string sha256;
  std::string git_id;
  std::uint64_t plain_bytes = 0;  ///< Unpacked; 0 where it is not known, or not packed.
  std::string plain_sha256;       ///< Likewise.
};

/// Bytes of the file that lie here, after each part.
using FetchProgress = std::function<void(std::uint64_t bytes)>;

/// Fetches over failures that pass: connections that break, stalls, 408, 429 and 5xx, with pauses
/// in between that grow or are what the server asks for. Blocks. The error's message is a clause
/// for the caller to put the file's name before: "the server answered 404".
class Fetcher {
 public:
  Fetcher(const FetchOptions& options, base::CancelToken cancel);

  /// A small text.
  [[nodiscard]] base::Result<std::string> text(const std::string& url, std::uint64_t max_bytes);

  /// Brings `part` to what `file` must be, going on where it ends, and checks size and hash. A part
  /// of another content is begun anew once. After an error the part stays, to be gone on with,
  /// unless it is known to be wrong. Errors: kModelInvalid (size or hash), kIo (the disk is full),
  /// kCancelled, and base::transfer()'s.
  [[nodiscard]] base::Status file(const RemoteFile& file, const std::string& part,
                                  const FetchProgress& progress);

 private:
  base::Status complete(const RemoteFile& file, const std::string& part,
                        const FetchProgress& progress);
  base::Status copy(const RemoteFile& file, const std::string& part, const FetchProgress& progress);
  [[nodiscard]] base::Result<bool> matches(const RemoteFile& file, const std::string& part) const;

  FetchOptions options_;
  base::CancelToken cancel_;
};

}  // namespace dragoman::models
