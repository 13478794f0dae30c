#include "engines/fake/fake_engines.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>

#include "core/audio.h"

namespace dragoman::engines::fake {

namespace {

float loudest(std::span<const float> samples) {
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

class FakeVadStream : public VadStream {
 public:
  base::Result<float> push(std::span<const float, kVadWindow> window) override {
    return loudest(window) > 0.05F ? 0.9F : 0.05F;
  }
};

class FakeVad : public Vad {
 public:
  [[nodiscard]] base::Result<std::unique_ptr<VadStream>> open_stream() const override {
    return std::unique_ptr<VadStream>(std::make_unique<FakeVadStream>());
  }
};

class FakeRecogniser : public Recogniser {
 public:
  explicit FakeRecogniser(Script script) : script_(std::move(script)) {}
  [[nodiscard]] core::LanguageSet languages() const override { return script_.recognised; }
  [[nodiscard]] core::LanguageSet to_english() const override { return script_.to_english; }
  [[nodiscard]] bool is_common(std::string_view word) const override {
    return std::ranges::find(script_.common_words, word) != script_.common_words.end();
  }

  std::vector<base::Result<Transcript>> recognise(std::span<const AsrRequest> batch) override {
    std::vector<base::Result<Transcript>> answers;
    for (const auto& request : batch) answers.push_back(recognise_one(request));
    return answers;
  }

 private:
  base::Result<Transcript> recognise_one(const AsrRequest& request) const {
    if (auto status = request.cancel.check(); !status) return status.error();
    if (script_.recogniser_fails) return *script_.recogniser_fails;
    if (script_.asked) {
      const std::lock_guard lock(script_.asked->mutex);
      script_.asked->requests.push_back(request);
    }
    Transcript transcript;
    transcript.in_doubt = script_.unsure && request.provisional;
    if (transcript.in_doubt) return transcript;
    const auto line =
        script_.lines.find(static_cast<int>(std::lround(loudest(request.samples) * 10)));
    if (line == script_.lines.end()) {
      transcript.language = request.language.value_or(core::Language::kEnglish);
      return transcript;
    }
    if (script_.before) script_.before("recognise", line->second.text, request.cancel);
    transcript.language = request.language.value_or(line->second.language);
    if (!request.source_text_unwanted.contains(transcript.language)) {
      transcript.text = line->second.text;
      const auto misheard = transcript.text.find(script_.misheard);
      if (request.terms && !script_.misheard.empty() && misheard != std::string::npos) {
        transcript.text.replace(misheard, script_.misheard.size(), request.terms->front());
      }
    }
    if (request.english_wanted.contains(transcript.language)) {
      transcript.english = line->second.english;
    }
    return transcript;
  }

  const Script script_;
};

// "Hello." -> "Hello (pt)."
std::string mark(const std::string& sentence, core::Language target) {
  if (sentence.empty()) return "";
  const auto end = sentence.find_last_not_of(".!?") + 1;
  return sentence.substr(0, end) + " (" + std::string(core::code(target)) + ")" +
         sentence.substr(end);
}

std::string replace_terms(std::string sentence, const MtHints& hints) {
  if (!hints.terms) return sentence;
  for (const auto& [source, target] : *hints.terms) {
    for (auto at = sentence.find(source); at != std::string::npos;
         at = sentence.find(source, at + target.size())) {
      sentence.replace(at, source.size(), target);
    }
  }
  return sentence;
}

class FakeTranslator : public Translator {
 public:
  explicit FakeTranslator(Script script) : script_(std::move(script)) {}
  [[nodiscard]] std::vector<Direction> directions() const override { return script_.directions; }
  [[nodiscard]] bool reads_context(Direction /*direction*/) const override {
    return script_.translators_read_context;
  }
  [[nodiscard]] bool reads_notes(Direction /*direction*/) const override {
    return script_.scene_note.has_value();
  }

  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    std::vector<base::Result<MtResponse>> answers;
    for (const auto& request : batch) {
      if (auto status = request.cancel.check(); !status) {
        answers.emplace_back(status.error());
        continue;
      }
      if (script_.asked) {
        const std::lock_guard lock(script_.asked->mutex);
        script_.asked->translations.push_back(request);
      }
      if (script_.before && !request.sentences.empty()) {
        script_.before("translate", request.sentences.front(), request.cancel);
      }
      MtResponse sentences;
      const bool has_notes = !request.hints.notes.empty() && !script_.answer_to_notes.empty();
      for (const auto& sentence : request.sentences) {
        if (has_notes) {
          sentences.push_back(script_.answer_to_notes);
          continue;
        }
        sentences.push_back(mark(replace_terms(sentence, request.hints), request.direction.target));
      }
      answers.emplace_back(std::move(sentences));
    }
    return answers;
  }

 private:
  const Script script_;
};

class FakeSynthesiser : public Synthesiser {
 public:
  explicit FakeSynthesiser(const Script& script)
      : voices_(script.voices), asked_(script.asked), before_(script.before) {}
  [[nodiscard]] std::span<const Voice> voices() const override { return voices_; }

  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    if (asked_) {
      const std::lock_guard lock(asked_->mutex);
      asked_->speeches.push_back(request);
      if (asked_->on_speech) asked_->on_speech();
    }
    if (before_) before_("speak", request.text, request.cancel);
    if (auto status = request.cancel.check(); !status) return status.error();
    const auto voice = std::ranges::find(voices_, request.voice, &Voice::id);
    if (voice == voices_.end() || !voice->languages.contains(request.language)) {
      return base::Error{base::ErrorKind::kVoiceUnsupported, "No such fake voice.", ""};
    }
    const bool sayable = std::ranges::any_of(
        request.text, [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; });
    if (!sayable) return Speech{};
    return tone(static_cast<double>(request.text.size()) * 0.05 / request.rate);
  }

 private:
  static Speech tone(double length_s) {
    Speech speech(static_cast<std::size_t>(length_s * core::kSpeakRateHz));
    for (std::size_t i = 0; i < speech.size(); ++i) {
      const double t = static_cast<double>(i) / core::kSpeakRateHz;
      speech[i] = static_cast<float>(0.3 * std::sin(2 * std::numbers::pi * 440 * t));
    }
    return speech;
  }

  const std::vector<Voice> voices_;
  const std::shared_ptr<Asked> asked_;
  const decltype(Script::before) before_;
};

class FakeTextReader : public TextReader {
 public:
  explicit FakeTextReader(Script script) : script_(std::move(script)) {}
  [[nodiscard]] core::LanguageSet languages() const override { return core::LanguageSet::all(); }
  base::Result<TextLines> read(const ReadRequest& request) override {
    if (auto status = request.cancel.check(); !status) return status.error();
    if (script_.asked) {
      const std::lock_guard lock(script_.asked->mutex);
      script_.asked->pictures.push_back(request.picture.at);
    }
    if (script_.before) script_.before("read", "", request.cancel);
    return *script_.on_screen;
  }

 private:
  const Script script_;
};

class FakeDescriber : public SceneDescriber {
 public:
  explicit FakeDescriber(Script script) : script_(std::move(script)) {}
  base::Result<std::string> describe(const SceneRequest& request) override {
    if (auto status = request.cancel.check(); !status) return status.error();
    if (script_.asked) {
      const std::lock_guard lock(script_.asked->mutex);
      script_.asked->scenes.push_back(request);
    }
    if (script_.before) script_.before("describe", "", request.cancel);
    return *script_.scene_note;
  }

 private:
  const Script script_;
};

}  // namespace

EngineSet make_engine_set(const Script& script) {
  EngineSet set;
  set.vad = std::make_unique<FakeVad>();
  for (unsigned i = 0; i < script.recogniser_replicas; ++i) {
    set.recognisers.push_back(std::make_unique<FakeRecogniser>(script));
  }
  set.translators.push_back(std::make_unique<FakeTranslator>(script));
  set.synthesisers.push_back(std::make_unique<FakeSynthesiser>(script));
  if (script.on_screen) set.readers.push_back(std::make_unique<FakeTextReader>(script));
  if (script.scene_note) set.describers.push_back(std::make_unique<FakeDescriber>(script));
  set.model_ids = {"fake"};
  return set;
}

}  // namespace dragoman::engines::fake
