#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "core/event.h"
#include "core/job.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"

namespace dragoman::pipeline {

/// What can be refused before a byte is fetched: a direction that no route covers, source equal to
/// target, a voice that does not speak the target. Errors: kLanguageUnsupported, kVoiceUnsupported,
/// kInvalidArgument (speech without a target).
[[nodiscard]] base::Status validate(const core::Job& job, const Engines& engines);

/// Runs one job from bytes to events; returns when the last event is out or the job failed. This is
/// the page to read first.
///
/// Four loops (segment, recognise, translate, speak), each a thread of its own, joined by bounded
/// queues:
///   segment    reads and decodes, finds speech, cuts utterances
///   recognise  posts utterances to the ASR pool, keeps a few futures in flight, pops them in order
///   translate  joins utterances to sentences, posts them to the MT pool, emits text in order
///   speak      posts sentences to the TTS pool, emits audio in order
/// Order holds by construction. Two things travel backwards: a full queue, and the cancel token.
/// A job without a target goes the same way: every language has the empty route, as speech that is
/// in the target's language already has it.
///
/// Emits Started first, unless the job fails before; Finished last, unless it fails. On failure the
/// error is returned (and nothing more is emitted). EventSink::spent() is told of what was heard
/// and said either way, once the recording is open. Called from any thread; many jobs share
/// `engines`, which must outlive the call.
[[nodiscard]] base::Status translate(const core::Job& job, Engines& engines, const Limits& limits,
                                     core::EventSink& sink, const base::CancelToken& cancel);

}  // namespace dragoman::pipeline
