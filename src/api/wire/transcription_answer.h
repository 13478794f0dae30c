#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "api/wire/transcription_request.h"
#include "base/result.h"
#include "core/event.h"
#include "core/line_breaks.h"
#include "output/writer.h"

namespace dragoman::api::wire {

/// Gathers the events of one job into the answer of POST /v1/audio/transcriptions or
/// /v1/audio/translations, in the form that was asked for. One thread.
class TranscriptionAnswer {
 public:
  explicit TranscriptionAnswer(const TranscriptionRequest& request,
                               core::FindLineBreaks find_line_breaks = {});
  ~TranscriptionAnswer();

  [[nodiscard]] base::Status add(const core::Event& event);

  /// After core::Finished; once.
  [[nodiscard]] std::string body();
  [[nodiscard]] std::string_view content_type() const;

 private:
  struct Gathered;

  const TranscriptionRequest request_;
  output::StringSink bytes_;
  std::unique_ptr<output::Writer> writer_;  // of the formats that are files
  std::unique_ptr<Gathered> gathered_;      // of the others
};

/// The same as events, each one JSON text: transcript.text.delta, and transcript.text.done at the
/// end. One thread.
class TranscriptionEvents {
 public:
  [[nodiscard]] std::vector<std::string> next(const core::Event& event);

 private:
  std::string text_;
};

}  // namespace dragoman::api::wire
