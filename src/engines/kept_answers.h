#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engines/registry.h"

namespace dragoman::engines {

enum class AnswerKind : std::uint8_t {
  kHeard,       ///< A transcript.
  kTranslated,  ///< The sentences of one request.
  kSpoken,      ///< Speech at a rate.
  kFitted,      ///< Speech of a wished duration.
};

/// Keeps what engines answered, by what they were asked, longer than the process lives. Safe from
/// any thread.
class AnswerShelf {
 public:
  virtual ~AnswerShelf() = default;
  /// `key`: 64 small hexadecimal digits. Nothing where it is not there, or cannot be read.
  [[nodiscard]] virtual std::optional<std::string> find(AnswerKind kind, std::string_view key) = 0;
  /// Returns once it would survive a crash. Errors: kStorageFull, kIo.
  [[nodiscard]] virtual base::Status keep(AnswerKind kind, std::string_view key,
                                          std::string_view bytes) = 0;
};

/// The set, whose engines now ask the shelf first: work that was done in an earlier run is not done
/// again, and comes out the same to the last bit (speech is therefore rounded to 16 bit, fresh or
/// kept). An answer counts as the same with all that it depends on: what is asked, the models of
/// the set, and of recognition all but the likely language, which is known sooner or later by
/// chance. What fails or is cancelled is not kept; an answer that cannot be kept becomes the
/// shelf's error.
/// What lies on the shelf may have been damaged: what is not of the right form counts as missing.
[[nodiscard]] EngineSet keep_answers(EngineSet set, std::shared_ptr<AnswerShelf> shelf);

}  // namespace dragoman::engines
