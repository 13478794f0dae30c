#include "queue/job_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman::queue {
namespace {

using testing::HasSubstr;

const Fields kWhole{{"id", "talk-1"}, {"input", "in/talk.mp4"},    {"from", "en"},
                    {"to", "pt"},     {"formats", "text,srt,wav"}, {"voice", "Cherry"}};

TEST(JobEntry, ReadsEveryField) {
  const auto job = parse_job_entry(kWhole);
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->id, "talk-1");
  EXPECT_EQ(job->input, "in/talk.mp4");
  EXPECT_EQ(job->source, core::Language::kEnglish);
  EXPECT_EQ(job->target, core::Language::kPortuguese);
  EXPECT_THAT(job->formats, testing::ElementsAre(output::Format::kText, output::Format::kSrt,
                                                 output::Format::kWav));
  EXPECT_EQ(job->voice, "Cherry");
  EXPECT_EQ(to_fields(*job), kWhole);
}

TEST(JobEntry, WantsLittle) {
  const auto job = parse_job_entry({{"id", "a"}, {"input", "https://example.org/talk.mp3"}});
  ASSERT_TRUE(job);
  EXPECT_FALSE(job->target);
  EXPECT_THAT(job->formats, testing::ElementsAre(output::Format::kText));
}

struct Bad {
  Fields fields;
  std::string says;
};

TEST(JobEntry, RefusesTheRest) {
  const std::string nul("a\0b", 3);
  for (const auto& [fields, says] :
       std::vector<Bad>{{{}, "id is missing"},
                        {{{"id", "a"}}, "input is missing"},
                        {{{"id", ""}, {"input", "x"}}, "field id"},
                        {{{"id", "../a"}, {"input", "x"}}, "field id"},
                        {{{"id", ".a"}, {"input", "x"}}, "field id"},
                        {{{"id", std::string(129, 'a')}, {"input", "x"}}, "field id"},
                        {{{"id", "a"}, {"id", "a"}, {"input", "x"}}, "id comes twice"},
                        {{{"id", "a"}, {"input", "/etc/passwd"}}, "field input"},
                        {{{"id", "a"}, {"input", "in/../../x"}}, "field input"},
                        {{{"id", "a"}, {"input", ".."}}, "field input"},
                        {{{"id", "a"}, {"input", nul}}, "field input"},
                        {{{"id", "a"}, {"input", std::string(4097, 'a')}}, "field input"},
                        {{{"id", "a"}, {"input", "x"}, {"to", "klingon"}}, "field to"},
                        {{{"id", "a"}, {"input", "x"}, {"from", ""}}, "field from"},
                        {{{"id", "a"}, {"input", "x"}, {"formats", ""}}, "formats names none"},
                        {{{"id", "a"}, {"input", "x"}, {"formats", "srt,srt"}}, "one twice"},
                        {{{"id", "a"}, {"input", "x"}, {"formats", "exe"}}, "do not write"},
                        {{{"id", "a"}, {"input", "x"}, {"formats", "wav"}}, "needs the field to"},
                        {{{"id", "a"}, {"input", "x"}, {"voice", "v"}}, "no wav"},
                        {{{"id", "a"}, {"input", "x"}, {"shell", "rm"}}, "do not know"}}) {
    const auto job = parse_job_entry(fields);
    ASSERT_FALSE(job) << says;
    EXPECT_EQ(job.error().kind, base::ErrorKind::kInvalidArgument);
    EXPECT_THAT(job.error().message, HasSubstr(says));
  }
}

TEST(JobEntry, HasOneIdForOneWish) {
  const auto job = *parse_job_entry(kWhole);
  auto other = job;
  other.target = core::Language::kGerman;
  EXPECT_EQ(make_job_id(job, "1"), make_job_id(job, "1"));
  EXPECT_NE(make_job_id(job, "1"), make_job_id(job, "2"));
  EXPECT_NE(make_job_id(job, "1"), make_job_id(other, "1"));
  EXPECT_TRUE(is_job_id(make_job_id(job, "1")));
}

}  // namespace
}  // namespace dragoman::queue
