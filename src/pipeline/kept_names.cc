#include "pipeline/kept_names.h"

#include <algorithm>
#include <cstddef>

namespace dragoman::pipeline {

namespace {

constexpr std::size_t kMostKept = 256;

bool is_latin(core::Language language) {
  using L = core::Language;
  static const core::LanguageSet kLatin{L::kEnglish,    L::kFrench,     L::kGerman,
                                        L::kPortuguese, L::kSpanish,    L::kItalian,
                                        L::kIndonesian, L::kVietnamese, L::kTurkish};
  return kLatin.contains(language);
}

}  // namespace

bool KeptNames::keep(const std::string& word) {
  if (kept_.size() >= kMostKept || std::ranges::find(kept_, word) != kept_.end()) return false;
  kept_.push_back(word);
  const auto joined = [&](const Terms& glossary) {
    auto terms = glossary ? *glossary : std::vector<core::Term>();
    for (const auto& name : kept_) terms.push_back({name, name});
    return std::make_shared<const std::vector<core::Term>>(std::move(terms));
  };
  with_names_ = joined(terms_);
  later_with_names_ = joined(later_terms_);
  return true;
}

KeptNames::Terms KeptNames::terms(core::Language source, core::Language target) const {
  return with_names_ && is_latin(source) && is_latin(target) ? with_names_ : terms_;
}

KeptNames::Terms KeptNames::later_terms(core::Language source, core::Language target) const {
  return later_with_names_ && is_latin(source) && is_latin(target) ? later_with_names_
                                                                   : later_terms_;
}

}  // namespace dragoman::pipeline
