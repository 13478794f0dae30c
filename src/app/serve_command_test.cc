#include "app/serve_command.h"

#include <array>
#include <future>
#include <string>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/files.h"
#include "base/log.h"
#include "engines/fake/fake_engines.h"

namespace dragoman::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class ServeCommandTest : public testing::Test {
 protected:
  ServeCommandTest() {
    config_.port = 0;
    base::set_log_level(base::LogLevel::kOff);
  }

  static EngineLoader fake_loader() {
    return [](const base::CancelToken&) -> base::Result<std::unique_ptr<pipeline::Engines>> {
      return std::make_unique<pipeline::Engines>(engines::fake::make_engine_set({}),
                                                 pipeline::VoiceStandIns());
    };
  }

  Config config_;
  output::StringSink out_;
  output::StringSink err_;
  Console console_{out_, err_};
};

// The first line of the answer to a GET; empty if nobody answers.
std::string get(const std::string& url, const std::string& path) {
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  const base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return "";
  FdSink sink(socket.get());
  if (!sink.append("GET " + path + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                   "\r\nConnection: close\r\n\r\n"))
    return "";
  std::array<char, 256> bytes{};
  const auto count = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
  const std::string answer(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return answer.substr(0, answer.find('\r'));
}

TEST_F(ServeCommandTest, ServesUntilStopped) {
  base::CancelSource stop;
  std::promise<std::string> listening;
  std::promise<void> go_on;
  const EngineLoader load = [&](const base::CancelToken& cancel) {
    listening.set_value(err_.bytes());
    go_on.get_future().wait();
    return fake_loader()(cancel);
  };
  auto served = std::async(std::launch::async,
                           [&] { return run_serve(config_, load, console_, stop.token()); });
  const auto said = listening.get_future().get();
  ASSERT_THAT(said, StartsWith("listening on http://127.0.0.1:"));
  EXPECT_EQ(get(said, "/readyz"), "HTTP/1.1 503 Service Unavailable");
  go_on.set_value();
  auto answer = get(said, "/readyz");
  while (answer == "HTTP/1.1 503 Service Unavailable") answer = get(said, "/readyz");
  EXPECT_EQ(answer, "HTTP/1.1 200 OK");
  stop.cancel(base::CancelReason::kShutdown);
  EXPECT_EQ(served.get(), kExitOk);
  EXPECT_EQ(get(said, "/readyz"), "");
  EXPECT_THAT(out_.bytes(), IsEmpty());
}

TEST_F(ServeCommandTest, EnginesThatCannotLoadEndIt) {
  const EngineLoader load =
      [](const base::CancelToken&) -> base::Result<std::unique_ptr<pipeline::Engines>> {
    return base::Error{base::ErrorKind::kModelMissing, "Run `make setup`.", ""};
  };
  EXPECT_EQ(run_serve(config_, load, console_, {}), kExitFailed);
  EXPECT_THAT(err_.bytes(), HasSubstr("dragoman: Run `make setup`."));
}

TEST_F(ServeCommandTest, ASignalWhileLoadingIsNoError) {
  base::CancelSource stop;
  const EngineLoader load =
      [&](const base::CancelToken& cancel) -> base::Result<std::unique_ptr<pipeline::Engines>> {
    stop.cancel(base::CancelReason::kShutdown);
    return cancel.check().error();
  };
  EXPECT_EQ(run_serve(config_, load, console_, stop.token()), kExitOk);
}

TEST_F(ServeCommandTest, AnOpenServerBeyondLoopbackIsRefused) {
  config_.host = "0.0.0.0";
  EXPECT_EQ(run_serve(config_, fake_loader(), console_, {}), kExitUsage);
  EXPECT_THAT(err_.bytes(), StartsWith("dragoman: "));
}

TEST_F(ServeCommandTest, AnAddressThatIsNoneIsRefused) {
  config_.host = "no such address";
  EXPECT_EQ(run_serve(config_, fake_loader(), console_, {}), kExitUsage);
}

}  // namespace
}  // namespace dragoman::app
