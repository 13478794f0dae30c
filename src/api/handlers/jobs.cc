#include "api/handlers/jobs.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "api/handlers/job_events.h"
#include "api/handlers/job_results.h"
#include "api/job_failure.h"
#include "api/sse.h"
#include "api/wire/error_body.h"
#include "api/wire/job_request.h"
#include "api/wire/stored_objects.h"

namespace dragoman::api {

namespace {

constexpr std::int64_t kMaxListed = 1000;
constexpr std::uint64_t kMaxRequestBytes = 1U << 20U;

base::Result<wire::JobRequest> read_again(const jobs::JobRecord& job, std::size_t max_terms) {
  auto parsed = wire::read_job_request(job.request, max_terms);
  if (auto* reply = std::get_if<ErrorReply>(&parsed)) {
    return base::Error{base::ErrorKind::kInternal, "", "a stored request: " + reply->message};
  }
  return std::get<wire::JobRequest>(std::move(parsed));
}

class Jobs {
 public:
  explicit Jobs(std::shared_ptr<Stored> stored) : stored_(std::move(stored)) {}

  [[nodiscard]] Response create(const Request& request) const {
    auto parsed = wire::read_job_request(request.body, stored_->options.max_terms);
    if (const auto* reply = std::get_if<ErrorReply>(&parsed)) return refusal(*reply, request);
    const auto& asked = std::get<wire::JobRequest>(parsed);
    const auto services = stored_->services();
    if (!services) {
      return refusal(error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."),
                     request);
    }
    if (auto status = validate(*services, asked); !status) {
      return refusal(from_error(status.error(), asked.job), request);
    }
    if (!asked.file_id.empty()) {
      const auto file = stored_->state.files().find(asked.file_id, request.client);
      if (!file) return failed(file.error(), request);
      if (!*file) return unknown("file", asked.file_id, request);
    }
    return queue(asked, request);
  }

  [[nodiscard]] Response list(const Request& request) const {
    const auto page = page_of(request, kMaxListed);
    if (const auto* reply = std::get_if<ErrorReply>(&page)) return refusal(*reply, request);
    const auto& asked = std::get<jobs::Page>(page);
    auto found = table().list(request.client, asked);
    if (!found) return failed(found.error(), request);
    wire::Listed<jobs::JobRecord> listed{*std::move(found), false};
    listed.has_more = static_cast<std::int64_t>(listed.records.size()) >= asked.limit;
    if (listed.has_more) listed.records.pop_back();
    return json_response(wire::job_list(listed));
  }

  [[nodiscard]] Response show(const Request& request) const {
    return with_job(request, [](const auto& job) { return json_response(wire::job_object(job)); });
  }

  [[nodiscard]] Response cancel(const Request& request) const {
    return with_job(request, [&](const jobs::JobRecord& job) {
      if (auto status = stored_->runner.cancel(job, request.cancel); !status) {
        return failed(status.error(), request);
      }
      return show(request);
    });
  }

  [[nodiscard]] Response remove(const Request& request) const {
    return with_job(request, [&](const jobs::JobRecord& job) {
      const auto removed = stored_->state.remove_job(job.id);
      if (!removed) return failed(removed.error(), request);
      if (!*removed) return conflict("The job has not ended: cancel it first.", request);
      return json_response(wire::deleted_object("job", job.id));
    });
  }

  [[nodiscard]] Response events(const Request& request) const {
    return with_job(request, [&](const jobs::JobRecord& job) {
      const auto wish = read_again(job, stored_->options.max_terms);
      if (!wish) return failed(wish.error(), request);
      StreamPlace place;
      if (const auto* last = request.header("Last-Event-ID")) {
        const auto parsed = parse_place(*last);
        if (!parsed) {
          return refusal(invalid_parameter("Last-Event-ID must be an id of this stream."), request);
        }
        place = *parsed;
      }
      wire::ChatFacts facts{.completion_id = "chatcmpl-" + job.id,
                            .audio_id = "audio_" + job.id,
                            .model = wish->model,
                            .created = job.created,
                            .include_usage = true,
                            .find_line_breaks = stored_->options.find_line_breaks};
      if (request.query_value("include_segments") == "true") {
        facts.segments_into = wish->job.target;
      }
      return Response{.headers = sse::headers(),
                      .chunks = job_events(stored_, job, std::move(facts), place, request.cancel)};
    });
  }

  [[nodiscard]] Response film(const Request& request) const {
    return with_job(request, [&](const auto& job) { return job_film(*stored_, job, request); });
  }

  [[nodiscard]] Handler result(output::Format format) const {
    return [jobs = *this, format](Request& request) {
      return jobs.with_job(request, [&](const jobs::JobRecord& job) {
        const auto wish = read_again(job, jobs.stored_->options.max_terms);
        if (!wish) return failed(wish.error(), request);
        return job_result(*jobs.stored_, job, wish->job, format, request);
      });
    };
  }

 private:
  [[nodiscard]] jobs::JobTable& table() const { return stored_->state.jobs(); }

  template <class Use>
  Response with_job(const Request& request, Use use) const {
    const auto job = table().find(request.path_parameter, request.client);
    if (!job) return failed(job.error(), request);
    if (!*job) return unknown("job", request.path_parameter, request);
    return use(**job);
  }

  static base::Status validate(const Services& services, const wire::JobRequest& asked) {
    return asked.film ? services.validate_film(*asked.film) : services.validate(asked.job);
  }

  [[nodiscard]] Response queue(const wire::JobRequest& asked, const Request& request) const {
    jobs::JobRecord job{.id = new_id("job-"),
                        .client = request.client,
                        .request = request.body,
                        .file = asked.file_id,
                        .created = now_s()};
    if (asked.film) job.film = asked.film->format;
    job.expires = job.created + stored_->options.lifetime_s;
    const auto added = table().add(job, stored_->options.max_waiting_jobs);
    if (!added) return failed(added.error(), request);
    if (!*added) return refusal(error_reply(ErrorId::kManyRequests), request);
    stored_->runner.wake();
    return json_response(wire::job_object(job));
  }

  std::shared_ptr<Stored> stored_;
};

}  // namespace

std::vector<Route> job_routes(std::shared_ptr<Stored> stored) {
  const Jobs jobs(std::move(stored));
  const auto handler = [&](Response (Jobs::*member)(const Request&) const) -> Handler {
    return [jobs, member](Request& request) { return (jobs.*member)(request); };
  };
  Route create{.method = "POST", .pattern = "/v1/jobs", .handler = handler(&Jobs::create)};
  create.max_body_bytes = kMaxRequestBytes;
  create.starts_job = true;
  create.in_background = true;
  std::vector<Route> routes{create,
                            {"GET", "/v1/jobs", true, handler(&Jobs::list)},
                            {"GET", "/v1/jobs/{id}", true, handler(&Jobs::show)},
                            {"DELETE", "/v1/jobs/{id}", true, handler(&Jobs::remove)},
                            {"GET", "/v1/jobs/{id}/events", true, handler(&Jobs::events)},
                            {"GET", "/v1/jobs/{id}/results/film", true, handler(&Jobs::film)},
                            {"POST", "/v1/jobs/{id}/cancel", true, handler(&Jobs::cancel)}};
  for (const auto& format : output::formats()) {
    routes.push_back({"GET", fmt::format("/v1/jobs/{{id}}/results/{}", format.name), true,
                      jobs.result(format.format)});
  }
  return routes;
}

base::Result<core::Job> read_stored_job(const jobs::JobRecord& job, const jobs::Shelf& files,
                                        std::size_t max_terms) {
  auto wish = read_again(job, max_terms);
  if (!wish) return wish.error();
  if (!wish->file_id.empty()) wish->job.input = core::MediaPath{files.path(wish->file_id)};
  wish->job.want_source_text = true;
  wish->job.patient = true;
  return std::move(wish->job);
}

base::Result<core::FilmWish> read_stored_film(const jobs::JobRecord& job, std::size_t max_terms) {
  auto wish = read_again(job, max_terms);
  if (!wish) return wish.error();
  if (wish->film) return *std::move(wish->film);
  return base::Error{base::ErrorKind::kInternal, "", "a stored request without its film"};
}

std::string explain_failure(const base::Error& error, const jobs::JobRecord& job,
                            std::size_t max_terms) {
  const auto wish = read_again(job, max_terms);
  return wire::error_event(
      reply_to_failure("A job failed", error, wish ? wish->job : core::Job(), job.id));
}

}  // namespace dragoman::api
