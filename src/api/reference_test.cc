#include "api/reference.h"

#include <cstdlib>

#include <gmock/gmock.h>

#include "api/error_table.h"
#include "api/wire/field_table.h"
#include "base/files.h"

namespace dragoman::api {
namespace {

using ::testing::HasSubstr;

TEST(Reference, HoldsEveryRow) {
  const auto markdown = reference_markdown();
  for (const auto& row : wire::body_fields()) {
    EXPECT_THAT(markdown, HasSubstr("| `" + std::string(row.path) + "` |"));
  }
  for (const auto& row : error_rows()) EXPECT_THAT(markdown, HasSubstr(std::string(row.text)));
}

TEST(Reference, DocumentIsCurrent) {
  const auto text =
      base::read_file(std::string(std::getenv("DRAGOMAN_SOURCE_DIR")) + "/docs/api.md", 1U << 20U);
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_EQ(*text, reference_markdown()) << "run: dragoman api > docs/api.md";
}

}  // namespace
}  // namespace dragoman::api
