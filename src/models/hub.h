#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/catalogue.h"
#include "models/fetch.h"

namespace dragoman::models {

/// Where models are fetched from.
struct Source {
  /// A folder, or an http(s) URL, that holds <model id>/<file> as a models folder does, with the
  /// manifest.txt of each pulled model; empty: each model's own hub. What the catalogue locks is
  /// checked against the catalogue all the same.
  std::string mirror;
  std::map<std::string, std::string, std::less<>> hub_urls;  ///< In place of the catalogue's.
};

/// Where each file of a model lies and what it must be, asking the hub or the mirror where the
/// catalogue does not tell. Errors: kInvalidArgument (a model of packages, and no mirror),
/// kModelInvalid (a listing or manifest that is damaged or lacks a file), and Fetcher's.
[[nodiscard]] base::Result<std::vector<RemoteFile>> locate(const CatalogueModel& model,
                                                           const Catalogue& catalogue,
                                                           const Source& source, Fetcher& fetcher);

}  // namespace dragoman::models
