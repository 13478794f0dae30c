#include "api/handlers/page.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "api/error_reply.h"

namespace dragoman::embedded {
extern const std::string_view kPageIndex;
extern const std::string_view kPageIcon;
extern const std::string_view kPageStyle;
extern const std::string_view kPageAbilities;
extern const std::string_view kPageApi;
extern const std::string_view kPageEnglish;
extern const std::string_view kPageForm;
extern const std::string_view kPageFormat;
extern const std::string_view kPageFrench;
extern const std::string_view kPageGerman;
extern const std::string_view kPageHistory;
extern const std::string_view kPageKeys;
extern const std::string_view kPageList;
extern const std::string_view kPageLive;
extern const std::string_view kPageMain;
extern const std::string_view kPageMemory;
extern const std::string_view kPageMicrophone;
extern const std::string_view kPagePlayer;
extern const std::string_view kPagePortuguese;
extern const std::string_view kPageQueue;
extern const std::string_view kPageRecording;
extern const std::string_view kPageRequest;
extern const std::string_view kPageResult;
extern const std::string_view kPageSession;
extern const std::string_view kPageSpanish;
extern const std::string_view kPageSpeech;
extern const std::string_view kPageSubtitles;
extern const std::string_view kPageTranslation;
extern const std::string_view kPageUpload;
extern const std::string_view kPageWords;
extern const std::string_view kPageWork;
}  // namespace dragoman::embedded

namespace dragoman::api {

namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kCss = "text/css; charset=utf-8";
constexpr std::string_view kSvg = "image/svg+xml";
constexpr std::string_view kScript = "text/javascript; charset=utf-8";

struct PageFile {
  std::string_view name;
  std::string_view type;
  const std::string_view& bytes;
};

constexpr std::array kFiles{
    PageFile{"icon.svg", kSvg, embedded::kPageIcon},
    PageFile{"style.css", kCss, embedded::kPageStyle},
    PageFile{"abilities.js", kScript, embedded::kPageAbilities},
    PageFile{"api.js", kScript, embedded::kPageApi},
    PageFile{"english.js", kScript, embedded::kPageEnglish},
    PageFile{"form.js", kScript, embedded::kPageForm},
    PageFile{"format.js", kScript, embedded::kPageFormat},
    PageFile{"french.js", kScript, embedded::kPageFrench},
    PageFile{"german.js", kScript, embedded::kPageGerman},
    PageFile{"history.js", kScript, embedded::kPageHistory},
    PageFile{"keys.js", kScript, embedded::kPageKeys},
    PageFile{"list.js", kScript, embedded::kPageList},
    PageFile{"live.js", kScript, embedded::kPageLive},
    PageFile{"main.js", kScript, embedded::kPageMain},
    PageFile{"memory.js", kScript, embedded::kPageMemory},
    PageFile{"microphone.js", kScript, embedded::kPageMicrophone},
    PageFile{"player.js", kScript, embedded::kPagePlayer},
    PageFile{"portuguese.js", kScript, embedded::kPagePortuguese},
    PageFile{"queue.js", kScript, embedded::kPageQueue},
    PageFile{"recording.js", kScript, embedded::kPageRecording},
    PageFile{"request.js", kScript, embedded::kPageRequest},
    PageFile{"result.js", kScript, embedded::kPageResult},
    PageFile{"session.js", kScript, embedded::kPageSession},
    PageFile{"spanish.js", kScript, embedded::kPageSpanish},
    PageFile{"speech.js", kScript, embedded::kPageSpeech},
    PageFile{"subtitles.js", kScript, embedded::kPageSubtitles},
    PageFile{"translation.js", kScript, embedded::kPageTranslation},
    PageFile{"upload.js", kScript, embedded::kPageUpload},
    PageFile{"words.js", kScript, embedded::kPageWords},
    PageFile{"work.js", kScript, embedded::kPageWork},
};

// Its own scripts, styles, pictures and answers; recordings that the user chose and what came of
// them; nothing else, framed by nobody; and no text ever becomes markup.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src blob:; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

Response file(std::string_view type, std::string_view bytes) {
  return {.headers = {{"Content-Type", std::string(type)},
                      {"Content-Security-Policy", std::string(kPolicy)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Opener-Policy", "same-origin"},
                      {"Cross-Origin-Resource-Policy", "same-origin"},
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
