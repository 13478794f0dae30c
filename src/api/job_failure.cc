#include "api/job_failure.h"

#include "base/log.h"

namespace dragoman::api {

ErrorReply reply_to_failure(std::string_view what, const base::Error& error, const core::Job& job,
                            std::string_view request_id) {
  auto reply = from_error(error, job);
  if (reply.status >= 500 && error.kind != base::ErrorKind::kCancelled) {
    base::log(base::LogLevel::kWarning, what,
              {{"request_id", request_id}, {"message", error.message}, {"detail", error.detail}});
  }
  return reply;
}

base::Error failure_of(const base::Status& ended) {
  if (!ended) return ended.error();
  return {base::ErrorKind::kInternal, "", "the job ended before it began"};
}

}  // namespace dragoman::api
