#include "pipeline/scene_hearing.h"

#include <algorithm>
#include <set>
#include <utility>

namespace dragoman::pipeline {

namespace {

constexpr std::size_t kMostKept = 256;
// What is shown so much later is waited for: pages are turned a little late.
constexpr core::Seconds kAhead{5};
constexpr core::Seconds kPatientAhead{20};

bool is_latin(core::Language language) {
  using L = core::Language;
  static const core::LanguageSet kLatin{L::kEnglish,    L::kFrench,     L::kGerman,
                                        L::kPortuguese, L::kSpanish,    L::kItalian,
                                        L::kIndonesian, L::kVietnamese, L::kTurkish};
  return kLatin.contains(language);
}

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
    keep(one->name.word);
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
    keep(one.name.word);
    context_.engines.metrics().names_heard.add(1);
  }
  second->language_probability = transcript.language_probability;
  transcript = *std::move(second);
}

void SceneHearing::keep(const std::string& word) {
  if (kept_.size() >= kMostKept || std::ranges::find(kept_, word) != kept_.end()) return;
  kept_.push_back(word);
  renew();
}

void SceneHearing::renew() {
  const auto joined = [&](const auto& glossary) {
    auto terms = glossary ? *glossary : std::vector<core::Term>();
    for (const auto& word : kept_) terms.push_back({word, word});
    return std::make_shared<const std::vector<core::Term>>(std::move(terms));
  };
  with_names_ = joined(context_.terms);
  later_with_names_ = joined(context_.later_terms);
}

std::shared_ptr<const std::vector<core::Term>> SceneHearing::terms(core::Language source) {
  const bool kept = with_names_ && is_latin(source) && is_latin(context_.job.target_of(source));
  return kept ? with_names_ : context_.terms;
}

std::shared_ptr<const std::vector<core::Term>> SceneHearing::later_terms(core::Language source) {
  const bool kept =
      later_with_names_ && is_latin(source) && is_latin(context_.job.target_of(source));
  return kept ? later_with_names_ : context_.later_terms;
}

}  // namespace dragoman::pipeline
