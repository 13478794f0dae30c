#include "media/key_frames.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/process_use.h"

extern "C" {
#include <libavutil/dict.h>
#include <libswscale/swscale.h>
}

namespace dragoman::media {

const char* const kPictureDecoders =
    "h264,hevc,vp8,vp9,libdav1d,av1,mpeg1video,mpeg2video,mpeg4,h261,h263,flv,theora,mjpeg";

namespace {

// The contract looks at two frames a second, and at no more pixels of one.
constexpr core::Seconds kLeastGap{0.5};
constexpr double kMostPixels = 768.0 * 32 * 32;

constexpr std::size_t kMostWaiting = 64;
constexpr std::size_t kMostWaitingBytes = 32U << 20U;

// A picture is another where this many of its blocks have another brightness: a word more on a
// slide covers a dozen; the noise of coding, none.
constexpr int kBlocksAcross = 64;
constexpr int kBlocksDown = 36;
constexpr int kOtherLevels = 12;
constexpr int kOtherBlocks = 6;

/// Turns a picture to the right by quarters.
core::Picture turned(core::Picture picture, int quarters) {
  for (; quarters > 0; --quarters) {
    core::Picture next{picture.height, picture.width, {}, picture.at};
    next.rgb.resize(picture.rgb.size());
    for (int y = 0; y < next.height; ++y) {
      for (int x = 0; x < next.width; ++x) {
        const auto from = static_cast<std::size_t>(picture.height - 1 - x) * picture.row_bytes() +
                          static_cast<std::size_t>(y) * 3;
        const auto to =
            static_cast<std::size_t>(y) * next.row_bytes() + static_cast<std::size_t>(x) * 3;
        std::copy_n(picture.rgb.begin() + static_cast<std::ptrdiff_t>(from), 3,
                    next.rgb.begin() + static_cast<std::ptrdiff_t>(to));
      }
    }
    picture = std::move(next);
  }
  return picture;
}

std::vector<std::uint8_t> grey_blocks(const core::Picture& picture) {
  std::vector<std::uint32_t> sums(std::size_t{kBlocksAcross} * kBlocksDown);
  std::vector<std::uint32_t> counts(sums.size());
  const auto* pixel = picture.rgb.data();
  for (int y = 0; y < picture.height; ++y) {
    const auto row = static_cast<std::size_t>(y * kBlocksDown / picture.height) * kBlocksAcross;
    for (int x = 0; x < picture.width; ++x, pixel += 3) {
      const auto block = row + static_cast<std::size_t>(x * kBlocksAcross / picture.width);
      sums[block] += 2U * pixel[0] + 5U * pixel[1] + pixel[2];
      ++counts[block];
    }
  }
  std::vector<std::uint8_t> blocks(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (counts[i] > 0) blocks[i] = static_cast<std::uint8_t>(sums[i] / counts[i] / 8);
  }
  return blocks;
}

}  // namespace

void KeyFrames::FreeScaler::operator()(void* scaler) const {
  sws_freeContext(static_cast<SwsContext*>(scaler));
}

std::shared_ptr<KeyFrames> KeyFrames::open(const AVCodecParameters& coding, AVRational time_base,
                                           int quarter_turns, std::int64_t max_pixels) {
  const AVCodec* decoder = avcodec_find_decoder(coding.codec_id);
  if (decoder == nullptr) return nullptr;
  auto codec = owned<CodecContext>(avcodec_alloc_context3(decoder));
  if (avcodec_parameters_to_context(codec.get(), &coding) < 0) return nullptr;
  codec->pkt_timebase = time_base;
  codec->thread_count = 1;
  codec->max_pixels = max_pixels;
  codec->skip_frame = AVDISCARD_NONKEY;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "codec_whitelist", kPictureDecoders, 0);
  const int opened = avcodec_open2(codec.get(), decoder, &options);
  av_dict_free(&options);
  if (opened < 0) return nullptr;
  return std::shared_ptr<KeyFrames>(new KeyFrames(std::move(codec), quarter_turns));
}

void KeyFrames::offer(const AVPacket& packet, core::Seconds at) {
  {
    std::lock_guard lock(mutex_);
    const bool too_soon = taken_ && at >= *taken_ && at - *taken_ < kLeastGap;
    const auto bytes = static_cast<std::size_t>(std::max(packet.size, 0));
    if (closed_ || too_soon || bytes > kMostWaitingBytes / 2) return;
    auto copy = owned<Packet>(av_packet_alloc());
    if (av_packet_ref(copy.get(), &packet) < 0) return;
    while (waiting_.size() >= kMostWaiting || waiting_bytes_ + bytes > kMostWaitingBytes) {
      for (std::size_t i = 0; i < waiting_.size(); ++i) {
        waiting_bytes_ -= static_cast<std::size_t>(waiting_[i].packet->size);
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    waiting_.push_back({std::move(copy), at});
    waiting_bytes_ += bytes;
    taken_ = at;
  }
  changed_.notify_all();
}

void KeyFrames::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

std::optional<KeyFrames::Waiting> KeyFrames::pop(const base::CancelToken& cancel) {
  const auto wake = cancel.on_cancel([this] {
    std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return closed_ || !waiting_.empty() || cancel.cancelled(); };
  if (const auto deadline = cancel.deadline()) {
    changed_.wait_until(lock, *deadline, ready);
  } else {
    changed_.wait(lock, ready);
  }
  if (cancel.cancelled() || waiting_.empty()) return std::nullopt;
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= static_cast<std::size_t>(first.packet->size);
  return first;
}

std::optional<core::Picture> KeyFrames::next(const base::CancelToken& cancel) {
  while (auto waiting = pop(cancel)) {
    const double begun = base::thread_cpu_s();
    std::optional<core::Picture> picture;
    if (decode(*waiting->packet)) picture = scaled(waiting->at);
    if (picture && !differs(*picture)) picture = core::Picture{0, 0, {}, waiting->at};
    cpu_us_ += std::llround((base::thread_cpu_s() - begun) * 1e6);
    ++decoded_;
    if (picture) return picture;
  }
  return std::nullopt;
}

PictureCost KeyFrames::cost() const {
  return {.decoded = decoded_.load(),
          .cpu = core::Seconds(static_cast<double>(cpu_us_.load()) / 1e6)};
}

// One frame in, one frame out: the decoder is emptied, since what follows is left out.
bool KeyFrames::decode(const AVPacket& packet) {
  av_frame_unref(frame_.get());
  const bool sent = avcodec_send_packet(codec_.get(), &packet) >= 0 &&
                    avcodec_send_packet(codec_.get(), nullptr) >= 0;
  const bool received = sent && avcodec_receive_frame(codec_.get(), frame_.get()) == 0;
  avcodec_flush_buffers(codec_.get());
  return received && frame_->width > 0 && frame_->height > 0 &&
         std::int64_t{frame_->width} * frame_->height <= codec_->max_pixels;
}

std::optional<core::Picture> KeyFrames::scaled(core::Seconds at) {
  const double pixels = static_cast<double>(frame_->width) * frame_->height;
  const double scale = std::min(1.0, std::sqrt(kMostPixels / pixels));
  core::Picture picture;
  picture.width = std::max(1, static_cast<int>(frame_->width * scale));
  picture.height = std::max(1, static_cast<int>(frame_->height * scale));
  picture.at = at;
  auto* scaler = sws_getCachedContext(
      static_cast<SwsContext*>(scaler_.release()), frame_->width, frame_->height,
      static_cast<AVPixelFormat>(frame_->format), picture.width, picture.height, AV_PIX_FMT_RGB24,
      scale < 1 ? SWS_AREA : SWS_BILINEAR, nullptr, nullptr, nullptr);
  scaler_.reset(scaler);
  if (scaler == nullptr) return std::nullopt;
  // The scaler writes whole vectors: into rows of its own, longer than ours.
  const int stride = (picture.width * 3 + 63) / 64 * 64 + 64;
  std::vector<std::uint8_t> rows(static_cast<std::size_t>(stride) *
                                 static_cast<std::size_t>(picture.height));
  std::uint8_t* const planes[] = {rows.data(), nullptr, nullptr, nullptr};
  const int strides[] = {stride, 0, 0, 0};
  const int made =
      sws_scale(scaler, frame_->data, frame_->linesize, 0, frame_->height, planes, strides);
  if (made != picture.height) return std::nullopt;
  picture.rgb.resize(picture.row_bytes() * static_cast<std::size_t>(picture.height));
  for (int y = 0; y < picture.height; ++y) {
    std::copy_n(
        rows.begin() + std::ptrdiff_t{y} * stride, picture.row_bytes(),
        picture.rgb.begin() + static_cast<std::ptrdiff_t>(picture.row_bytes()) * std::ptrdiff_t{y});
  }
  return turned(std::move(picture), quarter_turns_);
}

bool KeyFrames::differs(const core::Picture& picture) {
  auto blocks = grey_blocks(picture);
  int others = seen_.empty() ? kOtherBlocks : 0;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (std::abs(int{blocks[i]} - int{seen_[i]}) > kOtherLevels) ++others;
  }
  if (others < kOtherBlocks) return false;
  seen_ = std::move(blocks);
  return true;
}

}  // namespace dragoman::media
