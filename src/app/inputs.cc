#include "app/inputs.h"

#include <filesystem>

namespace dragoman::app {

namespace fs = std::filesystem;

bool is_url(std::string_view input) {
  return input.starts_with("http://") || input.starts_with("https://");
}

bool is_local_file(std::string_view input) { return input != "-" && !is_url(input); }

bool is_same_place(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::weakly_canonical(a, error) == fs::weakly_canonical(b, error)) return true;
  const auto status = fs::status(a, error);
  return fs::is_regular_file(status) && fs::equivalent(a, b, error);
}

}  // namespace dragoman::app
