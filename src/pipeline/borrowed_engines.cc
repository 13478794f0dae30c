#include "pipeline/borrowed_engines.h"

#include <future>
#include <utility>

namespace dragoman::pipeline {

namespace {

template <class Response, class Pool, class Request>
std::vector<base::Result<Response>> ask(Pool& pool, std::span<const Request> batch) {
  std::vector<std::future<base::Result<Response>>> waiting;
  for (const auto& request : batch) waiting.push_back(pool.post(request));
  std::vector<base::Result<Response>> answers;
  for (auto& answer : waiting) answers.push_back(answer.get());
  return answers;
}

class BorrowedVad final : public engines::Vad {
 public:
  explicit BorrowedVad(const engines::Vad& vad) : vad_(vad) {}
  [[nodiscard]] base::Result<std::unique_ptr<engines::VadStream>> open_stream() const override {
    return vad_.open_stream();
  }

 private:
  const engines::Vad& vad_;
};

class BorrowedRecogniser final : public engines::Recogniser {
 public:
  explicit BorrowedRecogniser(Engines& lender) : lender_(lender) {}
  [[nodiscard]] core::LanguageSet languages() const override { return lender_.recognised(); }
  [[nodiscard]] core::LanguageSet to_english() const override {
    return lender_.recognised_to_english();
  }
  [[nodiscard]] bool is_common(std::string_view word) const override {
    return lender_.is_common(word);
  }
  std::vector<base::Result<engines::Transcript>> recognise(
      std::span<const engines::AsrRequest> batch) override {
    return ask<engines::Transcript>(lender_.asr(), batch);
  }

 private:
  Engines& lender_;
};

class BorrowedTranslator final : public engines::Translator {
 public:
  explicit BorrowedTranslator(Engines& lender) : lender_(lender) {}
  [[nodiscard]] std::vector<engines::Direction> directions() const override {
    return lender_.directions();
  }
  [[nodiscard]] bool reads_context(engines::Direction direction) const override {
    return lender_.reads_context(direction);
  }
  std::vector<base::Result<engines::MtResponse>> translate(
      std::span<const engines::MtRequest> batch) override {
    return ask<engines::MtResponse>(lender_.mt(), batch);
  }

 private:
  Engines& lender_;
};

class BorrowedSynthesiser final : public engines::Synthesiser {
 public:
  explicit BorrowedSynthesiser(Engines& lender) : lender_(lender) {}
  [[nodiscard]] std::span<const engines::Voice> voices() const override { return lender_.voices(); }
  base::Result<engines::Speech> synthesise(const engines::SpeechRequest& request) override {
    return lender_.tts().post(request).get();
  }

 private:
  Engines& lender_;
};

template <class Engine, class Borrowed>
void add(std::size_t count, Engines& lender, std::vector<std::unique_ptr<Engine>>& engines) {
  for (std::size_t i = 0; i < count; ++i) engines.push_back(std::make_unique<Borrowed>(lender));
}

}  // namespace

engines::EngineSet borrow(Engines& lender) {
  engines::EngineSet set;
  set.vad = std::make_unique<BorrowedVad>(lender.vad());
  add<engines::Recogniser, BorrowedRecogniser>(lender.asr().replicas(), lender, set.recognisers);
  add<engines::Translator, BorrowedTranslator>(lender.mt().replicas(), lender, set.translators);
  add<engines::Synthesiser, BorrowedSynthesiser>(lender.tts().replicas(), lender, set.synthesisers);
  set.gist = lender.gist();
  set.model_ids = lender.model_ids();
  return set;
}

}  // namespace dragoman::pipeline
