#include "engines/remote/jpeg.h"

#include <turbojpeg.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace dragoman::engines::remote {

namespace {

constexpr int kQuality = 85;

struct FreeHandle {
  void operator()(void* handle) const { tjDestroy(handle); }
};
struct FreeBytes {
  void operator()(unsigned char* bytes) const { tjFree(bytes); }
};

bool is_whole(const core::Picture& picture) {
  constexpr int kMostSide = 1 << 15;
  return picture.width > 0 && picture.height > 0 && picture.width <= kMostSide &&
         picture.height <= kMostSide &&
         picture.rgb.size() == picture.row_bytes() * static_cast<std::size_t>(picture.height);
}

// The mean of each square of `factor` pixels; what is left over at the right and below is dropped.
core::Picture shrunk(const core::Picture& picture, int factor) {
  core::Picture small{
      std::max(1, picture.width / factor), std::max(1, picture.height / factor), {}, picture.at};
  small.rgb.reserve(small.row_bytes() * static_cast<std::size_t>(small.height));
  const auto at = [&](int x, int y, int colour) {
    return picture
        .rgb[static_cast<std::size_t>(std::min(y, picture.height - 1)) * picture.row_bytes() +
             static_cast<std::size_t>(3 * std::min(x, picture.width - 1) + colour)];
  };
  for (int y = 0; y < small.height; ++y) {
    for (int x = 0; x < small.width; ++x) {
      for (int colour = 0; colour < 3; ++colour) {
        int sum = 0;
        for (int dy = 0; dy < factor; ++dy) {
          for (int dx = 0; dx < factor; ++dx) sum += at(x * factor + dx, y * factor + dy, colour);
        }
        small.rgb.push_back(static_cast<std::uint8_t>(sum / (factor * factor)));
      }
    }
  }
  return small;
}

base::Result<std::string> compress(const core::Picture& picture) {
  const std::unique_ptr<void, FreeHandle> handle(tjInitCompress());
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const bool done = handle != nullptr &&
                    tjCompress2(handle.get(), picture.rgb.data(), picture.width, 0, picture.height,
                                TJPF_RGB, &bytes, &size, TJSAMP_420, kQuality, 0) == 0;
  const std::unique_ptr<unsigned char, FreeBytes> owner(bytes);
  if (!done) {
    return base::Error{base::ErrorKind::kInternal, "A picture could not be written as JPEG.",
                       tjGetErrorStr2(handle.get())};
  }
  return std::string(bytes, bytes + size);
}

}  // namespace

base::Result<std::string> encode_jpeg(const core::Picture& picture) {
  if (!is_whole(picture)) {
    return base::Error{base::ErrorKind::kInvalidArgument, "The picture is none.", ""};
  }
  const auto side = std::max(picture.width, picture.height);
  const auto factor = (side + kMostSentSide - 1) / kMostSentSide;
  return factor == 1 ? compress(picture) : compress(shrunk(picture, factor));
}

}  // namespace dragoman::engines::remote
