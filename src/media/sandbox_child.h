#pragma once

#include "base/files.h"

namespace dragoman::media {

/// The whole life of the program dragoman-media: told over the socket what to decode, it locks
/// itself in (media/sandbox_lock.h), asks over the socket for bytes and answers with sound. Gives
/// the exit status.
[[nodiscard]] int decode_for(base::UniqueFd socket);

}  // namespace dragoman::media
