#include "queue/redis.h"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <hiredis/hiredis.h>

namespace dragoman::queue {

namespace {

using base::Error;
using base::ErrorKind;

constexpr std::chrono::seconds kPatience{5};

// How an error answer begins, where it is not just refused.
constexpr std::array<std::pair<std::string_view, ErrorKind>, 16> kRefusals{{
    {"LOADING", ErrorKind::kUnavailable},
    {"BUSY ", ErrorKind::kUnavailable},
    {"MASTERDOWN", ErrorKind::kUnavailable},
    {"READONLY", ErrorKind::kUnavailable},
    {"TRYAGAIN", ErrorKind::kUnavailable},
    {"NOREPLICAS", ErrorKind::kUnavailable},
    {"MISCONF", ErrorKind::kUnavailable},
    {"OOM", ErrorKind::kUnavailable},
    {"ERR max number of clients", ErrorKind::kUnavailable},
    {"NOAUTH", ErrorKind::kInvalidArgument},
    {"WRONGPASS", ErrorKind::kInvalidArgument},
    {"NOPERM", ErrorKind::kInvalidArgument},
    {"ERR AUTH", ErrorKind::kInvalidArgument},
    {"ERR unknown command", ErrorKind::kInvalidArgument},
    {"NOGROUP", ErrorKind::kNotFound},
    {"UNBLOCKED", ErrorKind::kNotFound},  // the stream is deleted while we wait on it
}};

Error refused(std::string_view answer) {
  auto kind = ErrorKind::kInternal;
  for (const auto& [beginning, meaning] : kRefusals) {
    if (answer.starts_with(beginning)) kind = meaning;
  }
  return {kind, fmt::format("Redis refuses: {}", answer.substr(0, 200)), ""};
}

timeval to_timeval(std::chrono::milliseconds time) {
  return {time.count() / 1000, time.count() % 1000 * 1000};
}

Reply to_reply(const redisReply& from) {
  Reply to;
  switch (from.type) {
    case REDIS_REPLY_INTEGER:
      to.kind = Reply::Kind::kNumber;
      to.number = from.integer;
      break;
    case REDIS_REPLY_ARRAY:
      to.kind = Reply::Kind::kList;
      for (std::size_t i = 0; i < from.elements; ++i) to.list.push_back(to_reply(*from.element[i]));
      break;
    case REDIS_REPLY_NIL:
      break;
    default:
      to.kind = Reply::Kind::kText;
      to.text.assign(from.str, from.len);
  }
  return to;
}

}  // namespace

Redis::Redis(RedisAddress address) : address_(std::move(address)) {}

Redis::~Redis() = default;

void Redis::Close::operator()(redisContext* context) const { redisFree(context); }

Error Redis::broken() {
  const std::string why = context_ ? context_->errstr : "no memory";
  context_.reset();
  return {
      ErrorKind::kUnavailable,
      fmt::format("Redis at {} port {} cannot be reached: {}.", address_.host, address_.port, why),
      ""};
}

base::Status Redis::connect() {
  context_.reset(
      redisConnectWithTimeout(address_.host.c_str(), address_.port, to_timeval(kPatience)));
  if (!context_ || context_->err != 0) return broken();
  redisEnableKeepAlive(context_.get());
  redisSetTimeout(context_.get(), to_timeval(kPatience));
  std::vector<std::vector<std::string>> greeting;
  if (!address_.password.empty()) {
    greeting.push_back({"AUTH", address_.password});
    if (!address_.user.empty()) greeting.back().insert(greeting.back().begin() + 1, address_.user);
  }
  if (address_.database != 0) greeting.push_back({"SELECT", std::to_string(address_.database)});
  for (const auto& words : greeting) {
    if (const auto answer = exchange(words); !answer) {
      context_.reset();
      return answer.error();
    }
  }
  return {};
}

base::Result<Reply> Redis::exchange(const std::vector<std::string>& words) {
  std::vector<const char*> starts;
  std::vector<std::size_t> sizes;
  for (const auto& word : words) {
    starts.push_back(word.data());
    sizes.push_back(word.size());
  }
  const std::unique_ptr<void, decltype(&freeReplyObject)> answer(
      redisCommandArgv(context_.get(), static_cast<int>(words.size()), starts.data(), sizes.data()),
      &freeReplyObject);
  if (!answer) return broken();
  const auto& reply = *static_cast<const redisReply*>(answer.get());
  if (reply.type == REDIS_REPLY_ERROR) return refused({reply.str, reply.len});
  return to_reply(reply);
}

base::Result<Reply> Redis::command(const std::vector<std::string>& words,
                                   std::chrono::milliseconds blocks) {
  if (!context_) {
    if (auto status = connect(); !status) return status.error();
  }
  redisSetTimeout(context_.get(), to_timeval(kPatience + blocks));
  return exchange(words);
}

}  // namespace dragoman::queue
