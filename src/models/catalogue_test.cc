#include "models/catalogue.h"

#include <gmock/gmock.h>

namespace dragoman::models {
namespace {

using core::Language;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kSum =
    "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49";

// A catalogue of one model; `replace` exchanges one piece of it.
std::string catalogue(std::string_view from = "", std::string_view to = "") {
  std::string text = R"(schema = 1
[[model]]
id = "voices-a"
job = "tts"
engine = "kokoro"
default = true
summary = "A few voices"
languages = ["en", "pt"]
licence = "MIT"
licence_evidence = "its LICENSE"
packages = [{ client = "pip", name = "voices", version = "1.0", bytes = 7, hash = "sha256:00" }]
files = [
  { path = "model.onnx", bytes = 12, sha256 = "SUM", from = ["voices:model.onnx"] },
  { path = "voices/a.bin", bytes = 30, sha256 = "SUM", from = ["voices:a.bin"] },
]
voices = [{ id = "a", languages = ["en"] }, { id = "b", languages = ["en", "pt"] }]
[voice.Cherry]
pt = ["b", "espeak-pt"]
)";
  const auto replace_all = [&](std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
      text.replace(at, what.size(), with);
    }
  };
  if (!from.empty()) {
    EXPECT_THAT(text, HasSubstr(std::string(from)));
    replace_all(from, to);
  }
  replace_all("SUM", kSum);
  return text;
}

TEST(Catalogue, ReadsAModel) {
  const auto parsed = parse_catalogue(catalogue());
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const auto* model = parsed->find("voices-a");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->facts.job, core::ModelJob::kTts);
  EXPECT_EQ(model->facts.engine, "kokoro");
  EXPECT_EQ(model->facts.languages, (core::LanguageSet{Language::kEnglish, Language::kPortuguese}));
  EXPECT_THAT(model->facts.files, ElementsAre("model.onnx", "voices/a.bin"));
  EXPECT_EQ(model->bytes(), 42U);
  EXPECT_EQ(model->files[1].sha256, kSum);
  EXPECT_TRUE(model->is_default);
  EXPECT_EQ(model->licence, "MIT");
  ASSERT_EQ(model->packages.size(), 1U);
  EXPECT_EQ(model->packages[0].words, "pip voices 1.0");
  EXPECT_EQ(model->packages[0].bytes, 7U);
  ASSERT_EQ(model->facts.voices.size(), 2U);
  EXPECT_EQ(model->facts.voices[1].id, "b");
  EXPECT_TRUE(model->facts.voices[1].languages.contains(Language::kPortuguese));
  EXPECT_THAT(parsed->stand_ins.at("Cherry").at(Language::kPortuguese),
              ElementsAre("b", "espeak-pt"));
  EXPECT_EQ(parsed->find("voices-b"), nullptr);
}

TEST(Catalogue, ReadsADirection) {
  const auto parsed = parse_catalogue(
      catalogue("job = \"tts\"", "job = \"mt\"\nsource = \"en\"\ntarget = \"yue\""));
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->models[0].facts.source, Language::kEnglish);
  EXPECT_EQ(parsed->models[0].facts.target, Language::kCantonese);
}

TEST(Catalogue, AnImporterMakesTheFilesWithoutASource) {
  auto text = catalogue(", from = [\"voices:model.onnx\"] }", " }");
  EXPECT_FALSE(parse_catalogue(text).ok());
  text.insert(text.find("files = ["),
              "importer = { name = \"some_onnx\", sources = [\"voices:a\"] }\n");
  const auto parsed = parse_catalogue(text);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->models[0].importer, "some_onnx");
}

struct BadCatalogue {
  std::string_view from, to, message;
};

class RefusedCatalogue : public testing::TestWithParam<BadCatalogue> {};

TEST_P(RefusedCatalogue, SaysWhy) {
  const auto parsed = parse_catalogue(catalogue(GetParam().from, GetParam().to));
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(parsed.error().message, HasSubstr(std::string(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, RefusedCatalogue,
    testing::Values(
        BadCatalogue{"schema = 1", "schema = 2", "schema is not 1"},
        BadCatalogue{"schema = 1", "schema = 1\nmore = 2", "unknown key 'more'"},
        BadCatalogue{"schema = 1", "schema = ", "line 1"},
        BadCatalogue{"[[model]]", "[[models]]", "unknown key 'models'"},
        BadCatalogue{"id = \"voices-a\"", "", "'id' is missing"},
        BadCatalogue{"\"voices-a\"", "\"../voices\"", "not a plain name"},
        BadCatalogue{"\"tts\"", "\"chess\"", "'chess' is not a job"},
        BadCatalogue{"default = true", "default = 1", "'default' is missing or of the wrong type"},
        BadCatalogue{"languages = [\"en\", \"pt\"]", "languages = [\"en\", \"xx\"]",
                     "'xx' is not a language's code"},
        BadCatalogue{"languages = [\"en\", \"pt\"]", "languages = [\"English\"]",
                     "'English' is not a language's code"},
        BadCatalogue{"languages = [\"en\", \"pt\"]", "languages = []", "'languages'"},
        BadCatalogue{"licence = \"MIT\"", "licence = \"\"", "'licence' is empty"},
        BadCatalogue{"\"model.onnx\", bytes", "\"../model.onnx\", bytes", "not a plain path"},
        BadCatalogue{"\"model.onnx\", bytes", "\"/model.onnx\", bytes", "not a plain path"},
        BadCatalogue{"\"model.onnx\", bytes", "\"a//b\", bytes", "not a plain path"},
        BadCatalogue{"\"model.onnx\", bytes", "\".verified\", bytes", "not a plain path"},
        BadCatalogue{"\"model.onnx\", bytes", "\"voices/a.bin\", bytes", "comes twice"},
        BadCatalogue{"bytes = 12", "bytes = 0", "'bytes' is 0"},
        BadCatalogue{"[\"voices:a.bin\"]", "[\"a.bin\"]", "'from' lists what is no package:member"},
        BadCatalogue{"[\"voices:a.bin\"]", "[]", "'from' is missing or no list"},
        BadCatalogue{"files = [", "importer = { name = \"../x\", sources = [\"a:b\"] }\nfiles = [",
                     "'../x' is not an importer's name"},
        BadCatalogue{"files = [", "importer = { name = \"x\" }\nfiles = [", "'sources' is missing"},
        BadCatalogue{"bytes = 12", "bytes = 1.5", "'bytes'"}, BadCatalogue{"SUM", "7ED9", "sha256"},
        BadCatalogue{"{ id = \"a\", languages = [\"en\"] }", "3", "a table was expected"},
        BadCatalogue{"[\"b\", \"espeak-pt\"]", "[\"a\"]", "a does not speak pt"},
        BadCatalogue{"[\"b\", \"espeak-pt\"]", "\"b\"", "'pt' is missing or no list"},
        BadCatalogue{"pt = [\"b\"", "xx = [\"b\"", "'xx' is not a language's code"}));

constexpr std::string_view kVoices =
    R"(voices = [{ id = "a", languages = ["en"] }, { id = "b", languages = ["en", "pt"] }])";

std::string vits_catalogue(std::string_view from = "", std::string_view to = "") {
  std::string with = R"(voices = [{ id = "a", languages = ["en"], sex = "woman", speaker = 3 },
{ id = "b", languages = ["pt"], sex = "man", speaker = 0 }]
vits = { rate_hz = 22050, espeak = "pt-br", noise = 0.667, length = 1.0, noise_w = 0.8 })";
  if (!from.empty()) with.replace(with.find(from), from.size(), to);
  return catalogue(kVoices, with);
}

TEST(Catalogue, ReadsAVitsModel) {
  const auto parsed = parse_catalogue(vits_catalogue());
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const auto& facts = parsed->models[0].facts;
  EXPECT_EQ(facts.voices[0].sex, core::Sex::kWoman);
  EXPECT_EQ(facts.voices[0].speaker, 3);
  EXPECT_EQ(facts.voices[1].sex, core::Sex::kMan);
  ASSERT_TRUE(facts.vits);
  EXPECT_EQ(facts.vits->rate_hz, 22050);
  EXPECT_EQ(facts.vits->espeak_voice, "pt-br");
  EXPECT_EQ(facts.vits->alphabet, "");
  EXPECT_DOUBLE_EQ(facts.vits->noise, 0.667);
  EXPECT_DOUBLE_EQ(facts.vits->length, 1.0);
  EXPECT_DOUBLE_EQ(facts.vits->noise_w, 0.8);
  const auto letters = parse_catalogue(vits_catalogue("espeak = \"pt-br\"", "alphabet = \"_^$a\""));
  ASSERT_TRUE(letters.ok()) << letters.error().message;
  EXPECT_EQ(letters->models[0].facts.vits->alphabet, "_^$a");
}

TEST(Catalogue, RefusesWrongVitsModels) {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"sex = \"man\"", "sex = \"m\""},
           {"speaker = 3", "speaker = -1"},
           {"speaker = 3", "speaker = 99999"},
           {"speaker = 3", "speaker = \"3\""},
           {"id = \"a\"", "id = \"a+b\""},
           {"id = \"a\"", "id = \"a:1\""},
           {"rate_hz = 22050, ", ""},
           {"22050", "0"},
           {"22050", "9999999"},
           {"espeak = \"pt-br\", ", ""},
           {"noise = 0.667", "noise = \"much\""},
           {"length = 1.0, ", ""},
           {"noise_w", "noise_v"},
       }) {
    EXPECT_FALSE(parse_catalogue(vits_catalogue(from, to)).ok()) << to;
  }
}

TEST(Catalogue, AMixStandsInWhereItsFirstVoiceSpeaks) {
  const auto text = catalogue("[\"b\"", "[\"b:0.3+a:0.7\"");
  EXPECT_TRUE(parse_catalogue(text).ok());
  const auto wrong = parse_catalogue(catalogue("[\"b\"", "[\"a:0.3+b:0.7\""));
  ASSERT_FALSE(wrong.ok());
  EXPECT_THAT(wrong.error().message, HasSubstr("a does not speak pt"));
}

TEST(BuiltInCatalogue, EveryPiperVoiceHasItsFacts) {
  const auto catalogue = built_in_catalogue();
  ASSERT_TRUE(catalogue.ok()) << catalogue.error().message;
  std::set<std::string> ids;
  for (const auto& model : catalogue->models) {
    for (const auto& voice : model.facts.voices) EXPECT_TRUE(ids.insert(voice.id).second);
    if (model.facts.engine != "piper") continue;
    EXPECT_TRUE(model.facts.vits) << model.facts.id;
    EXPECT_FALSE(model.facts.voices.empty()) << model.facts.id;
    EXPECT_FALSE(model.is_default) << model.facts.id;
  }
  EXPECT_TRUE(ids.contains("en_US-joe-medium"));
}

TEST(Catalogue, AModelMayHaveSeveralDirectionsAndGiveTheGist) {
  const auto parsed = parse_catalogue(
      catalogue("job = \"tts\"",
                "job = \"mt\"\ndirections = [[\"en\", \"fr\"], [\"fr\", \"en\"]]\ngist = true"));
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const auto& facts = parsed->models[0].facts;
  EXPECT_EQ(facts.directions.size(), 2U);
  EXPECT_EQ(facts.directions[1].second, Language::kEnglish);
  EXPECT_TRUE(facts.gist);
  for (const auto* bad : {"directions = [[\"en\"]]", "directions = [\"en\"]",
                          "directions = [[\"en\", \"fr\"]]\ngist = 1"}) {
    EXPECT_FALSE(
        parse_catalogue(catalogue("job = \"tts\"", std::string("job = \"mt\"\n") + bad)).ok());
  }
}

TEST(Catalogue, RefusesAnIdThatComesTwice) {
  auto text = catalogue();
  const auto model =
      text.substr(text.find("[[model]]"), text.find("[voice.") - text.find("[[model]]"));
  const auto parsed = parse_catalogue(text + model);
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(parsed.error().message, HasSubstr("voices-a: the id comes twice"));
}

// A hub catalogue of one model; `replace` exchanges one piece of it.
std::string hub_catalogue(std::string_view from = "", std::string_view to = "") {
  std::string text = R"(schema = 1
[hubs.lab]
kind = "files"
url = "https://example.org"
[family.lab]
job = "mt"
engine = "student"
licence = "MIT"
licence_evidence = "its LICENSE"
hub = "lab"
repository = "lab/models"
revision = "v1"
[[gap]]
job = "tts"
languages = ["th"]
why = "none is known"
[[model]]
id = "student-de-en"
family = "lab"
summary = "German to English"
source = "de"
target = "en"
tiers = ["fast", "best"]
published = { metric = "COMET", set = "FLORES", value = 0.5 }
files = [
  { path = "model.bin", at = "de/model.bin.gz", bytes = 12, sha256 = "SUM", gzip_bytes = 9, gzip_sha256 = "SUM" },
  { path = "vocab.spm", about_bytes = 30, gzip_bytes = 8, gzip_sha256 = "SUM" },
]
)";
  if (!from.empty()) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  }
  for (auto at = text.find("SUM"); at != std::string::npos; at = text.find("SUM")) {
    text.replace(at, 3, kSum);
  }
  return text;
}

TEST(HubCatalogue, ReadsAModelOfAFamily) {
  const auto parsed = parse_catalogue(catalogue(), hub_catalogue());
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->hubs.at("lab").url, "https://example.org");
  ASSERT_EQ(parsed->gaps.size(), 1U);
  const auto* model = parsed->find("student-de-en");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->facts.engine, "student");
  EXPECT_EQ(model->place->repository, "lab/models");
  EXPECT_THAT(model->tiers, ElementsAre(Tier::kFast, Tier::kBest));
  EXPECT_FALSE(model->is_default);
  EXPECT_FALSE(model->is_restricted);
  EXPECT_FALSE(model->is_locked());
  EXPECT_EQ(model->bytes(), 42U);
  EXPECT_EQ(model->files[0].hub.at, "de/model.bin.gz");
  EXPECT_EQ(model->files[0].hub.bytes, 9U);
  EXPECT_EQ(model->files[1].sha256, "");
  EXPECT_TRUE(model->translates(Language::kGerman, Language::kEnglish));
  EXPECT_FALSE(model->translates(Language::kEnglish, Language::kGerman));
}

class RefusedHubCatalogue : public testing::TestWithParam<BadCatalogue> {};

TEST_P(RefusedHubCatalogue, SaysWhy) {
  const auto parsed = parse_catalogue(catalogue(), hub_catalogue(GetParam().from, GetParam().to));
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().kind, base::ErrorKind::kModelInvalid);
  EXPECT_THAT(parsed.error().message, HasSubstr(std::string(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, RefusedHubCatalogue,
    testing::Values(
        BadCatalogue{"schema = 1", "schema = 2", "its schema is not 1"},
        BadCatalogue{"kind = \"files\"", "kind = \"ftp\"", "lab: its kind is none"},
        BadCatalogue{"hub = \"lab\"", "hub = \"elsewhere\"", "its hub is not listed"},
        BadCatalogue{"family = \"lab\"", "family = \"gone\"", "gone: there is no such family"},
        BadCatalogue{"[\"fast\", \"best\"]", "[\"great\"]", "a tier is none of"},
        BadCatalogue{"student-de-en", "voices-a", "voices-a: the id comes twice"},
        BadCatalogue{"\"de/model.bin.gz\"", "\"../model.bin.gz\"", "not a plain path"},
        BadCatalogue{"\"lab/models\"", "\"lab/../models\"", "not a plain path"},
        BadCatalogue{"about_bytes = 30, ", "", "'about_bytes' is missing"},
        BadCatalogue{", gzip_bytes = 8, gzip_sha256 = \"SUM\"", "", "locked by nothing"},
        BadCatalogue{"gzip_bytes = 9, ", "", "'gzip_bytes' is missing"},
        BadCatalogue{"job = \"tts\"", "job = \"mt\"", "its job is not tts"},
        BadCatalogue{"source = \"de\"", "default = true\nsource = \"de\"",
                     "unknown key 'default'"}));

TEST(BuiltInCatalogue, CoversEveryJobByDefault) {
  const auto catalogue = built_in_catalogue();
  ASSERT_TRUE(catalogue.ok()) << catalogue.error().message;
  std::set<core::ModelJob> jobs;
  for (const auto& model : catalogue->models) {
    if (model.is_default) jobs.insert(model.facts.job);
  }
  EXPECT_EQ(jobs.size(), 6U);
}

// The public names, each with the languages of the contract and no others.
TEST(BuiltInCatalogue, StandsInForEveryPublicVoice) {
  using L = Language;
  const core::LanguageSet many = {L::kChinese,  L::kEnglish, L::kFrench,  L::kGerman,
                                  L::kRussian,  L::kItalian, L::kSpanish, L::kPortuguese,
                                  L::kJapanese, L::kKorean};
  const std::map<std::string, core::LanguageSet> expected = {
      {"Cherry", many},          {"Nofish", many},         {"Jada", {L::kChinese}},
      {"Dylan", {L::kChinese}},  {"Sunny", {L::kChinese}}, {"Peter", {L::kChinese}},
      {"Kiki", {L::kCantonese}}, {"Eric", {L::kChinese}},
  };
  const auto catalogue = built_in_catalogue();
  ASSERT_TRUE(catalogue.ok()) << catalogue.error().message;
  std::map<std::string, core::LanguageSet> found;
  for (const auto& [name, by_language] : catalogue->stand_ins) {
    for (const auto& [language, voices] : by_language) {
      EXPECT_FALSE(voices.empty());
      found[name].insert(language);
    }
  }
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace dragoman::models
