#include "api/api_keys.h"

#include <algorithm>

#include "base/sha256.h"

namespace dragoman::api {

namespace {

bool equal_digests(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace

ApiKey unnamed_key(std::size_t number, std::string_view key) {
  return {.name = "key-" + std::to_string(number), .sha256 = base::sha256_hex(key)};
}

const ApiKey* ApiKeys::find(std::string_view key) const {
  const auto given = base::sha256_hex(key);  // comparing digests tells nothing of a key's length
  const ApiKey* found = nullptr;
  for (const auto& known : keys_) {
    if (equal_digests(given, known.sha256)) found = &known;
  }
  return found;
}

}  // namespace dragoman::api
