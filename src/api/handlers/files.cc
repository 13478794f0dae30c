#include "api/handlers/files.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "api/handlers/download.h"
#include "api/handlers/form_upload.h"
#include "api/wire/stored_objects.h"

namespace dragoman::api {

namespace {

constexpr std::int64_t kMaxListed = 10'000;
constexpr std::int64_t kMinLifetimeS = 60;
constexpr std::string_view kExpiry = "expires_after[seconds]";

class Files {
 public:
  explicit Files(std::shared_ptr<Stored> stored) : stored_(std::move(stored)) {}

  [[nodiscard]] std::uint64_t max_body_bytes() const {
    return max_form_bytes(stored_->options.max_file_bytes);
  }

  [[nodiscard]] BeginBody upload() const {
    return form_upload(
        {.file_member = "file", .max_file_bytes = stored_->options.max_file_bytes}, "file-",
        stored_->state.file_bytes(), stored_->state.space(),
        [files = *this](Form form, Request& request) { return files.keep(form, request); });
  }

  [[nodiscard]] Response list(const Request& request) const {
    const auto page = page_of(request, kMaxListed);
    if (const auto* reply = std::get_if<ErrorReply>(&page)) return refusal(*reply, request);
    const auto& asked = std::get<jobs::Page>(page);
    auto found = stored_->state.files().list(request.client, asked);
    if (!found) return failed(found.error(), request);
    wire::Listed<jobs::FileRecord> listed{*std::move(found), false};
    listed.has_more = static_cast<std::int64_t>(listed.records.size()) >= asked.limit;
    if (listed.has_more) listed.records.pop_back();
    return json_response(wire::file_list(listed));
  }

  [[nodiscard]] Response show(const Request& request) const {
    const auto file = stored_->state.files().find(request.path_parameter, request.client);
    if (!file) return failed(file.error(), request);
    if (!*file) return unknown("file", request.path_parameter, request);
    return json_response(wire::file_object(**file));
  }

  [[nodiscard]] Response download(const Request& request) const {
    const auto file = stored_->state.files().find(request.path_parameter, request.client);
    if (!file) return failed(file.error(), request);
    if (!*file) return unknown("file", request.path_parameter, request);
    auto bytes = stored_->state.file_bytes().read((*file)->id);
    if (!bytes) return failed(bytes.error(), request);
    const auto size = bytes->size();
    return api::download({.content_type = "application/octet-stream",
                          .name = (*file)->name,
                          .tag = (*file)->id,
                          .file = *std::move(bytes),
                          .file_bytes = size},
                         request);
  }

  [[nodiscard]] Response remove(const Request& request) const {
    const auto file = stored_->state.files().find(request.path_parameter, request.client);
    if (!file) return failed(file.error(), request);
    if (!*file) return unknown("file", request.path_parameter, request);
    const auto removed = stored_->state.remove_file((*file)->id);
    if (!removed) return failed(removed.error(), request);
    if (!*removed) {
      return conflict("A job that has not ended needs this file: cancel that first.", request);
    }
    return json_response(wire::deleted_object("file", (*file)->id));
  }

 private:
  [[nodiscard]] Response keep(Form& form, const Request& request) const {
    const auto purpose = form.texts.find("purpose");
    if (purpose == form.texts.end()) {
      return refusal(error_reply(ErrorId::kFieldNeeded, {"purpose"}), request);
    }
    if (!is_purpose(purpose->second)) {
      return refusal(invalid_parameter("A purpose is a short word, such as user_data."), request);
    }
    auto lifetime_s = stored_->options.lifetime_s;
    if (const auto wish = form.texts.find(std::string(kExpiry)); wish != form.texts.end()) {
      const auto* end = wish->second.data() + wish->second.size();
      const auto [stop, fault] = std::from_chars(wish->second.data(), end, lifetime_s);
      if (fault != std::errc() || stop != end || lifetime_s < kMinLifetimeS) {
        return refusal(
            invalid_parameter(fmt::format("{} must be at least {}.", kExpiry, kMinLifetimeS)),
            request);
      }
    }
    jobs::FileRecord file{.id = form.file->id(),
                          .client = request.client,
                          .name = std::move(form.file_name),
                          .purpose = purpose->second,
                          .created = now_s()};
    file.expires = file.created + std::min(lifetime_s, stored_->options.lifetime_s);
    if (auto status = stored_->state.keep(*form.file, file); !status) {
      return failed(status.error(), request);
    }
    return json_response(wire::file_object(file));
  }

  std::shared_ptr<Stored> stored_;
};

}  // namespace

std::vector<Route> file_routes(std::shared_ptr<Stored> stored) {
  const Files files(std::move(stored));
  const auto handler = [&](Response (Files::*member)(const Request&) const) -> Handler {
    return [files, member](Request& request) { return (files.*member)(request); };
  };
  Route upload{.method = "POST", .pattern = "/v1/files", .handler = files.upload()};
  upload.body = BodyKind::kForm;
  upload.max_body_bytes = files.max_body_bytes();
  return {upload,
          {"GET", "/v1/files", true, handler(&Files::list)},
          {"GET", "/v1/files/{id}", true, handler(&Files::show)},
          {"DELETE", "/v1/files/{id}", true, handler(&Files::remove)},
          {"GET", "/v1/files/{id}/content", true, handler(&Files::download)}};
}

}  // namespace dragoman::api
