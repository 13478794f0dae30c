#include "queue/redis_address.h"

#include <gtest/gtest.h>

namespace dragoman::queue {
namespace {

TEST(RedisAddress, NamesHostPortAndDatabase) {
  const auto address = parse_redis_url("redis://queue.example:6380/3");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "queue.example");
  EXPECT_EQ(address->port, 6380);
  EXPECT_EQ(address->database, 3U);
}

TEST(RedisAddress, KnowsWhatIsUsual) {
  const auto address = parse_redis_url("redis://localhost");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->port, 6379);
  EXPECT_EQ(address->database, 0U);
  const auto six = parse_redis_url("redis://[::1]:7000/");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, 7000);
}

TEST(RedisAddress, RefusesWhatItIsNot) {
  for (const auto* url :
       {"", "localhost:6379", "http://a", "rediss://a", "redis://", "redis://:1", "redis://a:0",
        "redis://a:65536", "redis://a:x", "redis://a/x", "redis://a/99999999", "redis://[::1",
        "redis://::1", "redis://[::1]x", "redis://a b", "redis://user:secret@a", "redis://a/0/1"}) {
    const auto address = parse_redis_url(url);
    ASSERT_FALSE(address) << url;
    EXPECT_EQ(address.error().kind, base::ErrorKind::kInvalidArgument) << url;
    EXPECT_EQ(address.error().message.find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace dragoman::queue
