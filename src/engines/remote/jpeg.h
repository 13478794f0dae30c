#pragma once

#include <string>

#include "base/result.h"
#include "core/picture.h"

namespace dragoman::engines::remote {

/// The longer side of what is sent: what services make of larger pictures is smaller anyway.
inline constexpr int kMostSentSide = 1024;

/// The picture as a baseline JPEG (libjpeg-turbo, quality 85, 4:2:0), at most kMostSentSide pixels
/// long: larger ones are made smaller by a whole factor, each pixel the mean of those that it
/// stands for. Safe from any thread. Errors: kInvalidArgument (a picture that is none), kInternal.
[[nodiscard]] base::Result<std::string> encode_jpeg(const core::Picture& picture);

}  // namespace dragoman::engines::remote
