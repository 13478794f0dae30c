#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/job.h"
#include "engines/answer_guards.h"
#include "engines/mt.h"

namespace dragoman::engines {

/// The longest stretch of a sentence that a language model is asked for at once.
inline constexpr std::size_t kStretchCodePoints = 320;

/// A stretch of a sentence, on its way through a language model.
struct Stretch {
  std::size_t request = 0;            ///< In the batch,
  std::size_t sentence = 0;           ///< and in that request.
  std::string text;                   ///< One line.
  std::vector<core::Term> terms;      ///< Those whose source stands in it.
  std::optional<std::string> answer;  ///< The best so far that may be a translation.
  std::size_t missed = 0;             ///< Terms that it lacks.
  std::optional<Fault> fault;         ///< Of the last answer, where it was none.
  std::optional<base::Error> error;

  [[nodiscard]] bool settled() const { return error || (answer && missed == 0); }
};

/// Requests that a language model translates by being asked, one stretch at a time: cuts their
/// sentences, judges answers (answer_guards.h), and puts those together that may be translations.
/// Who asks, asks for each pending stretch, then once more for those that are pending still.
/// `batch` must outlive it. One thread.
class PromptedBatch {
 public:
  /// Whether a stretch can be asked for at once; where not, its sentence is cut smaller.
  using Fits = std::function<bool(const MtRequest& request, const Stretch& stretch)>;

  PromptedBatch(std::span<const MtRequest> batch, const Fits& fits);

  /// Those that want an answer, or a better one. Valid until the batch goes.
  [[nodiscard]] std::vector<Stretch*> pending();
  [[nodiscard]] const MtRequest& request_of(const Stretch& stretch) const {
    return batch_[stretch.request];
  }
  /// Of two answers that may be translations, the one with more of the terms counts, else the
  /// first. An error is the whole request's.
  void judge(Stretch& stretch, const base::Result<std::string>& answer) const;
  /// One result a request. A sentence of which no answer was a translation is empty, and the log
  /// says so, naming `model`: nothing is better than what was made up.
  [[nodiscard]] std::vector<base::Result<MtResponse>> gather(std::string_view model) const;

 private:
  void add_sentence(std::size_t request, std::size_t sentence, const Fits& fits);

  std::span<const MtRequest> batch_;
  std::vector<Stretch> stretches_;
};

}  // namespace dragoman::engines
