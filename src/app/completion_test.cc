#include "app/completion.h"

#include <gmock/gmock.h>

namespace dragoman::app {
namespace {

using testing::Contains;
using testing::HasSubstr;
using Kind = CommandValue::Kind;

const CommandNode& find(const CommandNode& node, const std::string& name) {
  for (const auto& command : node.commands) {
    if (command.name == name) return command;
  }
  throw std::runtime_error("no command " + name);
}

const CommandOption& option(const CommandNode& node, const std::string& name) {
  for (const auto* all : {&node.options, &node.words}) {
    for (const auto& each : *all) {
      if (each.names.back() == name) return each;
    }
  }
  throw std::runtime_error("no option " + name);
}

TEST(CommandTree, IsThatOfTheParser) {
  const auto tree = command_tree();
  EXPECT_EQ(tree.name, "dragoman");
  const auto& translate = find(tree, "translate");
  EXPECT_EQ(option(translate, "--to").value.kind, Kind::kChoice);
  EXPECT_THAT(option(translate, "--to").value.choices, Contains("pt"));
  EXPECT_TRUE(option(translate, "--to").is_required);
  EXPECT_EQ(option(translate, "--srt").value.kind, Kind::kFile);
  EXPECT_EQ(option(translate, "--out-dir").value.kind, Kind::kFolder);
  EXPECT_EQ(option(translate, "--models-dir").value.kind, Kind::kFolder);
  EXPECT_EQ(option(translate, "--quiet").value.kind, Kind::kNone);
  EXPECT_EQ(option(translate, "--gist").value.kind, Kind::kNone);
  EXPECT_EQ(option(translate, "--rate").value.kind, Kind::kText);
  EXPECT_EQ(option(translate, "INPUT").value.kind, Kind::kFile);
  EXPECT_TRUE(option(translate, "INPUT").is_repeated);
  EXPECT_THAT(option(translate, "--formats").value.choices,
              testing::ElementsAre("text", "json", "srt", "vtt", "wav"));
  EXPECT_TRUE(option(translate, "--formats").value.is_list);
  EXPECT_THAT(option(translate, "--log-level").value.choices, Contains("debug"));
  EXPECT_THAT(option(translate, "--subtitles").value.choices,
              testing::ElementsAre("translation", "source", "both"));
  EXPECT_THAT(option(find(find(tree, "models"), "pull"), "ID").value.choices,
              Contains("whisper-small"));
  EXPECT_EQ(option(find(tree, "serve"), "--api-keys-file").value.kind, Kind::kFile);
}

// That shells take them, and what they answer: tests/cli.
TEST(Completion, NamesWhatThereIs) {
  const auto tree = command_tree();
  const auto bash = completion_script(Shell::kBash, tree);
  EXPECT_THAT(bash, HasSubstr("'dragoman translate --out-dir') _dragoman_files -d; return ;;"));
  EXPECT_THAT(bash, HasSubstr("complete -F _dragoman dragoman\n"));
  const auto zsh = completion_script(Shell::kZsh, tree);
  EXPECT_THAT(zsh, testing::StartsWith("#compdef dragoman\n"));
  EXPECT_THAT(zsh, HasSubstr("'--out-dir["));
  const auto fish = completion_script(Shell::kFish, tree);
  EXPECT_THAT(fish, HasSubstr("'__dragoman_at dragoman translate' -l out-dir -xa "));
}

TEST(Completion, QuotesOfDescriptionsAreNoneOfTheShells) {
  CommandNode tree{"p", "", {}, {}, {}};
  tree.options = {{{"--it"}, "the server's [own]: \\ word", "", {}, false, false}};
  EXPECT_THAT(completion_script(Shell::kZsh, tree),
              HasSubstr(R"('--it[the server'\''s \[own\]\: \\ word]')"));
  EXPECT_THAT(completion_script(Shell::kFish, tree),
              HasSubstr(R"(-d 'the server\'s [own]: \\ word')"));
}

}  // namespace
}  // namespace dragoman::app
