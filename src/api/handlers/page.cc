#include "api/handlers/page.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "api/error_reply.h"

namespace dragoman::embedded {
extern const std::string_view kPageIndex;
extern const std::string_view kPageStyle;
extern const std::string_view kPageForm;
extern const std::string_view kPageHistory;
extern const std::string_view kPageMain;
extern const std::string_view kPagePlayer;
extern const std::string_view kPageRecording;
extern const std::string_view kPageStream;
extern const std::string_view kPageStrings;
extern const std::string_view kPageSubtitles;
}  // namespace dragoman::embedded

namespace dragoman::api {

namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kCss = "text/css; charset=utf-8";
constexpr std::string_view kScript = "text/javascript; charset=utf-8";

struct PageFile {
  std::string_view name;
  std::string_view type;
  const std::string_view& bytes;
};

constexpr std::array kFiles{
    PageFile{"style.css", kCss, embedded::kPageStyle},
    PageFile{"form.js", kScript, embedded::kPageForm},
    PageFile{"history.js", kScript, embedded::kPageHistory},
    PageFile{"main.js", kScript, embedded::kPageMain},
    PageFile{"player.js", kScript, embedded::kPagePlayer},
    PageFile{"recording.js", kScript, embedded::kPageRecording},
    PageFile{"stream.js", kScript, embedded::kPageStream},
    PageFile{"strings.js", kScript, embedded::kPageStrings},
    PageFile{"subtitles.js", kScript, embedded::kPageSubtitles},
};

// Its own scripts, styles and answers; recordings that the user chose; nothing else, framed by
// nobody.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src blob:; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Response file(std::string_view type, std::string_view bytes) {
  return {.headers = {{"Content-Type", std::string(type)},
                      {"Content-Security-Policy", std::string(kPolicy)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Permissions-Policy", "microphone=(self), camera=(), geolocation=()"},
                      {"Cache-Control", "no-cache"}},
          .body = std::string(bytes)};
}

}  // namespace

Handler page() {
  return [](Request&) { return file(kHtml, embedded::kPageIndex); };
}

Handler page_file() {
  return [](Request& request) {
    const auto* found = std::ranges::find(kFiles, request.path_parameter, &PageFile::name);
    if (found == kFiles.end()) {
      return to_response(error_reply(ErrorId::kRoute, {request.path}), request.id);
    }
    return file(found->type, found->bytes);
  };
}

}  // namespace dragoman::api
