#include "api/wire/field_table.h"

#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/wire/chat_body_test.h"
#include "api/wire/chat_request.h"

namespace dragoman::api::wire {
namespace {

namespace json = boost::json;

constexpr std::string_view kPart = "messages.0.content.0.";

std::optional<ErrorReply> refusal(std::string_view path, std::string_view value) {
  const auto parsed = parse_chat_request(guide_body_with(path, value), {});
  const auto* reply = std::get_if<ErrorReply>(&parsed);
  return reply != nullptr ? std::optional(*reply) : std::nullopt;
}

void expect_text(std::string_view path, std::string_view value, std::string_view message) {
  const auto reply = refusal(path, value);
  ASSERT_TRUE(reply) << path << " = " << value << " is accepted";
  EXPECT_EQ(reply->message, message) << path << " = " << value;
  EXPECT_EQ(reply->status, 400);
}

void expect_accepted(std::string_view path, std::string_view value) {
  const auto reply = refusal(path, value);
  EXPECT_FALSE(reply) << path << " = " << value << ": " << reply->message;
}

std::string_view leaf(std::string_view path) { return path.substr(path.rfind('.') + 1); }

// A value of every type, by the type's place in the enumeration.
constexpr std::string_view kSamples[] = {R"("x")", "true", "7", "0.5", "[]", "{}"};

bool fits(FieldType value, FieldType wanted) {
  return value == wanted || (value == FieldType::kInteger && wanted == FieldType::kFloat);
}

void refuses_other_types(const FieldRow& row, std::string_view path) {
  const auto text = fmt::format("'{}' must be {}", leaf(row.path), name_of(row.type));
  for (std::size_t i = 0; i < std::size(kSamples); ++i) {
    if (!fits(static_cast<FieldType>(i), row.type)) expect_text(path, kSamples[i], text);
  }
}

TEST(FieldTable, EveryMemberOfAnotherTypeIsRefused) {
  for (const auto& row : body_fields()) refuses_other_types(row, row.path);
  refuses_other_types(part_fields()[0], std::string(kPart) + "type");
}

TEST(FieldTable, EveryMemberThatIsNeededIsAskedFor) {
  for (const auto& row : body_fields()) {
    if (row.path == "model") {
      expect_text(row.path, "null", "you must provide a model parameter.");
    } else if (row.needed != Needed::kNo) {
      expect_text(row.path, "null", fmt::format("Field required: {}", row.path));
      expect_text(row.path, "", fmt::format("Field required: {}", row.path));
    } else if (row.path != "stream") {
      expect_accepted(row.path, "null");
      expect_accepted(row.path, "");
    }
  }
}

TEST(FieldTable, EveryBoundHolds) {
  const auto text = [](std::string_view words, const std::string& number) {
    return fmt::format(fmt::runtime(words), number);
  };
  for (const auto& row : body_fields()) {
    const double step = row.type == FieldType::kInteger ? 1 : 0.01;
    const auto write = [&](double value) { return fmt::format("{}", value); };
    if (std::isfinite(row.range.min)) {
      const auto under = write(row.range.min_open ? row.range.min : row.range.min - step);
      expect_text(row.path, under, text(row.range.below, under));
      expect_accepted(row.path, write(row.range.min + (row.range.min_open ? step : 0)));
    }
    if (std::isfinite(row.range.max)) {
      const auto over = write(row.range.max_open ? row.range.max : row.range.max + step);
      expect_text(row.path, over, text(row.range.above, over));
      expect_accepted(row.path, write(row.range.max - (row.range.max_open ? step : 0)));
    }
  }
}

TEST(FieldTable, EveryChoiceIsTakenAndNoOther) {
  for (const auto& row : body_fields()) {
    if (row.choices.empty()) continue;
    for (const auto choice : row.choices) expect_accepted(row.path, fmt::format("\"{}\"", choice));
    EXPECT_TRUE(refusal(row.path, R"("other")")) << row.path;
  }
}

TEST(FieldTable, WhatIsNotAtTheTopIsFoundInExtraBody) {
  for (const std::string_view name : {"translation_options", "speech_rate", "audio"}) {
    auto body = guide_body();
    body["speech_rate"] = 2.0;
    json::object extra;
    extra[name] = std::move(body[name]);
    body.erase(name);
    body["extra_body"] = std::move(extra);
    const auto parsed = parse_chat_request(json::serialize(body), {});
    ASSERT_TRUE(std::holds_alternative<ChatRequest>(parsed)) << name;
    const auto& job = std::get<ChatRequest>(parsed).job;
    EXPECT_EQ(job.source, core::Language::kChinese);
    EXPECT_EQ(job.speech->rate, 2.0);
    EXPECT_EQ(job.speech->voice, "Cherry");
  }
}

TEST(FieldTable, TheTopComesBeforeExtraBodyWhichMayBeAnything) {
  const auto reply =
      refusal("extra_body", R"({"translation_options":{"target_lang":"xx","source_lang":7}})");
  EXPECT_FALSE(reply);
  for (const auto sample : kSamples) expect_accepted("extra_body", sample);
}

TEST(FieldTable, NamesEachMemberOnce) {
  std::set<std::string_view> paths;
  for (const auto& row : body_fields()) EXPECT_TRUE(paths.insert(row.path).second) << row.path;
}

}  // namespace
}  // namespace dragoman::api::wire
