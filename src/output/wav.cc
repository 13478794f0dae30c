#include <algorithm>
#include <limits>

#include "base/bytes.h"
#include "core/audio.h"
#include "output/formats.h"

namespace dragoman::output {

namespace {

constexpr std::uint32_t kUnknown = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kHeaderAfterRiffSize = 36;

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(value >> (8 * i))));
  }
}

}  // namespace

std::string wav_header(std::uint64_t data_bytes) {
  // Four gigabytes are a day of speech; beyond them the sizes say "unknown" too.
  const bool known = data_bytes <= kUnknown - kHeaderAfterRiffSize - 1;
  constexpr std::uint64_t kBytesPerSample = 2;
  std::string out = "RIFF";
  put(out, known ? data_bytes + kHeaderAfterRiffSize : kUnknown, 4);
  out += "WAVEfmt ";
  put(out, 16, 4);
  put(out, 1, 2);  // PCM
  put(out, 1, 2);  // one channel
  put(out, core::kSpeakRateHz, 4);
  put(out, core::kSpeakRateHz * kBytesPerSample, 4);
  put(out, kBytesPerSample, 2);
  put(out, 8 * kBytesPerSample, 2);
  out += "data";
  put(out, known ? data_bytes : kUnknown, 4);
  return out;
}

namespace {

class WavWriter final : public Writer {
 public:
  explicit WavWriter(ByteSink& sink) : sink_(sink) {}

  base::Status write(const core::Event& event) override {
    const auto* delta = std::get_if<core::AudioDelta>(&event);
    if (delta == nullptr) return {};
    if (auto status = begin(); !status) return status;
    const auto bytes = base::to_pcm16le(delta->samples);
    data_bytes_ += bytes.size();
    return sink_.append({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

  base::Status finish() override {
    if (auto status = begin(); !status) return status;
    return sink_.overwrite_start(wav_header(data_bytes_));
  }

 private:
  base::Status begin() {
    if (begun_) return {};
    begun_ = true;
    return sink_.append(wav_header(std::numeric_limits<std::uint64_t>::max()));
  }

  ByteSink& sink_;
  bool begun_ = false;
  std::uint64_t data_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Writer> make_wav_writer(ByteSink& sink) {
  return std::make_unique<WavWriter>(sink);
}

}  // namespace dragoman::output
