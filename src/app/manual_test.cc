#include "app/manual.h"

#include <cstdlib>

#include <gmock/gmock.h>

#include "app/cli.h"
#include "base/files.h"

namespace dragoman::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Manual, HasEveryCommandAndItsOptions) {
  const auto page = manual_page(command_tree());
  EXPECT_THAT(page, AllOf(testing::StartsWith(".TH DRAGOMAN 1"), HasSubstr(".SH EXIT STATUS\n"),
                          HasSubstr("dragoman models pull"), HasSubstr(".B \\-\\-out\\-dir DIR\n"),
                          HasSubstr(".SH SETTINGS\n"), HasSubstr("\\-\\-state\\-dir")));
}

TEST(Manual, ALineOfTextIsNoRequest) {
  CommandNode tree{"p", "", {}, {}, {}};
  tree.commands = {{"c", ".bold 'claim' \\n", {}, {}, {}}};
  EXPECT_THAT(manual_page(tree), HasSubstr("\n\\&.bold 'claim' \\en.\n"));
}

TEST(CommandLinePage, IsCurrent) {
  const auto path = std::string(std::getenv("DRAGOMAN_SOURCE_DIR")) + "/docs/command-line.md";
  const auto text = base::read_file(path, 1U << 20U);
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_EQ(*text, manual_markdown(command_tree()))
      << "run: dragoman man --markdown > docs/command-line.md";
}

}  // namespace
}  // namespace dragoman::app
