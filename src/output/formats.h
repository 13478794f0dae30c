#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "output/writer.h"

namespace dragoman::output {

/// One factory a format, each in the file of its name. Others go through make_writer().

[[nodiscard]] std::unique_ptr<Writer> make_text_writer(ByteSink& sink);

/// One object, written at the end: source_lang, target_lang (null of a transcript), duration_s,
/// text, segments, usage (as the API counts; null where the job stopped early), models.
[[nodiscard]] std::unique_ptr<Writer> make_json_writer(ByteSink& sink, Facts facts);

[[nodiscard]] std::unique_ptr<Writer> make_srt_writer(ByteSink& sink, const Facts& facts);
[[nodiscard]] std::unique_ptr<Writer> make_vtt_writer(ByteSink& sink, const Facts& facts);

/// The head of a WAV file of so many bytes of samples.
[[nodiscard]] std::string wav_header(std::uint64_t data_bytes);

/// RIFF, mono, 16 bit, core::kSpeakRateHz. The sizes are set right at the end; in a pipe they stay
/// "unknown" (all ones), which players read to the end of the stream.
[[nodiscard]] std::unique_ptr<Writer> make_wav_writer(ByteSink& sink);

}  // namespace dragoman::output
