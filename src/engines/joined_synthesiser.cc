#include "engines/joined_synthesiser.h"

#include <algorithm>
#include <utility>

#include "engines/speech_request.h"

namespace dragoman::engines {

namespace {

class JoinedSynthesiser final : public Synthesiser {
 public:
  explicit JoinedSynthesiser(std::vector<std::unique_ptr<Synthesiser>> parts)
      : parts_(std::move(parts)) {
    for (const auto& part : parts_) {
      voices_.insert(voices_.end(), part->voices().begin(), part->voices().end());
    }
  }

  std::span<const Voice> voices() const override { return voices_; }

  base::Result<Speech> synthesise(const SpeechRequest& request) override {
    for (const auto& part : parts_) {
      if (std::ranges::find(part->voices(), request.voice, &Voice::id) != part->voices().end()) {
        return part->synthesise(request);
      }
    }
    const auto checked = check_request(request, voices_);
    return checked.error();
  }

 private:
  std::vector<std::unique_ptr<Synthesiser>> parts_;
  std::vector<Voice> voices_;
};

}  // namespace

std::unique_ptr<Synthesiser> join_synthesisers(std::vector<std::unique_ptr<Synthesiser>> parts) {
  return std::make_unique<JoinedSynthesiser>(std::move(parts));
}

}  // namespace dragoman::engines
