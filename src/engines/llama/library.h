#pragma once

#include <exception>
#include <functional>
#include <string>

#include "base/result.h"

namespace dragoman::engines::llama {

/// What a failed assertion of the library becomes, in place of the end of the process. It may leave
/// the context that was at work unusable: whoever catches it throws that context away.
class LibraryFault : public std::exception {
 public:
  explicit LibraryFault(std::string what) : what_(std::move(what)) {}
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

/// Once a process, whoever calls first: loads the kernels that this CPU and its system can run (of
/// baseline, AVX2 and AVX-512 with VNNI, from the folder that libggml lies in), sends the library's
/// messages to the log, and has its failed assertions thrown. Safe from any thread. Errors:
/// kInternal (the kernels are not there).
[[nodiscard]] base::Status open_library();

}  // namespace dragoman::engines::llama
