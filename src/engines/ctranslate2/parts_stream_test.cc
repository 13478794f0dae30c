#include "engines/ctranslate2/parts_stream.h"

#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace dragoman::engines::ctranslate2 {
namespace {

class PartsStreamTest : public ::testing::Test {
 protected:
  static Part part(const std::string& text, bool lasting) {
    return {std::as_bytes(std::span(text)), lasting};
  }

  const std::string ab_ = "ab";
  const std::string cdef_ = "cdef";
  const std::string none_;
  const std::string gh_ = "gh";
  PartsStream stream_{{part(ab_, false), part(none_, true), part(cdef_, true), part(gh_, true)}};
};

TEST_F(PartsStreamTest, ReadsAsOneFile) {
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream_), {}), "abcdefgh");
}

TEST_F(PartsStreamTest, ReadsAcrossParts) {
  char text[4] = {};
  stream_.read(text, 3);
  EXPECT_STREQ(text, "abc");
  EXPECT_EQ(stream_.tellg(), 3);
}

TEST_F(PartsStreamTest, SeeksAnywhere) {
  for (int place = 7; place >= 0; --place) {
    stream_.seekg(place);
    EXPECT_EQ(stream_.tellg(), place);
    EXPECT_EQ(stream_.get(), 'a' + place);
  }
  stream_.seekg(-1, std::ios::end);
  EXPECT_EQ(stream_.get(), 'h');
  stream_.seekg(0, std::ios::end);
  EXPECT_EQ(stream_.tellg(), 8);
  EXPECT_EQ(stream_.get(), EOF);
}

TEST_F(PartsStreamTest, DoesNotSeekOutside) {
  EXPECT_FALSE(stream_.seekg(9));
  stream_.clear();
  EXPECT_FALSE(stream_.seekg(-1, std::ios::beg));
}

TEST_F(PartsStreamTest, TakesInPlaceWhatLiesInOneLastingPart) {
  EXPECT_EQ(stream_.take(2), nullptr) << "does not last";
  stream_.seekg(2);
  EXPECT_EQ(stream_.take(5), nullptr) << "two parts";
  const auto* taken = stream_.take(3);
  EXPECT_EQ(taken, std::as_bytes(std::span(cdef_)).data());
  EXPECT_EQ(stream_.tellg(), 5);
  EXPECT_EQ(stream_.get(), 'f');
  EXPECT_EQ(stream_.take(2), std::as_bytes(std::span(gh_)).data());
  EXPECT_EQ(stream_.take(1), nullptr) << "the end";
}

TEST(PartsStream, MayBeEmpty) {
  PartsStream stream({});
  EXPECT_EQ(stream.tellg(), 0);
  EXPECT_EQ(stream.take(1), nullptr);
  EXPECT_EQ(stream.get(), EOF);
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2
