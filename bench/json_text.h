#pragma once

#include <string>
#include <string_view>

namespace dragoman::bench {

/// The text as a string of JSON; control characters are left out.
inline std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) json += c;
  }
  return json + '"';
}

}  // namespace dragoman::bench
