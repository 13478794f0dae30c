#pragma once

#include "base/cancel.h"
#include "base/queue.h"
#include "base/result.h"
#include "core/live.h"
#include "pipeline/engines.h"
#include "pipeline/translate.h"

namespace dragoman::pipeline {

/// What a live job listens to. Weighed in samples; its bound is how far a client may be ahead.
using LivePieces = base::BoundedQueue<core::LivePiece>;

/// As validate() of a job on a file. Errors: kLanguageUnsupported, kVoiceUnsupported.
[[nodiscard]] base::Status validate_live(const core::LiveJob& job, const Engines& engines);

/// Translates speech while it is being said, until `pieces` is closed and all of it is out; or the
/// job failed. Sound is cut into turns where people pause. A turn is heard again and again while it
/// is said (live_hearing.h), its words settle as hearings agree (agreement.h), sentences are
/// translated and spoken as they settle, and all of it is settled when it is over.
///
/// Everything happens on the calling thread, which posts to the engines' pools and never waits for
/// one of them alone (but for the pictures, which a thread of their own has read: live_looking.h);
/// so events come in order, and whoever takes none stops the job from listening: `pieces` fills,
/// and so does the client's connection. At most four turns are under way. Cancel takes effect
/// within one call of an engine. Errors: those of validate_live(), the engines', the sink's, the
/// token's.
[[nodiscard]] base::Status live(const core::LiveJob& job, Engines& engines, const Limits& limits,
                                LivePieces& pieces, core::LiveSink& sink,
                                const base::CancelToken& cancel);

}  // namespace dragoman::pipeline
