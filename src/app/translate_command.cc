#include "app/translate_command.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/inputs.h"
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
                            is_same_place(place, other))) {
        return Error{ErrorKind::kInvalidArgument,
                     fmt::format("Two outputs go to {}: give each a place of its own.",
                                 both_standard ? "standard output" : place),
                     ""};
      }
    }
    if (place != kStandard && is_local_file(args.input) && is_same_place(place, args.input)) {
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

/// What the person at the terminal sees of a job as it runs.
class View {
 public:
  View(Console& console, bool quiet, bool text_on_terminal)
      : progress_(console), quiet_(quiet), text_on_terminal_(text_on_terminal) {}

  void see(const core::Event& event) {
    const auto* progress = std::get_if<core::Progress>(&event);
    if (progress != nullptr && !quiet_) progress_.draw(*progress);
    // the text itself shows the progress
    if (text_on_terminal_ && std::holds_alternative<core::TextDelta>(event)) progress_.close();
  }
  void close() { progress_.close(); }

 private:
  ProgressBar progress_;
  const bool quiet_;
  const bool text_on_terminal_;
};

int end_early(OutputFan& fan, const Error& error, Console& console,
              const base::CancelToken& cancel) {
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

void say_what_is_odd(const OutputFan& fan, std::optional<core::Language> target, Console& console) {
  if (!fan.anything_came()) console.say("dragoman: no speech was found in the recording");
  for (const auto& language : core::languages()) {
    if (!target || !fan.left_alone().contains(language.language)) continue;
    console.say(fmt::format(
        "dragoman: parts in {} are left as they are: no installed model translates them into {}",
        language.name, core::info(*target).name));
  }
}

}  // namespace

core::Job job_of(const TranslateArgs& args) {
  core::Job job;
  if (is_url(args.input)) {
    job.input = core::MediaUrl{args.input};
  } else {
    job.input = core::MediaPath{args.input};
  }
  job.source = args.source;
  job.target = args.target;
  job.prompt = args.prompt;
  job.chinese_script = args.chinese_script;
  for (const auto& [format, place] : args.outputs) {
    if (shows_source(format, args.subtitles)) job.want_source_text = true;
    if (format == output::Format::kWav)
      job.speech = core::SpeechWish{args.voice.value_or(""), args.rate};
  }
  return job;
}

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
  auto voice = engines.usual_voice(language);
  if (voice) return voice;
  return Error{
      ErrorKind::kVoiceUnsupported,
      fmt::format("No installed voice speaks {}: leave --wav out.", core::info(language).name), ""};
}

int run_translate(const TranslateArgs& args, std::vector<Output> outputs,
                  pipeline::Engines& engines, const pipeline::Limits& limits, Console& console,
                  const base::CancelToken& cancel) {
  auto job = job_of(args);
  if (job.speech && job.speech->voice.empty()) {
    auto voice = default_voice(engines, *args.target);
    if (!voice) return console.fail(voice.error());
    job.speech->voice = *std::move(voice);
  }
  const bool text_on_terminal =
      console.out_is_terminal &&
      std::ranges::any_of(outputs, [](const auto& output) { return output.file == nullptr; });
  View view(console, args.quiet, text_on_terminal);
  OutputFan fan(std::move(outputs),
                {job.target, engines.model_ids(), args.subtitles, &text::line_breaks}, console.out,
                [&](const core::Event& event) { view.see(event); });
  auto status = pipeline::translate(job, engines, limits, fan, cancel);
  view.close();
  if (!status) return end_early(fan, status.error(), console, cancel);
  if (status = fan.finish(); status) status = fan.commit();
  if (!status) return end_early(fan, status.error(), console, cancel);
  if (!args.quiet) say_what_is_odd(fan, args.target, console);
  return kExitOk;
}

}  // namespace dragoman::app
