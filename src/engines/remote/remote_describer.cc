#include "engines/remote/remote_describer.h"

#include <utility>

#include "base/log.h"
#include "engines/remote/chat_wire.h"
#include "engines/remote/jpeg.h"
#include "engines/remote/service.h"
#include "engines/scene_note.h"

namespace dragoman::engines::remote {

namespace {

constexpr std::size_t kNoteTokens = 96;

class RemoteDescriber final : public SceneDescriber {
 public:
  explicit RemoteDescriber(std::shared_ptr<Service> service) : service_(std::move(service)) {}
  base::Result<std::string> describe(const SceneRequest& request) override;

 private:
  base::Result<ChatReply> ask(const SceneRequest& request, std::span<const std::string> jpegs,
                              bool insist);

  std::shared_ptr<Service> service_;
};

base::Result<ChatReply> RemoteDescriber::ask(const SceneRequest& request,
                                             std::span<const std::string> jpegs, bool insist) {
  const auto text = scene_question(request, insist);
  Question question{.path = "/chat/completions"};
  question.body = write_chat_request({service_->model(), text, jpegs, kNoteTokens});
  return service_->ask(question, request.cancel,
                       [](const std::string& body) { return read_chat_reply(body); });
}

base::Result<std::string> RemoteDescriber::describe(const SceneRequest& request) {
  if (auto status = request.cancel.check(); !status) return status.error();
  if (auto status = check_pictures(request); !status) return status.error();
  std::vector<std::string> jpegs;
  for (const auto& picture : *request.pictures) {
    auto jpeg = encode_jpeg(picture);
    if (!jpeg) return jpeg.error();
    jpegs.push_back(*std::move(jpeg));
  }
  std::string_view because;
  for (const bool insist : {false, true}) {
    const auto reply = ask(request, jpegs, insist);
    if (!reply) return reply.error();
    const auto fault = find_note_fault(reply->text, reply->finished);
    if (!fault) return trim_note(reply->text);
    because = engines::describe(*fault);
  }
  base::log(base::LogLevel::kWarning, "A vision model's answer was refused",
            {{"model", service_->model()}, {"because", because}});
  return std::string();
}

}  // namespace

base::Result<std::vector<std::unique_ptr<SceneDescriber>>> open_remote_describers(
    const RemoteModel& endpoint, unsigned replicas, const Patience& patience) {
  auto service = Service::open(endpoint, "that describes pictures", patience);
  if (!service) return service.error();
  std::vector<std::unique_ptr<SceneDescriber>> describers;
  for (unsigned i = 0; i < replicas; ++i) {
    describers.push_back(std::make_unique<RemoteDescriber>(*service));
  }
  return describers;
}

}  // namespace dragoman::engines::remote
