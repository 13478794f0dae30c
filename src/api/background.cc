#include "api/background.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "api/handlers/files.h"
#include "api/handlers/jobs.h"
#include "api/handlers/uploads.h"
#include "api/spending.h"
#include "base/log.h"

namespace dragoman::api {

namespace {

constexpr std::array<std::string_view, 3> kRoots{"/v1/files", "/v1/uploads", "/v1/jobs"};

Response no_state(Request& request) {
  return refusal(
      error_reply_with_advice(ErrorId::kUnavailable, "This server's state folder cannot be used."),
      request);
}

}  // namespace

Background::Background(BackgroundConfig config, FindServices services)
    : config_(std::move(config)), services_(std::move(services)) {}

Background::~Background() { stop(); }

void Background::open() {
  auto state =
      jobs::State::open({.dir = config_.dir, .max_stored_bytes = config_.max_stored_bytes});
  if (!state) {
    base::log(base::LogLevel::kError, "There are no files and jobs here",
              {{"message", state.error().message}, {"detail", state.error().detail}});
    return;
  }
  state_ = *std::move(state);
  runner_ = std::make_unique<jobs::Runner>(*state_, config_.workers, &now_s);
}

void Background::add_routes(Routes& routes) {
  if (!state_) {
    for (const auto root : kRoots) {
      for (const auto* method : {"GET", "POST"}) {
        routes.add({method, std::string(root), true, &no_state});
      }
    }
    return;
  }
  const auto stored =
      std::make_shared<Stored>(Stored{*state_, *runner_, config_.stored, services_});
  for (const auto& group : {file_routes(stored), upload_routes(stored), job_routes(stored)}) {
    for (const auto& route : group) routes.add(route);
  }
}

void Background::start(TakePlace take_place, Charge charge) {
  if (runner_) runner_->start(calls(std::move(take_place), std::move(charge)));
}

void Background::stop() {
  if (runner_) runner_->stop();
}

jobs::RunnerCalls Background::calls(TakePlace take_place, Charge charge) const {
  const auto max_terms = config_.stored.max_terms;
  return {
      .read = [files = &state_->file_bytes(),
               max_terms](const auto& job) { return read_stored_job(job, *files, max_terms); },
      .models =
          [services = services_] {
            const auto open = services();
            return open ? open->model_ids : std::vector<std::string>();
          },
      .translate = [this, services = services_, charge = std::move(charge)](
                       const auto& record, const auto& job, auto& sink,
                       const auto& cancel) -> base::Status {
        const auto open = services();
        if (!open) return base::Error{base::ErrorKind::kUnavailable, "The server stops.", ""};
        Spending spending(sink);
        auto status = record.film.empty() ? open->translate(job, spending, cancel)
                                          : make_film(*open, record, job, spending, cancel);
        charge(record.client, spending.counted(status));
        return status;
      },
      .explain = [max_terms](const auto& error,
                             const auto& job) { return explain_failure(error, job, max_terms); },
      .take_place = std::move(take_place)};
}

base::Status Background::make_film(const Services& services, const jobs::JobRecord& record,
                                   const core::Job& job, core::EventSink& sink,
                                   const base::CancelToken& cancel) const {
  const auto wish = read_stored_film(record, config_.stored.max_terms);
  if (!wish) return wish.error();
  auto& work = state_->work();
  const auto folder = work.make_folder(record.id);
  if (!folder) return folder.error();
  const pipeline::FilmPlace place{.recording = std::get<core::MediaPath>(job.input).path,
                                  .folder = *folder,
                                  .told = job.resume.segments.size(),
                                  .take = [&](std::uint64_t bytes) { return work.take(bytes); }};
  if (auto status = services.make_film(*wish, place, sink, cancel); !status) return status;
  return state_->films().move_here(record.id, place.film());
}

}  // namespace dragoman::api
