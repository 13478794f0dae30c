#include "api/handlers/job_events.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/queued_chunks.h"
#include "api/sse.h"
#include "api/wire/error_body.h"

namespace dragoman::api {

namespace {

constexpr std::int64_t kReadAtOnce = 16;  // a sentence's speech may be a megabyte
constexpr std::int64_t kFragmentGranule = 3;

class JobEvents final : public QueuedChunks {
 public:
  JobEvents(std::shared_ptr<Stored> stored, const jobs::JobRecord& job, wire::ChatFacts facts,
            StreamPlace place, base::CancelToken cancel)
      : QueuedChunks(stored->options.comment_interval),
        stored_(std::move(stored)),
        id_(job.id),
        client_(job.client),
        with_segments_(facts.segments_into.has_value()),
        chunks_(std::move(facts)),
        place_(place),
        last_seq_(std::max<std::int64_t>(place.seq - 1, 0)),
        cancel_(std::move(cancel)) {
    if (place.seq > 0) go_on();
  }

 private:
  // The job's state is asked for before its log, so that nothing is logged behind what is read of a
  // job that has ended.
  void pull() override {
    if (cancel_.cancelled()) return end();
    const auto rung = stored_->runner.bell().count();
    const bool stopping = stored_->runner.stopped();
    const auto job = need(stored_->state.jobs().find(id_, client_));
    if (!job) return end_with(error_reply(ErrorId::kObjectUnknown, {"job", id_}));
    const auto events = need(stored_->state.jobs().events(id_, last_seq_, kReadAtOnce));
    for (const auto& logged : events) add(logged);
    if (!events.empty()) return;
    if (jobs::has_ended(job->state)) return end_of(*job);
    if (stopping) {
      return end_with(error_reply_with_advice(
          ErrorId::kUnavailable, "The job goes on with the server; come back with Last-Event-ID."));
    }
    // The bell rings for all jobs: a quiet one is so beside others that are busy.
    stored_->runner.bell().wait(rung, patience(), cancel_);
    if (patience().count() == 0) push_comment();
  }

  void add(const jobs::LoggedEvent& logged) {
    last_seq_ = logged.seq;
    if (const auto* sentence = std::get_if<jobs::Sentence>(&logged.event)) {
      emit(chunks_of(*sentence));
    } else if (const auto* speech = std::get_if<jobs::Speech>(&logged.event)) {
      emit(chunks_.next(core::AudioDelta{samples(speech->first_sample, speech->samples)}));
    }
  }

  std::vector<std::string> chunks_of(const jobs::Sentence& sentence) {
    auto chunks = chunks_.next(core::TextDelta{sentence.delta});
    auto ours = chunks_.next(core::SegmentDone{sentence.segment});
    std::ranges::move(ours, std::back_inserter(chunks));
    return chunks;
  }

  void end_of(const jobs::JobRecord& job) {
    ++last_seq_;
    if (job.finished) {
      emit(chunks_.next(*job.finished));
      push(std::string(sse::kDone));
    } else if (!job.error.empty()) {
      push(sse::event(job.error));
    } else {
      return end_with(error_reply(ErrorId::kConflict, {"The job was cancelled."}));
    }
    end();
  }

  void end_with(const ErrorReply& reply) {
    push(sse::event(wire::error_event(reply)));
    end();
  }

  void emit(const std::vector<std::string>& chunks) {
    std::int64_t part = 0;
    for (const auto& chunk : chunks) {
      ++part;
      if (last_seq_ == place_.seq && part <= place_.part) continue;
      push(sse::event(chunk, fmt::format("{}.{}", last_seq_, part)));
    }
  }

  // As if all before the place had been read: the cue that is not settled yet, and what of the
  // samples waits for the next fragment.
  void go_on() {
    for (std::int64_t seq = 0; with_segments_;) {
      const auto events = need(stored_->state.jobs().events(id_, seq, kReadAtOnce));
      for (const auto& logged : events) {
        seq = logged.seq;
        if (seq >= place_.seq) break;
        const auto* sentence = std::get_if<jobs::Sentence>(&logged.event);
        if (sentence != nullptr) static_cast<void>(chunks_of(*sentence));
      }
      if (events.empty() || seq >= place_.seq) break;
    }
    const auto before = need(stored_->state.jobs().samples_before(id_, place_.seq));
    const auto kept = before % kFragmentGranule;
    chunks_.go_on(samples(before - kept, kept));
  }

  std::vector<std::int16_t> samples(std::int64_t first, std::int64_t count) {
    if (count == 0) return {};
    const auto file = need(stored_->state.speech_bytes().read(id_));
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count) * 2);
    const auto got = need(file.read_at(static_cast<std::uint64_t>(first) * 2, bytes));
    if (got < bytes.size()) throw std::runtime_error("the samples of a job's speech are gone");
    std::vector<std::int16_t> samples(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = static_cast<std::int16_t>(bytes[2 * i] | bytes[2 * i + 1] << 8U);
    }
    return samples;
  }

  // In the middle of an answer there is no other way out.
  template <class T>
  static T need(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message + " " + result.error().detail);
    return *std::move(result);
  }

  const std::shared_ptr<Stored> stored_;
  const std::string id_;
  const std::string client_;
  const bool with_segments_;
  wire::ChatChunks chunks_;
  const StreamPlace place_;
  std::int64_t last_seq_;
  const base::CancelToken cancel_;
};

bool read_number(std::string_view text, std::int64_t& number) {
  const auto* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  return fault == std::errc() && stop == end && number >= 0;
}

}  // namespace

std::optional<StreamPlace> parse_place(std::string_view text) {
  const auto dot = text.find('.');
  StreamPlace place;
  if (dot == std::string_view::npos || !read_number(text.substr(0, dot), place.seq) ||
      !read_number(text.substr(dot + 1), place.part)) {
    return std::nullopt;
  }
  return place;
}

std::unique_ptr<ChunkSource> job_events(std::shared_ptr<Stored> stored, const jobs::JobRecord& job,
                                        wire::ChatFacts facts, StreamPlace place,
                                        const base::CancelToken& cancel) {
  return std::make_unique<JobEvents>(std::move(stored), job, std::move(facts), place, cancel);
}

}  // namespace dragoman::api
