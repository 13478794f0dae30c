#include "api/wire/job_wishes.h"

#include <string>

#include <boost/json.hpp>

#include "api/ascii.h"
#include "api/wire/model_list.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxTermBytes = 256;

ErrorReply invalid_body(std::string_view advice) {
  return error_reply_with_advice(ErrorId::kBodyInvalid, advice);
}

ErrorReply unknown_language(std::string_view name) {
  return from_error({base::ErrorKind::kLanguageUnsupported,
                     "There is no language '" + std::string(name) + "' here.", ""},
                    {});
}

Refusal read_languages(const ChatFields& fields, core::Job& job) {
  const auto target = core::parse_language(*fields.target_lang);
  if (!target) return unknown_language(*fields.target_lang);
  job.target = *target;
  if (fields.chinese_script) {
    job.chinese_script = core::parse_chinese_script(*fields.chinese_script);
    if (!job.chinese_script) {
      return invalid_body("The chinese_script must be simplified or traditional.");
    }
  }
  const auto source = fields.source_lang.value_or("");
  if (source.empty() || equal_ignoring_case(source, "auto")) return {};
  job.source = core::parse_language(source);
  if (!job.source) return unknown_language(source);
  return {};
}

Refusal add_term(const json::value* source, const json::value* target, std::size_t max_terms,
                 core::Job& job) {
  const auto is_term = [](const json::value* value) {
    return value != nullptr && value->is_string() && !value->get_string().empty() &&
           value->get_string().size() <= kMaxTermBytes;
  };
  if (!is_term(source) || !is_term(target)) {
    return invalid_body("A term needs a source and a target of 1 to " +
                        std::to_string(kMaxTermBytes) + " bytes each.");
  }
  if (job.glossary.size() >= max_terms) {
    return invalid_body("At most " + std::to_string(max_terms) + " terms are taken.");
  }
  job.glossary.push_back({std::string(source->get_string()), std::string(target->get_string())});
  return {};
}

Refusal read_terms(const json::array& terms, std::size_t max_terms, core::Job& job) {
  for (const auto& term : terms) {
    const auto* object = term.if_object();
    if (object == nullptr) return invalid_body("A term must be an object.");
    if (auto refusal = add_term(find_member(*object, "source"), find_member(*object, "target"),
                                max_terms, job)) {
      return refusal;
    }
  }
  return {};
}

Refusal read_phrases(const json::object& phrases, std::size_t max_terms, core::Job& job) {
  for (const auto& phrase : phrases) {
    const json::value source(phrase.key());
    if (auto refusal = add_term(&source, &phrase.value(), max_terms, job)) return refusal;
  }
  return {};
}

Refusal read_glossary(const ChatFields& fields, std::size_t max_terms, core::Job& job) {
  if (fields.terms != nullptr) {
    if (auto refusal = read_terms(*fields.terms, max_terms, job)) return refusal;
  }
  return fields.phrases != nullptr ? read_phrases(*fields.phrases, max_terms, job) : Refusal();
}

}  // namespace

Refusal check_model(std::string_view model) {
  if (model.empty()) return error_reply(ErrorId::kModelNeeded);
  if (!is_model(model)) return error_reply(ErrorId::kModelUnknown, {model});
  return {};
}

Refusal read_modalities(const ChatFields& fields, bool& wants_audio) {
  constexpr std::string_view kAdvice = R"(The modalities must be ["text"] or ["text", "audio"].)";
  if (fields.modalities == nullptr) return {};
  bool wants_text = false;
  for (const auto& modality : *fields.modalities) {
    if (modality != "text" && modality != "audio") return invalid_body(kAdvice);
    (modality == "text" ? wants_text : wants_audio) = true;
  }
  if (!wants_text) return invalid_body(kAdvice);
  return {};
}

Refusal read_wishes(const ChatFields& fields, bool wants_audio, std::size_t max_terms,
                    core::Job& job) {
  if (wants_audio) job.speech = core::SpeechWish{std::string(*fields.voice), fields.speech_rate};
  if (auto refusal = read_languages(fields, job)) return refusal;
  if (auto refusal = read_glossary(fields, max_terms, job)) return refusal;
  job.max_text_tokens = fields.max_text_tokens;
  return {};
}

}  // namespace dragoman::api::wire
