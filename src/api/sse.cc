#include "api/sse.h"

#include <fmt/format.h>

namespace dragoman::api::sse {

std::string event(std::string_view data) { return fmt::format("data: {}\n\n", data); }

std::string event(std::string_view data, std::string_view id) {
  return fmt::format("id: {}\ndata: {}\n\n", id, data);
}

std::vector<Header> headers() {
  return {{"Content-Type", "text/event-stream; charset=utf-8"},
          {"Cache-Control", "no-cache"},
          {"X-Accel-Buffering", "no"}};
}

}  // namespace dragoman::api::sse
