#include "api/handlers/form_upload.h"

#include <charconv>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "api/handlers/stored.h"
#include "base/bytes.h"

namespace dragoman::api {

namespace {

constexpr std::uint64_t kFormOverheadBytes = 64U << 10U;

/// One form on its way.
class IncomingForm final : public MultipartSink {
 public:
  IncomingForm(const FormRules& rules, std::unique_ptr<FormTaker> taker, std::string_view boundary)
      : rules_(rules), taker_(std::move(taker)), reader_(boundary, *this) {}

  void receive(std::string_view piece) {
    if (!refusal_ && !reader_.write(piece)) {
      refuse(error_reply(ErrorId::kFormInvalid, {reader_.fault()}));
    }
  }

  Response answer(Request& request) {
    if (!refusal_ && !reader_.finish()) {
      refuse(error_reply(ErrorId::kFormInvalid, {reader_.fault()}));
    }
    if (!refusal_ && !file_opened_) {
      refuse(error_reply(ErrorId::kFieldNeeded, {rules_.file_member}));
    }
    return refusal_ ? refusal(*refusal_, request) : taker_->answer(texts_, request);
  }

  void begin_part(MultipartPart part) override {
    text_ = nullptr;
    in_file_ = part.name == rules_.file_member;
    if (!in_file_) {
      text_ = &texts_.emplace(std::move(part.name), "")->second;
      return;
    }
    if (refusal_) return;
    if (std::exchange(file_opened_, true)) {
      return refuse(error_reply(ErrorId::kFormInvalid, {"it has two files"}));
    }
    auto status = taker_->open(clean_file_name(part.file_name.value_or("")));
    if (!status) refuse(from_error(status.error(), {}));
  }

  void add_bytes(std::string_view bytes) override {
    if (refusal_) return;
    if (in_file_) return add_to_file(bytes);
    if (text_ == nullptr) return;
    if (text_->size() + bytes.size() > rules_.max_text_bytes) {
      return refuse(error_reply(ErrorId::kFormInvalid, {"a text in it is too long"}));
    }
    *text_ += bytes;
  }

  void end_part() override { in_file_ = false; }

 private:
  void add_to_file(std::string_view bytes) {
    file_bytes_ += bytes.size();
    if (file_bytes_ > rules_.max_file_bytes) {
      return refuse(error_reply(ErrorId::kFileLimit, {std::to_string(rules_.max_file_bytes)}));
    }
    auto status = taker_->append(base::as_bytes(bytes));
    if (!status) refuse(from_error(status.error(), {}));
  }

  void refuse(ErrorReply reply) {
    if (!refusal_) refusal_ = std::move(reply);
    taker_.reset();
    in_file_ = false;
  }

  const FormRules rules_;
  std::unique_ptr<FormTaker> taker_;  // null once refused
  MultipartReader reader_;
  FormTexts texts_;
  std::string* text_ = nullptr;
  std::uint64_t file_bytes_ = 0;
  bool file_opened_ = false;
  bool in_file_ = false;
  std::optional<ErrorReply> refusal_;
};

/// Writes the file onto a shelf.
class ShelfTaker final : public FormTaker {
 public:
  ShelfTaker(std::string_view id_prefix, jobs::Shelf& shelf,
             std::function<Response(Form, Request&)> answer)
      : id_prefix_(id_prefix), shelf_(shelf), answer_(std::move(answer)) {}

  base::Status open(std::string_view file_name) override {
    form_.file_name = file_name;
    auto draft = shelf_.write(new_id(id_prefix_));
    if (!draft) return draft.error();
    form_.file = *std::move(draft);
    return {};
  }
  base::Status append(std::span<const std::uint8_t> bytes) override {
    return form_.file->append(bytes);
  }
  Response answer(const FormTexts& texts, Request& request) override {
    form_.texts = texts;
    return answer_(std::move(form_), request);
  }

 private:
  const std::string_view id_prefix_;
  jobs::Shelf& shelf_;
  const std::function<Response(Form, Request&)> answer_;
  Form form_;
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

BeginBody take_form(FormRules rules, const jobs::Space& space,
                    std::function<std::unique_ptr<FormTaker>()> make_taker) {
  return [=, &space](const Request& request) -> std::variant<BodyStream, Response> {
    if (auto room = space.check(announced_bytes(request)); !room) {
      return refusal(from_error(room.error(), {}), request);
    }
    const auto* type = request.header("Content-Type");
    const auto boundary = multipart_boundary(type == nullptr ? "" : *type);
    if (!boundary) return refusal(error_reply(ErrorId::kFormType), request);
    const auto form = std::make_shared<IncomingForm>(rules, make_taker(), *boundary);
    return BodyStream{.receive = [form](std::string_view piece) { form->receive(piece); },
                      .answer = [form](Request& whole) { return form->answer(whole); },
                      .max_bytes_on_disk = max_form_bytes(rules.max_file_bytes)};
  };
}

BeginBody form_upload(FormRules rules, std::string_view id_prefix, jobs::Shelf& shelf,
                      const jobs::Space& space, std::function<Response(Form, Request&)> answer) {
  return take_form(rules, space, [id_prefix, &shelf, answer = std::move(answer)] {
    return std::make_unique<ShelfTaker>(id_prefix, shelf, answer);
  });
}

}  // namespace dragoman::api
