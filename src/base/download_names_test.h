#pragma once

#include <string>
#include <vector>

namespace dragoman::base {

/// From now on the name resolves to these addresses: the first list when first asked, and so on;
/// the last stays. For a test program that links download_names_test.cc, and all of it.
void resolve(const std::string& name, std::vector<std::vector<std::string>> answers);

}  // namespace dragoman::base
