#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/audio_encoder.h"
#include "core/event.h"
#include "core/job.h"
#include "pipeline/coverage.h"
#include "pipeline/film.h"
#include "pipeline/live.h"

namespace dragoman::api {

/// Runs one job to its end, as pipeline::translate does. Blocks; called from many threads at once.
using TranslateFn =
    std::function<base::Status(const core::Job&, core::EventSink&, const base::CancelToken&)>;

/// Refuses what can be refused before a byte is fetched, as pipeline::validate does. Called from
/// many threads at once.
using ValidateFn = std::function<base::Status(const core::Job&)>;

/// Makes a dubbed film, as pipeline::make_film does. Blocks; called from many threads at once.
using MakeFilmFn = std::function<base::Status(const core::FilmWish&, const pipeline::FilmPlace&,
                                              core::EventSink&, const base::CancelToken&)>;

/// As pipeline::validate_film. Called from many threads at once.
using ValidateFilmFn = std::function<base::Status(const core::FilmWish&)>;

/// Speaks one text, as pipeline::speak does. Blocks; called from many threads at once.
using SpeakFn =
    std::function<base::Status(const core::SpeechJob&, core::EventSink&, const base::CancelToken&)>;

/// Translates speech while it is being said, as pipeline::live does. Blocks; called from many
/// threads at once.
using LiveFn = std::function<base::Status(const core::LiveJob&, pipeline::LivePieces&,
                                          core::LiveSink&, const base::CancelToken&)>;

/// As pipeline::validate_live. Called from many threads at once.
using ValidateLiveFn = std::function<base::Status(const core::LiveJob&)>;

/// An encoder, as media::make_audio_encoder gives it. Called from many threads at once.
using MakeEncoderFn =
    std::function<base::Result<std::unique_ptr<core::AudioEncoder>>(core::SpeechFormat)>;

/// What the routes run on once the engines are loaded.
struct Services {
  TranslateFn translate;
  ValidateFn validate;
  SpeakFn speak;
  MakeEncoderFn make_encoder;
  pipeline::Coverage coverage;              ///< What GET /v1/languages and /v1/voices tell.
  std::vector<std::string> model_ids = {};  ///< What jobs run on.
  MakeFilmFn make_film = {};
  ValidateFilmFn validate_film = {};
  LiveFn live = {};
  ValidateLiveFn validate_live = {};
};

/// The services, or null while there are none (engines loading, server draining). Called from many
/// threads.
using FindServices = std::function<std::shared_ptr<const Services>()>;

}  // namespace dragoman::api
