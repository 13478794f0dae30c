#include "engines/onnx/kokoro.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "engines/onnx/kokoro_frames.h"
#include "engines/onnx/kokoro_speech.h"
#include "engines/onnx/kokoro_tokens.h"
#include "engines/onnx/kokoro_voice.h"
#include "engines/onnx/lazy_session.h"
#include "engines/onnx/model_frame.h"
#include "engines/onnx/session.h"
#include "engines/speech_request.h"

namespace dragoman::engines::onnx {

namespace {

constexpr std::string_view kWhat = "speech model";

GraphSpec graph() {
  return {kWhat,
          {{"input_ids", ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, 2},
           {"style", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 2},
           {"speed", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 1}},
          {{"waveform", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 2}},
          true};
}

// One call, after load() has succeeded.
base::Result<std::vector<float>> run_graph(LazySession& session,
                                           std::span<const std::int64_t> tokens, Style style,
                                           const FrameRule& rule, const base::CancelToken& cancel) {
  std::vector<std::int64_t> ids{kKokoroPad};
  ids.insert(ids.end(), tokens.begin(), tokens.end());
  ids.push_back(kKokoroPad);
  float speed = 1.0F;  // the rule makes it another
  return guarded(kWhat, [&]() -> base::Result<std::vector<float>> {
    const std::array inputs{
        tensor_over<std::int64_t>(ids, {1, static_cast<std::int64_t>(ids.size())}),
        tensor_over<float>(style, {1, kStyleSize}), tensor_over<float>({&speed, 1}, {1})};
    const FrameRuleScope scope(rule);
    return session.run(inputs, cancel);
  });
}

// What replicas share.
struct Shared {
  LazySession session;
  std::shared_ptr<const text::FrontEnds> front_ends;
  std::vector<Voice> voices;
  std::vector<std::string> voice_paths;  // as voices

  Shared(std::string model_path, unsigned threads, std::shared_ptr<const text::FrontEnds> readers)
      : session(std::move(model_path), graph(), threads), front_ends(std::move(readers)) {}
};

// The first letter of a voice's id is the accent that it was trained on.
text::Standard standard_of(std::string_view voice_id) {
  return voice_id.starts_with('b') ? text::Standard::kBritish : text::Standard::kUsual;
}

// And the second letter the speaker's sex.
core::Sex sex_of(std::string_view voice_id) {
  const auto letter = voice_id.size() > 1 ? voice_id[1] : ' ';
  if (letter == 'f') return core::Sex::kWoman;
  return letter == 'm' ? core::Sex::kMan : core::Sex::kUnknown;
}

class Kokoro final : public Synthesiser {
 public:
  explicit Kokoro(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  std::span<const Voice> voices() const override { return shared_->voices; }

  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    const auto shares = check_request(request, shared_->voices);
    if (!shares) return shares.error();
    const auto styles = style_shares(*shares);
    if (auto status = shared_->session.load(); !status) return status.error();
    auto phonemes =
        shared_->front_ends->phonemes(request.language, standard_of(request.voice), request.text);
    if (!phonemes) return phonemes.error();
    const auto run = [&](std::span<const std::int64_t> tokens,
                         const FrameRule& rule) -> base::Result<std::vector<float>> {
      const auto style = read_mixed_style(styles, tokens.size());
      if (!style) return style.error();
      return run_graph(shared_->session, tokens, *style, rule, request.cancel);
    };
    return speak_tokens(kokoro_tokens(*phonemes), request, run);
  }

 private:
  std::vector<StyleShare> style_shares(std::span<const VoiceShare> shares) const {
    std::vector<StyleShare> styles;
    for (const auto& share : shares) {
      styles.push_back({shared_->voice_paths[share.voice], share.weight});
    }
    return styles;
  }

  std::shared_ptr<Shared> shared_;
};

// The languages of a voice that have a front end.
core::LanguageSet spoken(const core::VoiceEntry& entry, const text::FrontEnds& front_ends) {
  core::LanguageSet languages;
  for (const auto& info : core::languages()) {
    if (front_ends.reads(info.language) && entry.languages.contains(info.language))
      languages.insert(info.language);
  }
  return languages;
}

std::vector<std::string> files_with(const core::ModelFiles& files, std::string_view extension) {
  std::vector<std::string> found;
  for (const auto& file : files.files) {
    if (file.ends_with(extension)) found.push_back(file);
  }
  return found;
}

base::Status add_voices(Shared& shared, const core::ModelFiles& files) {
  const auto tables = files_with(files, ".bin");
  for (const auto& entry : files.voices) {
    const auto languages = spoken(entry, *shared.front_ends);
    if (languages.empty()) continue;
    const auto table = std::ranges::find_if(tables, [&](const std::string& file) {
      return std::filesystem::path(file).stem() == entry.id;
    });
    if (table == tables.end()) {
      return invalid_model(kWhat, fmt::format("its voice {} has no file", entry.id));
    }
    auto path = files.dir + "/" + *table;
    if (auto status = check_voice_file(path); !status) return status;
    shared.voices.push_back({entry.id, languages, files.id, sex_of(entry.id), true});
    shared.voice_paths.push_back(std::move(path));
  }
  return {};
}

}  // namespace

base::Result<std::vector<std::unique_ptr<Synthesiser>>> open_kokoro(
    const core::ModelFiles& files, std::shared_ptr<const text::FrontEnds> front_ends,
    const KokoroOptions& options) {
  const auto graphs = files_with(files, ".onnx");
  if (graphs.size() != 1) return invalid_model(kWhat, "it should have one .onnx file");
  auto path = files.dir + "/" + graphs.front();
  if (auto status = check_model_frame(path, kWhat); !status) return status.error();
  auto shared = std::make_shared<Shared>(std::move(path), options.threads, std::move(front_ends));
  if (auto status = add_voices(*shared, files); !status) return status.error();
  std::vector<std::unique_ptr<Synthesiser>> replicas;
  for (unsigned i = 0; i < options.replicas; ++i) {
    replicas.push_back(std::make_unique<Kokoro>(shared));
  }
  return replicas;
}

}  // namespace dragoman::engines::onnx
