// Any bytes as a form that asks for a transcript: a job within its limits, or a refusal in valid
// UTF-8.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "api/multipart.h"
#include "api/wire/error_body.h"
#include "api/wire/transcription_request.h"
#include "base/bytes.h"

namespace {

namespace api = dragoman::api;
namespace wire = dragoman::api::wire;

void must(bool holds) {
  if (!holds) std::abort();
}

struct Texts final : api::MultipartSink {
  void begin_part(api::MultipartPart part) override {
    text = &all.emplace(std::move(part.name), "")->second;
  }
  void add_bytes(std::string_view bytes) override { *text += bytes; }
  void end_part() override {}
  std::multimap<std::string, std::string, std::less<>> all;
  std::string* text = nullptr;
};

void check(wire::TranscriptionTask task, const Texts& texts) {
  const auto parsed = wire::read_transcription_form(task, texts.all);
  if (const auto* refusal = std::get_if<api::ErrorReply>(&parsed)) {
    must(dragoman::base::is_valid_utf8(wire::error_body(*refusal, "id")));
    return;
  }
  const auto& request = std::get<wire::TranscriptionRequest>(parsed);
  must(request.job.target.has_value() == (task == wire::TranscriptionTask::kTranslate));
  must(!request.job.speech && dragoman::base::is_valid_utf8(request.job.prompt));
  must(request.words || request.segments);
  must(!request.stream || request.format == wire::TranscriptionFormat::kJson ||
       request.format == wire::TranscriptionFormat::kText);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Texts texts;
  api::MultipartReader reader("b", texts);
  reader.write({reinterpret_cast<const char*>(data), size});
  check(wire::TranscriptionTask::kTranscribe, texts);
  check(wire::TranscriptionTask::kTranslate, texts);
  return 0;
}
