#pragma once

#include <cstdint>
#include <string>

#include "base/cancel.h"
#include "base/result.h"

namespace dragoman::base {

/// Unpacks a gzip file (RFC 1952, one or more members) into `to`, which is replaced. Memory stays
/// flat. Errors: kModelInvalid (no gzip, cut off, or something behind its end), kMediaTooLarge
/// (more than `max_bytes` come out), kNotFound, kIo, kCancelled. After an error `to` is gone.
[[nodiscard]] Status gunzip_file(const std::string& from, const std::string& to,
                                 std::uint64_t max_bytes, const CancelToken& cancel = {});

}  // namespace dragoman::base
