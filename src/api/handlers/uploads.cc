#include "api/handlers/uploads.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/handlers/form_upload.h"
#include "api/wire/stored_objects.h"
#include "api/wire/upload_request.h"

namespace dragoman::api {

namespace {

constexpr std::string_view kNotPending = "This upload is not pending any more.";
constexpr std::size_t kMaxMimeTypeBytes = 255;

class Uploads {
 public:
  explicit Uploads(std::shared_ptr<Stored> stored) : stored_(std::move(stored)) {}

  [[nodiscard]] std::uint64_t max_body_bytes() const {
    return max_form_bytes(stored_->options.max_part_bytes);
  }

  [[nodiscard]] BeginBody add_part() const {
    return form_upload(
        {.file_member = "data", .max_file_bytes = stored_->options.max_part_bytes}, "part_",
        stored_->state.part_bytes(), stored_->state.space(),
        [uploads = *this](Form form, Request& request) { return uploads.keep(form, request); });
  }

  [[nodiscard]] Response create(const Request& request) const {
    auto parsed = wire::read_upload_request(request.body);
    if (const auto* reply = std::get_if<ErrorReply>(&parsed)) return refusal(*reply, request);
    auto& asked = std::get<wire::UploadRequest>(parsed);
    if (!is_purpose(asked.purpose) || asked.mime_type.size() > kMaxMimeTypeBytes) {
      return refusal(invalid_parameter("A purpose is a short word, such as user_data."), request);
    }
    const auto max_bytes = stored_->options.max_file_bytes;
    if (asked.bytes > max_bytes) {
      return refusal(error_reply(ErrorId::kFileLimit, {std::to_string(max_bytes)}), request);
    }
    if (auto room = stored_->state.space().check(asked.bytes); !room) {
      return failed(room.error(), request);
    }
    jobs::UploadRecord upload{.id = new_id("upload_"),
                              .client = request.client,
                              .name = clean_file_name(asked.name),
                              .purpose = std::move(asked.purpose),
                              .mime_type = std::move(asked.mime_type),
                              .bytes = asked.bytes,
                              .created = now_s()};
    upload.expires = upload.created + stored_->options.lifetime_s;
    if (auto status = files().add(upload); !status) return failed(status.error(), request);
    return answer(upload, request);
  }

  [[nodiscard]] Response show(const Request& request) const {
    return with_upload(request, [&](const auto& upload) { return answer(upload, request); });
  }

  [[nodiscard]] Response complete(const Request& request) const {
    return with_upload(request, [&](const auto& upload) { return join(upload, request); });
  }

  [[nodiscard]] Response cancel(const Request& request) const {
    return with_upload(request, [&](jobs::UploadRecord upload) {
      const auto cancelled = stored_->state.cancel(upload);
      if (!cancelled) return failed(cancelled.error(), request);
      if (!*cancelled) return conflict(kNotPending, request);
      upload.state = jobs::UploadState::kCancelled;
      return answer(upload, request);
    });
  }

 private:
  [[nodiscard]] jobs::FileTable& files() const { return stored_->state.files(); }

  template <class Use>
  Response with_upload(const Request& request, Use use) const {
    const auto upload = files().find_upload(request.path_parameter, request.client);
    if (!upload) return failed(upload.error(), request);
    if (!*upload) return unknown("upload", request.path_parameter, request);
    return use(**upload);
  }

  [[nodiscard]] Response answer(const jobs::UploadRecord& upload, const Request& request) const {
    std::optional<jobs::FileRecord> file;
    if (!upload.file.empty()) {
      auto found = files().find(upload.file, upload.client);
      if (!found) return failed(found.error(), request);
      file = *std::move(found);
    }
    const auto parts = files().parts(upload.id);
    if (!parts) return failed(parts.error(), request);
    return json_response(wire::upload_object(upload, file, *parts));
  }

  [[nodiscard]] Response keep(Form& form, const Request& request) const {
    return with_upload(request, [&](const jobs::UploadRecord& upload) {
      jobs::PartRecord part{.id = form.file->id(), .upload = upload.id, .created = now_s()};
      const auto kept = stored_->state.keep(*form.file, part);
      if (!kept) return failed(kept.error(), request);
      if (!*kept) return conflict(kNotPending, request);
      return json_response(wire::part_object(part));
    });
  }

  // Every part at most once, and of this upload; together as long as was promised.
  [[nodiscard]] std::variant<std::vector<jobs::PartRecord>, ErrorReply> chosen(
      const jobs::UploadRecord& upload, std::vector<jobs::PartRecord> parts,
      const std::vector<std::string>& ids) const {
    std::vector<jobs::PartRecord> found;
    std::uint64_t bytes = 0;
    for (const auto& id : ids) {
      const auto part = std::ranges::find(parts, id, &jobs::PartRecord::id);
      if (part == parts.end()) return error_reply(ErrorId::kObjectUnknown, {"part", id});
      bytes += part->bytes;
      found.push_back(std::move(*part));
      parts.erase(part);
    }
    if (bytes == upload.bytes) return found;
    return error_reply(ErrorId::kConflict,
                       {fmt::format("The parts have {} bytes together, and {} were promised.",
                                    bytes, upload.bytes)});
  }

  [[nodiscard]] Response join(jobs::UploadRecord upload, const Request& request) const {
    const auto ids = wire::read_part_ids(request.body);
    if (const auto* reply = std::get_if<ErrorReply>(&ids)) return refusal(*reply, request);
    if (upload.state != jobs::UploadState::kPending) return conflict(kNotPending, request);
    auto parts = files().parts(upload.id);
    if (!parts) return failed(parts.error(), request);
    const auto found = chosen(upload, *std::move(parts), std::get<std::vector<std::string>>(ids));
    if (const auto* reply = std::get_if<ErrorReply>(&found)) return refusal(*reply, request);
    jobs::FileRecord file{.id = new_id("file-"),
                          .client = upload.client,
                          .name = upload.name,
                          .purpose = upload.purpose,
                          .created = now_s()};
    file.expires = file.created + stored_->options.lifetime_s;
    const auto joined =
        stored_->state.join(upload, std::get<std::vector<jobs::PartRecord>>(found), file);
    if (!joined) return failed(joined.error(), request);
    if (!*joined) return conflict(kNotPending, request);
    upload.state = jobs::UploadState::kCompleted;
    upload.file = file.id;
    return answer(upload, request);
  }

  std::shared_ptr<Stored> stored_;
};

}  // namespace

std::vector<Route> upload_routes(std::shared_ptr<Stored> stored) {
  const Uploads uploads(std::move(stored));
  const auto handler = [&](Response (Uploads::*member)(const Request&) const) -> Handler {
    return [uploads, member](Request& request) { return (uploads.*member)(request); };
  };
  Route part{.method = "POST", .pattern = "/v1/uploads/{id}/parts", .handler = uploads.add_part()};
  part.body = BodyKind::kForm;
  part.max_body_bytes = uploads.max_body_bytes();
  return {{"POST", "/v1/uploads", true, handler(&Uploads::create)},
          {"GET", "/v1/uploads/{id}", true, handler(&Uploads::show)},
          part,
          {"POST", "/v1/uploads/{id}/complete", true, handler(&Uploads::complete)},
          {"POST", "/v1/uploads/{id}/cancel", true, handler(&Uploads::cancel)}};
}

}  // namespace dragoman::api
