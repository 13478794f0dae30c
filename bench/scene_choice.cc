// bench_scene_choice SET [--notes given|seen] [--SETTING VALUE]...
//
// Scores a contrastive set: the same sentence twice, under two pictures, each of which wants
// another translation (docs/vision.md has the format of the folder SET). Each sentence is
// translated without a note, and with the note of either picture: the set's own (given), or what
// the describer says that the settings name (seen: describe_scenes, or describer_url and
// describer_model). Writes one line of JSON a sentence, and at the end one of sums.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/config.h"
#include "app/wire_up.h"
#include "engines/registry.h"
#include "json_text.h"
#include "picture_file.h"

namespace dragoman::bench {
namespace {

// One of the two pictures of a pair.
struct Side {
  std::string picture;  // its file; empty: none
  std::string note;
  std::vector<std::string> wanted;  // the translation holds one of these
};

struct Pair {
  std::string id;
  engines::Direction direction;
  std::string sentence;
  Side sides[2];  // NOLINT(modernize-avoid-c-arrays)
};

struct Arguments {
  std::string set;
  bool given = true;
  std::vector<std::pair<std::string, std::string>> flags;
};

std::optional<Arguments> parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (!word.starts_with("--")) {
      arguments.set = word;
      continue;
    }
    if (++i == argc) return std::nullopt;
    const std::string_view value = argv[i];
    if (word == "--notes") {
      if (value != "given" && value != "seen") return std::nullopt;
      arguments.given = value == "given";
    } else {
      arguments.flags.emplace_back(word.substr(2), value);
    }
  }
  if (arguments.set.empty()) return std::nullopt;
  if (!arguments.given) arguments.flags.emplace_back("describe_scenes", "true");
  return arguments;
}

std::vector<std::string> cut(const std::string& text, char mark) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == mark) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

base::Error bad_line(std::size_t number, std::string_view why) {
  return {base::ErrorKind::kInvalidArgument, fmt::format("pairs.tsv:{}: {}", number, why), ""};
}

base::Result<std::vector<Pair>> read_set(const std::string& folder) {
  constexpr std::size_t kColumns = 10;
  std::ifstream file(folder + "/pairs.tsv");
  if (!file) return base::Error{base::ErrorKind::kNotFound, "There is no pairs.tsv.", folder};
  std::vector<Pair> pairs;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (number == 1 || line.empty()) continue;  // the names of the columns
    const auto cells = cut(line, '\t');
    if (cells.size() != kColumns) return bad_line(number, "there are not ten columns");
    const auto source = core::parse_language(cells[1]);
    const auto target = core::parse_language(cells[2]);
    if (!source || !target) return bad_line(number, "a language is none");
    Pair pair{cells[0], {*source, *target}, cells[3], {}};
    for (std::size_t i = 0; i < 2; ++i) {
      const auto first = 4 + 3 * i;
      pair.sides[i] = {cells[first].empty() ? "" : folder + "/" + cells[first], cells[first + 1],
                       cut(cells[first + 2], '|')};
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

bool holds_one(std::string_view text, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const std::string& word) {
    return !word.empty() && text.find(word) != std::string_view::npos;
  });
}

// What is said of a side, or of none.
struct Verdict {
  std::string note;
  std::string translation;
  bool right = false;
};

class Judge {
 public:
  explicit Judge(engines::EngineSet set) : set_(std::move(set)) {}

  base::Status judge(const Pair& pair);
  void sum_up() const;

 private:
  base::Result<std::string> note_of(const Pair& pair, const Side& side);
  base::Result<std::string> translated(const Pair& pair, const std::string& note);

  engines::EngineSet set_;
  int pairs_ = 0;
  int both_ = 0;
  int right_ = 0;
  int right_without_ = 0;
  int told_apart_ = 0;
  int notes_ = 0;
  double seconds_ = 0;
};

base::Result<std::string> Judge::note_of(const Pair& pair, const Side& side) {
  if (set_.describers.empty() || side.picture.empty()) return side.note;
  auto picture = read_picture(side.picture);
  if (!picture) return picture.error();
  engines::SceneRequest request;
  request.pictures = std::make_shared<const std::vector<core::Picture>>(1, *std::move(picture));
  request.source = pair.direction.source;
  request.target = pair.direction.target;
  const auto begun = std::chrono::steady_clock::now();
  auto note = set_.describers.front()->describe(request);
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  ++notes_;
  return note;
}

base::Result<std::string> Judge::translated(const Pair& pair, const std::string& note) {
  const engines::MtRequest request{pair.direction, {pair.sentence}, {}, {.notes = note}};
  auto answers = set_.translators.front()->translate({&request, 1});
  if (!answers.front()) return answers.front().error();
  return answers.front()->front();
}

base::Status Judge::judge(const Pair& pair) {
  const auto without = translated(pair, "");
  if (!without) return without.error();
  Verdict verdicts[2];  // NOLINT(modernize-avoid-c-arrays)
  int right = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& side = pair.sides[i];
    const auto& other = pair.sides[1 - i];
    auto note = note_of(pair, side);
    if (!note) return note.error();
    auto text = translated(pair, *note);
    if (!text) return text.error();
    const auto fits = [&](const std::string& translation) {
      return holds_one(translation, side.wanted) && !holds_one(translation, other.wanted);
    };
    verdicts[i] = {*note, *text, fits(*text)};
    right += verdicts[i].right ? 1 : 0;
    right_without_ += fits(*without) ? 1 : 0;
    fmt::print(
        R"({{"id": {}, "side": {}, "note": {}, "without": {}, "translation": {}, "right": {}}})"
        "\n",
        quoted(pair.id), i + 1, quoted(*note), quoted(*without), quoted(*text), verdicts[i].right);
  }
  ++pairs_;
  right_ += right;
  both_ += right == 2 ? 1 : 0;
  told_apart_ += verdicts[0].translation != verdicts[1].translation ? 1 : 0;
  return {};
}

void Judge::sum_up() const {
  fmt::print(
      R"({{"pairs": {}, "sides_right": {}, "sides_right_without_notes": {}, "pairs_right": {}, )"
      R"("pairs_told_apart": {}, "described": {}, "seconds_a_description": {:.3f}}})"
      "\n",
      pairs_, right_, right_without_, both_, told_apart_, notes_,
      notes_ == 0 ? 0.0 : seconds_ / notes_);
}

int fail(const base::Error& error) {
  fmt::print(stderr, "bench_scene_choice: {} {}\n", error.message, error.detail);
  return 1;
}

base::Result<engines::EngineSet> open(const Arguments& arguments) {
  const auto config = app::load_config({.file = std::nullopt, .flags = arguments.flags});
  if (!config) return config.error();
  return app::open_engine_set(*config, {});
}

int run(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    fmt::print(stderr, "usage: bench_scene_choice SET [--notes given|seen] [--SETTING VALUE]...\n");
    return 2;
  }
  const auto pairs = read_set(arguments->set);
  if (!pairs) return fail(pairs.error());
  auto set = open(*arguments);
  if (!set) return fail(set.error());
  if (set->translators.empty()) {
    return fail({base::ErrorKind::kModelMissing, "No model translates.", ""});
  }
  Judge judge(*std::move(set));
  for (const auto& pair : *pairs) {
    if (auto status = judge.judge(pair); !status) return fail(status.error());
  }
  judge.sum_up();
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }
