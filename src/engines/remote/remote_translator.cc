#include "engines/remote/remote_translator.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

#include "engines/prompted_batch.h"
#include "engines/remote/chat_wire.h"
#include "engines/remote/service.h"

namespace dragoman::engines::remote {

namespace {

// An answer has at most this many tokens, and this many for each byte of the source: a byte is a
// token at the worst.
constexpr std::size_t kAnswerTokens = 32;
constexpr std::size_t kAnswerPerByte = 2;

class RemoteTranslator final : public Translator {
 public:
  RemoteTranslator(std::shared_ptr<Service> service, std::vector<Direction> directions)
      : service_(std::move(service)),
        directions_(std::move(directions)),
        family_(family_named(service_->model())) {}

  std::vector<Direction> directions() const override { return directions_; }
  bool reads_context(Direction /*direction*/) const override {
    return engines::reads_context(family_);
  }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override;

 private:
  void ask_pending(PromptedBatch& batch, bool insist);
  base::Result<std::string> ask(const MtRequest& request, const Stretch& stretch, bool insist);

  std::shared_ptr<Service> service_;
  std::vector<Direction> directions_;
  PromptFamily family_;
};

base::Result<std::string> RemoteTranslator::ask(const MtRequest& request, const Stretch& stretch,
                                                bool insist) {
  const auto prompt = write_prompt(family_, {request.direction, stretch.text, stretch.terms,
                                             request.hints.previous, request.hints.notes, insist});
  Question question{.path = "/chat/completions"};
  question.body = write_chat_request(
      {service_->model(), prompt, {}, kAnswerTokens + kAnswerPerByte * stretch.text.size()});
  auto reply = service_->ask(question, request.cancel,
                             [](const std::string& body) { return read_chat_reply(body); });
  if (!reply) return reply.error();
  return reply->finished ? std::move(reply->text) : std::string();  // cut off: no translation
}

void RemoteTranslator::ask_pending(PromptedBatch& batch, bool insist) {
  for (auto* stretch : batch.pending()) {
    batch.judge(*stretch, ask(batch.request_of(*stretch), *stretch, insist));
  }
}

std::vector<base::Result<MtResponse>> RemoteTranslator::translate(
    std::span<const MtRequest> batch) {
  PromptedBatch asked(batch, [](const MtRequest&, const Stretch&) { return true; });
  ask_pending(asked, false);
  ask_pending(asked, true);
  return asked.gather(service_->model());
}

}  // namespace

PromptFamily family_named(std::string_view model) {
  std::string name(model);
  std::ranges::transform(name, name.begin(), [](unsigned char c) {
    return static_cast<char>(c == '_' ? '-' : std::tolower(c));
  });
  const auto has = [&](std::string_view part) { return name.find(part) != name.npos; };
  if (has("hunyuan-mt") || has("hy-mt")) return PromptFamily::kHunyuanMt;
  if (has("translategemma")) return PromptFamily::kTranslateGemma;
  return PromptFamily::kChat;
}

base::Result<std::vector<std::unique_ptr<Translator>>> open_remote_translators(
    const RemoteModel& endpoint, const std::vector<Direction>& directions, unsigned replicas,
    const Patience& patience) {
  if (directions.empty()) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "The service that translates needs a direction.", endpoint.url};
  }
  auto service = Service::open(endpoint, "that translates", patience);
  if (!service) return service.error();
  std::vector<std::unique_ptr<Translator>> translators;
  for (unsigned i = 0; i < replicas; ++i) {
    translators.push_back(std::make_unique<RemoteTranslator>(*service, directions));
  }
  return translators;
}

}  // namespace dragoman::engines::remote
