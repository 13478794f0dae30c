#pragma once

#include <cstddef>
#include <deque>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/live_context.h"
#include "pipeline/routes.h"

namespace dragoman::pipeline {

/// One turn, translated as its words settle: sentence by sentence, each once; and what is behind
/// the last whole sentence provisionally, one request at a time. Where no route leads to the
/// target, what was said is passed through, and not spoken. One thread.
class LiveTranslation {
 public:
  explicit LiveTranslation(LiveContext& context) : context_(context) {}

  /// What is known now of the text to be translated. `through_english`: it is the recogniser's
  /// English of something said in `spoken`.
  void update(const core::LiveText& basis, core::Language spoken, bool through_english);
  /// Takes what was translated. Errors: the translator's with settled sentences.
  [[nodiscard]] base::Status poll();

  [[nodiscard]] core::LiveText text() const;
  /// The next sentence that is ready to be spoken, once each.
  [[nodiscard]] std::optional<std::string> take_spoken();

 private:
  using Answer = base::Result<engines::MtResponse>;
  /// A text on its way through the steps of its route.
  struct Pending {
    std::vector<engines::Direction> steps;  ///< Still to do after what is under way.
    std::future<Answer> answer;             ///< Not valid: `text` is the translation already.
    std::string text;
    bool spoken = true;
  };

  [[nodiscard]] Pending post(std::vector<std::string> sentences) const;
  /// Goes on with the next step where one is due; the translation once it is whole.
  [[nodiscard]] base::Result<std::optional<std::string>> advance(Pending& pending) const;
  void settle(std::string text, bool spoken);

  LiveContext& context_;
  core::Language spoken_ = core::Language::kEnglish;
  bool through_english_ = false;
  std::size_t posted_bytes_ = 0;  ///< Of the settled text.
  bool whole_ = false;
  std::deque<Pending> sentences_;
  std::string settled_;
  std::deque<std::string> to_speak_;
  std::string tail_;        ///< The newest text behind the last whole sentence,
  std::string asked_tail_;  ///< and what of it was asked for last.
  std::optional<Pending> tail_pending_;
  std::string provisional_;
};

}  // namespace dragoman::pipeline
