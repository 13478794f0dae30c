// bench_longest_call [FILE...] [--source xx] [--target xx] [--stops n] [--SETTING x]
//
// Runs each recording through the whole pipeline, and writes for each stage how long it went on at
// most before it would have seen that its job is cancelled: one line of JSON a stage, CPU seconds
// of the working thread. Decoding, voice activity, recognition and translation look at their cancel
// token, so every stretch between two looks is measured. A voice's graph is stopped from outside:
// one sentence is spoken again and again and cancelled at n moments spread over it; told is the CPU
// time of the whole process from there to the return. Loading is no call and left out.
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/config.h"
#include "app/wire_up.h"
#include "cost.h"
#include "engines/registry.h"
#include "json_text.h"
#include "media/recording.h"
#include "models/store.h"
#include "pipeline/engines.h"
#include "pipeline/translate.h"
#include "polled.h"

namespace dragoman::bench {
namespace {

class PolledRecogniser final : public engines::Recogniser {
 public:
  explicit PolledRecogniser(std::unique_ptr<engines::Recogniser> own) : own_(std::move(own)) {}
  [[nodiscard]] core::LanguageSet languages() const override { return own_->languages(); }
  [[nodiscard]] core::LanguageSet to_english() const override { return own_->to_english(); }
  std::vector<base::Result<engines::Transcript>> recognise(
      std::span<const engines::AsrRequest> batch) override {
    const PolledCall call("recognise");
    return own_->recognise(batch);
  }

 private:
  const std::unique_ptr<engines::Recogniser> own_;
};

class PolledTranslator final : public engines::Translator {
 public:
  explicit PolledTranslator(std::unique_ptr<engines::Translator> own) : own_(std::move(own)) {}
  [[nodiscard]] std::vector<engines::Direction> directions() const override {
    return own_->directions();
  }
  [[nodiscard]] bool reads_context(engines::Direction direction) const override {
    return own_->reads_context(direction);
  }
  std::vector<base::Result<engines::MtResponse>> translate(
      std::span<const engines::MtRequest> batch) override {
    const PolledCall call("translate");
    return own_->translate(batch);
  }

 private:
  const std::unique_ptr<engines::Translator> own_;
};

class PolledVad final : public engines::Vad {
 public:
  explicit PolledVad(std::unique_ptr<engines::Vad> own) : own_(std::move(own)) {}
  [[nodiscard]] base::Result<std::unique_ptr<engines::VadStream>> open_stream() const override {
    auto stream = own_->open_stream();
    if (!stream) return stream.error();
    return std::unique_ptr<engines::VadStream>(std::make_unique<Stream>(*std::move(stream)));
  }

 private:
  class Stream final : public engines::VadStream {
   public:
    explicit Stream(std::unique_ptr<engines::VadStream> own) : own_(std::move(own)) {}
    base::Result<float> push(std::span<const float, engines::kVadWindow> window) override {
      const PolledCall call("segment (a window)");
      return own_->push(window);
    }

   private:
    const std::unique_ptr<engines::VadStream> own_;
  };
  const std::unique_ptr<engines::Vad> own_;
};

template <class Polled, class Engine>
void poll_all(std::vector<std::unique_ptr<Engine>>& engines) {
  for (auto& engine : engines) engine = std::make_unique<Polled>(std::move(engine));
}

struct Arguments {
  std::vector<std::string> files;
  std::optional<core::Language> source;
  core::Language target = core::Language::kPortuguese;
  int stops = 0;
  std::vector<std::pair<std::string, std::string>> flags;
};

std::optional<Arguments> parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (!word.starts_with("--")) {
      arguments.files.emplace_back(word);
      continue;
    }
    if (++i == argc) return std::nullopt;
    if (word == "--stops") {
      arguments.stops = std::atoi(argv[i]);
    } else if (word == "--source") {
      arguments.source = core::parse_language(argv[i]);
    } else if (word == "--target") {
      arguments.target = core::parse_language(argv[i]).value_or(arguments.target);
    } else {
      arguments.flags.emplace_back(word.substr(2), argv[i]);
    }
  }
  if (arguments.files.empty() && arguments.stops == 0) return std::nullopt;
  return arguments;
}

class Ignore final : public core::EventSink {
 public:
  base::Status emit(core::Event /*event*/, const base::CancelToken& cancel) override {
    return cancel.check();
  }
};

base::Result<engines::EngineSet> open(const app::Config& config) {
  const auto store = app::open_store(config);
  if (!store) return store.error();
  const auto installed = store->open(config.recipe, {});
  if (!installed) return installed.error();
  auto set = engines::open_engines(*installed, app::engine_config(config));
  if (!set) return set.error();
  set->vad = std::make_unique<PolledVad>(std::move(set->vad));
  poll_all<PolledRecogniser>(set->recognisers);
  poll_all<PolledTranslator>(set->translators);
  return set;
}

core::Job job_of(const Arguments& arguments, const std::string& file) {
  core::Job job;
  job.input = core::MediaPath{file};
  job.source = arguments.source;
  job.target = arguments.target;
  job.want_source_text = true;
  return job;
}

// Alone, and under its own name: the pipeline calls it between its own looks.
base::Status decode(const core::Job& job, const media::Limits& limits) {
  const base::CancelSource source;
  const PolledCall call("decode (half a second)");
  auto recording =
      media::Recording::open(job.input, job.media_kind, limits, source.token(), job.source);
  if (!recording) return recording.error();
  for (;;) {
    if (auto status = source.token().check(); !status) return status;
    const auto block = (*recording)->next();
    if (!block) return block.error();
    if (!*block) return {};
  }
}

// English is spoken by every set of voices.
std::optional<std::string> english_voice(const engines::Synthesiser& synthesiser) {
  for (const auto& voice : synthesiser.voices()) {
    if (voice.languages.contains(core::Language::kEnglish)) return voice.id;
  }
  return std::nullopt;
}

constexpr std::string_view kSentence =
    "The engineers who had looked after the old bridge for more than thirty years were asked, on "
    "a rainy Tuesday in November, whether the river could still be crossed in safety, and "
    "answered, after much thought, that nobody in the valley had ever measured it";

void stop_speech(engines::Synthesiser& synthesiser, int stops) {
  const auto voice = english_voice(synthesiser);
  if (!voice) return;
  engines::SpeechRequest request;
  request.text = kSentence;
  request.voice = *voice;
  const auto speak = [&](std::optional<double> stop_after_s) {
    base::CancelSource source;
    request.cancel = source.token();
    double cpu_s = 0;
    double wall_s = 0;
    std::jthread stopper;
    if (stop_after_s) {
      stopper = std::jthread([&] {
        std::this_thread::sleep_for(std::chrono::duration<double>(*stop_after_s));
        cpu_s = cpu_seconds();
        wall_s = wall_seconds();
        source.cancel(base::CancelReason::kClientGone);
      });
    }
    const double begin_s = wall_seconds();
    const auto speech = synthesiser.synthesise(request);
    const double end_cpu_s = cpu_seconds();
    const double end_s = wall_seconds();
    if (stopper.joinable()) stopper.join();
    if (stop_after_s && !speech) add_stretch("speak", end_cpu_s - cpu_s, end_s - wall_s);
    return end_s - begin_s;
  };
  speak({});  // loads
  const double whole_s = speak({});
  for (int i = 0; i < stops; ++i) speak(whole_s * (i + 0.5) / stops);
}

int fail(const base::Error& error) {
  fmt::print(stderr, "bench_longest_call: {} {}\n", error.message, error.detail);
  return 1;
}

int run(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    fmt::print(stderr,
               "usage: bench_longest_call [FILE...] [--source xx] [--target xx] [--stops n] "
               "[--SETTING x]\n");
    return 2;
  }
  app::ConfigSources sources;
  sources.flags = arguments->flags;
  const auto config = app::load_config(sources);
  if (!config) return fail(config.error());
  auto set = open(*config);
  if (!set) return fail(set.error());
  if (arguments->stops > 0 && !set->synthesisers.empty()) {
    stop_speech(*set->synthesisers.front(), arguments->stops);
  }
  const auto limits = app::job_limits(*config);
  if (!limits) return fail(limits.error());
  pipeline::Engines engines(*std::move(set), {});
  Ignore sink;
  for (const auto& file : arguments->files) {
    const auto job = job_of(*arguments, file);
    const base::CancelSource source;
    auto status = decode(job, limits->media);
    if (status) status = pipeline::translate(job, engines, *limits, sink, source.token());
    if (!status) fmt::print(stderr, "{}: {}\n", file, status.error().message);
  }
  for (const auto& [stage, longest] : longest_stretches()) {
    fmt::print(R"({{"stage":{},"cpu_s":{:.4f},"wall_s":{:.4f},"calls":{}}})"
               "\n",
               quoted(stage), longest.cpu_s, longest.wall_s, longest.calls);
  }
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }
