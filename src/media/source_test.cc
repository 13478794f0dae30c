#include "media/source.h"

#include <fcntl.h>
#include <unistd.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/testing/http_server.h"

namespace dragoman::media {
namespace {

using base::ErrorKind;

std::string read(ByteSource& source, std::uint64_t offset, std::size_t count) {
  std::vector<std::uint8_t> into(count);
  const auto got = source.read_at(offset, into);
  if (!got) return "error: " + got.error().message;
  return {into.begin(), into.begin() + static_cast<std::ptrdiff_t>(*got)};
}

core::MediaBytes bytes(std::string text) {
  return {std::make_shared<const std::string>(std::move(text))};
}

struct Pipe {
  Pipe() {
    int ends[2] = {};
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    out = base::UniqueFd(ends[0]);
    in = base::UniqueFd(ends[1]);
  }
  void write(std::string_view text) {
    EXPECT_EQ(::write(in.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  base::UniqueFd out;
  base::UniqueFd in;
};

TEST(Source, MemoryCanBeReadAnywhere) {
  const auto source = open_source(bytes("0123456789"), {}, {});
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(read(**source, 7, 10), "789");
  EXPECT_EQ(read(**source, 0, 3), "012");
  EXPECT_EQ(read(**source, 10, 3), "");
  EXPECT_EQ(read(**source, ~0ULL, 3), "");
  EXPECT_EQ((*source)->size(), 10U);
  EXPECT_TRUE((*source)->complete());
}

TEST(Source, FilesCanBeReadAnywhere) {
  const base::TempDir dir;
  const auto path = dir.path() + "/f";
  ASSERT_TRUE(base::write_file_atomically(path, "0123456789").ok());
  const auto source = open_source(core::MediaPath{path}, {}, {});
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(read(**source, 7, 10), "789");
  EXPECT_EQ((*source)->size(), 10U);
}

TEST(Source, PathsMustNameRegularFiles) {
  const base::TempDir dir;
  const auto pipe = dir.path() + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& path : {dir.path(), pipe, std::string("/dev/zero")}) {
    EXPECT_EQ(open_source(core::MediaPath{path}, {}, {}).error().kind, ErrorKind::kMediaUnreadable)
        << path;
  }
  EXPECT_EQ(open_source(core::MediaPath{dir.path() + "/none"}, {}, {}).error().kind,
            ErrorKind::kNotFound);
}

TEST(Source, WhatComesFromElsewhereKeepsToTheLimit) {
  Limits limits;
  limits.max_bytes = 9;
  limits.hosts.allow_private = true;
  EXPECT_EQ(open_source(bytes("0123456789"), limits, {}).error().kind, ErrorKind::kMediaTooLarge);

  const base::TempDir dir;
  const auto path = dir.path() + "/f";
  ASSERT_TRUE(base::write_file_atomically(path, "0123456789").ok());
  EXPECT_EQ((*open_source(core::MediaPath{path}, limits, {}))->size(), 10U) << "it is here already";

  Pipe pipe;
  pipe.write("0123456789");
  const auto piped = open_descriptor(std::move(pipe.out), limits, {});
  ASSERT_TRUE(piped.ok());
  EXPECT_EQ((*piped)->wait_complete().error().kind, ErrorKind::kMediaTooLarge);

  const base::testing::HttpServer server(
      [](const std::string&, base::testing::Connection& c) { c.reply(200, "0123456789"); });
  const auto fetched = open_source(core::MediaUrl{server.url("/")}, limits, {});
  ASSERT_TRUE(fetched.ok());
  EXPECT_EQ((*fetched)->wait_complete().error().kind, ErrorKind::kMediaTooLarge);
}

TEST(Source, UrlsComeUnderTheGuard) {
  EXPECT_EQ(open_source(core::MediaUrl{"file:///etc/passwd"}, {}, {}).error().kind,
            ErrorKind::kUrlInvalid);
  EXPECT_EQ(open_source(core::MediaUrl{"http://127.0.0.1/"}, {}, {}).error().kind,
            ErrorKind::kUrlRefused);
}

TEST(Source, APipeIsReadAsFarAsAsked) {
  Pipe pipe;
  const auto source = open_descriptor(std::move(pipe.out), {}, {});
  ASSERT_TRUE(source.ok());
  pipe.write("01234");
  EXPECT_EQ(read(**source, 1, 10), "1234");
  EXPECT_EQ((*source)->size(), std::nullopt);
  EXPECT_FALSE((*source)->complete());
  pipe.write("56789");
  EXPECT_EQ(read(**source, 8, 10), "89");
  EXPECT_EQ(read(**source, 0, 3), "012") << "what has passed can be read again";
  pipe.in.reset();
  EXPECT_EQ(read(**source, 10, 1), "");
  EXPECT_TRUE((*source)->complete());
  EXPECT_EQ((*source)->size(), 10U);
}

TEST(Source, ASpooledFileIsReadWhereItLies) {
  auto file = base::SpoolFile::create();
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(file->append(base::as_bytes("0123456789")).ok());
  const core::MediaSpool spool{std::make_shared<const base::SpoolFile>(*std::move(file))};
  const auto source = open_source(spool, {}, {});
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->size(), 10U);
  EXPECT_TRUE((*source)->complete());
  EXPECT_EQ(read(**source, 7, 10), "789");
  Limits small;
  small.max_bytes = 9;
  EXPECT_EQ(open_source(spool, small, {}).error().kind, ErrorKind::kMediaTooLarge);
}

TEST(Source, AFileRedirectedToStandardInputIsAFile) {
  const base::TempDir dir;
  const auto path = dir.path() + "/f";
  ASSERT_TRUE(base::write_file_atomically(path, "0123456789").ok());
  const auto source =
      open_descriptor(base::UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), {}, {});
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->size(), 10U);
  EXPECT_FALSE(open_descriptor(base::UniqueFd(), {}, {}).ok());
}

TEST(Source, CancelEndsTheWaitForAPipe) {
  const Pipe pipe;
  base::CancelSource cancel;
  const auto source = open_descriptor(base::UniqueFd(::dup(pipe.out.get())), {}, cancel.token());
  ASSERT_TRUE(source.ok());
  auto reader = std::async(std::launch::async, [&] { return (*source)->wait_complete(); });
  cancel.cancel(base::CancelReason::kClientGone);
  EXPECT_EQ(reader.get().error().kind, ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dragoman::media
