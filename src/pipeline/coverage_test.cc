#include "pipeline/coverage.h"

#include <gmock/gmock.h>

#include "pipeline/routes.h"

namespace dragoman::pipeline {
namespace {

using core::Language;
using models::CatalogueModel;
using models::Measured;
using testing::ElementsAre;
using testing::IsEmpty;

CatalogueModel recogniser() {
  CatalogueModel model;
  model.facts.id = "ears";
  model.facts.job = core::ModelJob::kAsr;
  return model;
}

CatalogueModel student(std::string id, Language source, Language target) {
  CatalogueModel model;
  model.facts.id = std::move(id);
  model.facts.job = core::ModelJob::kMt;
  model.facts.source = source;
  model.facts.target = target;
  model.facts.directions = {{model.facts.source, model.facts.target}};
  model.published = models::Published{"COMET", "FLORES", 0.875};
  return model;
}

Measured figure(Language source, std::optional<Language> target, std::vector<std::string> models,
                double value) {
  return {source, target, std::move(models), "chrF2", value, "a set", 5, "bench"};
}

class CoverageTest : public testing::Test {
 protected:
  [[nodiscard]] Coverage cover_all(const std::vector<Measured>& measured) const {
    const RouteTable routes({Language::kEnglish, Language::kGerman}, {Language::kGerman},
                            {{Language::kEnglish, Language::kPortuguese}});
    return cover(routes, {Language::kPortuguese}, std::vector{&ears_, &en_pt_}, measured);
  }
  [[nodiscard]] static const DirectionCoverage& find(const Coverage& coverage, Language source,
                                                     Language target) {
    for (const auto& each : coverage.directions) {
      if (each.source == source && each.target == target) return each;
    }
    throw std::out_of_range("no such direction");
  }

  CatalogueModel ears_ = recogniser();
  CatalogueModel en_pt_ = student("en-pt", Language::kEnglish, Language::kPortuguese);
};

TEST_F(CoverageTest, EveryLanguageIsListedAndDirectionsThatHaveARoute) {
  const auto coverage = cover_all({});
  ASSERT_EQ(coverage.languages.size(), core::kLanguageCount);
  EXPECT_TRUE(coverage.languages[0].recognised);
  EXPECT_FALSE(coverage.languages[0].spoken);
  EXPECT_FALSE(coverage.languages[1].recognised);
  EXPECT_EQ(coverage.directions.size(), 3U);  // en-pt, de-en, de-pt
  EXPECT_EQ(describe_quality(coverage.languages[0]), "not measured");
}

TEST_F(CoverageTest, ARouteNamesItsModelsAndWhatWasMeasuredOfThem) {
  const auto coverage = cover_all({figure(Language::kEnglish, Language::kPortuguese, {"en-pt"}, 70),
                                   figure(Language::kEnglish, std::nullopt, {"ears"}, 7)});
  const auto& direct = find(coverage, Language::kEnglish, Language::kPortuguese);
  EXPECT_THAT(direct.models, ElementsAre("ears", "en-pt"));
  EXPECT_EQ(describe_quality(direct),
            "chrF2 70.0 (a set, n = 5); published by its makers: COMET 0.875 (FLORES)");
  EXPECT_EQ(describe_quality(coverage.languages[0]), "chrF2 7.0 (a set, n = 5)");
  const auto& pivot = find(coverage, Language::kGerman, Language::kPortuguese);
  EXPECT_EQ(pivot.route, "de -> en (recogniser) -> pt (student)");
  EXPECT_THAT(pivot.models, ElementsAre("ears", "en-pt"));
  EXPECT_FALSE(pivot.published);
  EXPECT_EQ(describe_quality(pivot), "not measured");
}

TEST_F(CoverageTest, AFigureOfOtherModelsDoesNotCount) {
  const auto coverage =
      cover_all({figure(Language::kEnglish, Language::kPortuguese, {"en-pt-large"}, 75),
                 figure(Language::kPortuguese, Language::kEnglish, {"en-pt"}, 75),
                 figure(Language::kGerman, std::nullopt, {"other ears"}, 5)});
  EXPECT_THAT(find(coverage, Language::kEnglish, Language::kPortuguese).measured, IsEmpty());
  EXPECT_THAT(coverage.languages[4].measured, IsEmpty());
}

TEST(BuiltInQuality, NamesModelsThatTheCatalogueKnows) {
  const auto catalogue = models::built_in_catalogue();
  const auto quality = models::built_in_quality();
  ASSERT_TRUE(quality.ok()) << quality.error().message;
  for (const auto& each : *quality) {
    EXPECT_GT(each.n, 0);
    for (const auto& id : each.models) EXPECT_NE(catalogue->find(id), nullptr) << id;
  }
}

TEST(Quality, RefusesWhatItDoesNotKnow) {
  EXPECT_TRUE(models::parse_quality("schema = 1\nmeasured = [{source=\"en\", models=[\"a\"], "
                                    "metric=\"m\", value=1.0, set=\"s\", n=1, command=\"c\"}]")
                  .ok());
  for (const auto* bad : {"", "schema = 2", "schema = 1\nmeasured = [{source = \"xx\"}]",
                          "schema = 1\nmeasured = [{ sauce = \"en\" }]", "schema = "}) {
    EXPECT_FALSE(models::parse_quality(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace dragoman::pipeline
