#include "api/api_keys.h"

#include <vector>

#include <gtest/gtest.h>

namespace dragoman::api {
namespace {

TEST(ApiKeys, FindsWhoseKeyItIs) {
  const ApiKeys keys({unnamed_key(1, "sesame"),
                      {.name = "alice",
                       .sha256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                       .quota = {.max_jobs = 3}}});
  ASSERT_NE(keys.find("sesame"), nullptr);
  EXPECT_EQ(keys.find("sesame")->name, "key-1");
  ASSERT_NE(keys.find("foo"), nullptr) << "the hash of `printf foo | sha256sum`";
  EXPECT_EQ(keys.find("foo")->name, "alice");
  EXPECT_EQ(keys.find("foo")->quota.max_jobs, 3U);
}

TEST(ApiKeys, TakesNothingElse) {
  const ApiKeys keys({unnamed_key(1, "sesame")});
  for (const auto* wrong : {"", "sesam", "sesame ", "Sesame", "key-1"}) {
    EXPECT_EQ(keys.find(wrong), nullptr) << wrong;
  }
  EXPECT_EQ(keys.find(unnamed_key(1, "sesame").sha256), nullptr) << "a hash is no key";
  EXPECT_EQ(ApiKeys(std::vector<ApiKey>{{.name = "broken", .sha256 = ""}}).find(""), nullptr);
}

TEST(ApiKeys, KeepsNoKey) {
  const auto key = unnamed_key(7, "sesame");
  EXPECT_EQ(key.name, "key-7");
  EXPECT_EQ(key.sha256.size(), 64U);
  EXPECT_EQ(key.sha256.find("sesame"), std::string::npos);
}

}  // namespace
}  // namespace dragoman::api
