#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "api/server.h"
#include "app/config.h"
#include "base/cancel.h"
#include "base/result.h"
#include "engines/config.h"
#include "engines/registry.h"
#include "engines/tts.h"
#include "models/catalogue.h"
#include "models/hub.h"
#include "models/store.h"
#include "pipeline/coverage.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"

namespace dragoman::app {

/// Where the parts of the program meet: from the configuration to each part's own options.

/// What lies beside the program's own file, wherever that was put.
[[nodiscard]] std::string beside_program(std::string_view path);

[[nodiscard]] engines::EngineConfig engine_config(const Config& config);
/// Errors: kInvalidArgument (a host that is none), kNotFound (media_sandbox without its program).
[[nodiscard]] base::Result<pipeline::Limits> job_limits(const Config& config);
/// Reads api_keys_file and clients_file too. Errors: those of reading them.
[[nodiscard]] base::Result<api::ServerConfig> server_config(const Config& config);

/// For every public voice and language the first of its stand-ins that is loaded; languages without
/// one are left out, a name never.
[[nodiscard]] pipeline::VoiceStandIns choose_stand_ins(const models::StandInTable& table,
                                                       std::span<const engines::Voice> voices);

/// `from` (may be empty) goes before the configured mirror. Errors: kInvalidArgument (hub_urls).
[[nodiscard]] base::Result<models::Source> pull_source(const Config& config, std::string from,
                                                       const models::Catalogue& catalogue);
[[nodiscard]] models::FetchOptions fetch_options(const Config& config);

/// Errors: kModelInvalid (the catalogue in the program).
[[nodiscard]] base::Result<models::Store> open_store(const Config& config);

/// Verifies the installed models and loads the engines; reads describer_key_file. Takes seconds.
/// Errors: as Store::open and engines::open_engines.
[[nodiscard]] base::Result<engines::EngineSet> open_engine_set(const Config& config,
                                                               const base::CancelToken& cancel);

/// Verifies the installed models, loads the engines, starts their pools. Takes seconds. `around`,
/// if any, takes the engines and gives those that are used. Errors: as Store::open and
/// open_engines.
[[nodiscard]] base::Result<std::unique_ptr<pipeline::Engines>> open_engines(
    const Config& config, const base::CancelToken& cancel, const pipeline::Metrics& metrics = {},
    const std::function<engines::EngineSet(engines::EngineSet)>& around = nullptr);

/// What these engines do, and how well it was measured. Errors: kModelInvalid (the tables in the
/// program).
[[nodiscard]] base::Result<pipeline::Coverage> coverage_of(const pipeline::Engines& engines);

/// Binds pipeline::translate and validate to `engines`, which must outlive what it returns.
[[nodiscard]] api::Services make_services(pipeline::Engines& engines,
                                          const pipeline::Limits& limits,
                                          pipeline::Coverage coverage);

}  // namespace dragoman::app
