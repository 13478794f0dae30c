#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/language.h"
#include "engines/mt.h"

namespace dragoman::pipeline {

/// How one direction is translated.
struct Route {
  /// Whether the recogniser itself puts the speech into English first (no student fits its
  /// language).
  bool through_recogniser_english = false;
  /// Text models to apply, in order; empty where source text (or the recogniser's English) is
  /// already the answer.
  std::vector<engines::Direction> steps;
  /// Whether the one step is a model's that gives the gist alone: to be labelled wherever it shows.
  bool gist = false;
};

/// Which direction goes by which models, made once from what the installed engines say. Immutable,
/// so safe from any thread. Preference, first that fits: the same language (passed through); one
/// student; two students through English; the recogniser's own English, then a student; a model
/// that gives the gist, alone and directly (what two steps of it make of a text nobody measured).
/// Student stands for any model that is trusted.
class RouteTable {
 public:
  RouteTable() = default;
  RouteTable(core::LanguageSet recognised, core::LanguageSet to_english,
             std::vector<engines::Direction> students, std::vector<engines::Direction> gist = {});

  /// Nothing where no installed model covers the direction. source == target gives the empty route.
  [[nodiscard]] std::optional<Route> find(core::Language source, core::Language target) const;
  /// Languages whose speech can be put into `target`, `target` itself left out.
  [[nodiscard]] core::LanguageSet sources_of(core::Language target) const;
  /// Languages whose speech goes into `target` by the recogniser's own English. No target: none.
  [[nodiscard]] core::LanguageSet through_english_to(std::optional<core::Language> target) const;
  [[nodiscard]] core::LanguageSet recognised() const { return recognised_; }

 private:
  [[nodiscard]] bool has_student(core::Language source, core::Language target) const;
  [[nodiscard]] std::optional<Route> find_trusted(core::Language source,
                                                  core::Language target) const;

  core::LanguageSet recognised_;
  core::LanguageSet to_english_;
  std::vector<engines::Direction> students_;
  std::vector<engines::Direction> gist_;
};

/// "fr -> en (recogniser) -> pt (student)", "en -> fr (gist)", for listings.
[[nodiscard]] std::string describe(const Route& route, core::Language source);

}  // namespace dragoman::pipeline
