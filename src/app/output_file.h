#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "app/console.h"
#include "base/files.h"
#include "base/result.h"
#include "output/writer.h"

namespace dragoman::app {

/// Where the bytes of a file lie until it is complete.
enum class Unfinished : std::uint8_t {
  kBeside,  ///< In "<path>.partial": can be looked at, and stays when the process is killed.
  kUnseen,  ///< In a file without a name, of which nothing stays, whatever happens; where the file
            ///< system knows none, as kBeside.
};

/// A file that takes its name when it is complete: commit() moves it into place. What is there
/// already stays untouched until then. A path that is no regular file (/dev/null, a named pipe) is
/// written to directly. One thread at a time.
class OutputFile final : public output::ByteSink {
 public:
  /// Errors: kIo, when it cannot be written there.
  [[nodiscard]] static base::Result<std::unique_ptr<OutputFile>> open(
      const std::string& path, Unfinished unfinished = Unfinished::kBeside);
  /// Without commit() or keep() what was written is removed.
  ~OutputFile() override;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  base::Status append(std::string_view bytes) override;
  base::Status overwrite_start(std::string_view bytes) override;

  /// The file is complete. Errors: kIo.
  [[nodiscard]] base::Status commit();
  /// The file stays as it is, under the returned name.
  [[nodiscard]] std::string keep();

 private:
  OutputFile(base::UniqueFd fd, std::string path, std::string partial, bool is_named);
  base::Status give_name();

  base::UniqueFd fd_;
  FdSink sink_;
  std::string path_;
  std::string partial_;  // empty: written in place, committed or kept
  bool is_named_;        // whether partial_ is there
};

}  // namespace dragoman::app
