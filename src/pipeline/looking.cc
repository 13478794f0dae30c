#include "pipeline/looking.h"

#include <utility>

#include "base/log.h"
#include "pipeline/scene_gate.h"

namespace dragoman::pipeline {

namespace {

class LookingLoop {
 public:
  explicit LookingLoop(const Looking& looking) : looking_(looking) {}

  void run() {
    while (auto picture = looking_.pictures.next(looking_.cancel)) {
      const auto at = picture->at;
      if (looking_.describing != nullptr) looking_.describing->look(*picture);
      if (reads_) reads_ = read_if_worth_it(*std::move(picture));
      if (reads_) looking_.scene->look_up_to(at);
      if (!reads_ && looking_.scene != nullptr) looking_.scene->finish();
      if (!reads_ && looking_.describing == nullptr) break;
    }
    if (looking_.scene != nullptr) looking_.scene->finish();
    if (looking_.describing != nullptr) looking_.describing->finish();
    count();
  }

 private:
  bool read_if_worth_it(core::Picture picture) {
    if (picture.empty() || !may_hold_text(picture) || !pace_.allows(picture.at)) return true;
    return read(std::move(picture));
  }

  // False where there is no sense in going on.
  bool read(core::Picture picture) {
    const auto at = picture.at;
    engines::ReadRequest request{std::move(picture), looking_.language(), looking_.cancel};
    const auto reading = looking_.engines.readers()->post(std::move(request)).get();
    if (!reading) {
      if (!looking_.cancel.cancelled()) {
        base::log(base::LogLevel::kWarning, "The text in a picture could not be read",
                  {{"error", reading.error().message}, {"detail", reading.error().detail}});
      }
      return false;
    }
    ++read_;
    cpu_ += reading->cpu;
    if (reading->lines.empty()) {
      pace_.found_none();
    } else {
      pace_.found_text();
    }
    looking_.scene->add(at, reading->lines);
    return true;
  }

  void count() const {
    const auto& metrics = looking_.engines.metrics();
    const auto cost = looking_.pictures.cost();
    metrics.frames_decoded.add(static_cast<double>(cost.decoded));
    metrics.frames_decode_s.add(cost.cpu.count());
    metrics.frames_read.add(read_);
    metrics.frames_read_s.add(cpu_.count());
    base::log(base::LogLevel::kInfo, "Looked at the picture",
              {{"frames", cost.decoded},
               {"decode_cpu_s", cost.cpu.count()},
               {"read", read_},
               {"read_cpu_s", cpu_.count()}});
  }

  const Looking& looking_;
  ReadingPace pace_;
  bool reads_ = looking_.scene != nullptr;
  int read_ = 0;
  core::Seconds cpu_{0};
};

}  // namespace

void look(const Looking& looking) { LookingLoop(looking).run(); }

}  // namespace dragoman::pipeline
