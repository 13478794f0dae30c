#include "engines/joined_translator.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace dragoman::engines {

namespace {

bool covers(const Translator& part, Direction direction) {
  const auto directions = part.directions();
  return std::ranges::find(directions, direction) != directions.end();
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// Which sentences of a response say nothing where the source says something.
std::vector<std::size_t> left_out(const MtRequest& request,
                                  const base::Result<MtResponse>& response) {
  std::vector<std::size_t> indices;
  if (!response) return indices;
  for (std::size_t i = 0; i < response->size(); ++i) {
    if (is_blank((*response)[i]) && !is_blank(request.sentences[i])) indices.push_back(i);
  }
  return indices;
}

class JoinedTranslator final : public Translator {
 public:
  explicit JoinedTranslator(std::vector<std::unique_ptr<Translator>> parts)
      : parts_(std::move(parts)) {}

  std::vector<Direction> directions() const override {
    std::vector<Direction> all;
    for (const auto& part : parts_) {
      for (const auto direction : part->directions()) {
        if (std::ranges::find(all, direction) == all.end()) all.push_back(direction);
      }
    }
    return all;
  }

  bool reads_context(Direction direction) const override {
    const auto* first = first_for(direction);
    return first != nullptr && first->reads_context(direction);
  }

  bool reads_notes(Direction direction) const override {
    const auto* first = first_for(direction);
    return first != nullptr && first->reads_notes(direction);
  }

  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    if (batch.empty()) return {};
    std::vector<base::Result<MtResponse>> responses;
    for (const auto& part : parts_) {
      if (!covers(*part, batch.front().direction)) continue;
      if (responses.empty()) {
        responses = part->translate(batch);
      } else {
        fill_in(*part, batch, responses);
      }
    }
    if (!responses.empty()) return responses;
    const base::Error error{base::ErrorKind::kLanguageUnsupported,
                            "No installed model translates this direction.", ""};
    return std::vector<base::Result<MtResponse>>(batch.size(), error);
  }

 private:
  [[nodiscard]] const Translator* first_for(Direction direction) const {
    const auto first =
        std::ranges::find_if(parts_, [&](const auto& part) { return covers(*part, direction); });
    return first == parts_.end() ? nullptr : first->get();
  }

  static void fill_in(Translator& part, std::span<const MtRequest> batch,
                      std::vector<base::Result<MtResponse>>& responses) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto indices = left_out(batch[i], responses[i]);
      if (indices.empty()) continue;
      auto again = batch[i];
      again.sentences.clear();
      for (const auto index : indices) again.sentences.push_back(batch[i].sentences[index]);
      auto answers = part.translate({&again, 1});
      if (!answers.front()) continue;  // what is there already stands
      for (std::size_t j = 0; j < indices.size(); ++j) {
        (*responses[i])[indices[j]] = std::move((*answers.front())[j]);
      }
    }
  }

  std::vector<std::unique_ptr<Translator>> parts_;
};

}  // namespace

std::unique_ptr<Translator> join_translators(std::vector<std::unique_ptr<Translator>> parts) {
  return std::make_unique<JoinedTranslator>(std::move(parts));
}

}  // namespace dragoman::engines
