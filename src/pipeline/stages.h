#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/queue.h"
#include "core/job.h"
#include "media/recording.h"
#include "pipeline/emitter.h"
#include "pipeline/engines.h"
#include "pipeline/scene_notes.h"
#include "pipeline/scene_text.h"
#include "pipeline/segmenter.h"
#include "pipeline/usage.h"

namespace dragoman::pipeline {

/// What stands in the queues between the stages: work already posted to an engine pool, popped in
/// the order of the recording.
struct PendingUtterance {
  core::TimeSpan span;
  std::future<base::Result<engines::Transcript>> transcript;
  /// In place of it where the job reads the text before: to be posted once that is known.
  std::optional<engines::AsrRequest> request;
  /// Where the job looks at the picture: to be asked once more.
  std::optional<engines::AsrRequest> again;
};

/// A stretch of source text on its way through one route: a sentence, or (through the recogniser's
/// English) an utterance.
struct PendingSentence {
  core::Segment segment;                  ///< target_text is set only when passed_through.
  std::vector<engines::Direction> steps;  ///< Still to do after `first_step`.
  std::future<base::Result<engines::MtResponse>>
      first_step;  ///< Not valid when nothing is to be translated.
  std::shared_ptr<const std::vector<core::Term>> later_terms = {};  ///< Of the steps after it.
};

/// A piece of a translated sentence, or the end of one.
struct PendingSpeech {
  std::future<base::Result<engines::Speech>> speech;  ///< Not valid at the end of a sentence.
  double pause_before_s = 0;  ///< At the rate 1; what is spoken first has none.
};

using UtteranceQueue = base::BoundedQueue<PendingUtterance>;
using SentenceQueue = base::BoundedQueue<PendingSentence>;
using SpeechQueue = base::BoundedQueue<PendingSpeech>;

/// What the stages of one job share. Each stage is a function that runs on a thread of its own,
/// pops its queue until it is closed, and closes the next one when it returns (the runner in
/// translate.cc sees to that). Stages fail by returning an error, which cancels the others.
struct JobContext {
  const core::Job& job;
  Engines& engines;
  media::Recording& recording;
  Emitter& emitter;
  UsageMeter& usage;
  std::optional<std::string> voice;              ///< Resolved; nothing when no speech is asked for.
  std::optional<std::int64_t> max_input_tokens;  ///< Of the sound.
  std::optional<std::int64_t> max_text_tokens;
  bool read_previous_text = false;

  /// The job's glossary for the first step of a route, and for the steps after it, in whose source
  /// the targets stand already. Null: none.
  std::shared_ptr<const std::vector<core::Term>> terms;
  std::shared_ptr<const std::vector<core::Term>> later_terms;

  base::CancelToken cancel;           ///< Stops everything.
  base::CancelSource& upstream;       ///< A child of it: cancelled when the text limit is reached.
  base::CancelToken upstream_cancel;  ///< Its token, for reading and recognising.

  UtteranceQueue utterances{40'000};  ///< Milliseconds of audio: what the recogniser has in hand.
  SentenceQueue sentences{16};        ///< Sentences.
  SpeechQueue speeches{600};  ///< Bytes of text: how far translation may run ahead of speech.

  /// What the picture shows; null where nobody looks. `looking` is cancelled once all is heard.
  std::shared_ptr<media::PictureStream> pictures = {};
  std::unique_ptr<SceneText> scene = {};
  base::CancelToken looking = {};
  /// What is known of the scenes; null where none is described.
  std::unique_ptr<SceneNotes> notes = {};
  [[nodiscard]] std::string note_at(core::TimeSpan span, engines::Direction direction) const {
    return notes && engines.reads_notes(direction) ? notes->at(span) : "";
  }

  /// What the recording speaks, as far as is known; language index, or -1.
  std::atomic<int> spoken_language{-1};
  std::atomic<bool> text_limit_reached{false};
};

/// Reads the recording, finds speech, posts utterances to the recogniser.
[[nodiscard]] base::Status segment_stage(JobContext& context);
/// Has the pictures read and described, beside all else; its failures are logged, and fail nothing.
[[nodiscard]] base::Status scene_stage(JobContext& context);
/// Waits for transcripts, joins them to sentences, posts those to the first translator of their
/// route.
[[nodiscard]] base::Status recognise_stage(JobContext& context);
/// Waits for translations (and takes further steps), emits text, posts it to the synthesiser.
[[nodiscard]] base::Status translate_stage(JobContext& context);
/// Waits for speech, emits it.
[[nodiscard]] base::Status speak_stage(JobContext& context);

}  // namespace dragoman::pipeline
