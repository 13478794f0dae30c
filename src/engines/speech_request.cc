#include "engines/speech_request.h"

#include <fmt/format.h>

namespace dragoman::engines {

namespace {

constexpr double kLongest_s = 3600;

}  // namespace

base::Result<std::vector<VoiceShare>> check_request(const SpeechRequest& request,
                                                    std::span<const Voice> voices) {
  if (auto status = request.cancel.check(); !status) return status.error();
  auto shares = find_voice(request.voice, request.language, voices);
  if (!shares) return shares.error();
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
  return shares;
}

}  // namespace dragoman::engines
