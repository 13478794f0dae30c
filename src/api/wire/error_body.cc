#include "api/wire/error_body.h"

#include <boost/json.hpp>

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

json::object error_object(const ErrorReply& reply) {
  json::value param;
  if (reply.param) param = *reply.param;
  return {{"code", reply.code}, {"message", reply.message}, {"param", param}, {"type", reply.code}};
}

}  // namespace

std::string error_body(const ErrorReply& reply, std::string_view request_id) {
  return json::serialize(json::object{{"error", error_object(reply)},
                                      {"id", "chatcmpl-" + std::string(request_id)},
                                      {"request_id", request_id}});
}

std::string error_event(const ErrorReply& reply) {
  return json::serialize(json::object{{"error", error_object(reply)}});
}

}  // namespace dragoman::api::wire
