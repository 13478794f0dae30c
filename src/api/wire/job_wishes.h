#pragma once

#include <cstddef>
#include <string_view>

#include "api/wire/chat_fields.h"
#include "core/job.h"

/// What every request for a translation says, whatever brings its recording.
namespace dragoman::api::wire {

[[nodiscard]] Refusal check_model(std::string_view model);

[[nodiscard]] Refusal read_modalities(const ChatFields& fields, bool& wants_audio);

/// Speech, languages, glossary and limits, of fields whose needed ones are there.
[[nodiscard]] Refusal read_wishes(const ChatFields& fields, bool wants_audio, std::size_t max_terms,
                                  core::Job& job);

}  // namespace dragoman::api::wire
