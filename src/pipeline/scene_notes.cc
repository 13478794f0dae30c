#include "pipeline/scene_notes.h"

#include <algorithm>
#include <utility>

namespace dragoman::pipeline {

namespace {

// Pictures come as often as they change, or twice a second: a little behind the last is its own.
constexpr core::Seconds kSlack{1};

}  // namespace

void SceneNotes::look_up_to(core::Seconds at) {
  const std::lock_guard lock(mutex_);
  looked_ = std::max(looked_, at);
}

void SceneNotes::begin_scene(core::Seconds at) {
  const std::lock_guard lock(mutex_);
  if (!scenes_.empty()) scenes_.back().span.end = at;
  scenes_.push_back({{at, at}, ""});
  if (scenes_.size() > kMostScenes) scenes_.pop_front();
}

void SceneNotes::add(core::SceneNote note) {
  const std::lock_guard lock(mutex_);
  const auto scene = std::ranges::find_if(
      scenes_, [&](const auto& each) { return each.span.start == note.span.start; });
  if (scene != scenes_.end()) scene->text = std::move(note.text);
}

std::string SceneNotes::at(core::TimeSpan span) const {
  const auto middle = span.start + span.length() / 2;
  const std::lock_guard lock(mutex_);
  if (middle > looked_ + kSlack) return "";
  const auto after =
      std::ranges::find_if(scenes_, [&](const auto& scene) { return scene.span.start > middle; });
  return after == scenes_.begin() ? "" : std::prev(after)->text;
}

}  // namespace dragoman::pipeline
