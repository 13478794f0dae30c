#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/mt.h"

namespace dragoman::engines::ctranslate2 {

/// `replicas` translators over the students of `installed` (the small Marian models of Firefox
/// Translations), one thread each, sharing weights. A model is loaded when its direction is first
/// asked for; its files are checked here, so that a damaged one is refused at the start and not in
/// the middle of a job. Where two models cover one direction, the first counts.
///
/// The requests of a batch are cut into batches of sentences of like length, which run on the
/// calling thread alone. A sentence's translation does not depend on its company. Cancel takes
/// effect at the next step of the search, a few milliseconds; the longest call that cannot be
/// stopped is the encoder's over 256 tokens, about 20 ms on a slow core, or the loading of a model.
///
/// A sentence that is too long for its model is translated in stretches (see wrap_sentence), joined
/// as the target language joins sentences. Characters that the model does not know are copied to
/// where it puts them, or left out; text of nothing else comes back as it is.
///
/// To be called before threads load any CTranslate2 model. Errors: kModelMissing, kModelInvalid,
/// kIo; detail names the model.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Translator>>> open_student_translators(
    const std::vector<core::ModelFiles>& installed, unsigned replicas);

}  // namespace dragoman::engines::ctranslate2
