#include "api/admission.h"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

using Place = Admission::Place;

/// One that waits for a place on a thread of its own, as handlers do.
class Waiting {
 public:
  Waiting(Admission& admission, const std::string& client)
      : entered_(std::async(std::launch::async, [this, &admission, client] {
          return admission.enter(client, cancel_.token());
        })) {}

  void give_up() { cancel_.cancel(base::CancelReason::kClientGone); }
  /// The place, or the refusal's status.
  std::variant<Place, ErrorReply> get() { return entered_.get(); }
  [[nodiscard]] bool done() const { return entered_.wait_for(0s) == std::future_status::ready; }

 private:
  base::CancelSource cancel_;
  std::future<std::variant<Place, ErrorReply>> entered_;
};

class AdmissionTest : public testing::Test {
 protected:
  void make(AdmissionLimits limits) {
    admission_ = std::make_unique<Admission>(std::move(limits), [this] { return now_.load(); });
  }

  Place enter(const std::string& client) { return std::get<Place>(admission_->enter(client, {})); }

  std::unique_ptr<Waiting> wait(const std::string& client) {
    const auto before = admission_->counts().waiting;
    auto waiting = std::make_unique<Waiting>(*admission_, client);
    while (admission_->counts().waiting == before) std::this_thread::yield();
    return waiting;
  }

  void pass(std::chrono::milliseconds time) { now_ = now_.load() + time; }

  std::atomic<base::SteadyTime> now_ = base::SteadyTime(1000s);
  std::unique_ptr<Admission> admission_;
};

TEST_F(AdmissionTest, GivesPlacesAndTakesThemBack) {
  make({.max_jobs = 2, .max_waiting_jobs = 0});
  {
    const auto first = enter("a");
    auto second = enter("b");
    const auto moved = std::move(second);
    EXPECT_EQ(admission_->counts().running, 2U);
    const auto third = admission_->enter("c", {});
    EXPECT_EQ(std::get<ErrorReply>(third).status, 429);
    EXPECT_EQ(std::get<ErrorReply>(third).code, "limit_requests");
  }
  EXPECT_EQ(admission_->counts().running, 0U);
  EXPECT_EQ(admission_->counts().ended, 2U);
  enter("c");
}

TEST_F(AdmissionTest, AJobBeyondThePlacesWaits) {
  make({.max_jobs = 1, .max_waiting_jobs = 1});
  auto running = std::make_unique<Place>(enter("a"));
  const auto waiting = wait("b");
  EXPECT_FALSE(waiting->done());
  EXPECT_EQ(admission_->refuse("c")->status, 429) << "before its body";
  EXPECT_EQ(std::get<ErrorReply>(admission_->enter("c", {})).status, 429) << "and after";
  running.reset();
  EXPECT_TRUE(std::holds_alternative<Place>(waiting->get()));
  EXPECT_FALSE(admission_->refuse("c"));
}

TEST_F(AdmissionTest, TakesTurnsOverTheClients) {
  make({.max_jobs = 1, .max_waiting_jobs = 10});
  auto running = std::make_unique<Place>(enter("first"));
  std::vector<std::string> order;  // written by whoever has the one place
  std::vector<std::jthread> threads;
  for (const std::string name :
       {"greedy 1", "greedy 2", "greedy 3", "modest 1", "other", "modest 2"}) {
    threads.emplace_back([this, name, &order] {
      const auto place = enter(name.substr(0, name.find(' ')));
      order.push_back(name);
    });
    while (admission_->counts().waiting < threads.size()) std::this_thread::yield();
  }
  running.reset();
  threads.clear();
  EXPECT_THAT(order,
              ElementsAre("greedy 1", "modest 1", "other", "greedy 2", "modest 2", "greedy 3"));
}

TEST_F(AdmissionTest, WhoLeavesFreesItsRoom) {
  make({.max_jobs = 1, .max_waiting_jobs = 1});
  auto running = std::make_unique<Place>(enter("a"));
  const auto leaver = wait("b");
  leaver->give_up();
  EXPECT_EQ(std::get<ErrorReply>(leaver->get()).status, 503);
  EXPECT_EQ(admission_->counts().waiting, 0U);
  const auto next = wait("c");
  running.reset();
  EXPECT_TRUE(std::holds_alternative<Place>(next->get())) << "its turn is not the leaver's";
}

TEST_F(AdmissionTest, ADeadlineEndsTheWait) {
  make({.max_jobs = 1, .max_waiting_jobs = 1});
  const auto running = enter("a");
  const base::CancelSource soon({}, std::chrono::steady_clock::now() + 1ms);
  EXPECT_EQ(std::get<ErrorReply>(admission_->enter("b", soon.token())).status, 503);
}

TEST_F(AdmissionTest, WhoIsGoneAlreadyGetsNoPlace) {
  make({.max_jobs = 1, .max_waiting_jobs = 1});
  const auto running = enter("a");
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  EXPECT_EQ(std::get<ErrorReply>(admission_->enter("b", gone.token())).status, 503);
  EXPECT_EQ(admission_->counts().waiting, 0U);
}

TEST_F(AdmissionTest, ClosingTellsThoseThatWait) {
  make({.max_jobs = 1, .max_waiting_jobs = 2});
  auto running = std::make_unique<Place>(enter("a"));
  const auto first = wait("b");
  const auto second = wait("c");
  admission_->close();
  const auto told = first->get();
  EXPECT_EQ(std::get<ErrorReply>(told).status, 503);
  EXPECT_THAT(std::get<ErrorReply>(told).message, HasSubstr("The server is stopping."));
  EXPECT_EQ(std::get<ErrorReply>(second->get()).status, 503);
  EXPECT_EQ(admission_->counts().running, 1U) << "what runs goes on";
  running.reset();
  EXPECT_EQ(std::get<ErrorReply>(admission_->enter("d", {})).status, 503);
}

TEST_F(AdmissionTest, WhoWaitsIsToldNowAndThenThatHeStillDoes) {
  make({.max_jobs = 1, .max_waiting_jobs = 1});
  auto running = std::make_unique<Place>(enter("a"));
  auto lined_up = admission_->line_up("b");
  auto& line = std::get<Admission::Line>(lined_up);
  EXPECT_TRUE(std::holds_alternative<Admission::Line::Quiet>(line.wait({}, 1ms)));
  EXPECT_TRUE(std::holds_alternative<Admission::Line::Quiet>(line.wait({}, 0ms)));
  EXPECT_EQ(admission_->counts().waiting, 1U);
  running.reset();
  EXPECT_TRUE(std::holds_alternative<Place>(line.wait({}, 0ms)));
}

TEST_F(AdmissionTest, APlaceThatCameToALineThatIsLeftGoesToTheNext) {
  make({.max_jobs = 1, .max_waiting_jobs = 2});
  auto running = std::make_unique<Place>(enter("a"));
  auto leaver =
      std::make_unique<std::variant<Admission::Line, ErrorReply>>(admission_->line_up("b"));
  const auto next = wait("c");
  running.reset();
  EXPECT_FALSE(next->done());
  leaver.reset();
  EXPECT_TRUE(std::holds_alternative<Place>(next->get()));
}

TEST_F(AdmissionTest, NobodyWaitsLongerThanTheLimit) {
  make({.max_jobs = 1, .max_waiting_jobs = 1, .max_wait = 1ms});
  auto running = std::make_unique<Place>(enter("a"));
  const auto told = admission_->enter("b", {});
  EXPECT_EQ(std::get<ErrorReply>(told).status, 429);
  EXPECT_TRUE(std::get<ErrorReply>(told).retry_after);
  EXPECT_THAT(std::get<ErrorReply>(told).message, HasSubstr("No place to run came free"));
  EXPECT_EQ(admission_->counts().waiting, 0U);
  running.reset();
  enter("b");
}

TEST_F(AdmissionTest, BackgroundWorkWaitsAsLongAsItTakesAndTakesNobodysRoom) {
  make({.max_jobs = 1, .max_waiting_jobs = 1, .max_wait = 1ms, .each_client = {.max_jobs = 1}});
  auto running = std::make_unique<Place>(enter("a"));
  const auto in_background = [&] { return admission_->enter_in_background({}); };
  auto first = std::async(std::launch::async, in_background);
  auto second = std::async(std::launch::async, in_background);
  EXPECT_EQ(first.wait_for(20ms), std::future_status::timeout);
  EXPECT_EQ(admission_->counts().waiting, 0U);
  EXPECT_FALSE(admission_->refuse("b")) << "there is room to wait in";
  EXPECT_TRUE(admission_->refuse("a"));
  EXPECT_FALSE(admission_->refuse("a", true)) << "which none needs that will run some time";
  running.reset();
  const auto has_place = [](auto& future) {
    return future.wait_for(1ms) == std::future_status::ready;
  };
  while (!has_place(first) && !has_place(second)) std::this_thread::yield();
  auto& lucky = has_place(first) ? first : second;
  auto& other = has_place(first) ? second : first;
  EXPECT_TRUE(lucky.get()) << "and its place is given back";
  EXPECT_TRUE(other.get());
  admission_->close();
  EXPECT_FALSE(in_background());
}

TEST_F(AdmissionTest, OneClientHasSoManyJobsRunningOrWaiting) {
  make({.max_jobs = 1, .max_waiting_jobs = 10, .each_client = {.max_jobs = 2}});
  const auto running = enter("a");
  const auto waiting = wait("a");
  const auto refused = admission_->refuse("a");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  EXPECT_THAT(refused->message, HasSubstr("2 jobs at a time are allowed."));
  EXPECT_EQ(std::get<ErrorReply>(admission_->enter("a", {})).status, 429);
  EXPECT_FALSE(admission_->refuse("b")) << "others have room";
  waiting->give_up();
  waiting->get();
  EXPECT_FALSE(admission_->refuse("a"));
}

TEST_F(AdmissionTest, AClientsOwnRowGoesBeforeEveryones) {
  make({.max_jobs = 10,
        .each_client = {.max_jobs = 1, .requests_per_minute = 5},
        .clients = {{"alice", {.max_jobs = 2}}}});
  const auto one = enter("alice");
  const auto two = enter("alice");
  EXPECT_TRUE(admission_->refuse("alice"));
  const auto other = enter("bob");
  EXPECT_TRUE(admission_->refuse("bob"));
}

TEST_F(AdmissionTest, CountsTheRequestsOfAMinute) {
  make({.each_client = {.requests_per_minute = 2}});
  EXPECT_FALSE(admission_->refuse("a"));
  pass(10s);
  EXPECT_FALSE(admission_->refuse("a"));
  pass(20s);
  const auto refused = admission_->refuse("a");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "limit_requests");
  EXPECT_EQ(refused->retry_after, 30s);
  EXPECT_EQ(refused->message,
            "You have exceeded your request limit. 2 requests a minute are allowed.");
  EXPECT_FALSE(admission_->refuse("b"));
  pass(29s);
  EXPECT_EQ(admission_->refuse("a")->retry_after, 1s) << "what was refused has not been counted";
  pass(1s);
  EXPECT_FALSE(admission_->refuse("a"));
  EXPECT_EQ(admission_->refuse("a")->retry_after, 10s);
}

TEST_F(AdmissionTest, CountsTheTokensOfAMinute) {
  make({.each_client = {.tokens_per_minute = 100}});
  core::Usage usage;
  usage.input_audio_tokens = 50;
  usage.output_text_tokens = 9;
  admission_->charge("a", usage);
  EXPECT_FALSE(admission_->refuse("a"));
  pass(15s);
  usage.input_video_tokens = 200;
  admission_->charge("a", usage);
  const auto refused = admission_->refuse("a");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  EXPECT_EQ(refused->code, "limit_burst_rate");
  EXPECT_EQ(refused->retry_after, 60s);
  EXPECT_THAT(refused->message, HasSubstr("100 tokens a minute are allowed."));
  EXPECT_FALSE(admission_->refuse("b"));
  pass(60s);
  EXPECT_FALSE(admission_->refuse("a"));
}

TEST_F(AdmissionTest, GuessesWhenAPlaceIsDue) {
  make({.max_jobs = 1, .max_waiting_jobs = 0});
  for (int i = 0; i < 60; ++i) {
    const auto job = enter("a");
    pass(20s);
  }
  const auto running = enter("a");
  EXPECT_EQ(admission_->refuse("b")->retry_after, 20s);
}

TEST_F(AdmissionTest, ForgetsClientsThatAreGone) {
  make({.each_client = {.requests_per_minute = 1}});
  EXPECT_FALSE(admission_->refuse("kept"));
  for (int i = 0; i < 5000; ++i) EXPECT_FALSE(admission_->refuse(std::to_string(i)));
  EXPECT_TRUE(admission_->refuse("kept")) << "not while it is to be remembered";
  pass(60s);
  for (int i = 0; i < 20'000; ++i) {
    if (i % 1000 == 0) pass(60s);
    EXPECT_FALSE(admission_->refuse("later " + std::to_string(i)));
  }
  EXPECT_LE(admission_->known_clients(), 15'000U);
}

// Many at once, for the thread sanitizer, and that no place is ever lost.
TEST_F(AdmissionTest, LosesNoPlace) {
  make({.max_jobs = 3, .max_waiting_jobs = 4});
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::atomic<int> served = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 12; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        base::CancelSource cancel;
        if (i % 7 == t % 7) cancel.cancel(base::CancelReason::kClientGone);
        const auto entered = admission_->enter(std::to_string(t % 4), cancel.token());
        if (!std::holds_alternative<Place>(entered)) continue;
        const int now = ++running;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --running;
        ++served;
      }
    });
  }
  threads.clear();
  EXPECT_LE(most, 3);
  EXPECT_GT(served, 0);
  EXPECT_EQ(admission_->counts().running, 0U);
  EXPECT_EQ(admission_->counts().waiting, 0U);
}

}  // namespace
}  // namespace dragoman::api
