#include "engines/joined_synthesiser.h"

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
    const auto shares = check_request(request, voices_);
    if (!shares) return shares.error();
    return part_with(shares->front().voice).synthesise(request);
  }

 private:
  // voices_ are those of the parts, one after the other.
  Synthesiser& part_with(std::size_t voice) {
    auto part = parts_.begin();
    for (; voice >= (*part)->voices().size(); ++part) voice -= (*part)->voices().size();
    return **part;
  }

  std::vector<std::unique_ptr<Synthesiser>> parts_;
  std::vector<Voice> voices_;
};

}  // namespace

std::unique_ptr<Synthesiser> join_synthesisers(std::vector<std::unique_ptr<Synthesiser>> parts) {
  return std::make_unique<JoinedSynthesiser>(std::move(parts));
}

}  // namespace dragoman::engines
