#include <algorithm>
#include <future>
#include <iterator>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "api/error_reply.h"
#include "api/http_server_session.h"
#include "base/caught.h"
#include "base/log.h"

/// How a session answers: what its worker makes, the I/O thread writes.
namespace dragoman::api::internal {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kSliceBytes = 64U << 10U;

Response call(const Handler& handler, Request& request) {
  try {
    return handler(request);
  } catch (...) {
    const auto fault = base::caught("A handler failed");
    base::log(base::LogLevel::kError, "A handler failed",
              {{"request_id", request.id}, {"detail", fault.detail}});
    return to_response(from_error(fault, {}), request.id);
  }
}

}  // namespace

// On the worker thread.
void Session::work(const Handler& handler) {
  const base::LogScope scope(log_context());
  bool sent = false;
  try {
    sent = respond(handler);
  } catch (...) {  // the answer is lost, with its connection
  }
  post_surely(host_.io, safely([sent](Session& self) { self.on_answered(sent); }));
}

// On the worker thread; false where the answer was not sent whole.
bool Session::respond(const Handler& handler) {
  auto response = call(handler, request_);
  if (response.chunks && !response.chunk_bytes) {
    framing_.chunked = framing_.version >= 11;
    framing_.keep_alive = framing_.keep_alive && framing_.chunked;
  }
  status_ = response.status;
  error_code_ = response.error_code;
  if (response.converse && upgrade_) {
    std::ranges::move(response.headers, std::back_inserter(extra_headers_));
    return converse(response.converse);
  }
  auto bytes = format_head(response, extra_headers_, framing_);
  if (!framing_.is_head) bytes += response.body;
  bool sent = send(std::move(bytes));
  if (response.chunks && !framing_.is_head) {
    sent = sent && send_chunks(*response.chunks);
    if (!sent) cancel_->cancel(base::CancelReason::kClientGone);
  }
  return sent;  // behind the chunks, which may wait for a job to stop
}

// On the worker thread; false where the body was not sent whole.
bool Session::send_chunks(ChunkSource& chunks) {
  try {
    while (const auto chunk = chunks.next()) {
      if (!send(format_chunk(*chunk, framing_))) return false;
    }
  } catch (...) {
    const auto fault = base::caught("An answer broke off");
    base::log(base::LogLevel::kWarning, "An answer broke off",
              {{"request_id", request_.id}, {"detail", fault.detail}});
    return false;
  }
  return send(format_last_chunk(framing_));
}

// On the worker thread: waits until the bytes have gone out; false once the connection is lost.
bool Session::send(std::string bytes) {
  if (bytes.empty()) return true;
  auto done = std::make_shared<std::promise<bool>>();
  auto sent = done->get_future();  // which throws once nobody is left to keep the promise
  asio::post(
      host_.io, safely([done = std::move(done), bytes = std::move(bytes)](Session& self) mutable {
        self.write(std::move(bytes), [done = std::move(done)](bool ok) { done->set_value(ok); });
      }));
  return sent.get();
}

void Session::write(std::string bytes, std::function<void(bool sent)> done) {
  outgoing_ = std::move(bytes);
  write_slice(0, std::move(done));
}

// Slices, so that the time limit asks for a pace and not for a size; and what the client takes its
// time over counts on through small pieces, until a whole slice has gone.
void Session::write_slice(std::size_t begin, std::function<void(bool sent)> done) {
  if (begin >= outgoing_.size()) return done(true);
  const auto size = std::min(kSliceBytes, outgoing_.size() - begin);
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(host_.limits.write_timeout - slow_for_);
  arm_timer(std::max(left, std::chrono::milliseconds(0)));
  asio::async_write(socket_, asio::buffer(outgoing_.data() + begin, size),
                    safely([end = begin + size, size, since = Clock::now(), done = std::move(done)](
                               Session& self, const ErrorCode& error, std::size_t) mutable {
                      self.disarm_timer();
                      self.too_slow_ |= self.timed_out_ || error == asio::error::timed_out;
                      if (error) return done(false);
                      self.keep_pace(size, Clock::now() - since);
                      self.write_slice(end, std::move(done));
                    }));
}

void Session::keep_pace(std::size_t bytes, Clock::duration took) {
  paced_bytes_ += bytes;
  slow_for_ += took;
  if (paced_bytes_ < kSliceBytes) return;
  paced_bytes_ = 0;
  slow_for_ = Clock::duration(0);
}

}  // namespace dragoman::api::internal
