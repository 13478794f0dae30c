#include "api/route_table.h"

#include <set>
#include <string>

#include <gmock/gmock.h>

#include "api/server.h"
#include "base/files.h"
#include "base/log.h"

namespace dragoman::api {
namespace {

// A route's name in the table: without the second root, and with one name for all formats.
std::string in_table(std::string route) {
  if (const auto root = route.find("/compatible-mode"); root != std::string::npos) {
    route.erase(root, std::string_view("/compatible-mode").size());
  }
  if (route.starts_with("GET /api-ws")) route.erase(4, std::string_view("/api-ws").size());
  const std::string results = "/results/";
  if (const auto at = route.find(results); at != std::string::npos) {
    route.replace(at + results.size(), std::string::npos, "{format}");
  }
  return route;
}

TEST(RouteTable, HasWhatTheServerHas) {
  base::set_log_level(base::LogLevel::kOff);
  const base::TempDir dir;
  ServerConfig config;
  config.port = 0;
  config.background.dir = dir.path() + "/state";
  Server server(config);
  ASSERT_TRUE(server.start());
  std::set<std::string> served;
  for (const auto& route : server.routes()) served.insert(in_table(route));
  std::set<std::string> told;
  for (const auto& row : route_rows()) {
    told.insert(std::string(row.method) + " " + std::string(row.pattern));
  }
  EXPECT_THAT(served, ::testing::ContainerEq(told));
  EXPECT_EQ(told.size(), route_rows().size());
}

}  // namespace
}  // namespace dragoman::api
