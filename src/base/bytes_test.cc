#include "base/bytes.h"

#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

std::string encode(std::string_view text) { return base64_encode(as_bytes(text)); }

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foob"), "Zm9vYg==");
  EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const auto decoded = base64_decode(encode(bytes));
    ASSERT_TRUE(decoded.ok()) << i;
    EXPECT_EQ(*decoded, bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, PassesOverLineBreaksAlone) {
  EXPECT_EQ(*base64_decode("Zm9v\r\nYmFy\n"), "foobar");
  EXPECT_EQ(*base64_decode("Zg=\n=\n"), "f");
  EXPECT_FALSE(base64_decode("Zm9v YmFy").ok());
  EXPECT_FALSE(base64_decode("Zm9v\tYmFy").ok());
}

TEST(Base64, RefusesGarbage) {
  for (const std::string_view bad :
       {"Z", "Zg", "Zg=", "Zm8", "Zm9vY", "Zg===", "Zm9v=", "=", "====", "Z===", "Zg==Zg==", "Zg=a",
        "Zm9-", "Zm9_", "Zm9%", "Zm\xC3\xA9", "data:audio/wav;base64,Zm9v", "Zh==", "Zm9="}) {
    const auto decoded = base64_decode(bad);
    ASSERT_FALSE(decoded.ok()) << bad;
    EXPECT_EQ(decoded.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_NE(decoded.error().message, "");
  }
  EXPECT_FALSE(base64_decode(std::string_view("Zm9\0", 4)).ok());
}

TEST(Base64, DecodesInPiecesOfAnyLength) {
  const std::string text = "Zm9v\r\nYmFyZg==";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    Base64Decoder decoder;
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); at += size) {
      ASSERT_TRUE(decoder.push(std::string_view(text).substr(at, size), bytes).ok());
    }
    ASSERT_TRUE(decoder.finish(bytes).ok());
    EXPECT_EQ(bytes, "foobarf");
  }
}

TEST(Base64, SaysWhereItIsWrong) {
  EXPECT_NE(base64_decode("Zm9vY!Fy").error().message.find("character 6"), std::string::npos);
}

TEST(Base64Encoder, FragmentsDecodeAloneAndJoined) {
  std::vector<std::int16_t> samples;
  for (int i = 0; i < 101; ++i) samples.push_back(static_cast<std::int16_t>(i * 601 - 30000));
  const auto all = to_pcm16le(samples);

  Base64Encoder encoder(Base64Encoder::kSamples16);
  std::string joined;
  std::string parts;
  std::size_t at = 0;
  for (std::size_t size = 0; at < samples.size(); at += size, size = (size + 1) % 11) {
    size = std::min(size, samples.size() - at);
    const auto fragment = encoder.push(std::span(samples).subspan(at, size));
    EXPECT_EQ(fragment.size() % 8, 0U) << "a multiple of 6 bytes is a multiple of 8 letters";
    EXPECT_EQ(fragment.find('='), std::string::npos);
    joined += fragment;
    parts += *base64_decode(fragment);
  }
  const auto last = encoder.finish();
  joined += last;
  parts += *base64_decode(last);
  const std::string expected(all.begin(), all.end());
  EXPECT_EQ(parts, expected);
  EXPECT_EQ(*base64_decode(joined), expected);
  EXPECT_EQ(encoder.finish(), "");
}

TEST(Bytes, SamplesAreLittleEndian) {
  const std::int16_t samples[] = {1, -2, 0x1234};
  EXPECT_EQ(to_pcm16le(samples), (std::vector<std::uint8_t>{1, 0, 0xFE, 0xFF, 0x34, 0x12}));
}

TEST(Utf8, AcceptsEveryLength) {
  EXPECT_TRUE(is_valid_utf8(""));
  EXPECT_TRUE(is_valid_utf8("plain"));
  EXPECT_TRUE(
      is_valid_utf8("\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF"));
  EXPECT_TRUE(is_valid_utf8("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
  EXPECT_TRUE(is_valid_utf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, RefusesIllFormedSequences) {
  for (const std::string_view bad : {"\x80",
                                     "\xBF",
                                     "\xC0\x80",
                                     "\xC1\xBF",
                                     "\xC2",
                                     "\xC2\x41",
                                     "\xE0\x9F\xBF",
                                     "\xE0\xA0",
                                     "\xED\xA0\x80",
                                     "\xED\xBF\xBF",
                                     "\xE4\xB8",
                                     "\xE4\xB8\x41",
                                     "\xF0\x8F\xBF\xBF",
                                     "\xF0\x9F\x98",
                                     "\xF4\x90\x80\x80",
                                     "\xF5\x80\x80\x80",
                                     "\xF8\x88\x80\x80\x80",
                                     "\xFE",
                                     "\xFF",
                                     "ok\xC3"}) {
    EXPECT_FALSE(is_valid_utf8(bad)) << testing::PrintToString(bad);
  }
}

}  // namespace
}  // namespace dragoman::base
