#include <unistd.h>

#include "models/puller_fixture_test.h"

// What a pull makes of a hub, of failures that pass, of a disk and of mirrors.

namespace dragoman::models {
namespace {

using testing::HasSubstr;

TEST_F(PullerTest, InstallsWhatTheCatalogueLocks) {
  const auto status = pull("student");
  ASSERT_TRUE(status.ok()) << status.error().message;
  EXPECT_TRUE(is_installed("student"));
  EXPECT_EQ(installed("student/model.bin"), weights());
  EXPECT_EQ(installed("student/words/vocab.txt"), kPlain);
  EXPECT_FALSE(fs::exists(staging_dir(*store_, model("student"))));
  const auto manifest = read_manifest(store_->dir_of(model("student")));
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(manifest->at("words/vocab.txt").sha256, base::sha256_hex(kPlain));
  EXPECT_EQ(store_->open("student", {})->size(), 1U);
}

TEST_F(PullerTest, InstallsWhatTheHubPublishes) {
  const auto status = pull("whisper");
  ASSERT_TRUE(status.ok()) << status.error().message;
  EXPECT_TRUE(is_installed("whisper"));
  EXPECT_EQ(installed("whisper/config.json"), "{}");
}

TEST_F(PullerTest, TheStoreChecksByTheManifest) {
  ASSERT_TRUE(pull("whisper").ok());
  std::ofstream(store_->models_dir() + "/whisper/config.json") << "[]";
  EXPECT_EQ(store_->verify(model("whisper"), {})->problem, "config.json is of the wrong content");
  EXPECT_THAT(store_->open("whisper", {}).error().message,
              HasSubstr("`dragoman models pull whisper`"));
  fs::remove(store_->models_dir() + "/whisper/manifest.txt");
  EXPECT_EQ(store_->glance_at(model("whisper")).problem, "manifest.txt is missing");
  ASSERT_TRUE(pull("whisper").ok());  // in place of the damaged one
  EXPECT_TRUE(is_installed("whisper"));
}

TEST_F(PullerTest, PackagesAreNotPulled) {
  const auto status = pull("packaged");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(
      status.error().message,
      "packaged cannot be pulled: it comes from packages: `dragoman models pull` installs it.");
}

// --- What passes ---

TEST_F(PullerTest, ACutConnectionIsGoneOnWith) {
  hub_.trick = [&](Connection& c, const std::string& path, std::size_t nth) {
    if (path != kModelPath || nth > 2) return false;
    const auto from = nth == 1 ? 0U : 1000U;
    c.send(fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\nContent-Range: bytes {}-{}/{}\r\n\r\n",
                       nth == 1 ? "200 OK" : "206 P", weights().size() - from, from,
                       weights().size() - 1, weights().size()));
    c.send(weights().substr(from, 1000));
    return true;  // and the connection closes
  };
  const auto status = pull("student");
  ASSERT_TRUE(status.ok()) << status.error().message;
  EXPECT_TRUE(is_installed("student"));
  EXPECT_EQ(hub_.asked(kModelPath), 3U);
  EXPECT_EQ(range_of(hub_.heads()[2]), "2000");
}

TEST_F(PullerTest, AServerThatIgnoresTheRangeIsTakenFromTheStart) {
  hub_.trick = [&](Connection& c, const std::string& path, std::size_t nth) {
    if (path != kModelPath) return false;
    if (nth == 1) {
      c.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", weights().size()));
      c.send(weights().substr(0, 1000));
    } else {
      c.reply(200, weights());
    }
    return true;
  };
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
}

TEST_F(PullerTest, BusyServersAreAskedAgain) {
  for (const int code : {408, 429, 500, 502, 503, 504}) {
    hub_.trick = [&](Connection& c, const std::string& path, std::size_t nth) {
      if (path != kModelPath || nth % 3 == 0) return false;
      c.reply(code, "busy", code == 429 ? "Retry-After: 0\r\n" : "");
      return true;
    };
    ASSERT_TRUE(pull("student").ok()) << code;
    ASSERT_TRUE(remove_model(*store_, model("student")).ok());
  }
}

TEST_F(PullerTest, AStalledServerIsLeftAndGoneOnWith) {
  hub_.trick = [&](Connection& c, const std::string& path, std::size_t nth) {
    if (path != kModelPath || nth > 1) return false;
    c.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", weights().size()));
    c.send(weights().substr(0, 5));
    c.wait_for_close();
    return true;
  };
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
}

TEST_F(PullerTest, AnEndWithoutALengthIsNoEnd) {
  hub_.trick = [&](Connection& c, const std::string& path, std::size_t nth) {
    if (path != kModelPath || nth > 1) return false;
    c.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + weights().substr(0, 1000));
    return true;
  };
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
}

TEST_F(PullerTest, AnInterruptedPullGoesOn) {
  base::CancelSource source;
  hub_.trick = [&](Connection& c, const std::string& path, std::size_t nth) {
    if (path != kModelPath || nth > 1) return false;
    c.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", weights().size()));
    c.send(weights().substr(0, 100'000));
    while (bytes_below(staging_dir(*store_, model("student"))) < 100'000) ::usleep(1000);
    source.cancel(base::CancelReason::kShutdown);
    c.wait_for_close();
    return true;
  };
  const auto status = pull("student", source.token());
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kCancelled);
  expect_absent("student");
  Puller puller(*store_, source_, options_, {});
  EXPECT_EQ(puller.bytes_here(*puller.plan(model("student"))), 100'000U);
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
  EXPECT_EQ(range_of(hub_.heads()[1]), "100000");
}

TEST_F(PullerTest, AWrongHalfIsFetchedAnew) {
  const auto staging = staging_dir(*store_, model("student"));
  fs::create_directories(staging);
  std::ofstream(fmt::format("{}/0.{}.part", staging, base::sha256_hex(weights()).substr(0, 16)))
      << "rubbish";
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
  EXPECT_EQ(hub_.asked(kModelPath), 2U);
}

TEST_F(PullerTest, APartThatIsTooLongIsFetchedAnew) {
  const auto staging = staging_dir(*store_, model("student"));
  fs::create_directories(staging);
  std::ofstream(fmt::format("{}/0.{}.part", staging, base::sha256_hex(weights()).substr(0, 16)))
      << weights() << "more";
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
}

// --- Content and addresses ---

TEST_F(PullerTest, APackedFileThatIsNoneIsRefused) {
  auto catalogue = store_->catalogue();
  auto& vocab = catalogue.models[0].files[1].hub;
  hub_.files["/lab/models/v1/de/vocab.txt.gz"] = "no gzip at all";
  vocab.bytes = 14;
  vocab.sha256 = base::sha256_hex("no gzip at all");
  store_.emplace(catalogue, dir_.path() + "/models");
  EXPECT_THAT(pull("student").error().message, HasSubstr("The packed file is damaged"));
  expect_absent("student");
}

TEST_F(PullerTest, AnUnpackedFileOfAnotherContentIsRefused) {
  auto catalogue = store_->catalogue();
  auto& vocab = catalogue.models[0].files[1];
  vocab.bytes = kPlain.size();
  vocab.sha256 = base::sha256_hex("another text");
  store_.emplace(catalogue, dir_.path() + "/models");
  EXPECT_THAT(pull("student").error().message, HasSubstr("unpacked, it is another than is known"));
  expect_absent("student");
}

TEST_F(PullerTest, PrivateAddressesMustBeAllowed) {
  options_.limits.hosts.allow_private = false;
  EXPECT_THAT(pull("student").error().message,
              HasSubstr("its address is not on the public internet"));
  EXPECT_EQ(hub_.heads().size(), 0U);
}

// --- The disk ---

TEST_F(PullerTest, AFullDiskIsToldAndKeepsWhatCame) {
  const auto staging = staging_dir(*store_, model("student"));
  fs::create_directories(staging);
  const auto part = fmt::format("{}/0.{}.part", staging, base::sha256_hex(weights()).substr(0, 16));
  fs::create_symlink("/dev/full", part);
  const auto status = pull("student");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kIo);
  EXPECT_THAT(status.error().message, HasSubstr("the disk is full. What has come is kept"));
  expect_absent("student");
  fs::remove(part);
  EXPECT_TRUE(pull("student").ok());
}

TEST_F(PullerTest, TooLittleDiskIsToldBeforehand) {
  Puller puller(*store_, source_, options_, {});
  auto plan = *puller.plan(model("student"));
  EXPECT_TRUE(puller.check_space({&plan, 1}).ok());
  plan.files[0].bytes = 1ULL << 60U;
  const auto status = puller.check_space({&plan, 1});
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("MB are wanted"));
}

TEST_F(PullerTest, OneAtATime) {
  const auto first = FolderLock::take(store_->models_dir());
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(FolderLock::take(store_->models_dir()).error().kind, ErrorKind::kUnavailable);
}

TEST_F(PullerTest, RemovesAModelAndWhatWasBegunOfIt) {
  EXPECT_EQ(remove_model(*store_, model("student")).error().kind, ErrorKind::kNotFound);
  ASSERT_TRUE(pull("student").ok());
  const auto staging = staging_dir(*store_, model("student"));
  fs::create_directories(staging);
  std::ofstream(staging + "/0.x.part") << "12345";
  const auto bytes = remove_model(*store_, model("student"));
  ASSERT_TRUE(bytes.ok());
  EXPECT_GE(*bytes, weights().size() + kPlain.size() + 5);
  expect_absent("student");
  EXPECT_FALSE(fs::exists(staging));
}

// --- Mirrors ---

TEST_F(PullerTest, AModelsFolderIsAMirror) {
  ASSERT_TRUE(pull("student").ok());
  const auto mirror = dir_.path() + "/mirror";
  fs::rename(store_->models_dir(), mirror);
  fs::create_directories(mirror + "/packaged");
  std::ofstream(mirror + "/packaged/a.bin") << "weights";
  source_.mirror = mirror;
  hub_.trick = [](Connection&, const std::string&, std::size_t) {
    ADD_FAILURE() << "the hub was asked";
    return true;
  };
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
  ASSERT_TRUE(pull("packaged").ok());  // locked, so a mirror will do
  EXPECT_TRUE(is_installed("packaged"));
}

TEST_F(PullerTest, AMirrorOverHttp) {
  ASSERT_TRUE(pull("student").ok());
  for (const auto* path : {"model.bin", "words/vocab.txt", "manifest.txt"}) {
    hub_.files[fmt::format("/mirror/student/{}", path)] =
        installed(fmt::format("student/{}", path));
  }
  ASSERT_TRUE(remove_model(*store_, model("student")).ok());
  source_.mirror = hub_.url() + "/mirror/";
  ASSERT_TRUE(pull("student").ok());
  EXPECT_TRUE(is_installed("student"));
}

TEST_F(PullerTest, AMirrorIsHeldToTheCatalogue) {
  ASSERT_TRUE(pull("student").ok());
  const auto mirror = dir_.path() + "/mirror";
  fs::rename(store_->models_dir(), mirror);
  source_.mirror = mirror;
  std::ofstream(mirror + "/student/model.bin") << std::string(weights().size(), 'x');
  EXPECT_THAT(pull("student").error().message, HasSubstr("has another hash"));
  std::ofstream(mirror + "/student/model.bin") << "short";
  EXPECT_THAT(pull("student").error().message, HasSubstr("it has 5 bytes where 300000"));
  fs::remove(mirror + "/student/model.bin");
  EXPECT_THAT(pull("student").error().message, HasSubstr("it is not there"));
  fs::remove(mirror + "/student/manifest.txt");
  EXPECT_THAT(pull("student").error().message, HasSubstr("the mirror's manifest.txt"));
  expect_absent("student");
}

}  // namespace
}  // namespace dragoman::models
