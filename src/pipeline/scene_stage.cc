#include <optional>
#include <utility>

#include "base/log.h"
#include "base/process_use.h"
#include "pipeline/scene_describing.h"
#include "pipeline/scene_gate.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

namespace {

// Of the text in the picture: what was asked for, or what has been heard.
std::optional<core::Language> language_of(const JobContext& context) {
  if (context.job.source) return context.job.source;
  const int heard = context.spoken_language.load();
  if (heard < 0) return std::nullopt;
  return static_cast<core::Language>(heard);
}

/// One job's looking: has scenes described, and the pictures that may hold text read.
class SceneLoop {
 public:
  explicit SceneLoop(JobContext& context) : context_(context) {
    if (context_.notes) {
      describing_.emplace(*context_.engines.describers(), *context_.notes, *context_.job.target,
                          context_.looking, context_.engines.metrics());
    }
  }

  void run() {
    const auto& metrics = context_.engines.metrics();
    while (auto picture = context_.pictures->next(context_.looking)) {
      const auto at = picture->at;
      if (describing_) describing_->look(*picture);
      if (reads_) reads_ = read_if_worth_it(*std::move(picture));
      if (reads_) context_.scene->look_up_to(at);
      if (!reads_ && context_.scene) context_.scene->finish();
      if (!reads_ && !describing_) break;
    }
    if (context_.scene) context_.scene->finish();
    if (describing_) describing_->finish();
    const auto cost = context_.pictures->cost();
    metrics.frames_decoded.add(static_cast<double>(cost.decoded));
    metrics.frames_decode_s.add(cost.cpu.count());
    metrics.frames_read.add(read_);
    metrics.frames_read_s.add(cpu_.count());
    base::log(base::LogLevel::kInfo, "Looked at the picture",
              {{"frames", cost.decoded},
               {"decode_cpu_s", cost.cpu.count()},
               {"read", read_},
               {"read_cpu_s", cpu_.count()}});
  }

 private:
  bool read_if_worth_it(core::Picture picture) {
    if (picture.empty() || !may_hold_text(picture) || !pace_.allows(picture.at)) return true;
    return read(std::move(picture));
  }

  // False where there is no sense in going on: the picture is a help, and its failure no fault of
  // the job.
  bool read(core::Picture picture) {
    const auto at = picture.at;
    engines::ReadRequest request{std::move(picture), language_of(context_), context_.looking};
    const auto reading = context_.engines.readers()->post(std::move(request)).get();
    if (!reading) {
      if (!context_.looking.cancelled()) {
        base::log(base::LogLevel::kWarning, "The text in a picture could not be read",
                  {{"error", reading.error().message}, {"detail", reading.error().detail}});
      }
      return false;
    }
    ++read_;
    cpu_ += reading->cpu;
    if (reading->lines.empty()) {
      pace_.found_none();
    } else {
      pace_.found_text();
    }
    context_.scene->add(at, reading->lines);
    return true;
  }

  JobContext& context_;
  std::optional<SceneDescribing> describing_;  // where somebody describes
  ReadingPace pace_;
  bool reads_ = context_.scene != nullptr;
  int read_ = 0;
  core::Seconds cpu_{0};
};

}  // namespace

base::Status scene_stage(JobContext& context) {
  base::stand_back();  // the first words come first
  SceneLoop(context).run();
  return {};
}

}  // namespace dragoman::pipeline
