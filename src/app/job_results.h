#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace dragoman::app {

/// The folder that workers on many machines put the results of a queue's jobs into: a folder for
/// each job, by its id, that appears with all its files at once and is never written again. What is
/// not whole lies in ".work". Safe from any thread and process.
class JobResults {
 public:
  explicit JobResults(std::string dir) : dir_(std::move(dir)) {}

  /// The files of a job that is whole, relative to the folder; nothing where it is not.
  [[nodiscard]] std::optional<std::vector<std::string>> find(const std::string& id) const;
  /// A fresh folder for one attempt. Errors: kIo.
  [[nodiscard]] base::Result<std::string> begin(const std::string& id,
                                                const std::string& worker) const;
  /// What begin() gave becomes the job's, unless another attempt came first: then that one stays.
  /// Remains of attempts that were broken off go. Errors: kIo.
  [[nodiscard]] base::Status publish(const std::string& id, const std::string& attempt) const;
  /// What begin() gave is not wanted any more.
  void discard(const std::string& attempt) const;

 private:
  const std::string dir_;
};

}  // namespace dragoman::app
