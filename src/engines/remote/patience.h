#pragma once

#include <chrono>

namespace dragoman::engines::remote {

/// How much patience there is with a service.
struct Patience {
  std::chrono::milliseconds timeout{20'000};  ///< For one attempt.
  std::chrono::milliseconds connect_timeout{5'000};
  unsigned attempts = 3;
  std::chrono::milliseconds first_pause{250};      ///< Before the second attempt; doubles.
  std::chrono::milliseconds longest_pause{5'000};  ///< Of a Retry-After, too: past that it fails.
  unsigned failures = 3;                           ///< Requests in a row, each with all attempts...
  std::chrono::milliseconds rest{30'000};          ///< ... after which none is made for so long.
};

}  // namespace dragoman::engines::remote
