#include "models/manifest.h"

#include <gmock/gmock.h>

namespace dragoman::models {
namespace {

const std::string kSum(64, 'a');

TEST(Manifest, ReadsWhatItWrites) {
  const Manifest manifest = {{"model.bin", {7, kSum}}, {"voices/a.bin", {0, std::string(64, '0')}}};
  const auto read = parse_manifest(write_manifest(manifest));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, manifest);
  EXPECT_TRUE(parse_manifest(write_manifest({}))->empty());
}

TEST(Manifest, RefusesAllElse) {
  const std::string head = "dragoman manifest 1\n";
  for (const auto& bad : {std::string(),
                          std::string("dragoman manifest 1"),
                          std::string("dragoman manifest 2\n"),
                          head + kSum,
                          head + kSum + " 7 model.bin",
                          head + kSum + " 7\n",
                          head + kSum + "  7 a\n",
                          head + kSum + " -7 a\n",
                          head + kSum + " 7x a\n",
                          head + kSum + " 99999999999999999999 a\n",
                          head + kSum.substr(1) + " 7 a\n",
                          head + std::string(64, 'A') + " 7 a\n",
                          head + kSum + " 7 ../a\n",
                          head + kSum + " 7 /a\n",
                          head + kSum + " 7 .a\n",
                          head + kSum + " 7 a b\n",
                          head + kSum + " 7 a\r\n",
                          head + kSum + " 7 a\n" + kSum + " 7 a\n",
                          head + "\n",
                          head + std::string(2U << 20U, 'a')}) {
    const auto read = parse_manifest(bad);
    ASSERT_FALSE(read.ok()) << bad.substr(0, 100);
    EXPECT_EQ(read.error().kind, base::ErrorKind::kModelInvalid);
  }
}

}  // namespace
}  // namespace dragoman::models
