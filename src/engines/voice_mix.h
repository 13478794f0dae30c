#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/language.h"
#include "engines/tts.h"

namespace dragoman::engines {

/// The most voices that one mix may have.
inline constexpr std::size_t kMostMixedVoices = 4;

/// A voice and how much of it is heard.
struct VoiceShare {
  std::size_t voice = 0;  ///< Its index in the list that was searched.
  double weight = 1;      ///< Above 0; those of all shares add up to 1.
};

/// Whether a name is meant as a mix: voices joined by '+', or one with a weight behind ':'.
[[nodiscard]] bool is_voice_mix(std::string_view name);

/// Who speaks when a request names `name`: the voice of that id, or a mix of up to kMostMixedVoices
/// of one model, "af_heart:0.6+af_bella:0.4". A weight is a positive number, 1 where it is left
/// out; only their proportions count. A mix speaks the languages of its first voice, with that
/// one's accent. Never empty; the first share is the first voice. Error: kVoiceUnsupported, where
/// there is no such voice, it does not speak `language`, or the mix cannot be made: with the
/// reason.
[[nodiscard]] base::Result<std::vector<VoiceShare>> find_voice(std::string_view name,
                                                               core::Language language,
                                                               std::span<const Voice> voices);

}  // namespace dragoman::engines
