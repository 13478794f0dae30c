#include "engines/remembering_translator.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "engines/fake/fake_engines.h"
#include "engines/mt_contract_test.h"

namespace dragoman::engines {
namespace {

using core::Language;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Direction kFrench{Language::kEnglish, Language::kFrench};
constexpr Direction kGerman{Language::kEnglish, Language::kGerman};
constexpr std::size_t kBytes = 1U << 20U;

using Asked = std::vector<std::string>;

// Says the target's code, the sentence and, where it reads them, the sentences before; nothing to
// "hard", and fails on "broken". Writes down all that it is asked.
class Counting final : public Translator {
 public:
  Counting(Asked& asked, bool reads_context) : asked_(asked), reads_context_(reads_context) {}

  std::vector<Direction> directions() const override { return {kFrench, kGerman}; }
  bool reads_context(Direction /*direction*/) const override { return reads_context_; }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    std::vector<base::Result<MtResponse>> responses;
    for (const auto& request : batch) responses.push_back(answer(request));
    return responses;
  }

 private:
  base::Result<MtResponse> answer(const MtRequest& request) {
    MtResponse response;
    for (const auto& sentence : request.sentences) {
      asked_.push_back(sentence);
      if (sentence == "broken") return base::Error{base::ErrorKind::kInternal, "It broke.", ""};
      response.push_back(sentence == "hard" ? "" : say(request, sentence));
    }
    if (auto status = request.cancel.check(); !status) return status.error();
    return response;
  }

  [[nodiscard]] std::string say(const MtRequest& request, const std::string& sentence) const {
    auto text = std::string(core::code(request.direction.target)) + " " + sentence;
    if (request.hints.terms) {
      for (const auto& term : *request.hints.terms) text += " " + term.target;
    }
    for (const auto& before : request.hints.previous) text += reads_context_ ? " < " + before : "";
    return text;
  }

  Asked& asked_;
  bool reads_context_;
};

class Remembering : public ::testing::Test {
 protected:
  static std::vector<std::unique_ptr<Translator>> open(Asked& asked, bool reads_context = false,
                                                       std::size_t bytes = kBytes) {
    std::vector<std::unique_ptr<Translator>> replicas;
    replicas.push_back(std::make_unique<Counting>(asked, reads_context));
    replicas.push_back(std::make_unique<Counting>(asked, reads_context));
    return remember_repeats(std::move(replicas), bytes);
  }

  static base::Result<MtResponse> translate(Translator& translator, MtRequest request) {
    auto responses = translator.translate({&request, 1});
    EXPECT_EQ(responses.size(), 1U);
    return responses.at(0);
  }

  static MtHints glossary(std::vector<core::Term> terms) {
    return {std::make_shared<const std::vector<core::Term>>(std::move(terms)), {}, {}};
  }

  Asked asked_;
};

TEST_F(Remembering, ARepeatCostsNothingOnAnyReplica) {
  const auto replicas = open(asked_);
  EXPECT_THAT(*translate(*replicas[0], {kFrench, {"a", "b"}, {}}), ElementsAre("fr a", "fr b"));
  EXPECT_THAT(*translate(*replicas[1], {kFrench, {"b", "c", "a"}, {}}),
              ElementsAre("fr b", "fr c", "fr a"));
  EXPECT_THAT(asked_, ElementsAre("a", "b", "c"));
  EXPECT_THAT(replicas[0]->directions(), ElementsAre(kFrench, kGerman));
}

TEST_F(Remembering, ARepeatInABatchIsAskedOnce) {
  const auto replicas = open(asked_);
  const std::vector<MtRequest> batch{{kFrench, {"a", "b", "a"}, {}}, {kFrench, {"b", "c"}, {}}};
  const auto responses = replicas[0]->translate(batch);
  EXPECT_THAT(*responses.at(0), ElementsAre("fr a", "fr b", "fr a"));
  EXPECT_THAT(*responses.at(1), ElementsAre("fr b", "fr c"));
  EXPECT_THAT(asked_, ElementsAre("a", "b", "c"));
}

TEST_F(Remembering, AnotherDirectionIsAnotherSentence) {
  const auto replicas = open(asked_);
  EXPECT_THAT(*translate(*replicas[0], {kFrench, {"a"}, {}}), ElementsAre("fr a"));
  EXPECT_THAT(*translate(*replicas[0], {kGerman, {"a"}, {}}), ElementsAre("de a"));
}

TEST_F(Remembering, AnotherGlossaryIsAnotherSentence) {
  const auto replicas = open(asked_);
  const auto say = [&](MtHints hints) {
    return *translate(*replicas[0], {kFrench, {"a"}, {}, std::move(hints)});
  };
  EXPECT_THAT(say({}), ElementsAre("fr a"));
  EXPECT_THAT(say(glossary({{"a", "x"}})), ElementsAre("fr a x"));
  EXPECT_THAT(say(glossary({{"a", "y"}})), ElementsAre("fr a y"));
  EXPECT_THAT(say(glossary({{"b", "x"}})), ElementsAre("fr a x"));
  EXPECT_THAT(say(glossary({{"b", "xx"}})), ElementsAre("fr a xx"));
  EXPECT_EQ(asked_.size(), 5U);
  EXPECT_THAT(say(glossary({{"a", "x"}})), ElementsAre("fr a x"));
  EXPECT_THAT(say(glossary({})), ElementsAre("fr a")) << "no terms are no glossary";
  EXPECT_EQ(asked_.size(), 5U) << "the same terms in another job";
}

TEST_F(Remembering, ContextCountsWhereItIsRead) {
  const MtHints after_b{nullptr, {"b"}, {}};
  const auto students = open(asked_, false);
  (void)translate(*students[0], {kFrench, {"a"}, {}});
  EXPECT_THAT(*translate(*students[0], {kFrench, {"a"}, {}, after_b}), ElementsAre("fr a"));
  EXPECT_THAT(asked_, ElementsAre("a"));
  EXPECT_FALSE(students[0]->reads_context(kFrench));

  const auto readers = open(asked_, true);
  EXPECT_TRUE(readers[0]->reads_context(kFrench));
  EXPECT_THAT(*translate(*readers[0], {kFrench, {"a"}, {}}), ElementsAre("fr a"));
  EXPECT_THAT(*translate(*readers[0], {kFrench, {"a"}, {}, after_b}), ElementsAre("fr a < b"));
  EXPECT_THAT(*translate(*readers[0], {kFrench, {"a"}, {}, {nullptr, {}, "b"}}),
              ElementsAre("fr a"));
  EXPECT_THAT(asked_, ElementsAre("a", "a", "a", "a"));
  EXPECT_THAT(*translate(*readers[1], {kFrench, {"a"}, {}, after_b}), ElementsAre("fr a < b"));
  EXPECT_EQ(asked_.size(), 4U) << "the same after the same";
}

TEST_F(Remembering, FailuresAreNotRemembered) {
  const auto replicas = open(asked_);
  for (int i = 0; i < 2; ++i) {
    const auto response = translate(*replicas[0], {kFrench, {"broken", "a"}, {}});
    ASSERT_FALSE(response.ok());
    EXPECT_EQ(response.error().message, "It broke.");
  }
  EXPECT_THAT(asked_, ElementsAre("broken", "broken"));
}

TEST_F(Remembering, WhatIsLeftOutIsNotRemembered) {
  const auto replicas = open(asked_);
  EXPECT_THAT(*translate(*replicas[0], {kFrench, {"hard", "a"}, {}}), ElementsAre("", "fr a"));
  EXPECT_THAT(*translate(*replicas[0], {kFrench, {"hard", "a"}, {}}), ElementsAre("", "fr a"));
  EXPECT_THAT(asked_, ElementsAre("hard", "a", "hard"));
}

TEST_F(Remembering, WhatWasWaitedForInVainIsAskedAgain) {
  const auto replicas = open(asked_);
  const std::vector<MtRequest> batch{{kFrench, {"a", "broken"}, {}}, {kFrench, {"a"}, {}}};
  const auto responses = replicas[0]->translate(batch);
  EXPECT_FALSE(responses.at(0).ok());
  EXPECT_THAT(*responses.at(1), ElementsAre("fr a"));
  EXPECT_THAT(asked_, ElementsAre("a", "broken", "a"));
}

TEST_F(Remembering, ACancelledRequestIsSaidToBeEvenWhereAllIsKnown) {
  const auto replicas = open(asked_);
  (void)translate(*replicas[0], {kFrench, {"a"}, {}});
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  const auto response = translate(*replicas[0], {kFrench, {"a", "b"}, gone.token()});
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().kind, base::ErrorKind::kCancelled);
  EXPECT_THAT(asked_, ElementsAre("a"));
}

TEST_F(Remembering, TheBytesBoundWhatIsRemembered) {
  const auto replicas = open(asked_, false, 10'000);
  for (int i = 0; i < 200; ++i) {
    (void)translate(*replicas[0], {kFrench, {"sentence " + std::to_string(i)}, {}});
  }
  asked_.clear();
  (void)translate(*replicas[0], {kFrench, {"sentence 199", "sentence 0"}, {}});
  EXPECT_THAT(asked_, ElementsAre("sentence 0"));
}

TEST_F(Remembering, WithTooLittleRoomARepeatIsStillAnswered) {
  const auto replicas = open(asked_, false, 10);
  EXPECT_THAT(*translate(*replicas[0], {kFrench, {"a", "a"}, {}}), ElementsAre("fr a", "fr a"));
  EXPECT_THAT(asked_, ElementsAre("a", "a"));
}

TEST_F(Remembering, NoBytesAreNoMemory) {
  const auto replicas = open(asked_, false, 0);
  for (int i = 0; i < 2; ++i) (void)translate(*replicas[0], {kFrench, {"a"}, {}});
  EXPECT_THAT(asked_, ElementsAre("a", "a"));
  EXPECT_THAT(replicas[0]->translate({}), IsEmpty());
}

std::unique_ptr<Translator> remembering_fake() {
  return std::move(
      remember_repeats(std::move(fake::make_engine_set({}).translators), kBytes).front());
}

INSTANTIATE_TEST_SUITE_P(Remembering, MtContract,
                         testing::Values(MtUnderTest{remembering_fake,
                                                     {Language::kEnglish, Language::kPortuguese},
                                                     {"Hello.", "Good night."}}));

}  // namespace
}  // namespace dragoman::engines
