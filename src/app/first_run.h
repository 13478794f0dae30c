#pragma once

#include <string>
#include <vector>

#include "app/console.h"
#include "app/package_models.h"
#include "base/cancel.h"
#include "models/store.h"

namespace dragoman::app {

/// Before engines are opened: nothing where all that `recipe` wants is installed, or done by
/// services (`elsewhere`). Else what is
/// missing, with sizes, licences, sources and the command that fetches it, on standard error; then,
/// where somebody is at the terminal, a question, and the installation. Never waits for anybody
/// else. Errors: kModelMissing (declined, or nobody to ask), those of `install`.
[[nodiscard]] base::Status provide_models(const models::Store& store, const std::string& recipe,
                                          const models::Jobs& elsewhere,
                                          const PackageInstaller& install, Console& console,
                                          const base::CancelToken& cancel);

/// Rows of a table and the sum: what is fetched for these models of packages, each package once.
struct PackageTable {
  std::vector<std::vector<std::string>> rows;  ///< Model, fetched, on disk, licence, source.
  std::uint64_t fetch_bytes = 0;
  std::uint64_t disk_bytes = 0;
};
[[nodiscard]] PackageTable package_table(const std::vector<const models::CatalogueModel*>& models);

}  // namespace dragoman::app
