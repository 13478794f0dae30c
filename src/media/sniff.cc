#include "media/sniff.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace dragoman::media {

namespace {

constexpr const char* kPage =
    "This is a web page, not a recording. Give the address of the file itself, one that needs no "
    "sign-in.";
constexpr const char* kList =
    "This is a list of other files, not a recording. Send the recording itself.";
constexpr const char* kArchive =
    "This is a packed file, not a recording. Unpack it and send the recording itself.";
constexpr const char* kDocument = "This is a document, not a recording.";

struct Sign {
  std::string_view begins;  ///< Small letters.
  const char* message;
};

constexpr Sign kSigns[] = {
    {"<!doctype html", kPage}, {"<html", kPage},       {"<head", kPage},
    {"#extm3u", kList},        {"ffconcat", kList},    {"[playlist]", kList},
    {"<smil", kList},          {"<asx", kList},        {"<mpd", kList},
    {"<?xml", kDocument},      {"%pdf-", kDocument},   {"{\\rtf", kDocument},
    {"pk\x03\x04", kArchive},  {"\x1f\x8b", kArchive}, {"rar!", kArchive},
    {"7z\xbc\xaf", kArchive},  {"bzh", kArchive},
};

}  // namespace

const char* other_than_media(std::span<const std::uint8_t> beginning) {
  constexpr std::size_t kLongest = 512;
  std::string text(beginning.begin(), beginning.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                              beginning.size(), kLongest)));
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  text.erase(0, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  // What an XML document is, its first element says.
  if (text.starts_with("<?xml")) {
    for (const auto& [begins, message] : kSigns) {
      if (begins.starts_with('<') && begins != "<?xml" && text.find(begins) != std::string::npos) {
        return message;
      }
    }
  }
  for (const auto& [begins, message] : kSigns) {
    if (text.starts_with(begins)) return message;
  }
  return nullptr;
}

}  // namespace dragoman::media
