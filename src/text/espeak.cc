#include "text/espeak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <mutex>

#include <espeak-ng/speak_lib.h>
#include <fmt/format.h>

namespace dragoman::text {

namespace {

using base::Error;
using base::ErrorKind;

constexpr int kIpaWithTies = espeakPHONEMES_IPA | espeakPHONEMES_TIE | (0x361 << 8);
constexpr float kFullScale = 32768.0F;

// The lock over everything that the library holds.
std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

// Where the callback puts its samples: it cannot carry a pointer of ours through every event.
// Guarded by the lock.
struct Sink {
  std::vector<float>* samples = nullptr;
  const base::CancelToken* cancel = nullptr;
};
Sink g_sink;

int on_samples(short* samples, int count, espeak_EVENT*) {
  constexpr int kContinue = 0;
  constexpr int kAbort = 1;
  if (samples == nullptr || g_sink.samples == nullptr) return kContinue;
  for (int i = 0; i < count; ++i) {
    g_sink.samples->push_back(static_cast<float>(samples[i]) / kFullScale);
  }
  return g_sink.cancel->cancelled() ? kAbort : kContinue;
}

// Loading a voice reads its dictionary (megabytes for some languages), so the one at hand is kept.
// The lock is held.
bool choose_voice(const std::string& voice) {
  static std::string chosen;
  if (chosen == voice && !voice.empty()) return true;
  const bool loaded = !voice.empty() && espeak_SetVoiceByName(voice.c_str()) == EE_OK;
  chosen = loaded ? voice : std::string();
  return !chosen.empty();
}

Error no_such_voice(const std::string& voice) {
  return {ErrorKind::kVoiceUnsupported, fmt::format("eSpeak NG has no voice \"{}\".", voice), ""};
}

// The library has fixed buffers for a word, 160 bytes long. What is longer is cut between
// characters.
std::string with_short_words(std::string_view text) {
  constexpr std::size_t kLongestWord = 120;
  constexpr std::size_t kLongestCharacter = 4;
  const auto begins_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  };
  std::string result;
  std::size_t word = 0;
  for (const char c : text) {
    if (word + kLongestCharacter > kLongestWord && begins_character(c) && c != ' ') {
      result += ' ';
      word = 0;
    }
    result += c;
    word = c == ' ' ? 0 : word + 1;
  }
  return result;
}

// The library looks elsewhere for its data when the folder is not what it expects.
bool holds_data(const std::filesystem::path& dir) {
  return std::ranges::all_of(std::array{"phontab", "phonindex", "phondata", "intonations"},
                             [&](const char* name) {
                               std::error_code error;
                               const auto size = std::filesystem::file_size(dir / name, error);
                               return !error && size > 0;
                             });
}

}  // namespace

base::Result<std::shared_ptr<const Espeak>> Espeak::open(const std::string& data_dir) {
  static std::shared_ptr<const Espeak> instance;
  static std::filesystem::path opened_dir;
  std::lock_guard lock(library_mutex());
  std::error_code error;
  const auto dir = std::filesystem::canonical(data_dir, error);
  if (error || !holds_data(dir)) {
    return Error{ErrorKind::kModelMissing,
                 "The folder espeak-ng-data was not found: set it in the configuration.", data_dir};
  }
  if (instance && dir == opened_dir) return instance;
  if (instance) {
    return Error{ErrorKind::kInvalidArgument, "eSpeak NG is already open on another folder.",
                 dir.string()};
  }
  const int rate_hz =
      espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, dir.c_str(), espeakINITIALIZE_DONT_EXIT);
  if (rate_hz <= 0) {
    return Error{ErrorKind::kInternal, "eSpeak NG could not be started: install its data again.",
                 dir.string()};
  }
  espeak_SetSynthCallback(on_samples);
  opened_dir = dir;
  instance = std::shared_ptr<const Espeak>(new Espeak(rate_hz));
  return instance;
}

bool Espeak::has_voice(const std::string& voice) const {
  std::lock_guard lock(library_mutex());
  return choose_voice(voice);
}

base::Result<std::string> Espeak::phonemes(const std::string& voice, std::string_view text) const {
  const auto terminated = with_short_words(text);
  std::lock_guard lock(library_mutex());
  if (!choose_voice(voice)) return no_such_voice(voice);
  std::string phonemes;
  const void* rest = terminated.c_str();
  while (rest != nullptr) {
    const char* clause = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, kIpaWithTies);
    if (clause == nullptr || *clause == '\0') continue;
    if (!phonemes.empty()) phonemes += ' ';
    phonemes += clause;
  }
  return phonemes;
}

base::Result<EspeakSpeech> Espeak::synthesise(const std::string& voice, std::string_view text,
                                              double rate, const base::CancelToken& cancel) const {
  const auto terminated = with_short_words(text);
  EspeakSpeech speech{{}, rate_hz_};
  const auto words_per_minute = static_cast<int>(std::lround(rate * espeakRATE_NORMAL));
  std::lock_guard lock(library_mutex());
  if (!choose_voice(voice)) return no_such_voice(voice);
  espeak_SetParameter(espeakRATE,
                      std::clamp(words_per_minute, espeakRATE_MINIMUM, espeakRATE_MAXIMUM), 0);
  g_sink = {&speech.samples, &cancel};
  const auto status = espeak_Synth(terminated.c_str(), terminated.size() + 1, 0, POS_CHARACTER, 0,
                                   espeakCHARS_UTF8, nullptr, nullptr);
  g_sink = {};
  if (auto checked = cancel.check(); !checked) return checked.error();
  if (status != EE_OK) {
    return Error{ErrorKind::kInternal, "eSpeak NG failed to speak.",
                 fmt::format("espeak_Synth: {}", static_cast<int>(status))};
  }
  return speech;
}

}  // namespace dragoman::text
