#pragma once

#include <string>
#include <string_view>

namespace dragoman::app {

/// What an input on the command line is, told from its form alone.
[[nodiscard]] bool is_url(std::string_view input);
/// Neither a URL nor "-", standard input.
[[nodiscard]] bool is_local_file(std::string_view input);

/// Whether two paths lead to one file, through links of either kind.
[[nodiscard]] bool is_same_place(const std::string& a, const std::string& b);

}  // namespace dragoman::app
