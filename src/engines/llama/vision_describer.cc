#include "engines/llama/vision_describer.h"

#include <exception>
#include <string>
#include <utility>

#include "base/log.h"
#include "engines/llama/answerer.h"
#include "engines/llama/model_pair.h"
#include "engines/llama/projector.h"
#include "engines/llama/vision_prompt.h"
#include "engines/scene_note.h"

namespace dragoman::engines::llama {

namespace {

constexpr float kSecondPenalty = 1.15F;  // as the translator's
// The question, what is said, and what models want around pictures.
constexpr std::size_t kWordTokens = 1024;
// What idefics3 makes of one: an overview and its parts, sixteen and their marks.
constexpr std::size_t kPartedPictureRows = 17 * 72;

class VisionDescriber final : public SceneDescriber {
 public:
  VisionDescriber(std::string projector_path, std::shared_ptr<const LanguageModel> model,
                  ChatFrame frame, std::unique_ptr<Projector> projector,
                  std::unique_ptr<Answerer> answerer)
      : projector_path_(std::move(projector_path)),
        model_(std::move(model)),
        frame_(std::move(frame)),
        projector_(std::move(projector)),
        answerer_(std::move(answerer)) {}

  base::Result<std::string> describe(const SceneRequest& request) override;

 private:
  base::Result<std::vector<Piece>> see(const SceneRequest& request);
  base::Result<Answer> ask(const SceneRequest& request, const std::vector<Piece>& seen,
                           bool insist);
  base::Result<std::string> describe_seen(const SceneRequest& request);

  std::string projector_path_;
  std::shared_ptr<const LanguageModel> model_;
  ChatFrame frame_;
  std::unique_ptr<Projector> projector_;  // null after it failed
  std::unique_ptr<Answerer> answerer_;
};

base::Result<std::vector<Piece>> VisionDescriber::see(const SceneRequest& request) {
  if (projector_ == nullptr) {
    auto projector = Projector::open(projector_path_, model_);
    if (!projector) return projector.error();
    projector_ = *std::move(projector);
  }
  std::vector<Piece> seen;
  for (const auto& picture : *request.pictures) {
    auto pieces = projector_->see(picture, request.cancel);
    if (!pieces && pieces.error().kind == base::ErrorKind::kInternal) projector_.reset();
    if (!pieces) return pieces.error();
    seen.insert(seen.end(), std::make_move_iterator(pieces->begin()),
                std::make_move_iterator(pieces->end()));
  }
  return seen;
}

base::Result<Answer> VisionDescriber::ask(const SceneRequest& request,
                                          const std::vector<Piece>& seen, bool insist) {
  std::vector<Piece> prompt(1);
  model_->tokenise(frame_.head, true, prompt.front().tokens);
  prompt.insert(prompt.end(), seen.begin(), seen.end());
  std::vector<Token> after(1);  // or it would be taken for the beginning of a text
  model_->tokenise(scene_question(request, insist), false, after);
  model_->tokenise(frame_.tail, true, after);
  after.erase(after.begin());
  prompt.push_back({std::move(after), {}});
  return answerer_->run(prompt, {kNoteTokens, insist ? kSecondPenalty : 1.0F}, request.cancel);
}

base::Result<std::string> VisionDescriber::describe_seen(const SceneRequest& request) {
  if (auto status = request.cancel.check(); !status) return status.error();
  if (auto status = check_pictures(request); !status) return status.error();
  const auto seen = see(request);
  if (!seen) return seen.error();
  std::string_view because;
  for (const bool insist : {false, true}) {
    const auto answer = ask(request, *seen, insist);
    if (!answer) return answer.error();
    const auto said = model_->text_of(answer->tokens, true);
    const auto fault = find_note_fault(said, answer->ended);
    if (!fault) return trim_note(said);
    because = engines::describe(*fault);
  }
  base::log(base::LogLevel::kWarning, "A vision model's answer was refused",
            {{"model", model_->header().name}, {"because", because}});
  return std::string();
}

base::Result<std::string> VisionDescriber::describe(const SceneRequest& request) {
  try {
    return describe_seen(request);
  } catch (const std::exception& exception) {
    return base::Error{base::ErrorKind::kInternal, "The vision model failed.", exception.what()};
  }
}

std::size_t room_of(const Projector& projector) {
  const bool parted = projector.header().vision_projector == "idefics3";
  const std::size_t rows = parted ? kPartedPictureRows : std::size_t{kMostPictureRows};
  return kMostScenePictures * rows + kWordTokens + kNoteTokens;
}

}  // namespace

base::Result<std::vector<std::unique_ptr<SceneDescriber>>> open_vision_describers(
    const core::ModelFiles& model, unsigned replicas) {
  const auto pair = find_model_pair(model);
  if (!pair) return pair.error();
  auto weights = LanguageModel::open(pair->language_model);
  if (!weights) return weights.error();
  auto frame = vision_frame((*weights)->header().chat_template);
  if (!frame) {
    return base::Error{base::ErrorKind::kModelInvalid,
                       "The model's chat template is none that we know how to write.", model.id};
  }
  std::vector<std::unique_ptr<SceneDescriber>> describers;
  for (unsigned i = 0; i < replicas; ++i) {
    auto projector = Projector::open(pair->projector, *weights);
    if (!projector) return projector.error();
    if (!(*projector)->sees()) {
      return base::Error{base::ErrorKind::kModelInvalid, "The model's projector sees nothing.",
                         pair->projector};
    }
    auto answerer = Answerer::open(*weights, room_of(**projector), (*projector)->four_positions());
    if (!answerer) return answerer.error();
    describers.push_back(std::make_unique<VisionDescriber>(
        pair->projector, *weights, *frame, *std::move(projector), *std::move(answerer)));
  }
  return describers;
}

}  // namespace dragoman::engines::llama
