#pragma once

#include "app/cli.h"
#include "app/console.h"
#include "app/package_models.h"
#include "base/cancel.h"
#include "models/fetch.h"
#include "models/hub.h"
#include "models/store.h"

namespace dragoman::app {

/// `dragoman models pull`: shows what would be fetched, asks (or takes --yes), and installs one
/// model after another, those of packages by `install_packages`. Nothing is asked of a hub before
/// the licences are settled. Returns the exit status: usage where nothing is named, a name is
/// unknown, a licence is not accepted or nobody can be asked.
[[nodiscard]] int pull_models(const ModelsArgs& args, const models::Store& store,
                              const models::Source& source, const models::FetchOptions& options,
                              const PackageInstaller& install_packages, Console& console,
                              const base::CancelToken& cancel);

/// `dragoman models remove`. Returns the exit status.
[[nodiscard]] int remove_models(const ModelsArgs& args, const models::Store& store,
                                Console& console);

}  // namespace dragoman::app
