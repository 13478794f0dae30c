#include "engines/speech_request.h"

#include <algorithm>

#include <fmt/format.h>

namespace dragoman::engines {

namespace {

constexpr double kSlowest = 0.5;
constexpr double kFastest = 2.0;

}  // namespace

base::Result<std::size_t> check_request(const SpeechRequest& request,
                                        std::span<const Voice> voices) {
  if (auto status = request.cancel.check(); !status) return status.error();
  const auto found = std::ranges::find(voices, request.voice, &Voice::id);
  if (found == voices.end() || !found->languages.contains(request.language)) {
    return base::Error{base::ErrorKind::kVoiceUnsupported,
                       fmt::format("The voice \"{}\" does not speak {}.", request.voice,
                                   core::info(request.language).name),
                       ""};
  }
  // Written so that what is no number fails too.
  if (!(request.rate >= kSlowest && request.rate <= kFastest)) {
    return base::Error{
        base::ErrorKind::kInvalidArgument,
        fmt::format("The speaking rate must be between {} and {}.", kSlowest, kFastest), ""};
  }
  return static_cast<std::size_t>(found - voices.begin());
}

}  // namespace dragoman::engines
