#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dragoman::api {

/// What one client may have at a time, and in a minute. 0: no limit.
struct Quota {
  std::size_t max_jobs = 0;               ///< Running or waiting.
  std::uint64_t requests_per_minute = 0;  ///< That start a job.
  std::uint64_t tokens_per_minute = 0;    ///< As usage counts them, in and out.
};

/// One key as the server knows it: the key itself is nowhere kept. Keys are long and random, so a
/// plain SHA-256 cannot be undone by trying.
struct ApiKey {
  std::string name;    ///< Of the client: for the log, and to count what is its own. No secret.
  std::string sha256;  ///< Of the key, in 64 small hexadecimal digits.
  Quota quota = {};
};

/// That key without its text, under the name "key-<number>".
[[nodiscard]] ApiKey unnamed_key(std::size_t number, std::string_view key);

/// The keys that open the door. Immutable: safe from any thread.
class ApiKeys {
 public:
  explicit ApiKeys(std::vector<ApiKey> keys) : keys_(std::move(keys)) {}

  [[nodiscard]] bool empty() const { return keys_.empty(); }

  /// Whose key that is; null for nobody's. Takes as long for a wrong key as for a right one,
  /// whichever it is and however much of it is right.
  [[nodiscard]] const ApiKey* find(std::string_view key) const;

 private:
  const std::vector<ApiKey> keys_;
};

}  // namespace dragoman::api
