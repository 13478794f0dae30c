#include "engines/remote/chat_wire.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "base/bytes.h"

namespace dragoman::engines::remote {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostComplaintBytes = 200;

base::Error nonsense(std::string_view what) {
  return {base::ErrorKind::kUrlFailed, "The service's answer is none of the contract's.",
          std::string(what)};
}

const json::value* member(const json::value* value, std::string_view key) {
  const auto* object = value != nullptr ? value->if_object() : nullptr;
  return object != nullptr ? object->if_contains(key) : nullptr;
}

const json::value* first(const json::value* value) {
  const auto* array = value != nullptr ? value->if_array() : nullptr;
  return array != nullptr && !array->empty() ? &array->front() : nullptr;
}

// A text, or the texts of a list of parts.
bool take_text(const json::value* content, std::string& text) {
  if (content == nullptr) return false;
  if (const auto* string = content->if_string()) {
    text = std::string_view(*string);
    return true;
  }
  const auto* parts = content->if_array();
  if (parts == nullptr) return false;
  for (const auto& part : *parts) {
    const auto* piece = member(&part, "text");
    if (piece != nullptr && piece->is_string()) text += std::string_view(piece->get_string());
  }
  return !text.empty();
}

}  // namespace

std::string write_chat_request(const ChatQuestion& question) {
  json::array content;
  for (const auto& jpeg : question.jpegs) {
    auto url = "data:image/jpeg;base64," + base::base64_encode(base::as_bytes(jpeg));
    content.push_back({{"type", "image_url"}, {"image_url", {{"url", std::move(url)}}}});
  }
  content.push_back({{"type", "text"}, {"text", question.text}});
  json::object message{{"role", "user"}, {"content", std::move(content)}};
  json::object request{{"model", question.model},
                       {"messages", json::array{std::move(message)}},
                       {"max_tokens", question.max_tokens},
                       {"temperature", 0},
                       {"stream", false}};
  return json::serialize(request);
}

base::Result<ChatReply> read_chat_reply(std::string_view body) {
  boost::system::error_code fault;
  const auto value = json::parse(body, fault);
  if (fault) return nonsense("no JSON: " + fault.message());
  const auto* choice = first(member(&value, "choices"));
  ChatReply reply;
  if (!take_text(member(member(choice, "message"), "content"), reply.text)) {
    return nonsense("no text at choices[0].message.content");
  }
  const auto* reason = member(choice, "finish_reason");
  reply.finished = reason == nullptr || !reason->is_string() || reason->get_string() != "length";
  return reply;
}

std::string read_complaint(std::string_view body) {
  boost::system::error_code fault;
  const auto value = json::parse(body, fault);
  if (fault) return "";
  const auto* error = member(&value, "error");
  const auto* message = member(error, "message");
  if (message == nullptr) message = error != nullptr ? error : member(&value, "message");
  if (message == nullptr || !message->is_string()) return "";
  std::string line(std::string_view(message->get_string()).substr(0, kMostComplaintBytes));
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return line;
}

}  // namespace dragoman::engines::remote
