// subtitle_files FOLDER [--SETTING x]...
//
// Writes subtitles of every kind for subtitle_lint.py. Each line of standard input is a JSON
// object:
//   {"name", "file", "source"?, "target"?, "written": {language: text}}
//     a recording, heard and translated; without "target", written down. Then the same with each
//     text in place of the translation.
//   {"name", "target", "segments": [{"start", "end", "source_lang", "source", "target"}]}
//     segments that nobody said.
// For each set of segments a line comes out: {"name", "source", "target", "texts": {kind: text}},
// and FOLDER has <name>.<kind>.srt and .vtt; a kind is "translation", "source" or "both".
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "app/config.h"
#include "app/wire_up.h"
#include "output/writer.h"
#include "pipeline/translate.h"
#include "text/line_breaks.h"

namespace dragoman {
namespace {

namespace json = boost::json;
using Segments = std::vector<core::Segment>;

constexpr std::pair<std::string_view, output::SubtitleText> kKinds[] = {
    {"translation", output::SubtitleText::kTranslation},
    {"source", output::SubtitleText::kSource},
    {"both", output::SubtitleText::kBoth}};

class Collector final : public core::EventSink {
 public:
  base::Status emit(core::Event event, const base::CancelToken& /*cancel*/) override {
    if (auto* done = std::get_if<core::SegmentDone>(&event)) {
      segments.push_back(std::move(done->segment));
    }
    return {};
  }
  Segments segments;
};

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::optional<core::Language> language(const json::object& object, std::string_view name) {
  return core::parse_language(text_of(object, name));
}

Segments made_up(const json::array& listed) {
  Segments segments;
  for (const auto& each : listed) {
    const auto& object = each.as_object();
    const auto at = [&](std::string_view name) {
      return core::Seconds(object.at(name).to_number<double>());
    };
    segments.push_back(
        {.span = {at("start"), at("end")},
         .source = language(object, "source_lang").value_or(core::Language::kEnglish),
         .source_text = text_of(object, "source"),
         .target_text = text_of(object, "target")});
  }
  return segments;
}

// All that was said, with this as its translation.
Segments as_written(const Segments& heard, std::string translation) {
  if (heard.empty()) return {};
  auto whole = heard.front();
  whole.passed_through = false;
  whole.target_text = std::move(translation);
  for (std::size_t i = 1; i < heard.size(); ++i) {
    whole.span.end = heard[i].span.end;
    whole.source_text += " " + heard[i].source_text;
    whole.words.insert(whole.words.end(), heard[i].words.begin(), heard[i].words.end());
  }
  return {whole};
}

class Files {
 public:
  explicit Files(std::string folder) : folder_(std::move(folder)) {}

  void write(const std::string& name, const Segments& segments,
             std::optional<core::Language> target) const {
    json::object texts;
    for (const auto& [kind, shown] : kKinds) {
      const output::Facts facts{target, {}, shown, &text::line_breaks};
      for (const auto format : {output::Format::kSrt, output::Format::kVtt}) {
        write_one(folder_ + "/" + name + "." + std::string(kind), segments, format, facts);
      }
      texts[kind] = all(segments, shown);
    }
    const auto source = segments.empty() ? core::Language::kEnglish : segments.front().source;
    std::cout << json::serialize(json::object{{"name", name},
                                              {"source", core::code(source)},
                                              {"target", core::code(target.value_or(source))},
                                              {"texts", std::move(texts)}})
              << std::endl;
  }

 private:
  static void write_one(const std::string& path, const Segments& segments, output::Format format,
                        const output::Facts& facts) {
    output::StringSink sink;
    const auto writer = output::make_writer(format, sink, facts);
    for (const auto& segment : segments) {
      static_cast<void>(writer->write(core::SegmentDone{segment}));
    }
    static_cast<void>(writer->finish());
    std::ofstream(path + (format == output::Format::kSrt ? ".srt" : ".vtt")) << sink.bytes();
  }

  // What the cues together must say, of translation and source.
  static json::array all(const Segments& segments, output::SubtitleText shown) {
    std::string translation;
    std::string source;
    for (const auto& segment : segments) {
      if (shown != output::SubtitleText::kSource) translation += segment.target_text + " ";
      const bool twice = shown == output::SubtitleText::kBoth && segment.passed_through;
      if (shown != output::SubtitleText::kTranslation && !twice) {
        source += segment.source_text + " ";
      }
    }
    return {translation, source};
  }

  const std::string folder_;
};

class Program {
 public:
  Program(std::string folder, app::Config config)
      : files_(std::move(folder)), config_(std::move(config)) {}

  base::Status take(const json::object& line) {
    const auto name = text_of(line, "name");
    const auto target = language(line, "target");
    if (const auto* segments = line.if_contains("segments")) {
      files_.write(name, made_up(segments->as_array()), target);
      return {};
    }
    Collector heard;
    if (auto status = hear(line, target, heard); !status) return status;
    files_.write(name, heard.segments, target);
    if (const auto* written = line.if_contains("written")) {
      for (const auto& [code, translation] : written->as_object()) {
        files_.write(name + "-" + std::string(code),
                     as_written(heard.segments, std::string(translation.as_string())),
                     core::parse_language(code));
      }
    }
    return {};
  }

 private:
  // Engines are opened when the first recording comes.
  base::Status hear(const json::object& line, std::optional<core::Language> target,
                    Collector& heard) {
    const base::CancelToken never;
    if (!engines_) {
      auto engines = app::open_engines(config_, never);
      if (!engines) return engines.error();
      engines_ = *std::move(engines);
    }
    const auto limits = app::job_limits(config_);
    if (!limits) return limits.error();
    core::Job job;
    job.input = core::MediaPath{text_of(line, "file")};
    job.source = language(line, "source");
    job.target = target;
    job.want_source_text = true;
    return pipeline::translate(job, *engines_, *limits, heard, never);
  }

  const Files files_;
  const app::Config config_;
  std::unique_ptr<pipeline::Engines> engines_;
};

int fail(const base::Error& error) {
  fmt::print(stderr, "subtitle_files: {} {}\n", error.message, error.detail);
  return 1;
}

int run(const std::vector<std::string>& words) {
  app::ConfigSources sources;
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    sources.flags.emplace_back(words[i].substr(2), words[i + 1]);
  }
  auto config = app::load_config(sources);
  if (!config) return fail(config.error());
  Program program(words.front(), *std::move(config));
  for (std::string line; std::getline(std::cin, line);) {
    const auto status = program.take(json::parse(line).as_object());
    if (!status) return fail({status.error().kind, line.substr(0, 200), status.error().message});
  }
  return 0;
}

}  // namespace
}  // namespace dragoman

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words.size() % 2 == 0) {
    fmt::print(stderr, "usage: subtitle_files FOLDER [--SETTING x]...\n");
    return 2;
  }
  try {
    return dragoman::run(words);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "subtitle_files: {}\n", fault.what());
    return 1;
  }
}
