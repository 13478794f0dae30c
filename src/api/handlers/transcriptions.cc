#include "api/handlers/transcriptions.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "api/handlers/form_upload.h"
#include "api/handlers/stored.h"
#include "api/wire/transcription_answer.h"
#include "api/wire/transcription_request.h"

namespace dragoman::api {

namespace {

/// A file without a name, and the part of the space that it takes.
class Spooled {
 public:
  Spooled(base::SpoolFile file, jobs::Space& space) : file_(std::move(file)), space_(space) {}
  Spooled(const Spooled&) = delete;
  Spooled& operator=(const Spooled&) = delete;
  ~Spooled() { space_.give_back(taken_); }

  base::Status append(std::span<const std::uint8_t> bytes) {
    if (auto status = space_.take(bytes.size()); !status) return status;
    taken_ += bytes.size();
    return file_.append(bytes);
  }
  [[nodiscard]] const base::SpoolFile& file() const { return file_; }

 private:
  base::SpoolFile file_;
  jobs::Space& space_;
  std::uint64_t taken_ = 0;
};

/// One recording on its way to the disk, and what is answered once it is there.
class Transcription final : public FormTaker {
 public:
  Transcription(wire::TranscriptionTask task, JobRules rules, jobs::Space& space)
      : task_(task), rules_(std::move(rules)), space_(space) {}

  base::Status open(std::string_view /*file_name*/) override {
    auto file = base::SpoolFile::create();
    if (!file) return file.error();
    spooled_ = std::make_shared<Spooled>(*std::move(file), space_);
    return {};
  }

  base::Status append(std::span<const std::uint8_t> bytes) override {
    return spooled_->append(bytes);
  }

  Response answer(const FormTexts& texts, Request& request) override {
    auto parsed = wire::read_transcription_form(task_, texts);
    if (const auto* refusal = std::get_if<ErrorReply>(&parsed)) {
      return to_response(*refusal, request.id);
    }
    auto& wanted = std::get<wire::TranscriptionRequest>(parsed);
    wanted.job.input = core::MediaSpool{{spooled_, &spooled_->file()}};
    if (!wanted.stream) return gather(wanted, request);
    auto events = std::make_shared<wire::TranscriptionEvents>();
    return stream_job(
        std::move(wanted.job), [events](const auto& event) { return events->next(event); }, rules_,
        request);
  }

 private:
  [[nodiscard]] Response gather(const wire::TranscriptionRequest& wanted,
                                const Request& request) const {
    wire::TranscriptionAnswer answer(wanted, rules_.find_line_breaks);
    if (const auto refusal = run_job(
            wanted.job, [&](const auto& event) { return answer.add(event); }, rules_, request)) {
      return to_response(*refusal, request.id);
    }
    return {.headers = {{"Content-Type", std::string(answer.content_type())}},
            .body = answer.body()};
  }

  const wire::TranscriptionTask task_;
  const JobRules rules_;
  jobs::Space& space_;
  std::shared_ptr<Spooled> spooled_;
};

}  // namespace

std::vector<Route> transcription_routes(std::string_view prefix, const JobRules& rules,
                                        std::uint64_t max_file_bytes, jobs::Space& space) {
  const auto route = [&](std::string_view path, wire::TranscriptionTask task) {
    const FormRules form{.file_member = "file",
                         .max_file_bytes = max_file_bytes,
                         .max_text_bytes = wire::kMaxFormTextBytes};
    return Route{.method = "POST",
                 .pattern = std::string(prefix) + std::string(path),
                 .handler = take_form(form, space,
                                      [task, rules, &space] {
                                        return std::make_unique<Transcription>(task, rules, space);
                                      }),
                 .starts_job = true,
                 .body = BodyKind::kForm,
                 .max_body_bytes = max_form_bytes(max_file_bytes)};
  };
  return {route("/v1/audio/transcriptions", wire::TranscriptionTask::kTranscribe),
          route("/v1/audio/translations", wire::TranscriptionTask::kTranslate)};
}

}  // namespace dragoman::api
