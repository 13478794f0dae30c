#include "engines/remote/chat_wire.h"

#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace dragoman::engines::remote {
namespace {

namespace json = boost::json;

TEST(ChatRequest, HoldsThePicturesInOrderAndThenTheQuestion) {
  const std::vector<std::string> jpegs{
      "\xff\xd8"
      "one",
      "\xff\xd8"
      "two"};
  const auto body = write_chat_request({"qwen3-vl", "What is it? \"Say\"\n", jpegs, 50});
  const auto request = json::parse(body).as_object();
  EXPECT_EQ(request.at("model"), "qwen3-vl");
  EXPECT_EQ(request.at("max_tokens"), 50);
  EXPECT_EQ(request.at("temperature"), 0);
  EXPECT_EQ(request.at("stream"), false);
  const auto& message = request.at("messages").as_array().at(0).as_object();
  EXPECT_EQ(message.at("role"), "user");
  const auto& parts = message.at("content").as_array();
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].at("image_url").at("url"), "data:image/jpeg;base64,/9hvbmU=");
  EXPECT_EQ(parts[1].at("image_url").at("url"), "data:image/jpeg;base64,/9h0d28=");
  EXPECT_EQ(parts[2].at("type"), "text");
  EXPECT_EQ(parts[2].at("text"), "What is it? \"Say\"\n");
}

TEST(ChatReply, IsTheTextOfTheFirstChoice) {
  auto reply = read_chat_reply(
      R"({"choices":[{"message":{"role":"assistant","content":"A dog."},"finish_reason":"stop"}]})");
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->text, "A dog.");
  EXPECT_TRUE(reply->finished);
  reply = read_chat_reply(
      R"({"choices":[{"message":{"content":[{"type":"text","text":"A "},{"text":"cat."},7]},)"
      R"("finish_reason":"length"}]})");
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->text, "A cat.");
  EXPECT_FALSE(reply->finished);
}

TEST(ChatReply, MayBeAnythingAndIsThenRefused) {
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("null"), std::string("[]"),
        std::string("<html>oops</html>"), std::string(R"({"choices":[]})"),
        std::string(R"({"choices":{"message":1}})"), std::string(R"({"choices":[{"message":{}}]})"),
        std::string(R"({"choices":[{"message":{"content":null}}]})"),
        std::string(R"({"choices":[{"message":{"content":[]}}]})"), std::string(100'000, '['),
        std::string("\0\xff", 2)}) {
    const auto reply = read_chat_reply(body);
    ASSERT_FALSE(reply.ok()) << body.substr(0, 40);
    EXPECT_EQ(reply.error().kind, base::ErrorKind::kUrlFailed);
  }
}

TEST(ChatComplaint, IsOneShortLineForTheLog) {
  EXPECT_EQ(read_complaint(R"({"error":{"message":"no\nsuch model"}})"), "no?such model");
  EXPECT_EQ(read_complaint(R"({"error":"busy"})"), "busy");
  EXPECT_EQ(read_complaint(R"({"message":"gone"})"), "gone");
  EXPECT_EQ(read_complaint("<html>"), "");
  EXPECT_EQ(read_complaint(R"({"error":{"message":")" + std::string(5000, 'x') + "\"}}").size(),
            200U);
}

}  // namespace
}  // namespace dragoman::engines::remote
