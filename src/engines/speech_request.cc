#include "engines/speech_request.h"

#include <algorithm>

#include <fmt/format.h>

namespace dragoman::engines {

namespace {

constexpr double kLongest_s = 3600;

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
  if (!(request.rate >= kSlowestRate && request.rate <= kFastestRate)) {
    return base::Error{
        base::ErrorKind::kInvalidArgument,
        fmt::format("The speaking rate must be between {} and {}.", kSlowestRate, kFastestRate),
        ""};
  }
  if (request.duration_s && !(*request.duration_s > 0 && *request.duration_s <= kLongest_s)) {
    return base::Error{
        base::ErrorKind::kInvalidArgument,
        fmt::format("The duration of speech must be above 0 and at most {} s.", kLongest_s), ""};
  }
  return static_cast<std::size_t>(found - voices.begin());
}

}  // namespace dragoman::engines
