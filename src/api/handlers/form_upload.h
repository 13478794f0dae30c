#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "api/http.h"
#include "api/multipart.h"
#include "jobs/shelf.h"

namespace dragoman::api {

/// A form that has come: its texts, and its file as a draft on a shelf.
struct Form {
  std::map<std::string, std::string> texts;
  std::string file_name;
  std::unique_ptr<jobs::Draft> file;
};

/// What a form is to look like.
struct FormRules {
  std::string_view file_member;  ///< "file"
  std::string_view id_prefix;    ///< "file-"
  std::uint64_t max_file_bytes = 0;
};

/// For a route that takes a form with one file: the bytes go to `shelf` as they come; texts of the
/// form may have 1 KiB each. A length that is announced and cannot be kept is refused before it is
/// sent. After a fault the rest of the body is read and dropped, so that its sender sees the
/// answer. `answer` gets the form once it is whole.
[[nodiscard]] BeginBody form_upload(FormRules rules, jobs::Shelf& shelf, const jobs::Space& space,
                                    std::function<Response(Form, Request&)> answer);

/// The longest body that such a form may have.
[[nodiscard]] std::uint64_t max_form_bytes(std::uint64_t max_file_bytes);

}  // namespace dragoman::api
