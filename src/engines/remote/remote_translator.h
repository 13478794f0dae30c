#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/config.h"
#include "engines/mt.h"
#include "engines/remote/patience.h"
#include "engines/translation_prompt.h"

namespace dragoman::engines::remote {

/// `replicas` translators that ask one OpenAI-compatible endpoint: POST <url>/chat/completions, a
/// stretch of a sentence at a time, greedily. They share one service (service.h), whose failure is
/// that of the request. Prompts, context, terms, and what is done with answers that can be no
/// translation are those of the models that run here (engines/prompted_batch.h).
///
/// Errors: kInvalidArgument (as Service::open; no directions).
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Translator>>> open_remote_translators(
    const RemoteModel& endpoint, const std::vector<Direction>& directions, unsigned replicas,
    const Patience& patience = {});

/// How a model of that name wants to be asked, as far as a name tells.
[[nodiscard]] PromptFamily family_named(std::string_view model);

}  // namespace dragoman::engines::remote
