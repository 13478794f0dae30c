#pragma once

#include <string>
#include <vector>

#include "core/language.h"
#include "models/catalogue.h"

namespace dragoman::models {

/// What `--lang` and `--quality` stand for.
struct Selection {
  std::vector<const CatalogueModel*> models;  ///< Each once, in the catalogue's order.
  std::vector<std::string> gaps;              ///< What no model does, one sentence each.
};

/// For the languages together one recogniser that knows them all (or, where none does, one for
/// each); for each of them the models from and into English, and its voice; and voice activity. Of
/// those that can, the one chosen for the tier, else for the next lower, else for the next higher;
/// students before models of many directions, unrestricted licences before restricted ones, and
/// then the catalogue's order. Models without a tier are never chosen.
[[nodiscard]] Selection select_models(const Catalogue& catalogue,
                                      const core::LanguageSet& languages, Tier tier);

/// The one of these that select_models() would take for a job in a language: recognition, speech.
/// Null where there is none.
[[nodiscard]] const CatalogueModel* choose(const Catalogue& catalogue, core::ModelJob job,
                                           const core::LanguageSet& languages, Tier tier);
/// Likewise for a direction.
[[nodiscard]] const CatalogueModel* choose_translator(const Catalogue& catalogue,
                                                      core::Language source, core::Language target,
                                                      Tier tier);

}  // namespace dragoman::models
