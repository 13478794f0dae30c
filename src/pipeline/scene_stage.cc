#include <optional>

#include "base/process_use.h"
#include "pipeline/looking.h"
#include "pipeline/scene_describing.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

namespace {

// Of the text in the picture: what was asked for, or what has been heard.
std::optional<core::Language> language_of(const JobContext& context) {
  if (context.job.source) return context.job.source;
  const int heard = context.spoken_language.load();
  if (heard < 0) return std::nullopt;
  return static_cast<core::Language>(heard);
}

}  // namespace

base::Status scene_stage(JobContext& context) {
  base::stand_back();  // the first words come first
  std::optional<SceneDescribing> describing;
  if (context.notes) {
    describing.emplace(*context.engines.describers(), *context.notes, *context.job.target,
                       context.looking, context.engines.metrics());
  }
  look({.engines = context.engines,
        .pictures = *context.pictures,
        .scene = context.scene.get(),
        .describing = describing ? &*describing : nullptr,
        .language = [&context] { return language_of(context); },
        .cancel = context.looking});
  return {};
}

}  // namespace dragoman::pipeline
