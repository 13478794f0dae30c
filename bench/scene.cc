// bench_scene MODELS_DIR RECIPE < jobs
//
// Hears recordings with the picture and without it, one after the other in one process. A job is a
// line: file, language, target language, "on",
// "patient" (nobody waits for the first words) or "off", with tabs between. For each one line of
// JSON: what was said in each segment, the CPU seconds of the process, the time to the first text,
// and what the log tells of the picture. Loading is left out; speech is not opened.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/log.h"
#include "cost.h"
#include "engines/ctranslate2/student_translator.h"
#include "engines/ctranslate2/whisper_recogniser.h"
#include "engines/onnx/ppocr.h"
#include "engines/onnx/silero_vad.h"
#include "json_text.h"
#include "models/store.h"
#include "pipeline/translate.h"

namespace dragoman::bench {
namespace {

constexpr unsigned kReplicas = 2;

class Collector : public core::EventSink {
 public:
  base::Status emit(core::Event event, const base::CancelToken& /*cancel*/) override {
    if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
      if (segments.empty()) first_text_s = wall_seconds() - begun_;
      segments.push_back(done->segment.source_text);
      translations.push_back(done->segment.target_text);
    } else if (const auto* finished = std::get_if<core::Finished>(&event)) {
      audio_s = finished->usage.input_duration.count();
    }
    return {};
  }

  std::vector<std::string> segments;
  std::vector<std::string> translations;
  double first_text_s = 0;
  double audio_s = 0;

 private:
  const double begun_ = wall_seconds();
};

std::string list(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ",") + quoted(text);
  return "[" + all + "]";
}

std::vector<core::ModelFiles> of(const std::vector<core::ModelFiles>& models,
                                 std::string_view engine) {
  std::vector<core::ModelFiles> found;
  std::ranges::copy_if(models, std::back_inserter(found),
                       [&](const auto& model) { return model.engine == engine; });
  return found;
}

template <class T>
T must(base::Result<T> result) {
  if (result) return *std::move(result);
  std::cerr << result.error().message << " " << result.error().detail << "\n";
  std::exit(1);
}

engines::EngineSet open(const std::string& models_dir, const std::string& recipe) {
  const models::Store store(must(models::built_in_catalogue()), models_dir);
  const auto models = must(store.open(recipe, {}));
  engines::EngineSet set;
  set.vad = must(engines::onnx::open_silero_vad(of(models, "silero").at(0)));
  set.recognisers = must(engines::ctranslate2::open_whisper_recognisers(of(models, "whisper").at(0),
                                                                        {.replicas = kReplicas}));
  set.translators = must(engines::ctranslate2::open_student_translators(of(models, "student"), 1));
  set.readers = must(engines::onnx::open_ppocr(of(models, "ppocr").at(0), 1));
  return set;
}

int run(const std::string& models_dir, const std::string& recipe) {
  std::mutex mutex;
  std::string looked;
  base::set_log_format(base::LogFormat::kJson);
  base::set_log_sink([&](std::string_view line) {
    const std::lock_guard lock(mutex);
    if (line.find("Looked at the picture") != std::string_view::npos) looked = line;
  });
  pipeline::Engines engines(open(models_dir, recipe), {});
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream fields(line);
    std::string file;
    std::string source;
    std::string target;
    std::string scene;
    std::getline(fields, file, '\t');
    std::getline(fields, source, '\t');
    std::getline(fields, target, '\t');
    std::getline(fields, scene, '\t');
    core::Job job;
    job.input = core::MediaPath{file};
    job.source = core::parse_language(source);
    job.target = core::parse_language(target).value_or(core::Language::kEnglish);
    job.want_source_text = true;
    pipeline::Limits limits;
    limits.scene_text = scene != "off";
    job.patient = scene == "patient";
    Collector collector;
    looked.clear();
    const double before = cpu_seconds();
    const auto status = pipeline::translate(job, engines, limits, collector, {});
    if (!status) {
      std::cerr << file << ": " << status.error().message << "\n";
      return 1;
    }
    const std::lock_guard lock(mutex);
    fmt::print(
        R"({{"segments":{},"translations":{},"cpu_s":{:.3f},"first_text_s":{:.3f},"audio_s":{:.2f},"looked":{}}})"
        "\n",
        list(collector.segments), list(collector.translations), cpu_seconds() - before,
        collector.first_text_s, collector.audio_s,
        looked.empty() ? "{}" : looked.substr(0, looked.find_last_of('}') + 1));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "bench_scene MODELS_DIR RECIPE < jobs\n";
    return 2;
  }
  return dragoman::bench::run(argv[1], argv[2]);
}
