#pragma once

#include <functional>
#include <optional>

#include "base/cancel.h"
#include "core/language.h"
#include "media/recording.h"
#include "pipeline/engines.h"
#include "pipeline/scene_describing.h"
#include "pipeline/scene_text.h"

namespace dragoman::pipeline {

/// Who looks at what.
struct Looking {
  Engines& engines;
  media::PictureStream& pictures;
  SceneText* scene = nullptr;             ///< What is read goes there. Null: nothing is read.
  SceneDescribing* describing = nullptr;  ///< Null: nothing is described.
  /// What the text in the pictures is written in, as far as is known.
  std::function<std::optional<core::Language>()> language;
  base::CancelToken cancel;
};

/// Has the pictures described, and those that may hold text read, until there are no more, once
/// cancelled, or where there is no sense in going on. On a thread of its own, which waits for the
/// readers; what fails is logged: the picture is a help.
void look(const Looking& looking);

}  // namespace dragoman::pipeline
