#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "output/dub_project.h"
#include "output/json_objects.h"

namespace dragoman::output {

namespace {

namespace json = boost::json;
using core::DubLine;
using core::DubOutcome;

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostLines = 200'000;
constexpr std::size_t kMostTextBytes = 20'000;
constexpr std::size_t kMostVoices = 100;
constexpr std::size_t kMostTerms = 100'000;
constexpr double kLongest_s = 30 * 86400.0;

constexpr std::array<std::pair<std::string_view, core::OriginalSound>, 3> kOriginals{{
    {"duck", core::OriginalSound::kDuck},
    {"track", core::OriginalSound::kTrack},
    {"both", core::OriginalSound::kBoth},
}};
constexpr std::array<std::pair<std::string_view, core::DubSubtitles>, 4> kSubtitles{{
    {"none", core::DubSubtitles::kNone},
    {"translation", core::DubSubtitles::kTranslation},
    {"source", core::DubSubtitles::kSource},
    {"both", core::DubSubtitles::kBoth},
}};
constexpr std::array<std::pair<std::string_view, core::ChineseScript>, 2> kScripts{{
    {"simplified", core::ChineseScript::kSimplified},
    {"traditional", core::ChineseScript::kTraditional},
}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  return std::ranges::find(table, value, [](const auto& row) { return row.second; })->first;
}

template <class Table>
auto value_in(const Table& table, std::string_view name) {
  const auto row = std::ranges::find(table, name, [](const auto& each) { return each.first; });
  return row == table.end() ? std::nullopt : std::optional(row->second);
}

json::object file_object(const core::DubFile& file) {
  return {{"path", file.path}, {"bytes", file.bytes}, {"digest", file.digest}};
}

json::array terms_array(const std::vector<core::Term>& terms) {
  json::array array;
  for (const auto& [source, target] : terms) {
    array.push_back({{"source", source}, {"target", target}});
  }
  return array;
}

json::object settings_object(const core::DubSettings& settings) {
  return {{"from", settings.source ? json::value(core::code(*settings.source)) : json::value()},
          {"to", core::code(settings.target)},
          {"chinese_script", settings.chinese_script
                                 ? json::value(name_in(kScripts, *settings.chinese_script))
                                 : json::value()},
          {"voices", json::array(settings.voices.begin(), settings.voices.end())},
          {"tell_speakers", settings.tell_speakers},
          {"original", name_in(kOriginals, settings.original)},
          {"duck_db", settings.duck_db},
          {"subtitles", name_in(kSubtitles, settings.subtitles)},
          {"terms", terms_array(settings.glossary)}};
}

json::object line_object(std::size_t number, const DubLine& line, const DubOutcome* outcome) {
  json::object object{{"line", number},
                      {"start_s", rounded_s(line.slot.start)},
                      {"end_s", rounded_s(line.slot.end)},
                      {"source_lang", core::code(line.source)},
                      {"source_text", line.source_text},
                      {"target_text", line.target_text},
                      {"spoken", line.spoken},
                      {"speaker", line.speaker},
                      {"voice", line.voice}};
  if (outcome == nullptr) return object;
  json::object result{{"start_s", rounded_s(outcome->placed.start)},
                      {"end_s", rounded_s(outcome->placed.end)},
                      {"rate", std::round(outcome->rate * 1000) / 1000}};
  if (!outcome->said.empty()) result["shorter_text"] = outcome->said;
  if (!outcome->reason.empty()) {
    result["late_s"] = rounded_s(outcome->late);
    result["overrun_s"] = rounded_s(outcome->overrun);
    result["reason"] = outcome->reason;
  }
  object["result"] = std::move(result);
  return object;
}

/// What is wrong with a project, thrown and caught in this file.
struct Wrong {
  std::string what;
};

/// An object whose members are asked for; says which is wrong. `where` ends with a space, or is
/// empty.
class Members {
 public:
  Members(const json::value& value, std::string where) : where_(std::move(where)) {
    object_ = value.if_object();
    if (object_ == nullptr) fail("it is not an object in braces");
  }

  [[nodiscard]] const json::value& at(std::string_view name) const {
    const auto* value = object_->if_contains(name);
    if (value == nullptr) fail(fmt::format("'{}' is missing", name));
    return *value;
  }
  [[nodiscard]] bool has(std::string_view name) const { return object_->contains(name); }
  [[nodiscard]] std::string text(std::string_view name, std::size_t most = kMostTextBytes) const {
    const auto* text = at(name).if_string();
    if (text == nullptr) fail(fmt::format("'{}' is not a text", name));
    if (text->size() > most) fail(fmt::format("'{}' is longer than {} bytes", name, most));
    return {text->begin(), text->end()};
  }
  [[nodiscard]] bool flag(std::string_view name) const {
    const auto* flag = at(name).if_bool();
    if (flag == nullptr) fail(fmt::format("'{}' is neither true nor false", name));
    return *flag;
  }
  [[nodiscard]] double number(std::string_view name, double least, double most) const {
    boost::system::error_code failed;
    const auto number = at(name).to_number<double>(failed);
    if (failed || !(number >= least && number <= most)) {
      fail(fmt::format("'{}' is not a number from {} to {}", name, least, most));
    }
    return number;
  }
  [[nodiscard]] core::Language language(std::string_view name) const {
    const auto language = core::parse_language(text(name));
    if (!language) fail(fmt::format("'{}' is not a language that we know", name));
    return *language;
  }
  [[nodiscard]] bool is_null(std::string_view name) const { return at(name).is_null(); }
  template <class Table>
  [[nodiscard]] auto choice(std::string_view name, const Table& table) const {
    const auto value = value_in(table, text(name));
    if (!value) fail(fmt::format("'{}' has no such choice", name));
    return *value;
  }
  [[nodiscard]] const json::array& list(std::string_view name, std::size_t most) const {
    const auto* list = at(name).if_array();
    if (list == nullptr) fail(fmt::format("'{}' is not a list", name));
    if (list->size() > most) fail(fmt::format("'{}' has more than {} entries", name, most));
    return *list;
  }
  [[noreturn]] void fail(const std::string& what) const { throw Wrong{where_ + what}; }

 private:
  std::string where_;
  const json::object* object_;
};

core::DubFile file_from(const Members& root, std::string_view name) {
  const Members object(root.at(name), fmt::format("{}: ", name));
  constexpr double kMostBytes = 1e15;
  return {object.text("path"), static_cast<std::uint64_t>(object.number("bytes", 0, kMostBytes)),
          object.text("digest")};
}

core::DubSettings settings_from(const Members& root) {
  const Members object(root.at("settings"), "settings: ");
  core::DubSettings settings;
  if (!object.is_null("from")) settings.source = object.language("from");
  settings.target = object.language("to");
  if (!object.is_null("chinese_script")) {
    settings.chinese_script = object.choice("chinese_script", kScripts);
  }
  for (const auto& voice : object.list("voices", kMostVoices)) {
    if (!voice.is_string()) object.fail("'voices' holds what is not a text");
    settings.voices.emplace_back(voice.get_string());
  }
  settings.tell_speakers = object.flag("tell_speakers");
  settings.original = object.choice("original", kOriginals);
  settings.duck_db = object.number("duck_db", 0, 60);
  settings.subtitles = object.choice("subtitles", kSubtitles);
  if (!object.has("terms")) return settings;
  for (const auto& term : object.list("terms", kMostTerms)) {
    const Members members(term, "a term: ");
    settings.glossary.push_back({members.text("source"), members.text("target")});
  }
  return settings;
}

DubLine line_from(const json::value& value, std::size_t number) {
  const Members object(value, fmt::format("line {}: ", number));
  DubLine line;
  line.slot.start = core::Seconds(object.number("start_s", 0, kLongest_s));
  line.slot.end = core::Seconds(object.number("end_s", 0, kLongest_s));
  if (line.slot.end < line.slot.start) object.fail("'end_s' is before 'start_s'");
  line.source = object.language("source_lang");
  line.source_text = object.text("source_text");
  line.target_text = object.text("target_text");
  line.spoken = object.flag("spoken");
  line.speaker = static_cast<int>(object.number("speaker", 0, 1000));
  line.voice = object.text("voice");
  return line;
}

core::DubProject project_from(const json::value& value) {
  const Members root(value, "");
  if (root.number("dragoman_dub", 1, 1e9) != kVersion) {
    root.fail("it was written by another version of dragoman");
  }
  core::DubProject project;
  project.film = file_from(root, "film");
  project.output = file_from(root, "output");
  project.settings = settings_from(root);
  project.heard = root.flag("heard");
  for (const auto& line : root.list("lines", kMostLines)) {
    project.lines.push_back(line_from(line, project.lines.size() + 1));
  }
  std::ranges::stable_sort(project.lines, {}, [](const DubLine& line) { return line.slot.start; });
  return project;
}

base::Error not_a_project(const std::string& why) {
  return {base::ErrorKind::kInvalidArgument,
          fmt::format("This is not a project of a dub that can be used: {}.", why), ""};
}

}  // namespace

std::string write_dub_project(const core::DubProject& project) {
  json::array lines;
  for (std::size_t i = 0; i < project.lines.size(); ++i) {
    const bool done = i < project.outcomes.size();
    lines.push_back(line_object(i + 1, project.lines[i], done ? &project.outcomes[i] : nullptr));
  }
  const json::object root{{"dragoman_dub", kVersion},
                          {"film", file_object(project.film)},
                          {"output", file_object(project.output)},
                          {"settings", settings_object(project.settings)},
                          {"heard", project.heard},
                          {"lines", std::move(lines)}};
  return indented(root) + "\n";
}

base::Result<core::DubProject> read_dub_project(std::string_view text) {
  if (text.size() > kMostProjectBytes) return not_a_project("it is too large");
  boost::system::error_code failed;
  const auto value = json::parse(text, failed);
  if (failed) return not_a_project("it is not well-formed JSON (" + failed.message() + ")");
  try {
    return project_from(value);
  } catch (const Wrong& wrong) {
    return not_a_project(wrong.what);
  }
}

std::optional<core::OriginalSound> parse_original_sound(std::string_view name) {
  return value_in(kOriginals, name);
}

std::optional<core::DubSubtitles> parse_dub_subtitles(std::string_view name) {
  return value_in(kSubtitles, name);
}

}  // namespace dragoman::output
