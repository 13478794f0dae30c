#include "engines/remote/remote_synthesiser.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/audio.h"
#include "engines/remote/service.h"
#include "engines/remote/speech_wire.h"
#include "engines/remote/wav_bytes.h"
#include "engines/resample.h"
#include "engines/samples.h"
#include "engines/speech_request.h"
#include "engines/spoken_pieces.h"

namespace dragoman::engines::remote {

namespace {

// Ten minutes of stereo at 48 kHz would be 115 MB; a sentence lasts seconds.
constexpr std::size_t kMostSpeechBytes = std::size_t{32} << 20U;
constexpr std::size_t kMostVoiceListBytes = std::size_t{1} << 20U;
// Beyond these a voice is hard to follow, and services refuse; the rest is stretched.
constexpr double kSlowestOwn = 0.8;
constexpr double kFastestOwn = 1.25;

struct Shared {
  std::shared_ptr<Service> service;
  std::vector<Voice> voices;
};

class RemoteSynthesiser final : public Synthesiser {
 public:
  explicit RemoteSynthesiser(std::shared_ptr<const Shared> shared) : shared_(std::move(shared)) {}

  std::span<const Voice> voices() const override { return shared_->voices; }

  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    if (const auto shares = check_request(request, shared_->voices); !shares) {
      return shares.error();
    }
    if (request.text.find_first_not_of(" \t\r\n") == std::string::npos) return Speech();
    const double speed =
        request.duration_s ? 1.0 : std::clamp(request.rate, kSlowestOwn, kFastestOwn);
    const auto sound = ask(request, speed);
    if (!sound) return sound.error();
    auto audible = resample(without_silence(sound->samples, sound->rate_hz), sound->rate_hz,
                            core::kSpeakRateHz);
    if (!audible) return audible.error();
    const auto spoken_s = static_cast<double>(audible->size()) / core::kSpeakRateHz;
    std::vector<SpokenPiece> pieces;
    pieces.push_back({*std::move(audible), spoken_s * speed, 0});
    return join_pieces(std::move(pieces), request);
  }

 private:
  base::Result<Sound> ask(const SpeechRequest& request, double speed) {
    Question question{.path = "/audio/speech"};
    question.body =
        write_speech_question({shared_->service->model(), request.text, request.voice, speed});
    question.max_answer_bytes = kMostSpeechBytes;
    return shared_->service->ask(question, request.cancel,
                                 [](const std::string& body) { return read_wav(body); });
  }

  std::shared_ptr<const Shared> shared_;
};

base::Result<std::vector<Voice>> ask_for_voices(Service& service, const base::CancelToken& cancel) {
  const Question question{.path = "/voices", .max_answer_bytes = kMostVoiceListBytes};
  auto voices = service.ask(question, cancel, [&](const std::string& body) {
    return read_voice_list(body, service.model());
  });
  if (voices && !voices->empty()) return voices;
  return base::Error{base::ErrorKind::kUnavailable,
                     "The service that speaks does not tell its voices: name them in "
                     "synthesiser_voices.",
                     voices ? service.url() : voices.error().detail};
}

}  // namespace

base::Result<std::vector<std::unique_ptr<Synthesiser>>> open_remote_synthesisers(
    const RemoteModel& endpoint, std::vector<Voice> voices, unsigned replicas,
    const Patience& patience, const base::CancelToken& cancel) {
  auto service = Service::open(endpoint, "that speaks", patience);
  if (!service) return service.error();
  if (voices.empty()) {
    auto told = ask_for_voices(**service, cancel);
    if (!told) return told.error();
    voices = *std::move(told);
  }
  const auto shared =
      std::make_shared<const Shared>(Shared{*std::move(service), std::move(voices)});
  std::vector<std::unique_ptr<Synthesiser>> synthesisers;
  for (unsigned i = 0; i < replicas; ++i) {
    synthesisers.push_back(std::make_unique<RemoteSynthesiser>(shared));
  }
  return synthesisers;
}

}  // namespace dragoman::engines::remote
