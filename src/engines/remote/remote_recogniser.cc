#include "engines/remote/remote_recogniser.h"

#include <string>
#include <utility>

#include "base/log.h"
#include "core/audio.h"
#include "engines/answer_guards.h"
#include "engines/remote/service.h"
#include "engines/remote/transcription_wire.h"

namespace dragoman::engines::remote {

namespace {

constexpr double kNoSpeech = 0.6;
constexpr double kUnlikely = -1.0;
constexpr std::size_t kMostPromptBytes = 600;

double seconds_of(const AsrRequest& request) {
  return static_cast<double>(request.samples.size()) / core::kListenRateHz;
}

std::string prompt_of(const AsrRequest& request) {
  std::string prompt;
  if (request.terms != nullptr) {
    for (const auto& term : *request.terms) {
      if (prompt.size() + term.size() > kMostPromptBytes / 2) break;
      prompt += (prompt.empty() ? "" : ", ") + term;
    }
  }
  const auto& said = request.previous_text;
  if (!said.empty() && prompt.size() + said.size() < kMostPromptBytes) {
    prompt += (prompt.empty() ? "" : ". ") + said;
  }
  return prompt;
}

class RemoteRecogniser final : public Recogniser {
 public:
  RemoteRecogniser(std::shared_ptr<Service> service, bool gives_english)
      : service_(std::move(service)), gives_english_(gives_english) {}

  core::LanguageSet languages() const override { return core::LanguageSet::all(); }
  core::LanguageSet to_english() const override {
    return gives_english_ ? core::LanguageSet::all() : core::LanguageSet();
  }
  std::vector<base::Result<Transcript>> recognise(std::span<const AsrRequest> batch) override {
    std::vector<base::Result<Transcript>> transcripts;
    for (const auto& request : batch) transcripts.push_back(hear(request));
    return transcripts;
  }

 private:
  base::Result<Transcript> hear(const AsrRequest& request);
  base::Result<TranscriptionReply> ask(const std::string& path, const AsrRequest& request,
                                       std::optional<core::Language> language);
  [[nodiscard]] std::string believed(const TranscriptionReply& reply,
                                     const AsrRequest& request) const;

  std::shared_ptr<Service> service_;
  bool gives_english_;
};

base::Result<TranscriptionReply> RemoteRecogniser::ask(const std::string& path,
                                                       const AsrRequest& request,
                                                       std::optional<core::Language> language) {
  auto form = write_transcription_form(
      {service_->model(), request.samples, language, prompt_of(request), request.words_wanted});
  Question question{.path = path};
  question.body = std::move(form.body);
  question.content_type = std::move(form.content_type);
  return service_->ask(question, request.cancel, [&](const std::string& body) {
    return read_transcription_reply(body, seconds_of(request));
  });
}

std::string RemoteRecogniser::believed(const TranscriptionReply& reply,
                                       const AsrRequest& request) const {
  const auto begin = reply.text.find_first_not_of(" \n\r\t");
  if (begin == std::string::npos) return "";
  auto text = reply.text.substr(begin, reply.text.find_last_not_of(" \n\r\t") - begin + 1);
  if (reply.no_speech.value_or(0) > kNoSpeech && reply.log_probability.value_or(0) < kUnlikely) {
    return "";
  }
  auto fault = find_transcript_fault(text, seconds_of(request));
  if (!fault && text == prompt_of(request)) fault = Fault::kPrompt;
  if (!fault) return text;
  base::log(base::LogLevel::kWarning, "A recogniser's answer was refused",
            {{"model", service_->model()}, {"because", describe(*fault)}});
  return "";
}

base::Result<Transcript> RemoteRecogniser::hear(const AsrRequest& request) {
  if (auto status = request.cancel.check(); !status) return status.error();
  Transcript transcript;
  auto reply = ask("/audio/transcriptions", request, request.language);
  if (!reply) return reply.error();
  transcript.language = request.language.value_or(
      reply->language.value_or(request.likely_language.value_or(core::Language::kEnglish)));
  transcript.text = believed(*reply, request);
  if (!transcript.text.empty() && request.words_wanted) transcript.words = std::move(reply->words);
  if (transcript.text.empty() || !request.english_wanted.contains(transcript.language)) {
    return transcript;
  }
  const auto english = ask("/audio/translations", request, std::nullopt);
  if (!english) return english.error();
  transcript.english = believed(*english, request);
  return transcript;
}

}  // namespace

base::Result<std::vector<std::unique_ptr<Recogniser>>> open_remote_recognisers(
    const RemoteModel& endpoint, bool gives_english, unsigned replicas, const Patience& patience) {
  auto service = Service::open(endpoint, "that recognises speech", patience);
  if (!service) return service.error();
  std::vector<std::unique_ptr<Recogniser>> recognisers;
  for (unsigned i = 0; i < replicas; ++i) {
    recognisers.push_back(std::make_unique<RemoteRecogniser>(*service, gives_english));
  }
  return recognisers;
}

}  // namespace dragoman::engines::remote
