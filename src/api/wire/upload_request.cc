#include "api/wire/upload_request.h"

#include <boost/json.hpp>

#include "api/wire/body_reader.h"
#include "api/wire/chat_fields.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

constexpr double kMaxBytes = 1e15;  // beyond any limit, and whole as a double

ErrorReply invalid(std::string_view advice) {
  return error_reply_with_advice(ErrorId::kBodyInvalid, advice);
}

Refusal read_object(std::string_view body, BodyReader& reader, const json::object*& object) {
  reader.write(body);
  std::string fault;
  const auto* value = reader.finish(fault);
  if (value == nullptr) return invalid("The JSON cannot be read: " + fault + ".");
  object = value->if_object();
  if (object == nullptr) return invalid("It must be a JSON object.");
  return {};
}

Refusal read_text(const json::object& object, std::string_view name, std::string& text) {
  const auto* value = find_member(object, name);
  if (value == nullptr) return error_reply(ErrorId::kFieldNeeded, {name});
  if (!value->is_string()) return wrong_type(name, FieldType::kString);
  text = value->get_string();
  return {};
}

Refusal read_bytes(const json::object& object, std::uint64_t& bytes) {
  const auto* value = find_member(object, "bytes");
  if (value == nullptr) return error_reply(ErrorId::kFieldNeeded, {"bytes"});
  if (!value->is_number()) return wrong_type("bytes", FieldType::kInteger);
  const auto number = value->to_number<double>();
  if (!(number >= 1) || number > kMaxBytes) return invalid("The bytes must be at least 1.");
  bytes = static_cast<std::uint64_t>(number);
  return {};
}

}  // namespace

std::variant<UploadRequest, ErrorReply> read_upload_request(std::string_view body) {
  BodyReader reader(0);
  const json::object* object = nullptr;
  if (auto refusal = read_object(body, reader, object)) return *std::move(refusal);
  UploadRequest request;
  for (const auto& [name, text] :
       {std::pair("filename", &request.name), std::pair("purpose", &request.purpose),
        std::pair("mime_type", &request.mime_type)}) {
    if (auto refusal = read_text(*object, name, *text)) return *std::move(refusal);
  }
  if (auto refusal = read_bytes(*object, request.bytes)) return *std::move(refusal);
  return request;
}

std::variant<std::vector<std::string>, ErrorReply> read_part_ids(std::string_view body) {
  BodyReader reader(0);
  const json::object* object = nullptr;
  if (auto refusal = read_object(body, reader, object)) return *std::move(refusal);
  const auto* ids = find_member(*object, "part_ids");
  if (ids == nullptr) return error_reply(ErrorId::kFieldNeeded, {"part_ids"});
  if (!ids->is_array()) return wrong_type("part_ids", FieldType::kArray);
  std::vector<std::string> found;
  for (const auto& id : ids->get_array()) {
    if (!id.is_string()) return invalid("The part_ids must be texts.");
    found.emplace_back(id.get_string());
  }
  if (found.empty()) return invalid("The part_ids must name at least one part.");
  return found;
}

}  // namespace dragoman::api::wire
