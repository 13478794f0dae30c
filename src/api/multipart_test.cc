#include "api/multipart.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace dragoman::api {
namespace {

using ::testing::HasSubstr;

struct Collector final : MultipartSink {
  void begin_part(MultipartPart part) override { parts.emplace_back(std::move(part), ""); }
  void add_bytes(std::string_view bytes) override { parts.back().second += bytes; }
  void end_part() override { ++ended; }
  std::vector<std::pair<MultipartPart, std::string>> parts;
  std::size_t ended = 0;
};

constexpr std::string_view kForm =
    "preamble\r\n--X\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n"
    "--X \t\r\ncontent-disposition: FORM-DATA; filename=\"..\\a\\\"b.wav\"; name=file\r\n"
    "Content-Type: audio/wav\r\n\r\n\r\n--Y\r\n--\r\r\n--x\r\n\r\n--X\r\n"
    "Content-Disposition: form-data; name=\"\"\r\n\r\n\r\n--X--\r\nepilogue --X";

std::string fault_of(std::string_view body) {
  Collector sink;
  MultipartReader reader("X", sink);
  reader.write(body);
  reader.finish();
  return std::string(reader.fault());
}

TEST(Multipart, ReadsAFormCutAnywhere) {
  for (std::size_t cut = 0; cut <= kForm.size(); ++cut) {
    Collector sink;
    MultipartReader reader("X", sink);
    EXPECT_TRUE(reader.write(kForm.substr(0, cut)));
    EXPECT_TRUE(reader.write(kForm.substr(cut)));
    ASSERT_TRUE(reader.finish()) << cut;
    ASSERT_EQ(sink.parts.size(), 3U) << cut;
    EXPECT_EQ(sink.ended, 3U);
    EXPECT_EQ(sink.parts[0].first.name, "purpose");
    EXPECT_FALSE(sink.parts[0].first.file_name);
    EXPECT_EQ(sink.parts[0].second, "user_data");
    EXPECT_EQ(sink.parts[1].first.name, "file");
    EXPECT_EQ(sink.parts[1].first.file_name, "..\\a\"b.wav");
    EXPECT_EQ(sink.parts[1].second, "\r\n--Y\r\n--\r\r\n--x\r\n") << cut;
    EXPECT_EQ(sink.parts[2].second, "");
  }
}

TEST(Multipart, ReadsAByteAtATime) {
  Collector sink;
  MultipartReader reader("X", sink);
  for (const char c : kForm) EXPECT_TRUE(reader.write({&c, 1}));
  EXPECT_TRUE(reader.finish());
  EXPECT_EQ(sink.parts.at(1).second, "\r\n--Y\r\n--\r\r\n--x\r\n");
}

TEST(Multipart, WhatIsCutOffIsNoForm) {
  const auto last = kForm.find("--X--");
  for (std::size_t cut = 0; cut < last + 5; ++cut) {
    EXPECT_THAT(fault_of(kForm.substr(0, cut)), HasSubstr("ends before")) << cut;
  }
}

TEST(Multipart, RefusesWhatItCannotRead) {
  EXPECT_THAT(fault_of("--X\r\n\r\nx\r\n--X--"), HasSubstr("does not name"));
  EXPECT_THAT(fault_of("--X\r\nContent-Disposition: form-data\r\n\r\n"), HasSubstr("name"));
  EXPECT_THAT(fault_of("--X\r\nContent-Disposition: form-data; name=\"open\r\n\r\n"),
              HasSubstr("name"));
  EXPECT_THAT(fault_of("--X\r\nContent-Disposition: attachment; name=a\r\n\r\n"),
              HasSubstr("name"));
  EXPECT_THAT(fault_of("--X\r\nContent-Disposition: form-data; name=a\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n"),
              HasSubstr("name"));
  EXPECT_THAT(fault_of("--Xy\r\n"), HasSubstr("something else"));
  EXPECT_THAT(fault_of("--X" + std::string(100, ' ')), HasSubstr("blanks"));
  EXPECT_THAT(fault_of("--X\r\n" + std::string(9000, 'a')), HasSubstr("too long"));
  std::string many;
  for (int i = 0; i < 33; ++i) {
    many += "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
  }
  EXPECT_THAT(fault_of(many), HasSubstr("too many"));
}

TEST(Multipart, TakesOnlyBoundariesThatAreOne) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=X"), "X");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), "a b");
  const auto as_long_as_may_be = "multipart/form-data; boundary=" + std::string(70, 'x');
  EXPECT_TRUE(multipart_boundary(as_long_as_may_be));
  EXPECT_FALSE(multipart_boundary(as_long_as_may_be + "x"));
  for (const auto* bad : {"", "multipart/form-data", "multipart/mixed; boundary=X",
                          "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a \"",
                          "multipart/form-data; boundary=\"a", "multipart/form-data; boundary=a{b",
                          "application/json; boundary=X"}) {
    EXPECT_FALSE(multipart_boundary(bad)) << bad;
  }
}

}  // namespace
}  // namespace dragoman::api
