#include "engines/remote/remote_translator.h"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "engines/remote/scripted_service_test.h"

namespace dragoman::engines::remote {
namespace {

using core::Language;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Direction kFrench{Language::kEnglish, Language::kFrench};

ScriptedService::Part answers(std::string_view text, std::string_view reason = "stop") {
  return says(fmt::format(
      R"({{"choices":[{{"message":{{"content":"{}"}},"finish_reason":"{}"}}]}})", text, reason));
}

MtRequest request(std::vector<std::string> sentences) {
  MtRequest made;
  made.direction = kFrench;
  made.sentences = std::move(sentences);
  return made;
}

base::Result<MtResponse> translated(const ScriptedService& service, const MtRequest& asked) {
  auto opened = open_remote_translators(service.model(), {kFrench}, 1, ScriptedService::quick());
  EXPECT_TRUE(opened.ok());
  return opened->front()->translate({&asked, 1}).at(0);
}

TEST(RemoteTranslator, TranslatesWithContextTermsAndNotes) {
  const ScriptedService service({answers("Le TER est en retard."), answers("Bonne nuit.")});
  auto asked = request({"The train is late.", "Good night."});
  asked.hints.previous = {"We are at the station."};
  asked.hints.notes = "A platform at night.";
  asked.hints.terms =
      std::make_shared<const std::vector<core::Term>>(std::vector<core::Term>{{"train", "TER"}});
  const auto answer = translated(service, asked);
  ASSERT_TRUE(answer.ok());
  EXPECT_THAT(*answer, ElementsAre("Le TER est en retard.", "Bonne nuit."));
  const auto body = service.server().bodies().at(0);
  EXPECT_THAT(body, HasSubstr("train = TER"));
  EXPECT_THAT(body, HasSubstr("We are at the station."));
  EXPECT_THAT(body, HasSubstr("A platform at night."));
  EXPECT_THAT(body, HasSubstr("\"temperature\":0"));
}

TEST(RemoteTranslator, AnAnswerThatIsNoTranslationIsAskedForOnceMore) {
  const ScriptedService service(
      {answers("The train is very late today."), answers("Le train a beaucoup de retard.")});
  EXPECT_THAT(*translated(service, request({"The train is very late today."})),
              ElementsAre("Le train a beaucoup de retard."));
  const ScriptedService cut({answers("Le train a", "length")});
  EXPECT_THAT(*translated(cut, request({"The train is very late today."})), ElementsAre(""));
  EXPECT_EQ(cut.server().requests(), 2U);
}

TEST(RemoteTranslator, AFailureIsTheRequests) {
  const ScriptedService service({says(R"({"error":{"message":"no model tiny"}})", 404)});
  const auto answer = translated(service, request({"Good night."}));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, base::ErrorKind::kUnavailable);
  EXPECT_THAT(answer.error().detail, HasSubstr("no model tiny"));
  EXPECT_THAT(answer.error().detail, Not(HasSubstr("sk-key")));
}

TEST(RemoteTranslator, AsksEachFamilyItsWay) {
  EXPECT_EQ(family_named("tencent/Hunyuan-MT-7B"), PromptFamily::kHunyuanMt);
  EXPECT_EQ(family_named("HY_MT1.5-1.8B-Q8_0.gguf"), PromptFamily::kHunyuanMt);
  EXPECT_EQ(family_named("translategemma-4b-it"), PromptFamily::kTranslateGemma);
  EXPECT_EQ(family_named("gpt-4o-mini"), PromptFamily::kChat);
}

TEST(RemoteTranslator, NeedsADirection) {
  const ScriptedService service({says("{}")});
  EXPECT_FALSE(open_remote_translators(service.model(), {}, 1).ok());
}

}  // namespace
}  // namespace dragoman::engines::remote
