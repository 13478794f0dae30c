#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "api/error_reply.h"
#include "api/http.h"
#include "api/multipart.h"
#include "base/result.h"
#include "jobs/shelf.h"

namespace dragoman::api {

/// The texts of a form: of one name in the order in which they came.
using FormTexts = std::multimap<std::string, std::string, std::less<>>;

/// What a form is to look like.
struct FormRules {
  std::string_view file_member;  ///< "file"
  std::uint64_t max_file_bytes = 0;
  std::size_t max_text_bytes = 1024;  ///< Of each text.
};

/// Takes one form. It is made for one request; what it holds of the file goes with it.
class FormTaker {
 public:
  virtual ~FormTaker() = default;
  /// Once, before the first bytes of the file, which may have none.
  [[nodiscard]] virtual base::Status open(std::string_view file_name) = 0;
  [[nodiscard]] virtual base::Status append(std::span<const std::uint8_t> bytes) = 0;
  /// The form is whole.
  [[nodiscard]] virtual Response answer(const FormTexts& texts, Request& request) = 0;
};

/// For a route that takes a form with one file, whose bytes are handed on as they come. A length
/// that is announced and that `space` has not is refused before it is sent. After a fault the
/// taker is let go, and the rest of the body is read and dropped, so that its sender sees the
/// answer. `space` must outlive the route.
[[nodiscard]] BeginBody take_form(FormRules rules, const jobs::Space& space,
                                  std::function<std::unique_ptr<FormTaker>()> make_taker);

/// A form that has come: its texts, and its file as a draft on a shelf.
struct Form {
  FormTexts texts;
  std::string file_name;
  std::unique_ptr<jobs::Draft> file;
};

/// As take_form, of a form whose file is to stay: it is a draft on `shelf`, under a new id that
/// begins with `id_prefix` ("file-").
[[nodiscard]] BeginBody form_upload(FormRules rules, std::string_view id_prefix, jobs::Shelf& shelf,
                                    const jobs::Space& space,
                                    std::function<Response(Form, Request&)> answer);

/// The longest body that such a form may have.
[[nodiscard]] std::uint64_t max_form_bytes(std::uint64_t max_file_bytes);

}  // namespace dragoman::api
