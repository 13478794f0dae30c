// Any bytes as a recording: opened, and read to the end or to the error.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "media/frames.h"
#include "media/recording.h"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman;  // the subject of this file
  media::Limits limits;
  limits.max_duration = core::Seconds(20);
  limits.max_pixels = 1 << 20;
  limits.max_probe_bytes = 1U << 16U;

  const auto bytes = std::make_shared<const std::string>(reinterpret_cast<const char*>(data), size);
  const auto recording =
      media::Recording::open(core::MediaBytes{bytes}, core::MediaKind::kVideo, limits, {});
  if (!recording) return 0;
  const auto& info = (*recording)->info();
  must(info.has_audio || info.video);
  if (info.video) static_cast<void>(media::video_tokens(*info.video));

  core::Seconds position{0};
  for (;;) {
    const auto block = (*recording)->next();
    if (!block || !*block) return 0;
    must(!(*block)->samples.empty());
    for (const float sample : (*block)->samples) must(sample >= -1 && sample <= 1);
    position += (*block)->length();
    must(position <= limits.max_duration + core::Seconds(1e-6));
  }
}
