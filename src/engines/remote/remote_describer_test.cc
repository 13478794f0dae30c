// Against a scripted service: it is slow, fails, refuses, cuts, talks nonsense, and sends too much.
#include "engines/remote/remote_describer.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "engines/remote/scripted_service_test.h"

namespace dragoman::engines::remote {
namespace {

using base::ErrorKind;
using base::testing::Connection;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kNote = "A surgeon puts on a face mask in a bright operating room.";

std::string saying(std::string_view text, std::string_view reason = "stop") {
  return fmt::format(
      R"({{"choices":[{{"message":{{"role":"assistant","content":"{}"}},"finish_reason":"{}"}}]}})",
      text, reason);
}

SceneRequest scene(std::size_t count = 2) {
  SceneRequest request;
  request.pictures = std::make_shared<const std::vector<core::Picture>>(
      count, core::Picture{8, 8, std::vector<std::uint8_t>(192, 90), core::Seconds(0)});
  return request;
}

std::unique_ptr<SceneDescriber> describer(const ScriptedService& service,
                                          const Patience& patience = ScriptedService::quick()) {
  auto opened = open_remote_describers(service.model(), 1, patience);
  EXPECT_TRUE(opened.ok());
  return std::move(opened->front());
}

TEST(RemoteDescriber, SendsThePicturesAndGivesTheNote) {
  const ScriptedService service({says(saying("**Description:** " + kNote))});
  const auto note = describer(service)->describe(scene());
  ASSERT_TRUE(note.ok()) << note.error().detail;
  EXPECT_EQ(*note, kNote);
  EXPECT_THAT(service.server().heads().at(0), HasSubstr("POST /v1/chat/completions "));
  EXPECT_THAT(service.server().heads().at(0), HasSubstr("Authorization: Bearer sk-key"));
  const auto body = service.server().bodies().at(0);
  EXPECT_THAT(body, HasSubstr("\"model\":\"tiny\""));
  EXPECT_THAT(body, HasSubstr("data:image/jpeg;base64,/9j/"));
  EXPECT_THAT(body, HasSubstr("these pictures"));
}

TEST(RemoteDescriber, AsksAgainWhereTheFaultMayPass) {
  const std::vector<ScriptedService::Part> faults{
      says("oops", 500),
      says("{}", 503),
      says(R"({"error":{"message":"slow down"}})", 429, "Retry-After: 1\r\n"),
      [](Connection& c) { c.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"choi"); },
      [](Connection& c) { c.send("HT"); },
  };
  for (const auto& fault : faults) {
    const ScriptedService service({fault, says(saying(kNote))});
    const auto note = describer(service)->describe(scene());
    ASSERT_TRUE(note.ok()) << note.error().detail;
    EXPECT_EQ(*note, kNote);
    EXPECT_EQ(service.server().requests(), 2U);
  }
}

TEST(RemoteDescriber, AsksAgainAfterASlowAnswer) {
  const ScriptedService service({[](Connection& c) { c.wait_for_close(); }, says(saying(kNote))});
  auto patience = ScriptedService::quick();
  patience.timeout = milliseconds(100);
  const auto asked = describer(service, patience);
  const auto note = asked->describe(scene());
  ASSERT_TRUE(note.ok()) << note.error().detail;
  EXPECT_EQ(*note, kNote);
}

TEST(RemoteDescriber, GivesUpInTheEnd) {
  const ScriptedService down({says("", 500)});
  auto failed = describer(down)->describe(scene());
  EXPECT_EQ(failed.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(down.server().requests(), 3U);
  const ScriptedService patient({says("{}", 429, "Retry-After: 3600\r\n")});
  EXPECT_EQ(describer(patient)->describe(scene()).error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(patient.server().requests(), 1U);
}

TEST(RemoteDescriber, AsksOnceWhereTheFaultWillNotPass) {
  const auto huge = [](Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"choices\":\"");
    while (c.send(std::string(8192, 'x'))) {
    }
  };
  for (const auto& fault : std::vector<ScriptedService::Part>{
           says(R"({"error":{"message":"bad key sk-key"}})", 401), says("", 404),
           says("", 302, "Location: http://127.0.0.1:1/\r\n"), says("<html>"), says("[[[[["),
           says(R"({"choices":[{"message":{"content":42}}]})"), huge}) {
    const ScriptedService service({fault});
    const auto failed = describer(service)->describe(scene());
    EXPECT_EQ(failed.error().kind, ErrorKind::kUnavailable);
    EXPECT_THAT(failed.error().message, Not(HasSubstr("sk-key")));
    EXPECT_THAT(failed.error().detail, Not(HasSubstr("sk-key")));
    EXPECT_EQ(service.server().requests(), 1U);
  }
}

TEST(RemoteDescriber, AnAnswerThatIsNoNoteIsAskedForOnceMore) {
  const ScriptedService polite({says(saying("I'm sorry, I cannot help.")), says(saying(kNote))});
  EXPECT_EQ(*describer(polite)->describe(scene()), kNote);
  EXPECT_THAT(polite.server().bodies().at(1), HasSubstr("nothing else"));
  for (const auto* const text :
       {"", "la la la la la la la la", "Ein Chirurg setzt im hellen Operationssaal eine Maske auf.",
        "<|im_start|>system You are"}) {
    const ScriptedService service({says(saying(text))});
    const auto note = describer(service)->describe(scene());
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(*note, "");
    EXPECT_EQ(service.server().requests(), 2U);
  }
}

TEST(RemoteDescriber, LeavesAServiceThatFailsAlone) {
  const ScriptedService service({says("", 500), says("", 500), says(saying(kNote))});
  auto patience = ScriptedService::quick();
  patience.attempts = 1;
  patience.failures = 2;
  patience.rest = milliseconds(200);
  const auto asked = describer(service, patience);
  EXPECT_FALSE(asked->describe(scene()).ok());
  EXPECT_FALSE(asked->describe(scene()).ok());
  const auto spared = asked->describe(scene());
  EXPECT_THAT(spared.error().detail, HasSubstr("breaker"));
  EXPECT_EQ(service.server().requests(), 2U);
  std::this_thread::sleep_for(milliseconds(220));
  EXPECT_TRUE(asked->describe(scene()).ok());
}

TEST(RemoteDescriber, StopsWhenCancelled) {
  const ScriptedService service({[](Connection& c) { c.wait_for_close(); }});
  base::CancelSource cancel;
  auto request = scene();
  request.cancel = cancel.token();
  std::thread canceller([&] {
    while (service.server().requests() == 0) std::this_thread::yield();
    cancel.cancel(base::CancelReason::kClientGone);
  });
  EXPECT_EQ(describer(service)->describe(request).error().kind, ErrorKind::kCancelled);
  canceller.join();
}

TEST(RemoteDescriber, NeedsAnAddressAndAName) {
  for (const auto& bad :
       {RemoteModel{"", "m", ""}, RemoteModel{"ftp://x/v1", "m", ""},
        RemoteModel{"http://user:pw@x/v1", "m", ""}, RemoteModel{"http://x/v1", "", ""},
        RemoteModel{"http://x/v1", "m", "a\r\nb"}}) {
    EXPECT_FALSE(open_remote_describers(bad, 1).ok()) << bad.url;
  }
  const ScriptedService service({says(saying(kNote))});
  EXPECT_EQ(describer(service)->describe({}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(service.server().requests(), 0U);
}

}  // namespace
}  // namespace dragoman::engines::remote
