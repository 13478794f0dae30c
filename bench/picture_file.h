#pragma once

#include <fstream>
#include <string>

#include "base/result.h"
#include "core/picture.h"

namespace dragoman::bench {

/// A picture of a set: portable pixmap, binary, 8 bits a colour (P6), as
/// `ffmpeg -i photo.jpg photo.ppm` writes it.
inline base::Result<core::Picture> read_picture(const std::string& path) {
  constexpr int kMostSide = 1 << 14;
  std::ifstream file(path, std::ios::binary);
  std::string magic;
  core::Picture picture;
  int most = 0;
  file >> magic >> picture.width >> picture.height >> most;
  file.get();
  if (!file || magic != "P6" || most != 255 || picture.width <= 0 || picture.height <= 0 ||
      picture.width > kMostSide || picture.height > kMostSide) {
    return base::Error{base::ErrorKind::kInvalidArgument, "The picture is no PPM file (P6).", path};
  }
  picture.rgb.resize(picture.row_bytes() * static_cast<std::size_t>(picture.height));
  file.read(reinterpret_cast<char*>(picture.rgb.data()),
            static_cast<std::streamsize>(picture.rgb.size()));
  if (!file) {
    return base::Error{base::ErrorKind::kInvalidArgument, "The picture's file is too short.", path};
  }
  return picture;
}

}  // namespace dragoman::bench
