#include "engines/fake/fake_engines.h"

#include "engines/asr_contract_test.h"
#include "engines/mt_contract_test.h"

namespace dragoman::engines {
namespace {

using core::Language;

fake::Script script() {
  fake::Script script;
  script.lines[5] = {Language::kFrench, "Bonjour.", "Hello."};
  return script;
}

INSTANTIATE_TEST_SUITE_P(
    Fake, AsrContract,
    testing::Values(AsrUnderTest{
        [] { return std::move(fake::make_engine_set(script()).recognisers.front()); },
        std::vector<float>(core::kListenRateHz, 0.5F), Language::kFrench, Language::kFrench}));

INSTANTIATE_TEST_SUITE_P(
    Fake, MtContract,
    testing::Values(MtUnderTest{
        [] { return std::move(fake::make_engine_set(script()).translators.front()); },
        {Language::kEnglish, Language::kPortuguese},
        {"Hello.", "Good night."}}));

}  // namespace
}  // namespace dragoman::engines
