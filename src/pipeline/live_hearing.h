#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <span>
#include <vector>

#include "pipeline/agreement.h"
#include "pipeline/live_context.h"

namespace dragoman::pipeline {

/// One turn, heard again and again while it is said, and whole once it is over. One thread.
class LiveHearing {
 public:
  using Clock = std::chrono::steady_clock;

  /// `begin`: where the turn begins, in samples of the job.
  LiveHearing(LiveContext& context, std::int64_t begin) : context_(context), begin_(begin) {}

  /// Whether to hear once more what is being said: there is new speech up to `speech_until`
  /// (samples of the job, as `until`), no hearing is under way, and as long has passed since the
  /// last one as that took. So a turn keeps half of one replica busy at most, and asks for less
  /// where others do.
  [[nodiscard]] bool wants(std::size_t samples, std::int64_t speech_until) const;
  void hear(std::span<const float> samples, std::int64_t until);
  /// The turn is over. Where a hearing has reached its end and is not in doubt, that is the last;
  /// else it is heard whole.
  void end(std::vector<float> samples, std::int64_t end);

  /// Takes what was heard. Errors: the recogniser's with the whole turn; of a provisional hearing
  /// they are passed over.
  [[nodiscard]] base::Status poll();

  [[nodiscard]] bool whole() const { return said_.text().whole; }
  /// What was said, and in which language.
  [[nodiscard]] const core::LiveText& said() const { return said_.text(); }
  [[nodiscard]] core::Language language() const { return language_; }
  /// What is to be translated: the same, or the recogniser's own English.
  [[nodiscard]] bool through_english() const { return through_english_; }
  [[nodiscard]] const core::LiveText& basis() const {
    return through_english_ ? english_.text() : said_.text();
  }

 private:
  using Answer = base::Result<engines::Transcript>;

  [[nodiscard]] engines::AsrRequest request(std::vector<float> samples) const;
  void put_names_right(engines::Transcript& transcript, std::int64_t until) const;
  void take_provisional(const engines::Transcript& transcript);
  void finish_or_hear_again(const engines::Transcript& transcript);
  void hear_whole();
  void finish(const engines::Transcript& transcript);
  void settle_language(core::Language language);

  LiveContext& context_;
  const std::int64_t begin_;
  std::unique_ptr<base::CancelSource> provisional_cancel_;
  std::future<Answer> provisional_;
  std::future<Answer> last_;
  std::optional<engines::Transcript> newest_;
  std::int64_t newest_until_ = -1;   ///< What the newest answer has heard,
  std::int64_t pending_until_ = -1;  ///< and what the hearing under way hears.
  Clock::time_point posted_{};
  Clock::time_point next_{};  ///< No hearing before.
  std::size_t heard_samples_ = 0;
  std::int64_t end_ = -1;     ///< Not yet.
  std::vector<float> whole_;  ///< The turn, once it is over.
  core::Language language_ = core::Language::kEnglish;
  bool through_english_ = false;
  Agreement said_;
  Agreement english_;
};

/// Whether an answer is there; taking it does not wait.
template <class T>
[[nodiscard]] bool is_ready(const std::future<T>& future) {
  return future.valid() && future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

}  // namespace dragoman::pipeline
