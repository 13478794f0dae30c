#include "engines/espeak/espeak_synthesiser.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/audio.h"
#include "engines/resample.h"
#include "engines/samples.h"
#include "engines/speech_request.h"
#include "engines/spoken_pieces.h"
#include "text/speakable.h"
#include "text/spoken_form.h"

namespace dragoman::engines::espeak {

namespace {

using core::Language;

constexpr double kSlowest = 0.5;
constexpr double kFastest = 2.0;

struct EspeakVoice {
  Language language;
  const char* name;  // eSpeak NG's
};

constexpr std::array kVoices{
    EspeakVoice{Language::kEnglish, "en-us"}, EspeakVoice{Language::kChinese, "cmn"},
    EspeakVoice{Language::kRussian, "ru"},    EspeakVoice{Language::kFrench, "fr"},
    EspeakVoice{Language::kGerman, "de"},     EspeakVoice{Language::kPortuguese, "pt-br"},
    EspeakVoice{Language::kSpanish, "es"},    EspeakVoice{Language::kItalian, "it"},
    EspeakVoice{Language::kIndonesian, "id"}, EspeakVoice{Language::kKorean, "ko"},
    EspeakVoice{Language::kVietnamese, "vi"}, EspeakVoice{Language::kArabic, "ar"},
    EspeakVoice{Language::kHindi, "hi"},      EspeakVoice{Language::kGreek, "el"},
    EspeakVoice{Language::kTurkish, "tr"},    EspeakVoice{Language::kCantonese, "yue"},
};

// What replicas share.
struct Shared {
  std::shared_ptr<const text::Espeak> espeak;
  std::vector<Voice> voices;
  std::vector<std::string> names;  // eSpeak NG's, as voices
};

class EspeakSynthesiser final : public Synthesiser {
 public:
  explicit EspeakSynthesiser(std::shared_ptr<const Shared> shared) : shared_(std::move(shared)) {}

  std::span<const Voice> voices() const override { return shared_->voices; }

  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    const auto voice = check_request(request, shared_->voices);
    if (!voice) return voice.error();
    const auto text = text::spoken_form(request.language, text::speakable_text(request.text));
    if (text.empty()) return Speech();
    auto usual = speak(voice->front().voice, text, 1.0, request);
    if (!usual) return usual.error();
    SpokenPiece piece{{}, static_cast<double>(usual->size()) / core::kSpeakRateHz, 0.0};
    // The library speaks clearly at its own rates, but not exactly at them; the rest is stretched.
    const auto rate = std::clamp(rate_for(request, piece.usual_s), kSlowest, kFastest);
    auto spoken = rate == 1.0 ? std::move(usual) : speak(voice->front().voice, text, rate, request);
    if (!spoken) return spoken.error();
    piece.samples = *std::move(spoken);
    return join_pieces({std::move(piece)}, request);
  }

 private:
  // At core::kSpeakRateHz, without silence.
  base::Result<std::vector<float>> speak(std::size_t voice, std::string_view text, double rate,
                                         const SpeechRequest& request) const {
    const auto spoken =
        shared_->espeak->synthesise(shared_->names[voice], text, rate, request.cancel);
    if (!spoken) return spoken.error();
    return resample(without_silence(spoken->samples, spoken->rate_hz), spoken->rate_hz,
                    core::kSpeakRateHz);
  }

  std::shared_ptr<const Shared> shared_;
};

}  // namespace

std::vector<std::unique_ptr<Synthesiser>> open_espeak(std::shared_ptr<const text::Espeak> espeak,
                                                      unsigned replicas) {
  auto shared = std::make_shared<Shared>();
  for (const auto& voice : kVoices) {
    if (!espeak->has_voice(voice.name)) continue;
    shared->voices.push_back(
        {fmt::format("espeak-{}", core::code(voice.language)), {voice.language}, kModelId});
    shared->names.emplace_back(voice.name);
  }
  shared->espeak = std::move(espeak);
  std::vector<std::unique_ptr<Synthesiser>> synthesisers;
  for (unsigned i = 0; i < replicas && !shared->voices.empty(); ++i) {
    synthesisers.push_back(std::make_unique<EspeakSynthesiser>(shared));
  }
  return synthesisers;
}

}  // namespace dragoman::engines::espeak
