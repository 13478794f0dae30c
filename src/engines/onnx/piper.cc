#include "engines/onnx/piper.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/audio.h"
#include "engines/onnx/lazy_session.h"
#include "engines/onnx/model_frame.h"
#include "engines/onnx/piper_ids.h"
#include "engines/resample.h"
#include "engines/samples.h"
#include "engines/speech_request.h"
#include "engines/spoken_pieces.h"
#include "text/g2p/espeak_ipa.h"
#include "text/g2p/front_ends.h"
#include "text/utf32.h"

namespace dragoman::engines::onnx {

namespace {

constexpr std::string_view kWhat = "Piper voice";
// Memory grows by about 1.5 MB a phoneme, and a sentence is seldom longer.
constexpr std::size_t kPiecePhonemes = 200;
// Beyond these its phonemes no longer follow its scale of lengths.
constexpr double kSlowestOwn = 0.8;
constexpr double kFastestOwn = 1.25;
constexpr int kSlowestHz = 8000;
constexpr int kFastestHz = 48000;

GraphSpec graph(bool has_speakers) {
  GraphSpec spec{kWhat,
                 {{"input", ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, 2},
                  {"input_lengths", ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, 1},
                  {"scales", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 1}},
                 {{"output", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 0}}};
  if (has_speakers) spec.inputs.push_back({"sid", ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, 1});
  return spec;
}

// What replicas share.
struct Shared {
  LazySession session;
  core::VitsFacts facts;
  std::unique_ptr<text::FrontEnd> front_end;
  std::u32string alphabet;
  std::vector<Voice> voices;
  std::vector<std::optional<int>> speakers;  // as voices

  Shared(std::string path, bool has_speakers, unsigned threads, core::VitsFacts its_facts)
      : session(std::move(path), graph(has_speakers), threads), facts(std::move(its_facts)) {}
};

class Piper final : public Synthesiser {
 public:
  explicit Piper(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  std::span<const Voice> voices() const override { return shared_->voices; }

  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    const auto shares = check_request(request, shared_->voices);
    if (!shares) return shares.error();
    if (auto status = shared_->session.load(); !status) return status.error();
    const auto phonemes =
        text::FrontEnds::phonemes_by(*shared_->front_end, request.language, request.text);
    if (!phonemes) return phonemes.error();
    const auto speaker = shared_->speakers[shares->front().voice];
    std::vector<SpokenPiece> pieces;
    for (const auto& piece : piper_pieces(*phonemes, shared_->alphabet, kPiecePhonemes)) {
      auto spoken = speak_piece(piece, speaker, request);
      if (!spoken) return spoken.error();
      pieces.push_back(*std::move(spoken));
    }
    return join_pieces(std::move(pieces), request);
  }

 private:
  base::Result<SpokenPiece> speak_piece(const PiperPiece& piece, std::optional<int> speaker,
                                        const SpeechRequest& request) {
    if (auto status = request.cancel.check(); !status) return status.error();
    // How long a text lasts is drawn by lot, so a wished duration is met afterwards.
    const double speed =
        request.duration_s ? 1.0 : std::clamp(request.rate, kSlowestOwn, kFastestOwn);
    const auto samples = run(piece.ids, speaker, speed, request.cancel);
    if (!samples) return samples.error();
    auto audible = resample(without_silence(*samples, shared_->facts.rate_hz),
                            shared_->facts.rate_hz, core::kSpeakRateHz);
    if (!audible) return audible.error();
    const auto spoken_s = static_cast<double>(audible->size()) / core::kSpeakRateHz;
    return SpokenPiece{*std::move(audible), spoken_s * speed, piece.pause_after_s};
  }

  base::Result<std::vector<float>> run(std::vector<std::int64_t> ids, std::optional<int> speaker,
                                       double speed, const base::CancelToken& cancel) {
    const auto& facts = shared_->facts;
    std::array lengths{static_cast<std::int64_t>(ids.size())};
    std::array scales{static_cast<float>(facts.noise), static_cast<float>(facts.length / speed),
                      static_cast<float>(facts.noise_w)};
    std::array<std::int64_t, 1> sid{speaker.value_or(0)};
    return guarded(kWhat, [&]() -> base::Result<std::vector<float>> {
      std::vector<Ort::Value> inputs;
      inputs.push_back(tensor_over<std::int64_t>(ids, {1, lengths.front()}));
      inputs.push_back(tensor_over<std::int64_t>(lengths, {1}));
      inputs.push_back(tensor_over<float>(scales, {3}));
      if (speaker) inputs.push_back(tensor_over<std::int64_t>(sid, {1}));
      return shared_->session.run(inputs, cancel);
    });
  }

  std::shared_ptr<Shared> shared_;
};

bool in_range(double value, double least, double most) { return value >= least && value <= most; }

// Where a fact cannot be; nothing where all can.
std::string_view wrong_fact(const core::VitsFacts& facts, const std::u32string& alphabet) {
  if (facts.rate_hz < kSlowestHz || facts.rate_hz > kFastestHz) return "its sampling rate is none";
  if (!in_range(facts.noise, 0, 2) || !in_range(facts.noise_w, 0, 2)) return "its noise is none";
  if (!in_range(facts.length, 0.25, 4)) return "its length of phonemes is none";
  if (alphabet.size() < 4) return "its alphabet is too short";
  return {};
}

base::Status add_voices(Shared& shared, const core::ModelFiles& files) {
  const bool numbered = files.voices.front().speaker.has_value();
  for (const auto& entry : files.voices) {
    if (entry.speaker.has_value() != numbered || entry.speaker.value_or(0) < 0) {
      return invalid_model(kWhat, "not all of its speakers are numbered");
    }
    shared.voices.push_back({entry.id, entry.languages, files.id, entry.sex, false});
    shared.speakers.push_back(entry.speaker);
  }
  return {};
}

}  // namespace

base::Result<std::vector<std::unique_ptr<Synthesiser>>> open_piper(
    const core::ModelFiles& files, std::shared_ptr<const text::Espeak> espeak,
    const PiperOptions& options) {
  const auto name = std::ranges::find_if(
      files.files, [](const std::string& file) { return file.ends_with(".onnx"); });
  if (name == files.files.end()) return invalid_model(kWhat, "it should have an .onnx file");
  if (!files.vits || files.voices.empty()) return invalid_model(kWhat, "nothing is known of it");
  auto path = files.dir + "/" + *name;
  if (auto status = check_model_frame(path, kWhat); !status) return status.error();

  const auto& facts = *files.vits;
  const bool has_speakers = files.voices.front().speaker.has_value();
  auto shared = std::make_shared<Shared>(std::move(path), has_speakers, options.threads, facts);
  shared->alphabet =
      facts.alphabet.empty() ? std::u32string(piper_alphabet()) : text::to_utf32(facts.alphabet);
  if (const auto wrong = wrong_fact(facts, shared->alphabet); !wrong.empty()) {
    return invalid_model(kWhat, wrong);
  }
  if (!facts.espeak_voice.empty() && !espeak->has_voice(facts.espeak_voice)) {
    return invalid_model(kWhat, fmt::format("eSpeak NG has no voice {}", facts.espeak_voice));
  }
  shared->front_end = facts.espeak_voice.empty()
                          ? text::make_letter_reader()
                          : text::make_espeak_ipa(std::move(espeak), facts.espeak_voice);
  if (auto status = add_voices(*shared, files); !status) return status.error();
  std::vector<std::unique_ptr<Synthesiser>> replicas;
  for (unsigned i = 0; i < options.replicas; ++i) {
    replicas.push_back(std::make_unique<Piper>(shared));
  }
  return replicas;
}

}  // namespace dragoman::engines::onnx
