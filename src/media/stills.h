#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "media/recording.h"

namespace dragoman::media {

class KeyFrames;

/// JPEG pictures that come one by one from elsewhere, looked at like those of a recording: not more
/// often than twice a second, each that differs from the last one, of too many in hand every second
/// one not at all, and what does not decode is passed over. Any thread may show them, one other may
/// look.
class Stills final : public PictureStream {
 public:
  /// Null where FFmpeg has no decoder for them. Pictures of more pixels are passed over.
  [[nodiscard]] static std::unique_ptr<Stills> open(std::int64_t max_pixels);
  ~Stills() override;

  /// `at`: when it is first seen, not before the one before. Copies. Never waits.
  void show(std::string_view jpeg, core::Seconds at);

  std::optional<core::Picture> next(const base::CancelToken& cancel) override;
  PictureCost cost() const override;

 private:
  explicit Stills(std::shared_ptr<KeyFrames> frames);
  const std::shared_ptr<KeyFrames> frames_;
};

}  // namespace dragoman::media
