#pragma once

#include <string>
#include <vector>

#include "api/api_keys.h"
#include "base/result.h"

namespace dragoman::app {

/// The clients of a server: TOML, one row each. It holds no key, so that whoever reads it has none.
///
///     [[client]]
///     name = "alice"                # letters, digits, - _ . ; shows in the log
///     key_sha256 = "9f86d081..."    # of the key: `dragoman keys new alice` makes both
///     max_jobs = 4                  # these three may be left out: what all clients may applies
///     requests_per_minute = 60
///     tokens_per_minute = 100000
///
/// Errors: kNotFound, kIo, kInvalidArgument (with the line: no TOML, an unknown or wrong member, a
/// name or key that stands there twice, no client at all).
[[nodiscard]] base::Result<std::vector<api::ApiKey>> read_clients(const std::string& path);

/// A new key: some letters that say what it is, and 256 random bits.
struct NewKey {
  std::string key;  ///< To be shown once, and kept by the client alone.
  std::string row;  ///< For the file.
};

/// Errors: kInvalidArgument (a name that the file would not take), kIo (no randomness to be had).
[[nodiscard]] base::Result<NewKey> make_key(const std::string& name);

}  // namespace dragoman::app
