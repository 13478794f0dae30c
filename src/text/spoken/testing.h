#pragma once

#include <array>
#include <span>
#include <string_view>

#include <gtest/gtest.h>

#include "core/language.h"
#include "text/speakable.h"
#include "text/spoken_form.h"

namespace dragoman::text::spoken {

struct Case {
  std::string_view written;
  std::string_view said;
};

inline void expect_said(core::Language language, std::span<const Case> cases) {
  EXPECT_GE(cases.size(), 25U);
  for (const auto& [written, said] : cases) {
    EXPECT_EQ(spoken_form(language, speakable_text(written)), said) << written;
  }
}

}  // namespace dragoman::text::spoken
