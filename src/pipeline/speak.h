#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "core/event.h"
#include "core/job.h"
#include "pipeline/engines.h"

namespace dragoman::pipeline {

/// What the text of a job is spoken as: its language where it names one; else the one language of
/// its voice; else what the text is written in, of those that the voice speaks; numbers alone are
/// spoken in the first of those. Errors: kVoiceUnsupported (no such voice, or not in that
/// language), kLanguageUnsupported (none told).
[[nodiscard]] base::Result<core::Language> spoken_language(const core::SpeechJob& job,
                                                           const Engines& engines);

/// Speaks a text in the pieces of speech_plan.h, so that sound comes early; synthesis keeps two of
/// them ahead of whoever listens, and no more. Emits Started at once,
/// AudioDelta as it comes, Finished (with the text's and the sound's tokens) last, unless it fails.
/// Then EventSink::spent(), if anything was said. Errors: those of spoken_language(),
/// kInvalidArgument where nothing in the text can be spoken, the token's. Called from any thread.
[[nodiscard]] base::Status speak(const core::SpeechJob& job, Engines& engines,
                                 core::EventSink& sink, const base::CancelToken& cancel);

}  // namespace dragoman::pipeline
