#include "engines/speech_request.h"

#include <fmt/format.h>

namespace dragoman::engines {

namespace {

constexpr double kSlowest = 0.5;
constexpr double kFastest = 2.0;

}  // namespace

base::Result<std::vector<VoiceShare>> check_request(const SpeechRequest& request,
                                                    std::span<const Voice> voices) {
  if (auto status = request.cancel.check(); !status) return status.error();
  auto shares = find_voice(request.voice, request.language, voices);
  if (!shares) return shares.error();
  // Written so that what is no number fails too.
  if (!(request.rate >= kSlowest && request.rate <= kFastest)) {
    return base::Error{
        base::ErrorKind::kInvalidArgument,
        fmt::format("The speaking rate must be between {} and {}.", kSlowest, kFastest), ""};
  }
  return shares;
}

}  // namespace dragoman::engines
