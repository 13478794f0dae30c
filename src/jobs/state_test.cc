#include "jobs/state.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/bytes.h"

namespace dragoman::jobs {
namespace {

namespace fs = std::filesystem;

class StateTest : public testing::Test {
 protected:
  StateTest() { open(); }

  void open(std::uint64_t max_bytes = 1U << 20U) {
    state_.reset();
    auto state = State::open({.dir = dir_.path() + "/state", .max_stored_bytes = max_bytes});
    ASSERT_TRUE(state) << state.error().message << state.error().detail;
    state_ = *std::move(state);
  }

  std::unique_ptr<Draft> draft(const std::string& id, std::string_view bytes) {
    auto draft = state_->file_bytes().write(id);
    EXPECT_TRUE(draft);
    EXPECT_TRUE((*draft)->append(base::as_bytes(bytes)));
    return *std::move(draft);
  }

  FileRecord add(const std::string& id, std::string_view bytes, const std::string& client = "a") {
    FileRecord file{
        .id = id, .client = client, .name = "n", .purpose = "p", .created = 10, .expires = 100};
    const auto made = draft(id, bytes);
    EXPECT_TRUE(state_->keep(*made, file));
    return file;
  }

  JobRecord add_job(const std::string& id, const std::string& file, std::int64_t max = 10) {
    JobRecord job{
        .id = id, .client = "a", .request = "{}", .file = file, .created = 10, .expires = 100};
    const auto added = state_->jobs().add(job, max);
    EXPECT_TRUE(added);
    added_ = *added;
    return job;
  }

  // Behind the back of the program, which is not running.
  void run_sql(const char* statements) {
    state_.reset();
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((dir_.path() + "/state/state.sqlite3").c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, statements, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
  }

  [[nodiscard]] std::size_t count(const std::string& folder) const {
    const fs::directory_iterator all(dir_.path() + "/state/" + folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  base::TempDir dir_;
  std::unique_ptr<State> state_;
  bool added_ = false;
};

TEST_F(StateTest, AFileIsThereAfterARestartAndForItsClientAlone) {
  add("file-1", "hello");
  open();
  const auto mine = state_->files().find("file-1", "a");
  ASSERT_TRUE(mine && *mine);
  EXPECT_EQ((*mine)->bytes, 5U);
  EXPECT_FALSE(*state_->files().find("file-1", "b"));
  EXPECT_EQ(state_->file_bytes().read("file-1")->size(), 5U);
}

TEST_F(StateTest, ADraftThatIsNotKeptLeavesNothing) {
  draft("file-1", "hello").reset();
  EXPECT_EQ(count("files"), 0U);
  EXPECT_TRUE(state_->space().check(1U << 20U)) << "all the room is free again";
}

TEST_F(StateTest, BytesThatNoRowKnowsAreSweptAway) {
  add("file-1", "hello");
  std::ofstream(dir_.path() + "/state/files/file-2") << "half of somethi";
  std::ofstream(dir_.path() + "/state/speech/job-9") << "x";
  open();
  EXPECT_EQ(count("files"), 1U);
  EXPECT_EQ(count("speech"), 0U);
}

TEST_F(StateTest, TheFolderIsForUsAloneAndForOneServer) {
  EXPECT_EQ(fs::status(dir_.path() + "/state").permissions(), fs::perms::owner_all);
  const auto second = State::open({.dir = dir_.path() + "/state"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::kUnavailable);
}

TEST_F(StateTest, ADamagedDatabaseIsSaidAndLeftAlone) {
  state_.reset();
  std::ofstream(dir_.path() + "/state/state.sqlite3") << std::string(8192, 'x');
  const auto damaged = State::open({.dir = dir_.path() + "/state"});
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().kind, base::ErrorKind::kIo);
  EXPECT_EQ(fs::file_size(dir_.path() + "/state/state.sqlite3"), 8192U);
}

TEST_F(StateTest, ADatabaseOfANewerVersionIsLeftAlone) {
  run_sql("PRAGMA user_version = 99");
  EXPECT_FALSE(State::open({.dir = dir_.path() + "/state"}));
}

TEST_F(StateTest, ADatabaseOfAnOlderVersionIsBroughtUp) {
  add_job("job-1", "");
  run_sql(
      "ALTER TABLE jobs DROP COLUMN film; ALTER TABLE jobs DROP COLUMN models; "
      "PRAGMA user_version = 1");
  open();
  EXPECT_TRUE((*state_->jobs().find("job-1", "a"))->models.empty());
  ASSERT_TRUE(state_->jobs().set_models("job-1", {"asr", "mt"}));
  open();
  EXPECT_EQ((*state_->jobs().find("job-1", "a"))->models, (std::vector<std::string>{"asr", "mt"}));
}

TEST_F(StateTest, AFilmAndWhatItIsMadeOfCountAndGoWithTheirJob) {
  JobRecord job{.id = "job-1", .client = "a", .created = 10, .expires = 100, .film = "mp4"};
  ASSERT_TRUE(*state_->jobs().add(job, 9));
  EXPECT_EQ((*state_->jobs().find("job-1", "a"))->film, "mp4");
  const auto folder = state_->work().make_folder("job-1");
  ASSERT_TRUE(folder);
  ASSERT_TRUE(state_->work().take(300'000));
  std::ofstream(*folder + "/heard-1") << std::string(300'000, 'x');
  ASSERT_TRUE(state_->work().take(400'000));
  std::ofstream(*folder + "/film") << std::string(400'000, 'x');
  std::ofstream(dir_.path() + "/state/films/job-9") << "x";
  ASSERT_TRUE(state_->work().make_folder("job-9"));
  open();
  EXPECT_EQ(count("films"), 0U);
  EXPECT_EQ(count("work"), 1U) << "what goes on with the job, and no more";
  EXPECT_FALSE(state_->space().check(400'000)) << "it counts";
  ASSERT_TRUE(state_->films().move_here("job-1", *folder + "/film"));
  state_->work().remove("job-1");
  EXPECT_TRUE(state_->space().check(600'000));
  EXPECT_FALSE(state_->space().check(700'000)) << "the film counts";
  job.state = JobState::kSucceeded;
  ASSERT_TRUE(state_->jobs().end(job));
  ASSERT_TRUE(*state_->remove_job("job-1"));
  EXPECT_TRUE(state_->space().check(1U << 20U));
  EXPECT_EQ(count("films") + count("work"), 0U);
}

TEST_F(StateTest, NoMoreIsKeptThanTheOperatorAllows) {
  open(8);
  add("file-1", "hello");
  auto second = state_->file_bytes().write("file-2");
  ASSERT_TRUE(second);
  EXPECT_TRUE((*second)->append(base::as_bytes("123")));
  EXPECT_EQ((*second)->append(base::as_bytes("4")).error().kind, base::ErrorKind::kStorageFull);
  second->reset();
  ASSERT_TRUE(*state_->remove_file("file-1"));
  EXPECT_TRUE(state_->space().check(8));
  open(8);
  EXPECT_TRUE(state_->space().check(8));
}

TEST_F(StateTest, PartsBecomeAFileInTheOrderThatIsAskedFor) {
  const UploadRecord upload{.id = "upload_1", .client = "a", .bytes = 4, .expires = 100};
  ASSERT_TRUE(state_->files().add(upload));
  std::vector<PartRecord> parts;
  for (const auto& [id, bytes] : {std::pair("part_1", "ab"), std::pair("part_2", "cd")}) {
    const auto draft = state_->part_bytes().write(id);
    ASSERT_TRUE((*draft)->append(base::as_bytes(bytes)));
    parts.push_back({.id = id, .upload = "upload_1"});
    EXPECT_TRUE(*state_->keep(**draft, parts.back()));
  }
  open();
  std::swap(parts[0], parts[1]);
  FileRecord file{.id = "file-1", .client = "a", .expires = 100};
  EXPECT_TRUE(*state_->join(upload, parts, file));
  EXPECT_EQ(*base::read_file(state_->file_bytes().path("file-1"), 100), "cdab");
  EXPECT_EQ(count("parts"), 0U);
  EXPECT_EQ((*state_->files().find_upload("upload_1", "a"))->state, UploadState::kCompleted);
  EXPECT_FALSE(*state_->cancel(upload));
  const auto late = state_->part_bytes().write("part_3");
  PartRecord part{.id = "part_3", .upload = "upload_1"};
  EXPECT_FALSE(*state_->keep(**late, part)) << "it is not pending any more";
}

TEST_F(StateTest, WhatIsOverItsTimeGoesUnlessAJobNeedsIt) {
  add("file-1", "1");
  add("file-2", "2");
  const auto job = add_job("job-1", "file-2");
  ASSERT_TRUE(state_->files().add(UploadRecord{.id = "upload_1", .client = "a", .expires = 100}));
  ASSERT_TRUE(state_->clean(99));
  EXPECT_EQ(count("files"), 2U);
  ASSERT_TRUE(state_->clean(100));
  EXPECT_EQ(count("files"), 1U);
  EXPECT_FALSE(*state_->files().find_upload("upload_1", "a"));
  EXPECT_FALSE(*state_->remove_file("file-2")) << "a job waits for it";
  EXPECT_FALSE(*state_->remove_job("job-1")) << "it has not ended";
  ASSERT_TRUE(*state_->jobs().cancel_queued("job-1", 50));
  ASSERT_TRUE(state_->clean(100));
  EXPECT_EQ(count("files"), 0U);
  EXPECT_FALSE(*state_->jobs().find("job-1", "a"));
}

TEST_F(StateTest, JobsWaitInABoundedQueueAndClientsTakeTurns) {
  add("file-1", "1");
  add_job("job-1", "");
  add_job("job-2", "file-1");
  EXPECT_TRUE(added_);
  add_job("job-3", "", 2);
  EXPECT_FALSE(added_) << "the queue is full";
  add_job("job-3", "file-9");
  EXPECT_FALSE(added_) << "there is no such file";
  const JobRecord other{.id = "job-4", .client = "b", .created = 20};
  EXPECT_TRUE(*state_->jobs().add(other, 10));
  EXPECT_EQ((*state_->jobs().take_next(30))->id, "job-1");
  EXPECT_EQ((*state_->jobs().take_next(30))->id, "job-4") << "one of the first client's runs";
  EXPECT_EQ((*state_->jobs().take_next(30))->id, "job-2");
  EXPECT_FALSE(*state_->jobs().take_next(30));
  ASSERT_TRUE(state_->jobs().requeue_all());
  EXPECT_EQ((*state_->jobs().take_next(30))->attempts, 2);
}

TEST_F(StateTest, ListsComeInPagesNewestFirst) {
  for (const auto* id : {"file-1", "file-2", "file-3"}) add(id, "x");
  add("file-4", "x", "b");
  const auto first = state_->files().list("a", {.after = "", .limit = 2});
  ASSERT_TRUE(first);
  ASSERT_EQ(first->size(), 2U);
  EXPECT_EQ(first->front().id, "file-3");
  const auto rest = state_->files().list("a", {.after = "file-2", .limit = 2});
  ASSERT_EQ(rest->size(), 1U);
  EXPECT_EQ(rest->front().id, "file-1");
  EXPECT_TRUE(state_->files().list("a", {.after = "file-4", .limit = 2})->empty());
}

TEST_F(StateTest, ALogComesBackAsItWasWritten) {
  add_job("job-1", "");
  Sentence sentence{.delta = " Oi 'você'.", .segment = {}};
  sentence.segment = {.span = {core::Seconds(0.1), core::Seconds(2.25)},
                      .source = core::Language::kFrench,
                      .source_text = "Salut\n\"toi\".",
                      .target_text = "Oi 'você'.",
                      .gist = true,
                      .words = {{"Salut", {core::Seconds(0.1), core::Seconds(1.0 / 3)}}}};
  ASSERT_TRUE(state_->jobs().append("job-1", {1, core::Started{core::Language::kFrench}}));
  ASSERT_TRUE(state_->jobs().append("job-1", {2, sentence}));
  ASSERT_TRUE(state_->jobs().append("job-1", {3, Speech{0, 7}}));
  EXPECT_FALSE(state_->jobs().append("job-1", {3, Speech{7, 7}})) << "never the same twice";
  open();
  const auto log = state_->jobs().events("job-1", 0, 10);
  ASSERT_TRUE(log);
  ASSERT_EQ(log->size(), 3U);
  EXPECT_EQ(std::get<core::Started>(log->at(0).event).source, core::Language::kFrench);
  const auto& read = std::get<Sentence>(log->at(1).event);
  EXPECT_EQ(read.delta, sentence.delta);
  EXPECT_EQ(read.segment.span, sentence.segment.span);
  EXPECT_EQ(read.segment.source_text, sentence.segment.source_text);
  EXPECT_EQ(read.segment.words, sentence.segment.words);
  EXPECT_TRUE(read.segment.gist);
  EXPECT_FALSE(read.segment.passed_through);
  const auto state = read_log(state_->jobs(), "job-1");
  EXPECT_EQ(state->last_seq, 3);
  EXPECT_EQ(state->resume.spoken, 1U);
  EXPECT_EQ(*state_->jobs().samples_before("job-1", 4), 7);
  EXPECT_EQ(*state_->jobs().samples_before("job-1", 3), 0);
}

}  // namespace
}  // namespace dragoman::jobs
