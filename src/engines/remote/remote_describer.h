#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "engines/config.h"
#include "engines/remote/patience.h"
#include "engines/scene_describer.h"

namespace dragoman::engines::remote {

/// `replicas` describers that ask one OpenAI-compatible endpoint (llama-server, vLLM, a hosted
/// service): POST <url>/chat/completions with the pictures as JPEG in data URLs. Pictures leave
/// this machine, so it is only done where the operator names the endpoint.
///
/// An answer that is no note is asked for once more, as engines/scene_describer.h says. How a
/// service that fails is dealt with: engines/remote/service.h.
///
/// Errors: kInvalidArgument (a URL that is none, a key that is none, no model's name).
[[nodiscard]] base::Result<std::vector<std::unique_ptr<SceneDescriber>>> open_remote_describers(
    const RemoteModel& endpoint, unsigned replicas, const Patience& patience = {});

}  // namespace dragoman::engines::remote
