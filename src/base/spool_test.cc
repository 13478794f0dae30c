#include "base/spool.h"

#include <future>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace dragoman::base {
namespace {

class SpoolTest : public testing::Test {
 protected:
  std::string read(std::uint64_t offset, std::size_t count, const CancelToken& cancel = {}) {
    std::vector<std::uint8_t> into(count);
    const auto got = spool_.read_at(offset, into, cancel);
    if (!got) return "error: " + got.error().message;
    return {into.begin(), into.begin() + static_cast<std::ptrdiff_t>(*got)};
  }
  Spool spool_{std::move(*SpoolFile::create())};
};

TEST_F(SpoolTest, GivesWhatIsThereWithoutWaitingForMore) {
  ASSERT_TRUE(spool_.append(as_bytes("abc")).ok());
  EXPECT_EQ(read(0, 10), "abc");
  EXPECT_EQ(read(1, 1), "b");
}

TEST_F(SpoolTest, AReaderWaitsForTheWriter) {
  auto reader = std::async(std::launch::async, [&] { return read(3, 10); });
  ASSERT_TRUE(spool_.append(as_bytes("abc")).ok());
  ASSERT_TRUE(spool_.append(as_bytes("def")).ok());
  EXPECT_EQ(reader.get(), "def");
}

TEST_F(SpoolTest, TheEndWakesReaders) {
  auto reader = std::async(std::launch::async, [&] { return read(5, 1); });
  auto waiter = std::async(std::launch::async, [&] { return spool_.wait({}); });
  ASSERT_TRUE(spool_.append(as_bytes("abc")).ok());
  EXPECT_FALSE(spool_.complete());
  spool_.finish({});
  EXPECT_EQ(reader.get(), "");
  EXPECT_TRUE(waiter.get().ok());
  EXPECT_TRUE(spool_.complete());
}

TEST_F(SpoolTest, AnErrorComesBehindTheBytesBeforeIt) {
  ASSERT_TRUE(spool_.append(as_bytes("abc")).ok());
  spool_.finish(Error{ErrorKind::kUrlFailed, "broken", ""});
  spool_.finish({});  // too late to count
  EXPECT_EQ(read(0, 10), "abc");
  EXPECT_EQ(read(3, 10), "error: broken");
  EXPECT_FALSE(spool_.complete());
  EXPECT_EQ(spool_.wait({}).error().kind, ErrorKind::kUrlFailed);
}

TEST_F(SpoolTest, CancelAndDeadlineWakeReaders) {
  CancelSource source;
  auto reader = std::async(std::launch::async, [&] { return spool_.wait(source.token()); });
  source.cancel(CancelReason::kClientGone);
  EXPECT_EQ(reader.get().error().kind, ErrorKind::kCancelled);

  const CancelSource late({}, std::chrono::steady_clock::now());
  EXPECT_EQ(spool_.wait(late.token()).error().kind, ErrorKind::kDeadlineExceeded);
}

TEST_F(SpoolTest, SizeIsWhatIsExpectedUntilItIsKnown) {
  EXPECT_EQ(spool_.size(), std::nullopt);
  spool_.expect(100);
  EXPECT_EQ(spool_.size(), 100U);
  ASSERT_TRUE(spool_.append(as_bytes("abc")).ok());
  EXPECT_EQ(spool_.size(), 100U);
  spool_.finish({});
  EXPECT_EQ(spool_.size(), 3U);
}

}  // namespace
}  // namespace dragoman::base
