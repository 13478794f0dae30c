#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/job.h"
#include "core/language.h"

namespace dragoman::pipeline {

/// A job's glossary, and with it the names from the screen that were found in what was said, to be
/// kept as they are wherever they are said: where source and target are written in Latin letters.
/// One thread; what it gives may be read by any.
class KeptNames {
 public:
  using Terms = std::shared_ptr<const std::vector<core::Term>>;

  KeptNames() = default;
  /// The glossary for the first step of a route, and for the steps after it. Null: none.
  KeptNames(Terms terms, Terms later_terms)
      : terms_(std::move(terms)), later_terms_(std::move(later_terms)) {}

  /// False where it is kept already, or too many are.
  bool keep(const std::string& word);

  /// Null: none.
  [[nodiscard]] Terms terms(core::Language source, core::Language target) const;
  [[nodiscard]] Terms later_terms(core::Language source, core::Language target) const;

 private:
  Terms terms_;
  Terms later_terms_;
  std::vector<std::string> kept_;
  Terms with_names_;  // null: no name is kept
  Terms later_with_names_;
};

}  // namespace dragoman::pipeline
