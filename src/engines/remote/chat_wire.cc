#include "engines/remote/chat_wire.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/bytes.h"
#include "engines/remote/json_members.h"

namespace dragoman::engines::remote {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostComplaintBytes = 200;

// A text, or the texts of a list of parts.
bool take_text(const json::value* content, std::string& text) {
  if (content == nullptr) return false;
  if (const auto whole = text_of(content)) {
    text = *whole;
    return true;
  }
  const auto* parts = content->if_array();
  if (parts == nullptr) return false;
  for (const auto& part : *parts) {
    text += text_of(member(&part, "text")).value_or("");
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
  const auto value = parse_reply(body);
  if (!value) return value.error();
  const auto* choice = first(member(&*value, "choices"));
  ChatReply reply;
  if (!take_text(member(member(choice, "message"), "content"), reply.text)) {
    return nonsense("no text at choices[0].message.content");
  }
  reply.finished = text_of(member(choice, "finish_reason")) != "length";
  return reply;
}

std::string read_complaint(std::string_view body) {
  const auto value = parse_reply(body);
  if (!value) return "";
  const auto* error = member(&*value, "error");
  const auto* message = member(error, "message");
  if (message == nullptr) message = error != nullptr ? error : member(&*value, "message");
  std::string line(text_of(message).value_or("").substr(0, kMostComplaintBytes));
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return line;
}

}  // namespace dragoman::engines::remote
