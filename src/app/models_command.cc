#include "app/models_command.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/first_run.h"
#include "app/models_report.h"
#include "app/reports.h"
#include "models/puller.h"
#include "models/select.h"

namespace dragoman::app {

namespace {

using base::Error;
using base::ErrorKind;
using models::CatalogueModel;
using models::PullPlan;

Error usage(std::string message) { return {ErrorKind::kInvalidArgument, std::move(message), ""}; }

using Models = std::vector<const CatalogueModel*>;

base::Result<Models> find_all(const std::vector<std::string>& ids,
                              const models::Catalogue& catalogue) {
  Models found;
  for (const auto& id : ids) {
    const auto* model = catalogue.find(id);
    if (model == nullptr) {
      return usage(fmt::format("There is no model {}. `dragoman models list` lists them.", id));
    }
    if (std::ranges::find(found, model) == found.end()) found.push_back(model);
  }
  return found;
}

class Pull {
 public:
  Pull(const ModelsArgs& args, const models::Store& store, const models::Source& source,
       const models::FetchOptions& options, const PackageInstaller& install_packages,
       Console& console, const base::CancelToken& cancel)
      : args_(args),
        store_(store),
        source_(source),
        install_packages_(install_packages),
        console_(console),
        cancel_(cancel),
        puller_(store, source, options, cancel) {}

  int run() {
    auto wanted = want();
    if (!wanted) return console_.fail(wanted.error());
    if (wanted->empty()) {
      console_.say("Nothing to fetch.");
      return kExitOk;
    }
    if (auto status = check_licences(*wanted); !status) return console_.fail(status.error());
    const auto lock = models::FolderLock::take(store_.models_dir());
    if (!lock) return console_.fail(lock.error());
    auto status = plan(*wanted);
    if (status) status = show();
    if (status) status = puller_.check_space(plans_);
    if (status) status = ask();
    if (!status) return fail(status.error());
    if (declined_) return kExitOk;
    for (const auto& each : plans_) {
      if (status = install(each); !status) return fail(status.error());
    }
    if (status = install_packaged(); !status) return fail(status.error());
    return kExitOk;
  }

 private:
  // What was asked for and is not there yet.
  base::Result<Models> want() {
    auto models = find_all(args_.ids, store_.catalogue());
    if (!models) return models.error();
    if (args_.ids.empty() && args_.languages.empty() && !args_.defaults) {
      return usage(
          "Name models, or languages with --lang, or say --defaults. `dragoman models list` lists "
          "models.");
    }
    for (const auto& model : store_.catalogue().models) {
      const bool is_new = std::ranges::find(*models, &model) == models->end();
      if (args_.defaults && model.is_default && is_new) models->push_back(&model);
    }
    if (!args_.languages.empty()) {
      auto selection = models::select_models(store_.catalogue(), args_.languages, args_.quality);
      for (const auto& gap : selection.gaps) console_.say(gap);
      for (const auto* model : selection.models) {
        if (std::ranges::find(*models, model) == models->end()) models->push_back(model);
      }
    }
    Models wanted;
    for (const auto* model : *models) {
      const auto status = look_at(*model);
      if (!status) return status.error();
      if (status->state == models::ModelState::kInstalled) {
        console_.say(fmt::format("{}: installed.", model->facts.id));
      } else {
        wanted.push_back(model);
      }
    }
    return wanted;
  }

  // What is named may be damaged where a glance does not see it.
  [[nodiscard]] base::Result<models::ModelStatus> look_at(const CatalogueModel& model) const {
    const bool named = std::ranges::find(args_.ids, model.facts.id) != args_.ids.end();
    return named ? store_.verify(model, cancel_) : store_.glance_at(model);
  }

  [[nodiscard]] base::Status check_licences(const Models& models) const {
    for (const auto* model : models) {
      const auto& accepted = args_.accepted_licences;
      if (!model->is_restricted || std::ranges::find(accepted, model->licence) != accepted.end()) {
        continue;
      }
      return usage(fmt::format("{} is under the licence {}. {} To accept it: --accept-licence {}.",
                               model->facts.id, model->licence, model->licence_evidence,
                               model->licence));
    }
    return {};
  }

  base::Status plan(const Models& models) {
    for (const auto* model : models) {
      if (!model->place && source_.mirror.empty()) {
        packaged_.push_back(model);
        continue;
      }
      auto plan = puller_.plan(*model);
      if (!plan) return plan.error();
      plans_.push_back(*std::move(plan));
    }
    return {};
  }

  base::Status show() {
    std::vector<std::vector<std::string>> rows{{"MODEL", "FETCH", "HERE", "LICENCE", "FROM"}};
    for (const auto& each : plans_) {
      const auto here = puller_.bytes_here(each);
      total_ += each.fetch_bytes() - here;
      rows.push_back({each.model->facts.id, megabytes(each.fetch_bytes()), megabytes(here),
                      each.model->licence,
                      source_.mirror.empty() ? origin_of(*each.model) : source_.mirror});
    }
    const auto table = package_table(packaged_);
    total_ += table.fetch_bytes;
    for (const auto& row : table.rows) rows.push_back({row[0], row[1], "-", row[3], row[4]});
    return console_.out.append(fmt::format("{}To fetch: {}.\n", columns(rows), megabytes(total_)));
  }

  base::Status ask() {
    if (args_.yes) return {};
    if (!console_.read_line) {
      return usage("Nobody is here to be asked: add --yes to fetch this.");
    }
    if (auto status = console_.err.append("Fetch it? [y/N] "); !status) return status;
    const auto answer = console_.read_line(cancel_);
    if (auto status = cancel_.check(); !status) return status;
    declined_ = answer != "y" && answer != "Y" && answer != "yes";
    return {};
  }

  base::Status install(const PullPlan& plan) {
    const auto& id = plan.model->facts.id;
    std::string drawn;
    auto status = puller_.pull(plan, [&](const models::RemoteFile& file, std::uint64_t bytes) {
      if (!console_.err_is_terminal) return;
      auto line =
          fmt::format("{}  {}  {} of {}", id, file.path, megabytes(bytes), megabytes(file.bytes));
      if (line == drawn) return;
      static_cast<void>(console_.err.append("\r\x1b[K" + line));
      drawn = std::move(line);
    });
    if (!drawn.empty()) static_cast<void>(console_.err.append("\r\x1b[K"));
    if (!status) return status;
    return console_.out.append(fmt::format("{}: installed.\n", id));
  }

  base::Status install_packaged() {
    if (packaged_.empty()) return {};
    std::vector<std::string> ids;
    for (const auto* model : packaged_) {
      ids.push_back(model->facts.id);
      // set-up trusts its own mark of what it verified; here it is in doubt
      std::error_code error;
      std::filesystem::remove(store_.dir_of(*model) + "/.stamp", error);
    }
    return install_packages_(ids, args_.accepted_licences, cancel_);
  }

  int fail(const Error& error) {
    if (cancel_.cancelled()) {
      console_.say("Interrupted. What has come is kept: the same command goes on from there.");
      return kExitInterrupted;
    }
    return console_.fail(error);
  }

  const ModelsArgs& args_;
  const models::Store& store_;
  const models::Source& source_;
  const PackageInstaller& install_packages_;
  Console& console_;
  const base::CancelToken& cancel_;
  models::Puller puller_;
  std::vector<PullPlan> plans_;
  Models packaged_;
  std::uint64_t total_ = 0;
  bool declined_ = false;
};

}  // namespace

int pull_models(const ModelsArgs& args, const models::Store& store, const models::Source& source,
                const models::FetchOptions& options, const PackageInstaller& install_packages,
                Console& console, const base::CancelToken& cancel) {
  return Pull(args, store, source, options, install_packages, console, cancel).run();
}

int remove_models(const ModelsArgs& args, const models::Store& store, Console& console) {
  const auto found = find_all(args.ids, store.catalogue());
  if (!found) return console.fail(found.error());
  const auto lock = models::FolderLock::take(store.models_dir());
  if (!lock) return console.fail(lock.error());
  for (const auto* model : *found) {
    const auto bytes = models::remove_model(store, *model);
    if (!bytes) return console.fail(bytes.error());
    const auto line =
        fmt::format("{}: removed, {} free again.{}\n", model->facts.id, megabytes(*bytes),
                    model->is_default ? " It is a default: nothing runs until it is installed "
                                        "again."
                                      : "");
    if (auto status = console.out.append(line); !status) return console.fail(status.error());
  }
  return kExitOk;
}

}  // namespace dragoman::app
