#pragma once

#include "api/http.h"

namespace dragoman::api {

/// GET /: the web page (web/page/index.html), which is part of the program, with a content security
/// policy that lets it load nothing from anywhere else.
[[nodiscard]] Handler page();

/// GET /page/{id}: its styles and scripts.
[[nodiscard]] Handler page_file();

}  // namespace dragoman::api
