#include "app/config.h"

#include <filesystem>
#include <fstream>
#include <map>

#include <gmock/gmock.h>

#include "app/options.h"
#include "app/reference.h"
#include "base/files.h"

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() {
    variables_["HOME"] = dir_.path();
    sources_.environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto it = variables_.find(name);
      if (it == variables_.end()) return std::nullopt;
      return it->second;
    };
  }

  std::string write(const std::string& name, std::string_view text) const {
    const auto path = fs::path(dir_.path()) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }

  [[nodiscard]] Config load() const {
    auto config = load_config(sources_);
    EXPECT_TRUE(config.ok()) << config.error().message;
    return config ? *config : Config();
  }

  [[nodiscard]] base::Error refusal() const {
    const auto config = load_config(sources_);
    EXPECT_FALSE(config.ok());
    return config ? base::Error() : config.error();
  }

  base::TempDir dir_;
  std::map<std::string, std::string> variables_;
  ConfigSources sources_;
};

TEST_F(ConfigTest, DefaultsAndPlaces) {
  const auto config = load();
  EXPECT_EQ(config.port, 8080U);
  EXPECT_EQ(config.host, "127.0.0.1");
  EXPECT_EQ(config.models_dir, dir_.path() + "/.local/share/dragoman/models");
  variables_["XDG_DATA_HOME"] = "/data";
  EXPECT_EQ(load().models_dir, "/data/dragoman/models");
  variables_["DRAGOMAN_MODELS_DIR"] = "/models";
  EXPECT_EQ(load().models_dir, "/models");
}

TEST_F(ConfigTest, ARelativeXdgFolderIsPassedOver) {
  variables_["XDG_DATA_HOME"] = "data";
  EXPECT_EQ(load().models_dir, dir_.path() + "/.local/share/dragoman/models");
}

TEST_F(ConfigTest, WithoutAHomeItSaysWhatToSet) {
  variables_.clear();
  EXPECT_THAT(refusal().message, HasSubstr("DRAGOMAN_MODELS_DIR"));
}

TEST_F(ConfigTest, LaterSourcesWin) {
  sources_.file = write("c.toml", "port = 1000\nmax_jobs = 7\nmt_replicas = 3\n");
  variables_["DRAGOMAN_PORT"] = "2000";
  variables_["DRAGOMAN_MAX_JOBS"] = "8";
  sources_.flags = {{"port", "3000"}};
  const auto config = load();
  EXPECT_EQ(config.port, 3000U);
  EXPECT_EQ(config.max_jobs, 8U);
  EXPECT_EQ(config.mt_replicas, 3U);
}

TEST_F(ConfigTest, FindsItsFile) {
  write(".config/dragoman/config.toml", "port = 1111");
  EXPECT_EQ(load().port, 1111U);
  variables_["XDG_CONFIG_HOME"] = dir_.path() + "/elsewhere";
  EXPECT_EQ(load().port, 8080U);
  variables_["DRAGOMAN_CONFIG"] = write("named.toml", "port = 2222");
  EXPECT_EQ(load().port, 2222U);
  sources_.file = write("flag.toml", "port = 3333");
  EXPECT_EQ(load().port, 3333U);
}

TEST_F(ConfigTest, ReadsEveryType) {
  sources_.file = write("c.toml", R"(
host = "::1"
allow_open = true
max_bytes = "2G"
max_body_bytes = 4096
max_duration_s = 90
fetch_timeout_s = 1.5
cors_origins = ["https://a.example", "https://b.example"]
)");
  const auto config = load();
  EXPECT_EQ(config.host, "::1");
  EXPECT_TRUE(config.allow_open);
  EXPECT_EQ(config.max_bytes, 2ULL << 30U);
  EXPECT_EQ(config.max_body_bytes, 4096U);
  EXPECT_DOUBLE_EQ(config.max_duration_s, 90);
  EXPECT_DOUBLE_EQ(config.fetch_timeout_s, 1.5);
  EXPECT_THAT(config.cors_origins, ElementsAre("https://a.example", "https://b.example"));
}

TEST_F(ConfigTest, ListsInEnvironmentAndFlags) {
  variables_["DRAGOMAN_API_KEYS"] = "one, two ,,three";
  variables_["DRAGOMAN_ALLOWED_HOSTS"] = "from-environment";
  sources_.flags = {{"allowed_hosts", "a,b"}, {"allowed_hosts", "c"}};
  const auto config = load();
  EXPECT_THAT(config.api_keys, ElementsAre("one", "two", "three"));
  EXPECT_THAT(config.allowed_hosts, ElementsAre("a", "b", "c"));
}

TEST_F(ConfigTest, OtherVariablesOfOursAreNoSettings) {
  variables_["DRAGOMAN_EVAL_DIR"] = "/somewhere";
  EXPECT_EQ(load().port, 8080U);
}

TEST_F(ConfigTest, AMissingNamedFileIsAnError) {
  sources_.file = dir_.path() + "/none.toml";
  EXPECT_EQ(refusal().kind, base::ErrorKind::kNotFound);
}

struct BadFile {
  std::string_view text, message;
};

class BadConfigFile : public ConfigTest, public testing::WithParamInterface<BadFile> {};

TEST_P(BadConfigFile, IsRefusedWithPlaceAndReason) {
  sources_.file = write("bad.toml", GetParam().text);
  const auto error = refusal();
  EXPECT_EQ(error.kind, base::ErrorKind::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("bad.toml:"));
  EXPECT_THAT(error.message, HasSubstr(std::string(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadConfigFile,
    testing::Values(BadFile{"\nprot = 1", ":2: prot: there is no such setting"},
                    BadFile{"[server]\nport = 1", "server: there is no such setting"},
                    BadFile{"port = ", ":1: "}, BadFile{"port = 1\nport = 2", "port"},
                    BadFile{"port = 65536",
                            "port: expected whole number from 0 to 65535, not '65536'"},
                    BadFile{"port = -1", "not '-1'"}, BadFile{"port = 80.5", "not '80.5'"},
                    BadFile{"port = \"80\"", "not '80'"}, BadFile{"port = true", "not 'true'"},
                    BadFile{"port = [1]", "a list may hold texts only"},
                    BadFile{"port = [\"1\"]", "whole number"},
                    BadFile{"port = 1979-05-27", "cannot stand here"},
                    BadFile{"host = 1", "expected text, not '1'"},
                    BadFile{"allow_open = \"true\"", "expected true or false, not 'true'"},
                    BadFile{"allow_open = 1", "expected true or false, not '1'"},
                    BadFile{"cors_origins = \"*\"", "expected list of texts"},
                    BadFile{"max_bytes = \"12Q\"", "not '12Q'"},
                    BadFile{"max_bytes = \"99999999999G\"", "not '99999999999G'"},
                    BadFile{"max_bytes = 0", "not '0'"},
                    BadFile{"max_duration_s = nan", "not 'nan'"},
                    BadFile{"max_duration_s = inf", "not 'inf'"},
                    BadFile{"log_level = \"loud\"", "expected one of debug, info"}));

TEST_F(ConfigTest, BadTextsNameTheirSource) {
  variables_["DRAGOMAN_PORT"] = "eighty";
  EXPECT_EQ(refusal().message,
            "DRAGOMAN_PORT: expected whole number from 0 to 65535, not 'eighty'.");
  variables_.erase("DRAGOMAN_PORT");
  for (const std::string text :
       {"", " 1", "1 ", "+1", "0x10", "1e3", "18446744073709551616", "5K"}) {
    sources_.flags = {{"port", text}};
    EXPECT_THAT(refusal().message, HasSubstr("--port: expected")) << text;
  }
}

TEST(Options, NamesAreUniqueAndDefaultsWithinTheirRange) {
  std::set<std::string_view> names;
  for (const auto& option : options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_FALSE(option.help.empty()) << option.name;
    Config config;
    auto text = toml_value(option, config);
    if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
    if (text.empty() || text == "[]") continue;
    const auto status = set_from_text(option, text, config);
    EXPECT_TRUE(status.ok()) << option.name << ": " << status.error().message;
  }
}

TEST(Reference, HoldsEveryOption) {
  const auto markdown = reference_markdown();
  for (const auto& option : options()) EXPECT_THAT(markdown, HasSubstr(env_name(option)));
}

TEST(Reference, DocumentIsCurrent) {
  const std::string path =
      std::string(std::getenv("DRAGOMAN_SOURCE_DIR")) + "/docs/configuration.md";
  const auto text = base::read_file(path, 1U << 20U);
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_EQ(*text, reference_markdown())
      << "run: dragoman config --markdown > docs/configuration.md";
}

TEST_F(ConfigTest, WhatIsPrintedCanBeReadBackAndKeepsSecrets) {
  variables_["DRAGOMAN_API_KEYS"] = "open-sesame";
  variables_["DRAGOMAN_HOST"] = "a\"\\\nb";
  variables_["DRAGOMAN_CORS_ORIGINS"] = "x,y";
  const auto printed = effective_toml(load());
  EXPECT_THAT(printed, Not(HasSubstr("open-sesame")));
  EXPECT_THAT(printed, HasSubstr("# api_keys: set, not shown"));
  variables_.erase("DRAGOMAN_HOST");
  variables_.erase("DRAGOMAN_CORS_ORIGINS");
  sources_.file = write("printed.toml", printed);
  const auto config = load();
  EXPECT_EQ(config.host, "a\"\\\nb");
  EXPECT_THAT(config.cors_origins, ElementsAre("x", "y"));
}

}  // namespace
}  // namespace dragoman::app
