#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"
#include "core/picture.h"

namespace dragoman::engines {

/// The most pictures that one request may hold, and the most pixels of each: who asks makes larger
/// ones smaller.
inline constexpr std::size_t kMostScenePictures = 4;
inline constexpr std::size_t kMostScenePixels = std::size_t{2048} * 2048;
/// A note is no longer than this; it is read with every sentence that falls into its scene.
inline constexpr std::size_t kMostNoteBytes = 400;

/// One scene to describe.
struct SceneRequest {
  /// At least one, in the order of time. Shared: the same frames may be read for their text.
  std::shared_ptr<const std::vector<core::Picture>> pictures;
  core::Language source = core::Language::kEnglish;  ///< What is spoken in it,
  core::Language target = core::Language::kEnglish;  ///< and what that is put into.
  std::string said = {};  ///< Meanwhile, as far as is known; in `source`. Empty: nothing.
  base::CancelToken cancel;
};

/// Says what pictures show: a note for whoever translates what is said there. Used by one thread at
/// a time.
///
/// A note is English, whatever the languages, since those who read it are told more in English than
/// in any other; one line, at most kMostNoteBytes. An answer that is none (scene_note.h) is asked
/// for once more, and where the second is none either, the note is empty: a wrong one is worse.
///
/// Errors: kInvalidArgument (pictures that are none), kCancelled, kDeadlineExceeded, kUnavailable
/// (not now; another request may succeed later), kInternal.
class SceneDescriber {
 public:
  virtual ~SceneDescriber() = default;
  virtual base::Result<std::string> describe(const SceneRequest& request) = 0;
};

/// Whether the pictures of a request are as many, and each as large and as whole, as they may be.
/// Errors: kInvalidArgument.
[[nodiscard]] base::Status check_pictures(const SceneRequest& request);

}  // namespace dragoman::engines
