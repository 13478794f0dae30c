#include "app/batch_command.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/batch_board.h"
#include "app/batch_plan.h"
#include "app/output_fan.h"
#include "app/progress_bar.h"
#include "app/translate_command.h"
#include "base/caught.h"
#include "pipeline/translate.h"
#include "text/line_breaks.h"

namespace dragoman::app {

namespace {

using base::Status;

base::Result<std::vector<Output>> open_unseen(const BatchFile& file) {
  std::vector<Output> outputs;
  for (const auto& [format, path] : file.outputs) {
    auto opened = OutputFile::open(path, Unfinished::kUnseen);
    if (!opened) return opened.error();
    outputs.push_back({format, *std::move(opened)});
  }
  return outputs;
}

class Batch {
 public:
  Batch(const TranslateArgs& args, const std::vector<BatchFile>& files,
        const pipeline::Limits& limits, Console& console, const base::CancelToken& cancel)
      : args_(args),
        files_(files),
        limits_(limits),
        console_(console),
        cancel_(cancel),
        board_(files, console, args.quiet) {}

  int run(const EngineLoader& load) {
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (!files_[i].is_whole) continue;
      board_.end(i, Paint::kFaint, "there already", "");
      ++whole_;
    }
    if (whole_ < files_.size()) {
      auto engines = load(cancel_);
      if (!engines) return cancel_.cancelled() ? kExitInterrupted : console_.fail(engines.error());
      engines_ = engines->get();
      if (auto status = agree_on_voice(); !status) return console_.fail(status.error());
      work_on_all();
    }
    return sum_up();
  }

 private:
  // What would fail for every file, fails before the first.
  Status agree_on_voice() {
    auto job = job_of(args_for(files_.front()));
    if (job.speech && job.speech->voice.empty()) {
      auto voice = default_voice(*engines_, *args_.target);
      if (!voice) return voice.error();
      job.speech->voice = voice_ = *std::move(voice);
    }
    return pipeline::validate(job, *engines_);
  }

  void work_on_all() {
    const auto count = std::min<std::size_t>(args_.batch->at_a_time, files_.size() - whole_);
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < count; ++i) {
      workers.emplace_back([this] { work(); });
    }
    workers.clear();
    board_.close();
  }

  void work() {
    for (auto i = next_++; i < files_.size() && !cancel_.cancelled(); i = next_++) {
      if (files_[i].is_whole) continue;
      Status status;
      try {
        status = translate(i);
      } catch (...) {
        status = base::caught("The file could not be worked on.");
      }
      if (status || cancel_.cancelled()) continue;
      ++failed_;
      board_.end(i, Paint::kBad, "failed", ": " + status.error().message, true);
    }
  }

  Status translate(std::size_t index) {
    const auto begun = std::chrono::steady_clock::now();
    const auto& file = files_[index];
    auto outputs = open_unseen(file);
    if (!outputs) return outputs.error();
    auto job = job_of(args_for(file));
    if (job.speech && job.speech->voice.empty()) job.speech->voice = voice_;
    OutputFan fan(*std::move(outputs),
                  {job.target, engines_->model_ids(), args_.subtitles, &text::line_breaks},
                  console_.out, [&](const core::Event& event) {
                    const auto* progress = std::get_if<core::Progress>(&event);
                    if (progress != nullptr) board_.progress(index, *progress);
                  });
    auto status = pipeline::translate(job, *engines_, limits_, fan, cancel_);
    if (status) status = fan.finish();
    if (status) status = fan.commit();
    if (!status) return status;
    ++done_;
    const core::Seconds taken = std::chrono::steady_clock::now() - begun;
    board_.end(index, Paint::kGood, "done",
               fmt::format(" in {}{}", clock_text(taken), what_is_odd(fan)));
    return {};
  }

  [[nodiscard]] TranslateArgs args_for(const BatchFile& file) const {
    auto args = args_;
    args.input = file.input;
    args.outputs = file.outputs;
    return args;
  }

  static std::string what_is_odd(const OutputFan& fan) {
    if (!fan.anything_came()) return "; no speech was found in it";
    std::vector<std::string_view> names;
    for (const auto& language : core::languages()) {
      if (fan.left_alone().contains(language.language)) names.push_back(language.name);
    }
    if (names.empty()) return "";
    return fmt::format("; parts in {} are left as they are: no installed model translates them",
                       fmt::join(names, ", "));
  }

  int sum_up() {
    const bool interrupted = cancel_.cancelled();
    const std::size_t left = files_.size() - whole_ - done_ - failed_;
    if (!args_.quiet || failed_ > 0) {
      std::string line = fmt::format("{} files: {} done", files_.size(), done_.load());
      if (whole_ > 0) line += fmt::format(", {} there already", whole_);
      if (failed_ > 0) line += fmt::format(", {} failed", failed_.load());
      if (left > 0) line += fmt::format(", {} not done", left);
      console_.say(line + ".");
    }
    if (interrupted) {
      console_.say("dragoman: interrupted. The same command goes on with what is not done.");
      return kExitInterrupted;
    }
    return failed_ == 0 ? kExitOk : kExitFailed;
  }

  const TranslateArgs& args_;
  const std::vector<BatchFile>& files_;
  const pipeline::Limits& limits_;
  Console& console_;
  const base::CancelToken& cancel_;
  BatchBoard board_;
  pipeline::Engines* engines_ = nullptr;
  std::string voice_;
  std::size_t whole_ = 0;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> done_ = 0;
  std::atomic<std::size_t> failed_ = 0;
};

}  // namespace

int run_batch(const TranslateArgs& args, const EngineLoader& load, const pipeline::Limits& limits,
              Console& console, const base::CancelToken& cancel) {
  const auto files = plan_batch(*args.batch, args.target);
  if (!files) return console.fail(files.error());
  return Batch(args, *files, limits, console, cancel).run(load);
}

}  // namespace dragoman::app
