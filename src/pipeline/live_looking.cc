#include "pipeline/live_looking.h"

#include <string>
#include <utility>

#include "base/caught.h"
#include "base/log.h"
#include "base/process_use.h"
#include "pipeline/looking.h"

namespace dragoman::pipeline {

std::unique_ptr<LiveLooking> LiveLooking::open(const core::LiveJob& job, Engines& engines,
                                               std::int64_t max_pixels,
                                               const base::CancelToken& cancel) {
  auto stills = media::Stills::open(max_pixels);
  if (!stills) return nullptr;
  return std::unique_ptr<LiveLooking>(new LiveLooking(job, engines, std::move(stills), cancel));
}

LiveLooking::LiveLooking(const core::LiveJob& job, Engines& engines,
                         std::unique_ptr<media::Stills> stills, const base::CancelToken& cancel)
    : engines_(engines),
      stills_(std::move(stills)),
      cancel_(cancel),
      scene_([&engines](std::string_view word) { return engines.is_common(word); }),
      spoken_(job.source ? static_cast<int>(*job.source) : -1),
      thread_([this, log = base::log_context()] {
        const base::LogScope scope(log);
        run();
      }) {}

LiveLooking::~LiveLooking() { cancel_.cancel(base::CancelReason::kFailedElsewhere); }

void LiveLooking::run() {
  base::stand_back();  // words come first
  try {
    look({.engines = engines_,
          .pictures = *stills_,
          .scene = &scene_,
          .language = [this]() -> std::optional<core::Language> {
            const int spoken = spoken_;
            if (spoken < 0) return std::nullopt;
            return static_cast<core::Language>(spoken);
          },
          .cancel = cancel_.token()});
  } catch (...) {
    const auto error = base::caught("The pictures could not be looked at.");
    base::log(base::LogLevel::kWarning, error.message, {{"detail", error.detail}});
  }
}

void LiveLooking::put_right(engines::Transcript& transcript, core::TimeSpan said,
                            KeptNames& names) const {
  if (transcript.text.empty()) return;
  const auto found = misheard_names(transcript, scene_.names_around(said), scene_.is_common());
  // From the end, so that places before stay what they are.
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    if (!is_sure(*one)) continue;
    pipeline::put_right(transcript, *one);
    if (names.keep(one->name.word)) engines_.metrics().names_spelt.add(1);
  }
}

}  // namespace dragoman::pipeline
