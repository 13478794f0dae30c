// bench_listen FILE... [--source xx] [--target xx] [--models DIR] [--beam n]
//
// Runs each recording through the whole pipeline as text, one after the other in one process, and
// writes one line of JSON a file: its segments and the CPU seconds that it took. Loading is left
// out. Without --target the text stays in the language that is spoken.
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/config.h"
#include "app/wire_up.h"
#include "core/language.h"
#include "cost.h"
#include "json_text.h"
#include "pipeline/translate.h"

namespace dragoman::bench {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::optional<core::Language> source;
  std::optional<core::Language> target;
  std::vector<std::pair<std::string, std::string>> flags;
};

class Collector : public core::EventSink {
 public:
  base::Status emit(core::Event event, const base::CancelToken& /*cancel*/) override {
    if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
      segments_.push_back(done->segment);
    } else if (const auto* finished = std::get_if<core::Finished>(&event)) {
      duration_s_ = finished->usage.input_duration.count();
    }
    return {};
  }

  [[nodiscard]] std::string json(std::string_view file, double cpu_s) const {
    std::string all;
    for (const auto& segment : segments_) {
      if (!all.empty()) all += ',';
      all += fmt::format(
          R"({{"start":{:.2f},"end":{:.2f},"language":"{}","source":{},"target":{}}})",
          segment.span.start.count(), segment.span.end.count(), core::code(segment.source),
          quoted(segment.source_text), quoted(segment.target_text));
    }
    return fmt::format(R"({{"file":{},"audio_s":{:.2f},"cpu_s":{:.3f},"segments":[{}]}})",
                       quoted(file), duration_s_, cpu_s, all);
  }

 private:
  std::vector<core::Segment> segments_;
  double duration_s_ = 0;
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
    if (word == "--source" || word == "--target") {
      auto& language = word == "--source" ? arguments.source : arguments.target;
      language = core::parse_language(argv[i]);
      if (!language) return std::nullopt;
    } else {
      arguments.flags.emplace_back(word.substr(2), argv[i]);
    }
  }
  if (arguments.files.empty()) return std::nullopt;
  return arguments;
}

int fail(const base::Error& error) {
  fmt::print(stderr, "bench_listen: {} {}\n", error.message, error.detail);
  return 1;
}

int run(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    fmt::print(stderr, "usage: bench_listen FILE... [--source xx] [--target xx] [--SETTING x]\n");
    return 2;
  }
  app::ConfigSources sources;
  sources.flags = arguments->flags;
  const auto config = app::load_config(sources);
  if (!config) return fail(config.error());
  const auto limits = app::job_limits(*config);
  if (!limits) return fail(limits.error());
  const base::CancelToken never;
  auto engines = app::open_engines(*config, never);
  if (!engines) return fail(engines.error());
  for (const auto& file : arguments->files) {
    core::Job job;
    job.input = core::MediaPath{file};
    job.source = arguments->source;
    job.target = arguments->target;
    job.want_source_text = true;
    Collector collector;
    const double before = cpu_seconds();
    const auto status = pipeline::translate(job, **engines, *limits, collector, never);
    if (!status) fmt::print(stderr, "{}: {}\n", file, status.error().message);
    fmt::print("{}\n", collector.json(file, cpu_seconds() - before));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }
