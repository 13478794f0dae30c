#include <algorithm>
#include <utility>

#include "engines/ctranslate2/student_worker.h"

namespace dragoman::engines::ctranslate2 {

// Of a sentence that was searched with its rivals: it again, beginning otherwise each time.
std::vector<std::pair<StudentWorker::Sentence, double>> StudentWorker::branches(
    const Sentence& sentence, std::size_t most) {
  struct Branch {
    std::size_t at = 0;
    Rival rival;
  };
  const auto& target = sentence.stretches.front().target;
  std::vector<Branch> found;
  for (std::size_t at = 0; at < target.size(); ++at) {
    for (const auto& rival : target[at].rivals) found.push_back({at, rival});
  }
  std::ranges::stable_sort(found, {}, [](const Branch& branch) { return branch.rival.margin; });
  if (found.size() > most) found.resize(most);
  std::vector<std::pair<Sentence, double>> begun;
  for (const auto& [at, rival] : found) {
    auto& [other, margin] = begun.emplace_back(sentence, rival.margin);
    auto& stretch = other.stretches.front();
    stretch.translated = false;
    stretch.item.rivals_wanted = false;
    for (std::size_t i = 0; i < at; ++i) stretch.item.prefix.push_back(target[i].id);
    stretch.item.prefix.push_back(rival.id);
  }
  return begun;
}

base::Result<std::vector<MtCandidate>> StudentWorker::alternatives(const MtRequest& request,
                                                                   std::size_t most) {
  std::vector<MtCandidate> candidates;
  auto own = prepare(request.sentences.front(), request);
  if (own.stretches.size() != 1) return candidates;
  own.stretches.front().item.rivals_wanted = true;
  run({&own});
  finish(own);
  auto others = branches(own, most);
  std::vector<Sentence*> all;
  for (auto& [other, margin] : others) all.push_back(&other);
  run(all);
  if (auto status = request.cancel.check(); !status) return status.error();
  for (auto& [other, margin] : others) {
    finish(other);
    const auto& text = other.translation;
    const bool known = text == own.translation ||
                       std::ranges::find(candidates, text, &MtCandidate::text) != candidates.end();
    if (text.empty() || known || !text::unmet_demands(text, other.demands, other.text).empty()) {
      continue;
    }
    candidates.push_back({text, margin});
  }
  return candidates;
}

}  // namespace dragoman::engines::ctranslate2
