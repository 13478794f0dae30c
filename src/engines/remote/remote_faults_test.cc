// What an upstream can do wrong, and what each job makes of it. The table in
// docs/how-to/remote-engines.md is what this prints.
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "core/audio.h"
#include "engines/remote/remote_describer.h"
#include "engines/remote/remote_recogniser.h"
#include "engines/remote/remote_synthesiser.h"
#include "engines/remote/remote_translator.h"
#include "engines/remote/scripted_service_test.h"
#include "engines/remote/wav_bytes.h"

namespace dragoman::engines::remote {
namespace {

using base::testing::Connection;
using core::Language;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Direction kFrench{Language::kEnglish, Language::kFrench};

constexpr std::chrono::milliseconds kTimeout{300};

Patience patient_for(std::chrono::milliseconds timeout) {
  auto patience = ScriptedService::quick();
  patience.timeout = timeout;
  return patience;
}

template <class Opened>
auto engine(Opened opened) {
  EXPECT_TRUE(opened.ok());
  return std::move(opened->front());
}

// One request of each job, and what its service answers when all is well.
struct Job {
  std::string name;
  std::string good;
  std::function<base::Status(const RemoteModel&, const Patience&)> run;
};

template <class T>
base::Status status_of(const base::Result<T>& result) {
  return result ? base::Status() : base::Status(result.error());
}

std::vector<Job> jobs() {
  const std::string chat = R"({{"choices":[{{"message":{{"content":"{}"}}}}]}})";
  return {
      {"recognise", R"({"text":"Good day.","language":"en"})",
       [](const RemoteModel& model, const Patience& patience) {
         AsrRequest request;
         request.samples.assign(core::kListenRateHz, 0.1F);
         const auto opened = engine(open_remote_recognisers(model, true, 1, patience));
         return status_of(opened->recognise({&request, 1}).front());
       }},
      {"translate", fmt::format(fmt::runtime(chat), "Bonne nuit."),
       [](const RemoteModel& model, const Patience& patience) {
         MtRequest request;
         request.direction = kFrench;
         request.sentences = {"Good night."};
         const auto opened = engine(open_remote_translators(model, {kFrench}, 1, patience));
         return status_of(opened->translate({&request, 1}).front());
       }},
      {"speak", write_wav(std::vector<float>(8000, 0.1F), 16000),
       [](const RemoteModel& model, const Patience& patience) {
         const std::vector<Voice> voices{{"alloy", {Language::kEnglish}, "tiny"}};
         SpeechRequest request;
         request.text = "Good night.";
         request.voice = "alloy";
         const auto opened = engine(open_remote_synthesisers(model, voices, 1, patience));
         return status_of(opened->synthesise(request));
       }},
      {"describe",
       fmt::format(fmt::runtime(chat), "A surgeon puts on a face mask in a bright operating room."),
       [](const RemoteModel& model, const Patience& patience) {
         SceneRequest request;
         request.pictures = std::make_shared<const std::vector<core::Picture>>(
             1, core::Picture{8, 8, std::vector<std::uint8_t>(192, 90), core::Seconds(0)});
         const auto opened = engine(open_remote_describers(model, 1, patience));
         return status_of(opened->describe(request));
       }},
  };
}

struct FaultCase {
  std::string name;
  ScriptedService::Part part;
  bool passes;  // whether it is asked again, and then answered
  std::chrono::milliseconds timeout = kTimeout;
};

void endless(Connection& c) {
  c.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"text\":\"");
  const std::string more(1U << 20U, 'x');
  while (c.send(more)) {
  }
}

std::vector<FaultCase> faults() {
  return {
      {"closes at once", [](Connection&) {}, true},
      {"dies in mid head", [](Connection& c) { c.send("HTTP/1.1 20"); }, true},
      {"dies in mid body",
       [](Connection& c) { c.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"te"); }, true},
      {"is silent", [](Connection& c) { c.wait_for_close(); }, true},
      {"hangs in mid body",
       [](Connection& c) {
         c.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"te");
         c.wait_for_close();
       },
       true},
      {"answers 500", says("oops", 500), true},
      {"answers 503, loading", says(R"({"error":{"message":"Loading model"}})", 503), true},
      {"answers 429, Retry-After: 1", says("", 429, "Retry-After: 1\r\n"), true},
      {"answers 429, Retry-After: 3600", says("", 429, "Retry-After: 3600\r\n"), false},
      {"refuses the key, quoting it", says(R"({"error":{"message":"bad sk-key"}})", 401), false},
      {"has another model now", says(R"({"error":{"message":"no model tiny"}})", 404), false},
      {"redirects", says("", 302, "Location: http://127.0.0.1:1/\r\n"), false},
      {"answers a page", says("<html>welcome</html>"), false},
      {"answers other JSON", says(R"({"choices":[7],"text":{}})"), false},
      {"answers nothing", says(""), false},
      {"nests without end", says(std::string(20'000, '[')), false},
      {"never ends", endless, false, std::chrono::seconds(60)},  // the limit comes first
  };
}

TEST(RemoteFaults, EachEndsInAnAnswerOrAClearError) {
  std::cout
      << "| the service | recognise | translate | speak | describe |\n|---|---|---|---|---|\n";
  for (const auto& fault : faults()) {
    auto row = "| " + fault.name;
    for (const auto& job : jobs()) {
      const ScriptedService service({fault.part, says(job.good)});
      const auto status = job.run(service.model(), patient_for(fault.timeout));
      EXPECT_EQ(status.ok(), fault.passes) << fault.name << ", " << job.name;
      EXPECT_EQ(service.server().requests(), fault.passes ? 2U : 1U) << fault.name;
      if (!status) {
        EXPECT_EQ(status.error().kind, base::ErrorKind::kUnavailable) << fault.name;
        EXPECT_THAT(status.error().message + status.error().detail, Not(HasSubstr("sk-key")));
      }
      row += status ? " | answered at the second try" : " | 503 after one try";
    }
    std::cout << row << " |\n";
  }
}

TEST(RemoteFaults, AServiceThatStaysAwayIsLeftAlone) {
  for (const auto& job : jobs()) {
    const ScriptedService service({says("", 500)});
    const auto status = job.run(service.model(), patient_for(kTimeout));
    EXPECT_EQ(status.error().kind, base::ErrorKind::kUnavailable) << job.name;
    EXPECT_EQ(service.server().requests(), 3U) << job.name;
  }
}

}  // namespace
}  // namespace dragoman::engines::remote
