#include "app/translate_command.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/progress_bar.h"
#include "pipeline/translate.h"
#include "text/line_breaks.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using base::Status;

constexpr std::string_view kStandard = "-";

bool is_url(std::string_view input) {
  return input.starts_with("http://") || input.starts_with("https://");
}

bool is_local_file(std::string_view input) { return input != kStandard && !is_url(input); }

bool same_place(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::weakly_canonical(a, error) == fs::weakly_canonical(b, error)) return true;
  const auto status = fs::status(a, error);
  return fs::is_regular_file(status) && fs::equivalent(a, b, error);
}

// /dev/null and the like take as many outputs as one likes.
bool is_special(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status);
}

Status check_places(const TranslateArgs& args) {
  const auto& outputs = args.outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto& place = outputs[i].second;
    for (std::size_t j = 0; j < i; ++j) {
      const auto& other = outputs[j].second;
      const bool both_standard = place == kStandard && other == kStandard;
      if (both_standard || (place != kStandard && other != kStandard && !is_special(place) &&
                            same_place(place, other))) {
        return Error{ErrorKind::kInvalidArgument,
                     fmt::format("Two outputs go to {}: give each a place of its own.",
                                 both_standard ? "standard output" : place),
                     ""};
      }
    }
    if (place != kStandard && is_local_file(args.input) && same_place(place, args.input)) {
      return Error{ErrorKind::kInvalidArgument,
                   fmt::format("The output {} would replace the input: name another.", place), ""};
    }
  }
  return {};
}

bool shows_source(output::Format format, output::SubtitleText subtitles) {
  const bool is_subtitles = format == output::Format::kSrt || format == output::Format::kVtt;
  return format == output::Format::kJson ||
         (is_subtitles && subtitles != output::SubtitleText::kTranslation);
}

core::Job make_job(const TranslateArgs& args) {
  core::Job job;
  if (is_url(args.input)) {
    job.input = core::MediaUrl{args.input};
  } else {
    job.input = core::MediaPath{args.input};
  }
  job.source = args.source;
  job.target = args.target;
  job.chinese_script = args.chinese_script;
  for (const auto& [format, place] : args.outputs) {
    if (shows_source(format, args.subtitles)) job.want_source_text = true;
    if (format == output::Format::kWav)
      job.speech = core::SpeechWish{args.voice.value_or(""), args.rate};
  }
  return job;
}

/// The events of one job into its outputs and onto the terminal.
class Fan final : public core::EventSink {
 public:
  Fan(std::vector<Output> outputs, const output::Facts& facts, Console& console, bool quiet)
      : target_(facts.target), outputs_(std::move(outputs)), progress_(console), quiet_(quiet) {
    for (const auto& output : outputs_) {
      output::ByteSink* sink = output.file ? output.file.get() : &console.out;
      writers_.push_back(output::make_writer(output.format, *sink, facts));
      text_on_terminal_ = text_on_terminal_ || (!output.file && console.out_is_terminal);
    }
  }

  Status emit(core::Event event, const base::CancelToken& /*cancel*/) override {
    if (const auto* progress = std::get_if<core::Progress>(&event)) {
      if (!quiet_) progress_.draw(*progress);
      return {};
    }
    note(event);
    for (const auto& writer : writers_) {
      if (auto status = writer->write(event); !status) return status;
    }
    return {};
  }

  /// Completes every file, or as many as can be; the first error. Once: a further call does
  /// nothing.
  Status finish() {
    Status first;
    if (std::exchange(finished_, true)) return first;
    for (const auto& writer : writers_) {
      if (auto status = writer->finish(); !status && first) first = status;
    }
    return first;
  }

  Status commit() {
    for (const auto& output : outputs_) {
      if (!output.file) continue;
      if (auto status = output.file->commit(); !status) return status;
    }
    return {};
  }

  /// The names under which unfinished files stay.
  std::vector<std::string> keep() {
    std::vector<std::string> names;
    for (const auto& output : outputs_) {
      if (output.file) names.push_back(output.file->keep());
    }
    return names;
  }

  void close_progress() { progress_.close(); }
  [[nodiscard]] bool anything_came() const { return anything_came_; }
  /// Languages whose speech no installed model could translate.
  [[nodiscard]] core::LanguageSet left_alone() const { return left_alone_; }

 private:
  void note(const core::Event& event) {
    if (const auto* done = std::get_if<core::SegmentDone>(&event)) {
      const auto& segment = done->segment;
      if (segment.passed_through && segment.source != target_) left_alone_.insert(segment.source);
    }
    const bool is_text = std::holds_alternative<core::TextDelta>(event);
    anything_came_ = anything_came_ || is_text || std::holds_alternative<core::AudioDelta>(event);
    if (is_text && text_on_terminal_) progress_.close();  // the text itself shows the progress
  }

  const std::optional<core::Language> target_;
  std::vector<Output> outputs_;
  std::vector<std::unique_ptr<output::Writer>> writers_;
  ProgressBar progress_;
  const bool quiet_;
  bool text_on_terminal_ = false;
  bool anything_came_ = false;
  bool finished_ = false;
  core::LanguageSet left_alone_;
};

int end_early(Fan& fan, const Error& error, Console& console, const base::CancelToken& cancel) {
  const bool interrupted = cancel.cancelled();
  const int status = interrupted ? kExitInterrupted : console.fail(error);
  if (interrupted) console.say("dragoman: interrupted");
  if (!fan.anything_came()) return status;
  static_cast<void>(fan.finish());  // the first error is the one to report
  if (const auto kept = fan.keep(); !kept.empty()) {
    console.say(fmt::format("dragoman: what was done before that is in {}", fmt::join(kept, ", ")));
  }
  return status;
}

void say_what_is_odd(const Fan& fan, core::Language target, Console& console) {
  if (!fan.anything_came()) console.say("dragoman: no speech was found in the recording");
  for (const auto& language : core::languages()) {
    if (!fan.left_alone().contains(language.language)) continue;
    console.say(fmt::format(
        "dragoman: parts in {} are left as they are: no installed model translates them into {}",
        language.name, core::info(target).name));
  }
}

}  // namespace

base::Result<std::vector<Output>> open_outputs(const TranslateArgs& args) {
  std::error_code error;
  if (is_local_file(args.input) && !fs::exists(args.input, error)) {
    return Error{ErrorKind::kNotFound, fmt::format("There is no file {}.", args.input), ""};
  }
  if (auto status = check_places(args); !status) return status.error();
  std::vector<Output> outputs;
  bool standard_taken = args.quiet && !args.outputs.empty();
  for (const auto& [format, place] : args.outputs) {
    auto& output = outputs.emplace_back();
    output.format = format;
    if (place == kStandard) {
      standard_taken = true;
      continue;
    }
    auto file = OutputFile::open(place);
    if (!file) return file.error();
    output.file = std::move(*file);
  }
  if (!standard_taken) outputs.push_back({output::Format::kText, nullptr});
  return outputs;
}

base::Result<std::string> default_voice(const pipeline::Engines& engines, core::Language language) {
  for (const std::string_view name : {"Cherry", "Kiki"}) {
    if (engines.resolve_voice(name, language)) return std::string(name);
  }
  for (const auto& voice : engines.voices()) {
    if (voice.languages.contains(language)) return voice.id;
  }
  return Error{
      ErrorKind::kVoiceUnsupported,
      fmt::format("No installed voice speaks {}: leave --wav out.", core::info(language).name), ""};
}

int run_translate(const TranslateArgs& args, std::vector<Output> outputs,
                  pipeline::Engines& engines, const pipeline::Limits& limits, Console& console,
                  const base::CancelToken& cancel) {
  auto job = make_job(args);
  if (job.speech && job.speech->voice.empty()) {
    auto voice = default_voice(engines, args.target);
    if (!voice) return console.fail(voice.error());
    job.speech->voice = *std::move(voice);
  }
  Fan fan(std::move(outputs), {job.target, engines.model_ids(), args.subtitles, &text::line_breaks},
          console, args.quiet);
  auto status = pipeline::translate(job, engines, limits, fan, cancel);
  fan.close_progress();
  if (!status) return end_early(fan, status.error(), console, cancel);
  if (status = fan.finish(); status) status = fan.commit();
  if (!status) return end_early(fan, status.error(), console, cancel);
  if (!args.quiet) say_what_is_odd(fan, args.target, console);
  return kExitOk;
}

}  // namespace dragoman::app
