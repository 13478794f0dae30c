#include "pipeline/translate.h"

#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/caught.h"
#include "base/log.h"
#include "core/accounting.h"
#include "media/frames.h"
#include "pipeline/job_meter.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

namespace {

/// The first failure of a job's stages; it cancels the others.
class FirstError {
 public:
  explicit FirstError(base::CancelSource& all) : all_(all) {}

  void report(base::Status status) {
    if (status.ok()) return;
    {
      std::lock_guard lock(mutex_);
      if (status_.ok()) status_ = std::move(status);
    }
    all_.cancel(base::CancelReason::kFailedElsewhere);
  }

  [[nodiscard]] base::Status status() const { return status_; }

 private:
  base::CancelSource& all_;
  std::mutex mutex_;
  base::Status status_;
};

// Reaching the text limit stops reading and recognising by design; that is no failure.
bool stopped_by_limit(const JobContext& context, const base::Status& status) {
  return !status && status.error().kind == base::ErrorKind::kCancelled &&
         context.text_limit_reached && !context.cancel.cancelled();
}

// No exception may leave a thread.
base::Status call(base::Status (*stage)(JobContext&), JobContext& context) {
  try {
    return stage(context);
  } catch (...) {
    return base::caught("A stage of the job failed.");
  }
}

template <class Queue>
void run_stage(base::Status (*stage)(JobContext&), JobContext& context, Queue* next,
               FirstError& first_error) {
  auto status = call(stage, context);
  if (!stopped_by_limit(context, status)) first_error.report(std::move(status));
  if (next != nullptr) next->close();
}

// The picture is a help: without it the job goes on.
base::Status look(JobContext& context) {
  if (auto status = call(scene_stage, context); !status) {
    base::log(base::LogLevel::kWarning, "The picture could not be looked at",
              {{"error", status.error().message}, {"detail", status.error().detail}});
  }
  return {};
}

base::Status run_stages(JobContext& context, base::CancelSource& all) {
  FirstError first_error(all);
  base::CancelSource looking(context.upstream_cancel);
  context.looking = looking.token();
  {
    const auto log = base::log_context();
    const auto run = [&](auto* stage, auto* next) {
      return [&, stage, next] {
        const base::LogScope scope(log);
        run_stage(stage, context, next, first_error);
      };
    };
    std::vector<std::jthread> threads;
    try {
      threads.emplace_back(run(segment_stage, &context.utterances));
      threads.emplace_back([&, recognise = run(recognise_stage, &context.sentences)] {
        recognise();
        looking.cancel(base::CancelReason::kFailedElsewhere);  // nobody needs more of the picture
      });
      if (context.pictures) threads.emplace_back(run(look, static_cast<SpeechQueue*>(nullptr)));
      threads.emplace_back(run(speak_stage, static_cast<SpeechQueue*>(nullptr)));
    } catch (...) {  // which ends those that did start
      first_error.report(base::caught("The job's threads could not be started."));
    }
    run_stage(translate_stage, context, &context.speeches, first_error);
  }
  return first_error.status();
}

// A picture counts only where the client said that it sends a video: a song's cover does not.
base::Result<std::optional<std::int64_t>> video_tokens(const core::Job& job,
                                                       const media::MediaInfo& info) {
  if (job.media_kind != core::MediaKind::kVideo || !info.video) {
    return std::optional<std::int64_t>();
  }
  auto tokens = media::video_tokens(*info.video);
  if (!tokens) return tokens.error();
  return std::optional<std::int64_t>(*tokens);
}

// What the picture leaves of the limit to the sound.
std::optional<std::int64_t> input_limit_tokens(const Limits& limits,
                                               std::optional<std::int64_t> video_tokens) {
  if (limits.max_input_tokens == 0) return std::nullopt;
  return limits.max_input_tokens - video_tokens.value_or(0);
}

// Of a film the sound may be shorter than the picture: that is counted as it comes.
base::Status check_stated(const media::Recording& recording, std::optional<std::int64_t> limit) {
  const auto& info = recording.info();
  if (!info.has_audio || info.video || !info.duration_is_stated) return {};
  return check_input_tokens(core::audio_tokens(*info.duration), limit);
}

std::optional<std::int64_t> text_limit(const core::Job& job, const Limits& limits) {
  if (job.max_text_tokens || limits.max_text_tokens == 0) return job.max_text_tokens;
  return limits.max_text_tokens;
}

void share_terms(const std::vector<core::Term>& glossary, JobContext& context) {
  if (glossary.empty()) return;
  auto later = glossary;
  for (auto& term : later) term.source = term.target;
  context.terms = std::make_shared<const std::vector<core::Term>>(glossary);
  context.later_terms = std::make_shared<const std::vector<core::Term>>(std::move(later));
}

// A recording that goes on speaks what it spoke before, so that a foreign word at this place does
// not end the job.
int spoken_before(const core::Resume& resume) {
  for (auto segment = resume.segments.rbegin(); segment != resume.segments.rend(); ++segment) {
    if (!segment->passed_through) return static_cast<int>(segment->source);
  }
  return -1;
}

base::Error unsupported(std::string message) {
  return {base::ErrorKind::kLanguageUnsupported, std::move(message), ""};
}

std::string name_of(core::Language language) { return std::string(core::info(language).name); }

base::Status check_direction(const RouteTable& routes, std::optional<core::Language> source,
                             core::Language target) {
  if (source == target) return unsupported("Source and target language are the same.");
  if (source && !routes.find(*source, target)) {
    return unsupported("No installed model translates " + name_of(*source) + " into " +
                       name_of(target) + ".");
  }
  if (!source && routes.sources_of(target).empty()) {
    return unsupported("No installed model translates into " + name_of(target) + ".");
  }
  return {};
}

base::Status check_transcript(const RouteTable& routes, const core::Job& job) {
  if (job.speech) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "A transcript is not spoken: name the language to translate into.", ""};
  }
  if (job.source && !routes.recognised().contains(*job.source)) {
    return unsupported("No installed model recognises " + name_of(*job.source) + ".");
  }
  return {};
}

}  // namespace

base::Status validate(const core::Job& job, const Engines& engines) {
  if (!job.target) return check_transcript(engines.routes(), job);
  if (auto status = check_direction(engines.routes(), job.source, *job.target); !status) {
    return status;
  }
  if (!job.speech) return {};
  const auto voice = engines.resolve_voice(job.speech->voice, *job.target);
  return voice ? base::Status() : base::Status(voice.error());
}

namespace {

bool reads_screen(const Limits& limits, const Engines& engines) {
  return limits.scene_text && engines.has_readers();
}

// Notes are for those who translate.
bool describes_scenes(const core::Job& job, const Engines& engines) {
  return job.target && engines.has_describers();
}

base::Result<std::unique_ptr<media::Recording>> open_recording(const core::Job& job,
                                                               const Engines& engines,
                                                               const Limits& limits,
                                                               const base::CancelToken& cancel) {
  const base::ScopedTimer timer(engines.metrics().open_s);
  auto media = limits.media;
  media.pictures = reads_screen(limits, engines) || describes_scenes(job, engines);
  return media::Recording::open(job.input, job.media_kind, media, cancel, job.source);
}

base::Status run_job(const core::Job& job, Engines& engines, const Limits& limits,
                     core::EventSink& sink, const base::CancelToken& cancel) {
  if (auto status = validate(job, engines); !status) return status;
  base::CancelSource all(cancel);
  base::CancelSource upstream(all.token());

  auto recording = open_recording(job, engines, limits, upstream.token());
  if (!recording) return recording.error();
  const auto video = video_tokens(job, (*recording)->info());
  if (!video) return video.error();
  const auto input_limit = input_limit_tokens(limits, *video);
  if (auto status = check_stated(**recording, input_limit); !status) return status;

  Emitter emitter(sink, all.token());
  UsageMeter usage;
  JobContext context{.job = job,
                     .engines = engines,
                     .recording = **recording,
                     .emitter = emitter,
                     .usage = usage,
                     .voice = {},
                     .max_input_tokens = input_limit,
                     .max_text_tokens = text_limit(job, limits),
                     .read_previous_text = limits.read_previous_text,
                     .terms = {},
                     .later_terms = {},
                     .cancel = all.token(),
                     .upstream = upstream,
                     .upstream_cancel = upstream.token()};
  share_terms(job.glossary, context);
  context.pictures = (*recording)->pictures();
  if (context.pictures && describes_scenes(job, engines)) {
    context.notes = std::make_unique<SceneNotes>();
  }
  if (context.pictures && reads_screen(limits, engines)) {
    context.scene = std::make_unique<SceneText>(
        [&engines](std::string_view word) { return engines.is_common(word); });
  }
  context.spoken_language = spoken_before(job.resume);
  if (job.speech) context.voice = *engines.resolve_voice(job.speech->voice, *job.target);

  auto status = run_stages(context, all);
  const auto used = usage.total(*video);
  if (status) {
    const auto reason =
        context.text_limit_reached ? core::FinishReason::kLength : core::FinishReason::kStop;
    status = emitter.emit(core::Finished{reason, used});
  }
  sink.spent(used);
  return status;
}

}  // namespace

base::Status translate(const core::Job& job, Engines& engines, const Limits& limits,
                       core::EventSink& sink, const base::CancelToken& cancel) {
  const auto& metrics = engines.metrics();
  JobMeter meter(job.target ? metrics.translations : metrics.transcripts, sink);
  return meter.ended(run_job(job, engines, limits, meter, cancel));
}

}  // namespace dragoman::pipeline
