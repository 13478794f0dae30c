#include "base/caught.h"

#include <exception>
#include <new>
#include <string>
#include <system_error>

namespace dragoman::base {

namespace {

Error classify(std::string_view what) {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {ErrorKind::kUnavailable, "Memory is short. Send the request again later.",
            std::string(what)};
  } catch (const std::system_error& fault) {
    if (fault.code() == std::errc::resource_unavailable_try_again) {
      return {ErrorKind::kUnavailable, "No thread could be started. Send the request again later.",
              fault.what()};
    }
    return {ErrorKind::kInternal, std::string(what), fault.what()};
  } catch (const std::exception& fault) {
    return {ErrorKind::kInternal, std::string(what), fault.what()};
  } catch (...) {
    return {ErrorKind::kInternal, std::string(what), "an exception of an unknown type"};
  }
}

}  // namespace

Error caught(std::string_view what) noexcept {
  try {
    return classify(what);
  } catch (...) {  // memory for the words themselves was short: these fit where none is to be had
    return {ErrorKind::kUnavailable, "", ""};
  }
}

}  // namespace dragoman::base
