#include "pipeline/scene_hearing.h"

#include <algorithm>
#include <set>
#include <utility>

namespace dragoman::pipeline {

namespace {

// What is shown so much later is waited for: pages are turned a little late.
constexpr core::Seconds kAhead{5};
constexpr core::Seconds kPatientAhead{20};

}  // namespace

engines::Transcript SceneHearing::improved(core::TimeSpan span, engines::Transcript transcript,
                                           std::optional<engines::AsrRequest> again, bool begun) {
  if (!context_.scene || transcript.text.empty()) return transcript;
  const bool patient = context_.job.patient;
  if (patient || begun) {
    context_.scene->wait_for(span.end + (patient ? kPatientAhead : kAhead),
                             context_.upstream_cancel);
  }
  const auto names = context_.scene->names_around(span);
  const auto& is_common = context_.scene->is_common();
  auto found = misheard_names(transcript, names, is_common);
  const bool doubt = !std::ranges::all_of(found, is_sure);
  if (doubt && (patient || begun) && again) {
    hear_again(transcript, found, *std::move(again));
    found = misheard_names(transcript, names, is_common);
  }
  // From the end, so that places before stay what they are.
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    if (!is_sure(*one)) continue;
    put_right(transcript, *one);
    names_.keep(one->name.word);
    context_.engines.metrics().names_spelt.add(1);
  }
  return transcript;
}

void SceneHearing::hear_again(engines::Transcript& transcript, const std::vector<FoundName>& names,
                              engines::AsrRequest request) {
  auto terms = request.terms ? *request.terms : std::vector<std::string>();
  std::set<std::string> known(terms.begin(), terms.end());
  for (const auto& one : names) {
    if (known.insert(one.name.phrase).second) terms.push_back(one.name.phrase);
  }
  request.terms = std::make_shared<const std::vector<std::string>>(std::move(terms));
  request.language = transcript.language;
  // A token of its own: it does not wait behind the job's own utterances.
  const base::CancelSource own(context_.upstream_cancel);
  request.cancel = own.token();
  context_.engines.metrics().heard_again.add(1);
  auto second = context_.engines.asr().post(std::move(request)).get();
  if (!second || !is_better(*second, transcript, names)) return;
  for (const auto& one : names) {
    if (!text::holds_name(second->text, one.name)) continue;
    names_.keep(one.name.word);
    context_.engines.metrics().names_heard.add(1);
  }
  second->language_probability = transcript.language_probability;
  transcript = *std::move(second);
}

}  // namespace dragoman::pipeline
