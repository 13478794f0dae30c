#include "api/waiting_stream.h"

#include <utility>

#include "api/sse.h"
#include "api/wire/error_body.h"
#include "base/caught.h"

namespace dragoman::api {

namespace {

class WaitingStream final : public ChunkSource {
 public:
  WaitingStream(Admission::Line line, std::chrono::milliseconds comment_interval,
                base::CancelToken cancel, BeginStream begin)
      : line_(std::move(line)),
        comment_interval_(comment_interval),
        cancel_(std::move(cancel)),
        begin_(std::move(begin)) {}

  std::optional<std::string> next() override {
    if (begun_) return begun_->next();
    if (ended_) return std::nullopt;
    if (!std::exchange(answered_, true)) return std::string(sse::kComment);
    auto entered = line_.wait(cancel_, comment_interval_);
    if (std::holds_alternative<Admission::Line::Quiet>(entered)) return std::string(sse::kComment);
    if (const auto* refusal = std::get_if<ErrorReply>(&entered)) return end_with(*refusal);
    try {
      begun_ = begin_(std::get<Admission::Place>(std::move(entered)));
    } catch (...) {
      return end_with(from_error(base::caught("A job could not be started."), {}));
    }
    return begun_->next();
  }

 private:
  std::string end_with(const ErrorReply& reply) {
    ended_ = true;
    return sse::event(wire::error_event(reply));
  }

  Admission::Line line_;
  const std::chrono::milliseconds comment_interval_;
  const base::CancelToken cancel_;
  const BeginStream begin_;
  std::unique_ptr<ChunkSource> begun_;
  bool answered_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ChunkSource> waiting_stream(Admission::Line line,
                                            std::chrono::milliseconds comment_interval,
                                            base::CancelToken cancel, BeginStream begin) {
  return std::make_unique<WaitingStream>(std::move(line), comment_interval, std::move(cancel),
                                         std::move(begin));
}

}  // namespace dragoman::api
