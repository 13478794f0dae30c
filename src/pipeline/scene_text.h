#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "core/time.h"
#include "core/word.h"
#include "engines/asr.h"
#include "engines/text_reader.h"
#include "text/screen_names.h"

namespace dragoman::pipeline {

/// The names that were read on the screen of one job, and when. Bounded: the last readings alone
/// are kept. Every call is safe from any thread.
class SceneText {
 public:
  explicit SceneText(text::IsCommon is_common) : is_common_(std::move(is_common)) {}

  /// What a picture that is seen from `at` on says: lines that were not read surely are left out.
  void add(core::Seconds at, const engines::TextLines& lines);
  /// The names on screen while something was said, or shortly before or after; each once.
  [[nodiscard]] std::vector<text::ScreenName> names_around(core::TimeSpan span) const;

  /// All that is seen up to here has been read, or is not worth it.
  void look_up_to(core::Seconds at);
  /// Nothing more is read.
  void finish();
  /// Waits until all up to `at` has been read, but no longer than kMostWait; where that was in
  /// vain, nobody waits any more. Returns once cancelled, too.
  void wait_for(core::Seconds at, const base::CancelToken& cancel);
  static constexpr std::chrono::seconds kMostWait{20};

  [[nodiscard]] const text::IsCommon& is_common() const { return is_common_; }

 private:
  struct Reading {
    core::Seconds at{0};
    std::vector<text::ScreenName> names;
  };
  const text::IsCommon is_common_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Reading> readings_;  // by their times
  core::Seconds looked_{-1};
  bool finished_ = false;
  bool waited_in_vain_ = false;
};

/// A name that was found in what was said.
struct FoundName {
  text::Mishearing place;
  text::ScreenName name;
};

/// Where the names may have been misheard.
[[nodiscard]] std::vector<FoundName> misheard_names(const engines::Transcript& transcript,
                                                    const std::vector<text::ScreenName>& names,
                                                    const text::IsCommon& is_common);

/// Whether what was heard is the name beyond doubt, so that nobody need listen again: kSure alike,
/// and no common word.
[[nodiscard]] bool is_sure(const FoundName& found);

/// Writes the name in place of what was heard, in the text and in its words.
void put_right(engines::Transcript& transcript, const FoundName& found);

/// Whether a second hearing, given the names to read, is to be believed: it holds one of them, in
/// the place of what sounded like it, each at most once (names to read may begin a loop), and is
/// else about as long as the first.
[[nodiscard]] bool is_better(const engines::Transcript& second, const engines::Transcript& first,
                             const std::vector<FoundName>& asked);

}  // namespace dragoman::pipeline
