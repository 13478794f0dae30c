#include "app/setting_files.h"

#include <cstdint>
#include <sstream>

#include <fmt/format.h>

#include "base/files.h"

namespace dragoman::app {

base::Result<std::vector<std::string>> read_keys(const std::string& path) {
  constexpr std::uint64_t kMaxKeyFileBytes = 1U << 20U;
  const auto text = base::read_file(path, kMaxKeyFileBytes);
  if (!text) return text.error();
  std::vector<std::string> keys;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line[begin] == '#') continue;
    keys.push_back(line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1));
  }
  if (keys.empty()) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "The file of API keys holds no key: put one a line into it.", path};
  }
  return keys;
}

base::Error in_setting(std::string_view name, base::Error error) {
  error.message = fmt::format("{}: {}", name, error.message);
  return error;
}

}  // namespace dragoman::app
