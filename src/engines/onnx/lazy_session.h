#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/file_look.h"
#include "base/result.h"
#include "engines/onnx/session.h"

namespace dragoman::engines::onnx {

/// A graph that its first use loads, because it is most of the memory of a server that may never
/// be asked for it. Every call is safe from any thread.
class LazySession {
 public:
  LazySession(std::string path, GraphSpec spec, unsigned threads);

  /// Loads the graph at the first call; what was found then stays, but for a shortage(). Errors:
  /// those of open_session(), and kModelInvalid where the file is not as it was when this object
  /// was made: what was verified then is another.
  base::Status load();

  /// After load() has succeeded: the numbers of the first output of the spec. `inputs` are as those
  /// of the spec. Cancel takes effect within one operator. Errors: the token's, kModelInvalid (the
  /// graph does not run on what its inputs promise).
  [[nodiscard]] base::Result<std::vector<float>> run(std::span<const Ort::Value> inputs,
                                                     const base::CancelToken& cancel);

  /// After load() has succeeded: what the graph's makers wrote into it under `key`; empty where
  /// there is nothing.
  [[nodiscard]] std::string metadata(const std::string& key);

 private:
  [[nodiscard]] bool is_as_before() const;
  [[nodiscard]] base::Error changed() const;
  std::vector<float> run_graph(std::span<const Ort::Value> inputs, const base::CancelToken& cancel);

  const std::string path_;
  const GraphSpec spec_;
  const base::Result<base::FileLook> look_;
  const unsigned threads_;
  std::mutex mutex_;  // held while loading; the session does not change afterwards
  std::optional<base::Result<Ort::Session>> session_;
};

}  // namespace dragoman::engines::onnx
