// Any bytes as a form, in two cuts: whole parts only, and as much in them as a reader of the whole
// sees.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/multipart.h"

namespace {

struct Recorder final : dragoman::api::MultipartSink {
  void begin_part(dragoman::api::MultipartPart part) override {
    if (open) std::abort();
    open = true;
    said += "[" + part.name + "|" + part.file_name.value_or("") + "]";
  }
  void add_bytes(std::string_view bytes) override {
    if (!open || bytes.empty()) std::abort();
    said += bytes;
  }
  void end_part() override {
    if (!open) std::abort();
    open = false;
  }
  std::string said;
  bool open = false;
};

struct Outcome {
  bool whole;
  std::string said;
};

Outcome read(std::string_view body, std::size_t cut) {
  Recorder recorder;
  dragoman::api::MultipartReader reader("b", recorder);
  reader.write(body.substr(0, cut));
  reader.write(body.substr(cut));
  return {reader.finish(), recorder.said};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto boundary = dragoman::api::multipart_boundary(body);
  if (boundary && (boundary->empty() || boundary->size() > 70)) std::abort();
  const auto whole = read(body, 0);
  const auto cut = read(body, size == 0 ? 0 : data[0] % (size + 1));
  if (whole.whole != cut.whole) std::abort();
  if (whole.whole && whole.said != cut.said) std::abort();
  return 0;
}
