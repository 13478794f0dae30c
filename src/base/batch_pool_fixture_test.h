#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/batch_pool.h"

namespace dragoman::base::pool_test {

struct Request {
  int value = 0;
  CancelToken cancel;
};
using Pool = BatchPool<Request, std::string>;

inline std::vector<Result<std::string>> answer(std::span<const Request> batch) {
  std::vector<Result<std::string>> answers;
  for (const auto& request : batch) answers.emplace_back(std::to_string(request.value));
  return answers;
}

}  // namespace dragoman::base::pool_test
