#include "models/store.h"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/file_look.h"
#include "base/files.h"
#include "base/sha256.h"
#include "models/verify.h"

namespace dragoman::models {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CatalogueModel model(std::string id, bool is_default,
                     const std::vector<std::pair<std::string, std::string>>& contents) {
  CatalogueModel model;
  model.facts.id = std::move(id);
  model.is_default = is_default;
  for (const auto& [path, bytes] : contents) {
    model.facts.files.push_back(path);
    model.files.push_back({path, bytes.size(), base::sha256_hex(bytes)});
  }
  return model;
}

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    catalogue_.models = {
        model("main", true, {{"model.bin", "weights"}, {"sub/vocab.txt", "words"}}),
        model("extra", false, {{"model.bin", "more"}})};
    catalogue_.models[0].facts.recipe = "fast";
    catalogue_.models[1].facts.job = core::ModelJob::kTts;
  }

  void put(const std::string& path, std::string_view bytes) const {
    const auto full = fs::path(dir_.path()) / path;
    fs::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << bytes;
  }

  void install_main() const {
    put("main/model.bin", "weights");
    put("main/sub/vocab.txt", "words");
  }

  // Other bytes of the same length, the date as it was, and a stamp that knows of it.
  void damage_unseen(const std::string& path, std::string_view bytes) const {
    damage_with_its_date(path, bytes);
    const auto& file = main_model().files[0];
    const auto look = *base::look_at_file(fs::path(dir_.path()) / path);
    put("main/.verified",
        fmt::format("{} {} {} {}\n", file.sha256, look.bytes, look.changed_ns, file.path));
  }
  void damage_with_its_date(const std::string& path, std::string_view bytes) const {
    const auto full = fs::path(dir_.path()) / path;
    const auto before = fs::last_write_time(full);
    put(path, bytes);
    fs::last_write_time(full, before);
  }

  [[nodiscard]] Store store() const { return {catalogue_, dir_.path()}; }
  [[nodiscard]] const CatalogueModel& main_model() const { return catalogue_.models[0]; }

  base::TempDir dir_;
  Catalogue catalogue_;
};

TEST_F(StoreTest, SaysWhatIsMissingAndWhatToDo) {
  EXPECT_EQ(store().glance_at(main_model()).state, ModelState::kMissing);
  const auto opened = store().open("fast", {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, base::ErrorKind::kModelMissing);
  EXPECT_THAT(opened.error().message,
              HasSubstr("not installed: main. Run `dragoman models pull --defaults`"));
  ASSERT_THAT(store().missing("fast"), SizeIs(1));
  EXPECT_EQ(store().missing("fast").front()->facts.id, "main");
}

TEST_F(StoreTest, OpensWhatIsInstalled) {
  install_main();
  const auto opened = store().open("fast", {});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  ASSERT_THAT(*opened, SizeIs(1));
  EXPECT_EQ((*opened)[0].id, "main");
  EXPECT_EQ((*opened)[0].dir, fs::path(dir_.path()) / "main");
  put("extra/model.bin", "more");
  EXPECT_THAT(*store().open("fast", {}), SizeIs(2));
}

TEST_F(StoreTest, TheRecipeChoosesTheRecogniser) {
  catalogue_.models.push_back(model("large", false, {{"model.bin", "heavy"}}));
  catalogue_.models.back().facts.recipe = "standard";
  install_main();
  put("large/model.bin", "hEavy");  // damaged, but only its own recipe asks
  const auto fast = store().open("fast", {});
  ASSERT_TRUE(fast.ok()) << fast.error().message;
  ASSERT_THAT(*fast, SizeIs(1));
  EXPECT_EQ(fast->front().id, "main");
  EXPECT_EQ(store().open("standard", {}).error().kind, base::ErrorKind::kModelInvalid);
  put("large/model.bin", "heavy");
  for (const auto* recipe : {"standard", "large"}) {
    const auto opened = store().open(recipe, {});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    ASSERT_THAT(*opened, SizeIs(1));
    EXPECT_EQ(opened->front().id, "large");
  }
}

TEST_F(StoreTest, ARecipeWithoutItsModelSaysWhatToDo) {
  catalogue_.models.push_back(model("large", false, {{"model.bin", "heavy"}}));
  install_main();
  const auto missing = store().open("large", {});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().kind, base::ErrorKind::kModelMissing);
  EXPECT_THAT(missing.error().message, HasSubstr("Run `dragoman models pull large`"));
  const auto unknown = store().open("quick", {});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().kind, base::ErrorKind::kInvalidArgument);
  EXPECT_EQ(unknown.error().message, "There is no recipe \"quick\"; there are: fast, large.");
  const auto unnamed = store().open("", {});
  ASSERT_FALSE(unnamed.ok());
  EXPECT_EQ(unnamed.error().kind, base::ErrorKind::kInvalidArgument);
}

TEST_F(StoreTest, AMissingFileIsDamage) {
  put("main/model.bin", "weights");
  const auto status = store().glance_at(main_model());
  EXPECT_EQ(status.state, ModelState::kDamaged);
  EXPECT_EQ(status.problem, "sub/vocab.txt is missing");
}

TEST_F(StoreTest, AFolderInPlaceOfAFileIsDamage) {
  put("main/model.bin", "weights");
  fs::create_directories(fs::path(dir_.path()) / "main/sub/vocab.txt");
  EXPECT_EQ(store().glance_at(main_model()).state, ModelState::kDamaged);
}

TEST_F(StoreTest, AWrongSizeIsSeenAtAGlance) {
  install_main();
  put("main/model.bin", "weight");
  EXPECT_EQ(store().glance_at(main_model()).problem, "model.bin is of the wrong size");
  const auto opened = store().open("fast", {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(opened.error().message,
              HasSubstr("main is damaged (model.bin is of the wrong size)"));
}

TEST_F(StoreTest, TheFirstOpenHashes) {
  install_main();
  put("main/model.bin", "wEights");
  const auto opened = store().open("fast", {});
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("model.bin is of the wrong content"));
}

TEST_F(StoreTest, ADamagedExtraModelIsNotPassedOver) {
  install_main();
  put("extra/model.bin", "mOre");
  ASSERT_FALSE(store().open("fast", {}).ok());
}

TEST_F(StoreTest, TheStampSparesTheHashUntilTheFileChanges) {
  install_main();
  ASSERT_TRUE(store().open("fast", {}).ok());
  damage_unseen("main/model.bin", "wEights");
  EXPECT_TRUE(store().open("fast", {}).ok());  // by the stamp
  fs::last_write_time(fs::path(dir_.path()) / "main/model.bin",
                      fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_FALSE(store().open("fast", {}).ok());
}

TEST_F(StoreTest, AFileThatKeepsItsDateIsHashedAgain) {
  install_main();
  ASSERT_TRUE(store().open("fast", {}).ok());
  damage_with_its_date("main/model.bin", "wEights");
  EXPECT_FALSE(store().open("fast", {}).ok());
}

TEST_F(StoreTest, BehindALinkTheFileCounts) {
  install_main();
  const auto path = fs::path(dir_.path()) / "main/model.bin";
  put("elsewhere.bin", "weights");
  fs::remove(path);
  fs::create_symlink("../elsewhere.bin", path);
  ASSERT_TRUE(store().open("fast", {}).ok());
  damage_with_its_date("elsewhere.bin", "wEights");
  EXPECT_FALSE(store().open("fast", {}).ok());
  fs::remove(path);
  fs::create_symlink("/dev/zero", path);
  EXPECT_FALSE(store().open("fast", {}).ok());
}

TEST_F(StoreTest, VerifyHashesWhateverTheStampSays) {
  install_main();
  ASSERT_TRUE(store().open("fast", {}).ok());
  damage_unseen("main/model.bin", "wEights");
  const auto status = store().verify(main_model(), {});
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->problem, "model.bin is of the wrong content");
  EXPECT_FALSE(store().open("fast", {}).ok());  // and the stamp has forgotten it
}

TEST_F(StoreTest, AnotherCatalogueVoidsTheStamp) {
  install_main();
  ASSERT_TRUE(store().open("fast", {}).ok());
  catalogue_.models[0].files[0].sha256 = base::sha256_hex("WEIGHTS");
  EXPECT_FALSE(store().open("fast", {}).ok());
}

TEST_F(StoreTest, AStampOfRubbishCountsAsNone) {
  install_main();
  put("main/.verified", "rubbish\n\0\xFF 12 x\n");
  EXPECT_TRUE(store().open("fast", {}).ok());
  put("main/model.bin", "wEights");
  EXPECT_FALSE(store().open("fast", {}).ok());
}

TEST_F(StoreTest, OfStudentsOfOneDirectionTheOneForTheHighestQualityIsOpened) {
  for (const auto& [id, tiers] : {std::pair<std::string, std::vector<Tier>>{"tiny", {Tier::kFast}},
                                  {"base", {Tier::kStandard, Tier::kBest}},
                                  {"other", {}}}) {
    auto student = model(id, false, {{"model.bin", id}});
    student.facts.job = core::ModelJob::kMt;
    student.facts.engine = "student";
    student.facts.source = core::Language::kGerman;
    student.facts.target = core::Language::kEnglish;
    student.facts.directions = {{core::Language::kGerman, core::Language::kEnglish}};
    student.tiers = tiers;
    catalogue_.models.push_back(student);
    put(id + "/model.bin", id);
  }
  catalogue_.models.back().facts.target = core::Language::kThai;
  catalogue_.models.back().facts.directions = {{core::Language::kGerman, core::Language::kThai}};
  install_main();
  const auto opened = store().open("fast", {});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  ASSERT_THAT(*opened, SizeIs(3));
  EXPECT_EQ((*opened)[1].id, "base");
  EXPECT_EQ((*opened)[2].id, "other");  // another direction
}

TEST_F(StoreTest, CancelStopsTheHashing) {
  install_main();
  base::CancelSource source;
  source.cancel(base::CancelReason::kShutdown);
  const auto opened = store().open("fast", source.token());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, base::ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dragoman::models
