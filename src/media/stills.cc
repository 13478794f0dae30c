#include "media/stills.h"

#include <cstring>
#include <limits>
#include <utility>

#include "media/av.h"
#include "media/key_frames.h"

namespace dragoman::media {

namespace {
using Parameters = std::unique_ptr<AVCodecParameters, FreeAddress<avcodec_parameters_free>>;
}  // namespace

std::unique_ptr<Stills> Stills::open(std::int64_t max_pixels) {
  set_up_library();
  const auto parameters = owned<Parameters>(avcodec_parameters_alloc());
  parameters->codec_type = AVMEDIA_TYPE_VIDEO;
  parameters->codec_id = AV_CODEC_ID_MJPEG;
  auto frames = KeyFrames::open(*parameters, {1, 1000}, 0, max_pixels);
  return frames ? std::unique_ptr<Stills>(new Stills(std::move(frames))) : nullptr;
}

Stills::Stills(std::shared_ptr<KeyFrames> frames) : frames_(std::move(frames)) {}
Stills::~Stills() = default;

void Stills::show(std::string_view jpeg, core::Seconds at) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max() / 2);
  if (jpeg.empty() || jpeg.size() > kMost) return;
  const auto packet = owned<Packet>(av_packet_alloc());
  if (av_new_packet(packet.get(), static_cast<int>(jpeg.size())) < 0) throw std::bad_alloc();
  std::memcpy(packet->data, jpeg.data(), jpeg.size());
  packet->flags |= AV_PKT_FLAG_KEY;
  frames_->offer(*packet, at);
}

std::optional<core::Picture> Stills::next(const base::CancelToken& cancel) {
  return frames_->next(cancel);
}

PictureCost Stills::cost() const { return frames_->cost(); }

}  // namespace dragoman::media
