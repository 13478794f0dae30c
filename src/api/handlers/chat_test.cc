#include "api/handlers/chat.h"

#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "api/handlers/chat_fixture_test.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(ChatTest, StreamsTheEventsOfTheJob) {
  auto response = post();
  EXPECT_EQ(response.status, 200);
  ASSERT_TRUE(response.chunks);
  EXPECT_THAT(
      events_of(response),
      ElementsAre(AllOf(StartsWith(R"(data: {"id":"chatcmpl-REQ",)"),
                        HasSubstr(R"("content":"Oi.")"), EndsWith("}\n\n")),
                  HasSubstr(R"("data":"AQACAAMA")"), HasSubstr(R"("finish_reason":"stop")"),
                  HasSubstr(R"("choices":[],"usage":{"prompt_tokens":0)"), "data: [DONE]\n\n"));
}

TEST_F(ChatTest, SendsTheHeadersOfAnEventStream) {
  const auto response = post();
  std::string text;
  for (const auto& header : response.headers) text += header.name + ": " + header.value + "\n";
  EXPECT_EQ(text,
            "Content-Type: text/event-stream; charset=utf-8\n"
            "Cache-Control: no-cache\nX-Accel-Buffering: no\n");
}

TEST_F(ChatTest, GivesTheJobWhatWasAsked) {
  core::Job seen;
  services_.translate = [&](const core::Job& job, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    seen = job;
    return emit_all(sink, cancel, {core::Started{}, core::Finished{}});
  };
  auto response = post();
  events_of(response);
  EXPECT_EQ(*std::get<core::MediaBytes>(seen.input).bytes, "hi");
  EXPECT_EQ(seen.target, core::Language::kPortuguese);
  EXPECT_EQ(seen.speech->voice, "Cherry");
}

TEST_F(ChatTest, AnswersAFailureBeforeTheStartWithItsStatus) {
  services_.translate = [](const core::Job&, core::EventSink&,
                           const base::CancelToken&) -> base::Status {
    return base::Error{base::ErrorKind::kMediaUnreadable, "", ""};
  };
  const auto response = post();
  EXPECT_EQ(response.status, 400);
  EXPECT_FALSE(response.chunks);
  EXPECT_EQ(response.body,
            R"({"error":{"code":"invalid_parameter_error",)"
            R"("message":"The audio format is illegal and cannot be opened.","param":null,)"
            R"("type":"invalid_parameter_error"},"id":"chatcmpl-REQ","request_id":"REQ"})");
}

TEST_F(ChatTest, EndsAStreamThatFailsWithAnErrorAndWithoutDone) {
  services_.translate = [](const core::Job&, core::EventSink& sink,
                           const base::CancelToken& cancel) -> base::Status {
    if (auto status = emit_all(sink, cancel, {core::Started{}, core::TextDelta{"Oi"}}); !status) {
      return status;
    }
    return base::Error{base::ErrorKind::kInternal, "", "broken"};
  };
  auto response = post();
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(
      events_of(response),
      ElementsAre(
          HasSubstr("Oi"),
          "data: {\"error\":{\"code\":\"internal_error\",\"message\":\"An internal error has "
          "occured, try again later or contact service support.\",\"param\":null,"
          "\"type\":\"internal_error\"}}\n\n"));
}

TEST_F(ChatTest, RefusesBeforeTheJobIsRun) {
  services_.translate = [](const core::Job&, core::EventSink&, const base::CancelToken&) {
    ADD_FAILURE() << "ran";
    return base::Status();
  };
  EXPECT_EQ(post("{}").status, 400);
  services_.validate = [](const core::Job&) -> base::Status {
    return base::Error{base::ErrorKind::kVoiceUnsupported, "Take Nofish.", ""};
  };
  make_handler();
  const auto response = post();
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body,
              HasSubstr("The requested voice 'Cherry' is not supported. Take Nofish."));
}

TEST_F(ChatTest, IsUnavailableWithoutServices) {
  open_ = false;
  const auto response = post();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("model_unavailable"));
  EXPECT_EQ(post("{}").status, 400) << "what is wrong anyway is said at once";
}

TEST_F(ChatTest, StopsTheJobWhenTheStreamIsDropped) {
  std::promise<base::CancelReason> seen;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    if (auto status = emit_all(sink, cancel, {core::Started{}}); !status) return status;
    wait_for_cancel(cancel);
    seen.set_value(cancel.reason());
    return cancel.check();
  };
  post();
  EXPECT_EQ(seen.get_future().get(), base::CancelReason::kClientGone);
}

TEST_F(ChatTest, TellsTheClientThatTheServerStops) {
  base::CancelSource shutdown;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    if (auto status = emit_all(sink, cancel, {core::Started{}}); !status) return status;
    wait_for_cancel(cancel);
    return cancel.check();
  };
  auto response = post(kBody, shutdown.token());
  shutdown.cancel(base::CancelReason::kShutdown);
  const auto events = events_of(response);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_THAT(events[0], HasSubstr("model_unavailable"));
}

TEST_F(ChatTest, SaysNothingToAClientThatIsGone) {
  base::CancelSource client;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    if (auto status = emit_all(sink, cancel, {core::Started{}}); !status) return status;
    wait_for_cancel(cancel);
    return cancel.check();
  };
  auto response = post(kBody, client.token());
  client.cancel(base::CancelReason::kClientGone);
  EXPECT_TRUE(events_of(response).empty());
}

TEST_F(ChatTest, StopsAJobThatTakesTooLong) {
  rules_.place.max_job_time = 1ms;
  services_.translate = [](const core::Job&, core::EventSink&, const base::CancelToken& cancel) {
    while (!cancel.cancelled()) std::this_thread::yield();
    return cancel.check();
  };
  const auto response = post();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("The time allowed for this request is over."));
}

TEST_F(ChatTest, AnswersWithOneObjectWhereAllowed) {
  chat_limits_.allow_non_streaming = true;
  std::string body(kBody);
  body.replace(body.find("true"), 4, "false");
  const auto response = post(body);
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.chunks);
  EXPECT_THAT(response.body, StartsWith(R"({"id":"chatcmpl-REQ","object":"chat.completion")"));
  EXPECT_THAT(response.body, HasSubstr(R"("content":"Oi.")"));
  EXPECT_THAT(response.body, HasSubstr(R"("data":"UklGR)"));  // RIFF
}

TEST_F(ChatTest, AnswersAFailureWithItsStatusInsteadOfOneObject) {
  chat_limits_.allow_non_streaming = true;
  services_.translate = [](const core::Job&, core::EventSink& sink,
                           const base::CancelToken& cancel) -> base::Status {
    if (auto status = emit_all(sink, cancel, {core::Started{}}); !status) return status;
    return base::Error{base::ErrorKind::kMediaUnreadable, "", ""};
  };
  std::string body(kBody);
  body.replace(body.find("true"), 4, "false");
  EXPECT_EQ(post(body).status, 400);
}

}  // namespace
}  // namespace dragoman::api
