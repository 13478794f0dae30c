#include "app/listings.h"

#include <algorithm>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "app/options.h"

namespace dragoman::app {
namespace {

namespace json = boost::json;

const json::object& named(const json::array& rows, std::string_view key, std::string_view name) {
  const auto row = std::ranges::find_if(
      rows, [&](const auto& each) { return each.as_object().at(key).as_string() == name; });
  if (row == rows.end()) throw std::runtime_error("nothing there");
  return row->as_object();
}

TEST(Listings, Config) {
  Config config;
  config.port = 9000;
  config.api_keys = {"sesame"};
  config.cors_origins = {"a", "b"};
  const auto text = config_json(config);
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("sesame")));
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
  const auto settings = json::parse(text).at("settings").as_array();
  EXPECT_EQ(settings.size(), options().size());
  EXPECT_EQ(named(settings, "name", "port").at("value"), 9000);
  EXPECT_EQ(named(settings, "name", "port").at("environment"), "DRAGOMAN_PORT");
  EXPECT_EQ(named(settings, "name", "cors_origins").at("value"), json::array({"a", "b"}));
  EXPECT_EQ(named(settings, "name", "gist").at("value"), false);
  EXPECT_TRUE(named(settings, "name", "models_dir").at("value").is_null());
  EXPECT_TRUE(named(settings, "name", "api_keys").at("value").is_null());
  EXPECT_TRUE(named(settings, "name", "api_keys").at("flag").is_null());
  EXPECT_EQ(named(settings, "name", "api_keys").at("secret"), true);
}

TEST(Listings, Api) {
  const auto all = json::parse(api_json());
  EXPECT_EQ(named(all.at("body").as_array(), "path", "stream").at("type"), "Boolean");
  EXPECT_FALSE(all.at("part").as_array().empty());
  EXPECT_FALSE(all.at("job").as_array().empty());
  EXPECT_FALSE(all.at("recording").as_array().empty());
  EXPECT_GT(all.at("errors").as_array().size(), 20U);
}

TEST(Listings, Key) {
  const auto key = json::parse(key_json("alice", {"dk-1", "[[client]]\nname = \"alice\"\n"}));
  EXPECT_EQ(key.at("name"), "alice");
  EXPECT_EQ(key.at("key"), "dk-1");
  EXPECT_EQ(key.at("row"), "[[client]]\nname = \"alice\"\n");
}

}  // namespace
}  // namespace dragoman::app
