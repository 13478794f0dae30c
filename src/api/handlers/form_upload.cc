#include "api/handlers/form_upload.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "api/handlers/stored.h"
#include "base/bytes.h"

namespace dragoman::api {

namespace {

constexpr std::size_t kMaxTextBytes = 1024;
constexpr std::uint64_t kFormOverheadBytes = 64U << 10U;

/// One form on its way.
class FormUpload final : public MultipartSink {
 public:
  FormUpload(const FormRules& rules, jobs::Shelf& shelf, std::string_view boundary)
      : rules_(rules), shelf_(shelf), reader_(boundary, *this) {}

  void receive(std::string_view piece) {
    if (!refusal_ && !reader_.write(piece)) {
      refuse(error_reply(ErrorId::kFormInvalid, {reader_.fault()}));
    }
  }

  std::variant<Form, ErrorReply> finish() {
    if (!refusal_ && !reader_.finish()) {
      refuse(error_reply(ErrorId::kFormInvalid, {reader_.fault()}));
    }
    if (!refusal_ && !form_.file) refuse(error_reply(ErrorId::kFieldNeeded, {rules_.file_member}));
    if (refusal_) return *std::move(refusal_);
    return std::move(form_);
  }

  void begin_part(MultipartPart part) override {
    text_ = nullptr;
    in_file_ = part.name == rules_.file_member;
    if (!in_file_) {
      text_ = &form_.texts[part.name];
      text_->clear();
      return;
    }
    if (form_.file) return refuse(error_reply(ErrorId::kFormInvalid, {"it has two files"}));
    form_.file_name = clean_file_name(part.file_name.value_or(""));
    auto draft = shelf_.write(new_id(rules_.id_prefix));
    if (!draft) return refuse(from_error(draft.error(), {}));
    form_.file = *std::move(draft);
  }

  void add_bytes(std::string_view bytes) override {
    if (refusal_) return;
    if (in_file_) return add_to_file(bytes);
    if (text_ == nullptr) return;
    if (text_->size() + bytes.size() > kMaxTextBytes) {
      return refuse(error_reply(ErrorId::kFormInvalid, {"a text in it is too long"}));
    }
    *text_ += bytes;
  }

  void end_part() override { in_file_ = false; }

 private:
  void add_to_file(std::string_view bytes) {
    if (form_.file->bytes() + bytes.size() > rules_.max_file_bytes) {
      return refuse(error_reply(ErrorId::kFileLimit, {std::to_string(rules_.max_file_bytes)}));
    }
    auto status = form_.file->append(base::as_bytes(bytes));
    if (!status) refuse(from_error(status.error(), {}));
  }

  void refuse(ErrorReply reply) {
    if (!refusal_) refusal_ = std::move(reply);
    form_.file.reset();
    in_file_ = false;
  }

  const FormRules rules_;
  jobs::Shelf& shelf_;
  MultipartReader reader_;
  Form form_;
  std::string* text_ = nullptr;
  bool in_file_ = false;
  std::optional<ErrorReply> refusal_;
};

std::uint64_t announced_bytes(const Request& request) {
  std::uint64_t bytes = 0;
  if (const auto* text = request.header("Content-Length")) {
    std::from_chars(text->data(), text->data() + text->size(), bytes);
  }
  return bytes;
}

}  // namespace

std::uint64_t max_form_bytes(std::uint64_t max_file_bytes) {
  return max_file_bytes + kFormOverheadBytes;
}

BeginBody form_upload(FormRules rules, jobs::Shelf& shelf, const jobs::Space& space,
                      std::function<Response(Form, Request&)> answer) {
  return [=, &shelf, &space](const Request& request) -> std::variant<BodyStream, Response> {
    if (auto room = space.check(announced_bytes(request)); !room) {
      return refusal(from_error(room.error(), {}), request);
    }
    const auto* type = request.header("Content-Type");
    const auto boundary = multipart_boundary(type == nullptr ? "" : *type);
    if (!boundary) return refusal(error_reply(ErrorId::kFormType), request);
    const auto upload = std::make_shared<FormUpload>(rules, shelf, *boundary);
    return BodyStream{.receive = [upload](std::string_view piece) { upload->receive(piece); },
                      .answer =
                          [upload, answer](Request& whole) {
                            auto form = upload->finish();
                            if (auto* reply = std::get_if<ErrorReply>(&form))
                              return refusal(*reply, whole);
                            return answer(std::get<Form>(std::move(form)), whole);
                          },
                      .max_bytes_on_disk = max_form_bytes(rules.max_file_bytes)};
  };
}

}  // namespace dragoman::api
