#include "pipeline/scene_describing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "base/log.h"

namespace dragoman::pipeline {

namespace {

constexpr double kCut = 255.0 / 9;
constexpr std::chrono::milliseconds kGlance{10};

}  // namespace

SceneCuts::Fields SceneCuts::fields_of(const core::Picture& picture) {
  Fields sums{};
  std::array<int, std::tuple_size_v<Fields>> counts{};
  const int step = std::max(1, std::min(picture.width, picture.height) / (4 * kFields));
  for (int y = 0; y < picture.height; y += step) {
    for (int x = 0; x < picture.width; x += step) {
      const auto* const pixel = picture.rgb.data() +
                                static_cast<std::size_t>(y) * picture.row_bytes() +
                                3 * static_cast<std::size_t>(x);
      const auto field = static_cast<std::size_t>(y * kFields / picture.height * kFields +
                                                  x * kFields / picture.width);
      sums.at(field) += 0.3 * pixel[0] + 0.6 * pixel[1] + 0.1 * pixel[2];
      ++counts.at(field);
    }
  }
  for (std::size_t i = 0; i < sums.size(); ++i) sums.at(i) /= std::max(1, counts.at(i));
  return sums;
}

bool SceneCuts::begins_with(const core::Picture& picture) {
  if (picture.empty()) return false;
  const auto fields = fields_of(picture);
  const auto last = std::exchange(last_, fields);
  if (!last) return true;
  double difference = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    difference += std::abs(fields.at(i) - last->at(i));
  }
  return difference / static_cast<double>(fields.size()) > kCut;
}

bool SceneDescribing::paces(core::Seconds at) {
  if (at - period_begin_ >= DescribingPace::kPeriod) {
    period_begin_ = at;
    in_period_ = 0;
  }
  return in_period_ < DescribingPace::kMost;
}

void SceneDescribing::look(const core::Picture& picture) {
  take_answer();
  if (failed_) return;
  if (cuts_.begins_with(picture)) {
    notes_.begin_scene(picture.at);
    scene_begin_ = picture.at;
    if (paces(picture.at)) waiting_ = picture;
  }
  notes_.look_up_to(picture.at);
  const bool lasts = picture.at - scene_begin_ >= DescribingPace::kShortest;
  if (waiting_ && lasts && !answer_.valid()) ask();
}

void SceneDescribing::finish() {
  if (cancel_.cancelled()) return;
  notes_.look_up_to(core::Seconds(std::numeric_limits<double>::infinity()));
  while (!failed_ && !cancel_.cancelled()) {
    if (!answer_.valid() && !waiting_) return;
    if (!answer_.valid()) ask();
    answer_.wait_for(kGlance);
    take_answer();
  }
}

void SceneDescribing::ask() {
  engines::SceneRequest request;
  request.target = target_;
  request.cancel = cancel_;
  request.pictures =
      std::make_shared<const std::vector<core::Picture>>(1, *std::exchange(waiting_, std::nullopt));
  asked_about_ = scene_begin_;
  ++in_period_;
  ++asked_;
  answer_ = pool_.post(std::move(request));
}

void SceneDescribing::take_answer() {
  if (!answer_.valid() || answer_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    return;
  }
  auto note = answer_.get();
  if (!note) {
    metrics_.scenes_failed.add(1);
    // A service that does not answer now may later; a fault of the model stays one.
    failed_ = note.error().kind != base::ErrorKind::kUnavailable;
    if (!cancel_.cancelled()) {
      base::log(base::LogLevel::kWarning, "A scene could not be described",
                {{"error", note.error().message}, {"detail", note.error().detail}});
    }
    return;
  }
  metrics_.scenes_described.add(1);
  if (!note->empty()) notes_.add({{asked_about_, asked_about_}, *std::move(note)});
}

}  // namespace dragoman::pipeline
