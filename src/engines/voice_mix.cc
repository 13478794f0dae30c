#include "engines/voice_mix.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace dragoman::engines {

namespace {

using Shares = std::vector<VoiceShare>;

// Far beyond any proportion that is heard; and their sum stays a number.
constexpr double kLargestWeight = 1000;

base::Error cannot_mix(std::string_view name, std::string_view why) {
  return {base::ErrorKind::kVoiceUnsupported,
          fmt::format("The mixed voice '{}' cannot be made: {}. A mix is up to {} voices of one "
                      "model, such as 'af_heart:0.6+af_bella:0.4'.",
                      name, why, kMostMixedVoices),
          ""};
}

base::Error does_not_speak(std::string_view name, core::Language language) {
  return {base::ErrorKind::kVoiceUnsupported,
          fmt::format("The voice '{}' does not speak {}.", name, core::info(language).name), ""};
}

std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto plus = name.find('+');
    parts.push_back(name.substr(0, plus));
    if (plus == std::string_view::npos) return parts;
    name.remove_prefix(plus + 1);
  }
}

std::optional<double> parse_weight(std::string_view text) {
  double weight = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, weight, std::chars_format::fixed);
  // Written so that what is no number fails too.
  if (error != std::errc() || stopped != end || !(weight > 0 && weight <= kLargestWeight)) {
    return std::nullopt;
  }
  return weight;
}

base::Result<VoiceShare> find_part(std::string_view name, std::string_view part,
                                   std::span<const Voice> voices) {
  const auto colon = part.find(':');
  const auto id = part.substr(0, colon);
  const auto found = std::ranges::find(voices, id, &Voice::id);
  if (found == voices.end()) {
    return cannot_mix(name, fmt::format("no voice '{}' is installed", id));
  }
  VoiceShare share{static_cast<std::size_t>(found - voices.begin()), 1};
  if (colon != std::string_view::npos) {
    const auto weight = parse_weight(part.substr(colon + 1));
    if (!weight) {
      return cannot_mix(name, fmt::format("the weight of '{}' is no number above 0 and up to {}",
                                          id, kLargestWeight));
    }
    share.weight = *weight;
  }
  return share;
}

base::Status check_together(std::string_view name, const Shares& shares,
                            std::span<const Voice> voices) {
  const auto& first = voices[shares.front().voice];
  for (auto share = shares.begin(); share != shares.end(); ++share) {
    const auto& voice = voices[share->voice];
    if (!voice.mixes) return cannot_mix(name, fmt::format("'{}' cannot be mixed", voice.id));
    if (voice.model_id != first.model_id) {
      return cannot_mix(name,
                        fmt::format("'{}' and '{}' are of different models", first.id, voice.id));
    }
    if (std::ranges::find(shares.begin(), share, share->voice, &VoiceShare::voice) != share) {
      return cannot_mix(name, fmt::format("'{}' comes twice", voice.id));
    }
  }
  return {};
}

base::Result<Shares> find_mix(std::string_view name, std::span<const Voice> voices) {
  const auto parts = parts_of(name);
  if (parts.size() > kMostMixedVoices) {
    return cannot_mix(name, fmt::format("it has {} voices", parts.size()));
  }
  Shares shares;
  double sum = 0;
  for (const auto part : parts) {
    const auto share = find_part(name, part, voices);
    if (!share) return share.error();
    shares.push_back(*share);
    sum += share->weight;
  }
  if (auto status = check_together(name, shares, voices); !status) return status.error();
  for (auto& share : shares) share.weight /= sum;
  return shares;
}

}  // namespace

bool is_voice_mix(std::string_view name) { return name.find_first_of("+:") != name.npos; }

base::Result<std::vector<VoiceShare>> find_voice(std::string_view name, core::Language language,
                                                 std::span<const Voice> voices) {
  Shares shares;
  if (is_voice_mix(name)) {
    auto mix = find_mix(name, voices);
    if (!mix) return mix.error();
    shares = *std::move(mix);
  } else {
    const auto found = std::ranges::find(voices, name, &Voice::id);
    if (found == voices.end()) return does_not_speak(name, language);
    shares.push_back({static_cast<std::size_t>(found - voices.begin()), 1});
  }
  if (!voices[shares.front().voice].languages.contains(language)) {
    return does_not_speak(name, language);
  }
  return shares;
}

}  // namespace dragoman::engines
