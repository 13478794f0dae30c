#pragma once

#include <memory>

#include "base/cancel.h"
#include "base/result.h"
#include "media/decoded_recording.h"
#include "media/recording.h"
#include "media/source.h"

namespace dragoman::media {

/// As decode(), in a child of this process that can do nothing but that: `limits.decoder` is
/// started, given no environment and no file but a socket, and locks itself in. This process keeps
/// the source, and gives the child the bytes that it asks for; what comes back is checked as any
/// stranger's word. A child that crashes, or reaches its bounds of memory or CPU time, is an error
/// of its recording alone. Cancel and deadline end the child at once. Errors: as Recording::open,
/// and kInternal (the child cannot be started).
[[nodiscard]] base::Result<std::unique_ptr<Recording>> decode_apart(
    std::unique_ptr<ByteSource> source, const Wish& wish, const Limits& limits,
    const base::CancelToken& cancel);

}  // namespace dragoman::media
