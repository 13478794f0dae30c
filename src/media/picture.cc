#include "media/picture.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>

extern "C" {
#include <libavutil/display.h>
}

namespace dragoman::media {

double frame_rate(AVFormatContext& format, AVStream& stream) {
  constexpr double kLeast = 0.000025;
  if (const double average = to_double(stream.avg_frame_rate); average >= kLeast) return average;
  const double guess = to_double(av_guess_frame_rate(&format, &stream, nullptr));
  return guess >= kLeast ? guess : 1 / to_double(stream.time_base);
}

bool lies_on_its_side(const AVStream& stream) { return quarter_turns(stream) % 2 == 1; }

int quarter_turns(const AVStream& stream) {
  std::array<std::int32_t, 9> matrix{};
  std::size_t bytes = 0;
  const auto* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &bytes);
  if (data == nullptr || bytes < sizeof matrix) return 0;
  std::memcpy(matrix.data(), data, sizeof matrix);
  const double degrees = av_display_rotation_get(matrix.data());  // to the left
  if (!std::isfinite(degrees) || std::lrint(degrees) % 90 != 0) return 0;
  return static_cast<int>((-std::lrint(degrees) / 90 % 4 + 4) % 4);
}

}  // namespace dragoman::media
