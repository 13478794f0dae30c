#pragma once

#include "base/metrics.h"

namespace dragoman::pipeline {

/// What is counted of jobs of one kind.
struct JobMetrics {
  base::Gauge running;

  // How jobs ended.
  base::Counter done;
  base::Counter failed;
  base::Counter cancelled;  ///< The client went away, or the server stopped.
  base::Counter overdue;    ///< The deadline passed.

  base::Histogram first_text_s;   ///< From the job's begin to its first text,
  base::Histogram first_audio_s;  ///< to its first speech,
  base::Histogram time_s;         ///< and to its end, whatever that was.
  base::Histogram real_time;      ///< Of jobs that were done: time over what was heard (or spoken).

  base::Counter input_audio_tokens;
  base::Counter input_video_tokens;
  base::Counter text_tokens;  ///< Of the translation or transcript, or of what was to be spoken.
  base::Counter output_audio_tokens;
  base::Counter input_audio_s;
  base::Counter output_audio_s;
};

/// What the pipeline tells of its work: docs/operations.md explains every series. A default-made
/// one tells nobody.
struct Metrics {
  Metrics() = default;
  /// `registry` must outlive all copies.
  explicit Metrics(base::Metrics& registry);

  base::Histogram open_s;     ///< Fetching and probing, until the recording is open.
  base::Histogram decode_s;   ///< Each half second of sound: fetched, decoded, resampled.
  base::Histogram segment_s;  ///< Voice activity and cutting, of the same.
  base::PoolMetrics recognise;
  base::PoolMetrics translate;
  base::PoolMetrics speak;
  base::PoolMetrics read;      ///< Text in pictures.
  base::PoolMetrics describe;  ///< Scenes of videos.

  // What looking at videos cost and gave (docs/scene.md); decoding apart from reading.
  base::Counter frames_decoded;
  base::Counter frames_decode_s;  ///< Of CPU.
  base::Counter frames_read;
  base::Counter frames_read_s;
  base::Counter heard_again;       ///< Utterances.
  base::Counter names_spelt;       ///< Names put right as they are spelt on the screen,
  base::Counter names_heard;       ///< and by a second hearing.
  base::Counter scenes_described;  ///< With a note, or found to need none,
  base::Counter scenes_failed;     ///< and not.
  JobMetrics translations;
  JobMetrics transcripts;
  JobMetrics speeches;
};

}  // namespace dragoman::pipeline
