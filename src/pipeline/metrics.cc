#include "pipeline/metrics.h"

#include <array>
#include <string>

namespace dragoman::pipeline {

namespace {

const std::string kSpeech = "speech";

constexpr std::array kBatchBuckets{1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0};
constexpr std::array kRealTimeBuckets{0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5,
                                      0.75, 1.0,  1.5, 2.0,  3.0, 5.0, 10.0};

base::Histogram run_s(base::Metrics& registry, const std::string& stage) {
  return registry.histogram("dragoman_stage_run_seconds",
                            "One call of a stage's work, without the wait for it.",
                            base::latency_buckets(), {{"stage", stage}});
}

base::PoolMetrics pool(base::Metrics& registry, const std::string& stage) {
  const base::MetricLabels labels{{"stage", stage}};
  return {.replicas = registry.gauge("dragoman_pool_replicas", "Engines that run at once.", labels),
          .waiting = registry.gauge("dragoman_pool_waiting_requests",
                                    "Requests that no engine has taken yet.", labels),
          .wait_s = registry.histogram("dragoman_stage_wait_seconds",
                                       "What one request waited for an engine.",
                                       base::latency_buckets(), labels),
          .run_s = run_s(registry, stage),
          .batch = registry.histogram("dragoman_pool_batch_requests",
                                      "Requests in one call of an engine.", kBatchBuckets, labels)};
}

base::Counter ended(base::Metrics& registry, const std::string& job, const std::string& outcome) {
  return registry.counter("dragoman_jobs_total", "Jobs that ended, by how.",
                          {{"job", job}, {"outcome", outcome}});
}

base::Counter tokens(base::Metrics& registry, const std::string& job, const std::string& kind) {
  return registry.counter("dragoman_tokens_total", "Tokens of jobs that were done, by kind.",
                          {{"job", job}, {"kind", kind}});
}

base::Counter audio_s(base::Metrics& registry, const std::string& job,
                      const std::string& direction) {
  return registry.counter("dragoman_audio_seconds_total",
                          "Seconds of sound heard (in) and spoken (out) by jobs that were done.",
                          {{"job", job}, {"direction", direction}});
}

JobMetrics jobs(base::Metrics& registry, const std::string& job) {
  const base::MetricLabels labels{{"job", job}};
  const auto latency = [&](const char* name, const char* help) {
    return registry.histogram(name, help, base::latency_buckets(), labels);
  };
  return {.running = registry.gauge("dragoman_jobs_running", "Jobs that run now.", labels),
          .done = ended(registry, job, "done"),
          .failed = ended(registry, job, "failed"),
          .cancelled = ended(registry, job, "cancelled"),
          .overdue = ended(registry, job, "deadline"),
          .first_text_s =
              latency("dragoman_job_first_text_seconds", "From a job's begin to its first text."),
          .first_audio_s = latency("dragoman_job_first_audio_seconds",
                                   "From a job's begin to its first speech."),
          .time_s = latency("dragoman_job_seconds", "From a job's begin to its end."),
          .real_time = registry.histogram(
              "dragoman_job_real_time_factor",
              "A job's time over the length of what it heard or, of speech alone, spoke.",
              kRealTimeBuckets, labels),
          .input_audio_tokens = tokens(registry, job, "input_audio"),
          .input_video_tokens = tokens(registry, job, "input_video"),
          .text_tokens = tokens(registry, job, job == kSpeech ? "input_text" : "output_text"),
          .output_audio_tokens = tokens(registry, job, "output_audio"),
          .input_audio_s = audio_s(registry, job, "in"),
          .output_audio_s = audio_s(registry, job, "out")};
}

}  // namespace

Metrics::Metrics(base::Metrics& registry)
    : open_s(run_s(registry, "open")),
      decode_s(run_s(registry, "decode")),
      segment_s(run_s(registry, "segment")),
      recognise(pool(registry, "recognise")),
      translate(pool(registry, "translate")),
      speak(pool(registry, "speak")),
      read(pool(registry, "read")),
      describe(pool(registry, "describe")),
      frames_decoded(registry.counter("dragoman_scene_frames_total",
                                      "Frames of videos, by what was done with them.",
                                      {{"done", "decoded"}})),
      frames_decode_s(registry.counter("dragoman_scene_decode_cpu_seconds_total",
                                       "CPU that decoding and scaling frames of videos took.")),
      frames_read(registry.counter("dragoman_scene_frames_total",
                                   "Frames of videos, by what was done with them.",
                                   {{"done", "read"}})),
      frames_read_s(registry.counter("dragoman_scene_read_cpu_seconds_total",
                                     "CPU that reading the text in frames of videos took.")),
      heard_again(registry.counter("dragoman_scene_heard_again_total",
                                   "Utterances heard once more for a name on the screen.")),
      names_spelt(registry.counter("dragoman_scene_names_total",
                                   "Names put right by the picture, by how.",
                                   {{"by", "spelling"}})),
      names_heard(registry.counter("dragoman_scene_names_total",
                                   "Names put right by the picture, by how.", {{"by", "hearing"}})),
      scenes_described(registry.counter("dragoman_scene_notes_total",
                                        "Scenes of videos that were to be described, by outcome.",
                                        {{"outcome", "described"}})),
      scenes_failed(registry.counter("dragoman_scene_notes_total",
                                     "Scenes of videos that were to be described, by outcome.",
                                     {{"outcome", "failed"}})),
      translations(jobs(registry, "translation")),
      transcripts(jobs(registry, "transcript")),
      speeches(jobs(registry, kSpeech)) {}

}  // namespace dragoman::pipeline
