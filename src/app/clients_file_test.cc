#include "app/clients_file.h"

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "base/files.h"
#include "base/sha256.h"

namespace dragoman::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kRow =
    "[[client]]\nname = \"alice\"\nkey_sha256 = \"" + std::string(64, 'a') + "\"\n";

class ClientsFileTest : public testing::Test {
 protected:
  base::Result<std::vector<api::ApiKey>> read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_clients(path_);
  }

  base::TempDir dir_;
  const std::string path_ = dir_.path() + "/clients.toml";
};

TEST_F(ClientsFileTest, ReadsClientsWithTheirQuotas) {
  const auto clients = read("# ours\n" + kRow +
                            "max_jobs = 4\nrequests_per_minute = 60\ntokens_per_minute = 100000\n"
                            "[[client]]\nname = \"b.o-b_2\"\nkey_sha256 = \"" +
                            std::string(64, '0') + "\"\n");
  ASSERT_TRUE(clients) << clients.error().message;
  ASSERT_EQ(clients->size(), 2U);
  EXPECT_EQ(clients->front().name, "alice");
  EXPECT_EQ(clients->front().sha256, std::string(64, 'a'));
  EXPECT_EQ(clients->front().quota.max_jobs, 4U);
  EXPECT_EQ(clients->front().quota.requests_per_minute, 60U);
  EXPECT_EQ(clients->front().quota.tokens_per_minute, 100'000U);
  EXPECT_EQ(clients->back().name, "b.o-b_2");
  EXPECT_EQ(clients->back().quota.max_jobs, 0U);
}

TEST_F(ClientsFileTest, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(read_clients(dir_.path() + "/none").error().kind, base::ErrorKind::kNotFound);
  const std::vector<std::pair<std::string, std::string>> table{
      {"", "rows [[client]]"},
      {"client = 7", "rows [[client]]"},
      {"client = [7]", ":1: a client is a table."},
      {kRow + "[other]\n", "rows [[client]]"},
      {"[[client]]\nname = \"alice\"\n", ":1: a client needs its name and key_sha256."},
      {"[[client]]\nname = \"al ice\"\n", ":2: name: must be 1 to 64"},
      {"[[client]]\nname = \"key-1\"\n", ":2: name: must be 1 to 64"},
      {"[[client]]\nname = 7\n", ":2: name: must be 1 to 64"},
      {"[[client]]\nkey_sha256 = \"sesame\"\n", ":2: key_sha256: must be 64"},
      {kRow + "max_jobs = -1\n", ":4: max_jobs: must be a whole number"},
      {kRow + "max_jobs = \"4\"\n", ":4: max_jobs: must be a whole number"},
      {kRow + "max_job = 1\n", ":4: max_job: there is no such member."},
      {kRow + kRow, ":4: the name or the key of alice stands there twice."},
      {"sesame-open\n", ":1: this is no TOML."},
  };
  for (const auto& [text, message] : table) {
    const auto clients = read(text);
    ASSERT_FALSE(clients) << text;
    EXPECT_EQ(clients.error().kind, base::ErrorKind::kInvalidArgument);
    EXPECT_THAT(clients.error().message, HasSubstr(message));
    EXPECT_THAT(clients.error().message + clients.error().detail, Not(HasSubstr("sesame")));
  }
}

TEST_F(ClientsFileTest, ANewKeyFitsItsRow) {
  const auto made = make_key("alice");
  ASSERT_TRUE(made);
  EXPECT_THAT(made->key, StartsWith("dgm-"));
  EXPECT_EQ(made->key.size(), 68U);
  EXPECT_NE(made->key, make_key("alice")->key);
  EXPECT_THAT(made->row, Not(HasSubstr(made->key)));
  const auto clients = read(made->row);
  ASSERT_TRUE(clients) << clients.error().message;
  EXPECT_EQ(clients->front().sha256, base::sha256_hex(made->key));
  EXPECT_NE(api::ApiKeys(*clients).find(made->key), nullptr);
}

TEST_F(ClientsFileTest, ANameThatTheFileWouldNotTakeGetsNoKey) {
  for (const auto& name :
       std::vector<std::string>{"", "al ice", "key-3", "\"", std::string(65, 'a')}) {
    EXPECT_EQ(make_key(name).error().kind, base::ErrorKind::kInvalidArgument) << name;
  }
}

}  // namespace
}  // namespace dragoman::app
