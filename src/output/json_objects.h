#pragma once

#include <string>

#include <boost/json/fwd.hpp>

#include "core/event.h"
#include "output/subtitle.h"

namespace dragoman::output {

/// What the wire and our files say of the same things, in the same shapes.

/// The `usage` object of a chat answer.
[[nodiscard]] boost::json::object usage_object(const core::Usage& usage);

/// start_s, end_s, source_lang, source_text, target_text, passed_through, words; gist where it is
/// that alone. Times in seconds, to the millisecond.
[[nodiscard]] boost::json::object segment_object(const core::Segment& segment);

/// start_s, end_s, lines.
[[nodiscard]] boost::json::object cue_object(const Cue& cue);

/// done_s, and total_s: null while it is not known.
[[nodiscard]] boost::json::object progress_object(const core::Progress& progress);

/// As json::serialize(), but indented, and 0.5 in place of 5E-1.
[[nodiscard]] std::string indented(const boost::json::value& value);

/// A time as all of these write it.
[[nodiscard]] double rounded_s(core::Seconds time);

}  // namespace dragoman::output
