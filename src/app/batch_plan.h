#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/cli.h"
#include "base/result.h"

namespace dragoman::app {

/// One recording out of many, and where what is made of it goes.
struct BatchFile {
  std::string input;
  std::string label;  ///< Its name without folders: what reports call it.
  std::vector<std::pair<output::Format, std::string>> outputs;
  std::uint64_t bytes = 0;  ///< Of the input; 0 where that is not known.
  bool is_whole = false;    ///< Every output is there, and none is older than the input.
};

/// "talk.pt.srt" of "films/talk.mp4" into Portuguese, "talk.srt" of a transcript; of a URL, of the
/// last part of its path.
[[nodiscard]] std::string output_name(const std::string& input,
                                      std::optional<core::Language> target, output::Format format);

/// Names all outputs in `batch.out_dir`, which is made where it is not there, and looks which are
/// there. Errors: kInvalidArgument (two inputs whose outputs would have one name, an output that
/// would replace an input, standard input), kIo (no folder to be made there).
[[nodiscard]] base::Result<std::vector<BatchFile>> plan_batch(const BatchArgs& batch,
                                                              std::optional<core::Language> target);

}  // namespace dragoman::app
