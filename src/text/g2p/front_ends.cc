#include "text/g2p/front_ends.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "text/g2p/cantonese_front_end.h"
#include "text/g2p/clauses.h"
#include "text/g2p/espeak_front_end.h"
#include "text/g2p/japanese.h"
#include "text/g2p/korean_front_end.h"
#include "text/g2p/mandarin_front_end.h"
#include "text/g2p/script_runs.h"
#include "text/speakable.h"
#include "text/spoken_form.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

using core::Language;

struct EspeakLanguage {
  Language language;
  Accent accent;
};
constexpr std::array kEspeakLanguages{
    EspeakLanguage{Language::kEnglish, Accent::kAmerican},
    EspeakLanguage{Language::kSpanish, Accent::kSpanish},
    EspeakLanguage{Language::kFrench, Accent::kFrench},
    EspeakLanguage{Language::kHindi, Accent::kHindi},
    EspeakLanguage{Language::kItalian, Accent::kItalian},
    EspeakLanguage{Language::kPortuguese, Accent::kBrazilian},
    EspeakLanguage{Language::kGerman, Accent::kGerman},
    EspeakLanguage{Language::kRussian, Accent::kRussian},
};

// Those whose data is installed: by the engine that the catalogue names.
using Opened = base::Result<std::unique_ptr<FrontEnd>>;
struct InstalledReader {
  std::string_view engine;
  Language language;
  Opened (*open)(const std::string& dir);
};
constexpr std::array kInstalledReaders{
    InstalledReader{"cantonese", Language::kCantonese, open_cantonese_front_end},
    InstalledReader{"japanese", Language::kJapanese, open_japanese_front_end},
    InstalledReader{"mandarin", Language::kChinese, open_mandarin_front_end},
};

std::size_t index(Language language) { return static_cast<std::size_t>(language); }

bool is_blank(std::u32string_view text) { return text.find_first_not_of(U' ') == text.npos; }

constexpr std::u32string_view kNoSpaceBefore = U" ;:,.!?…)”";
constexpr std::u32string_view kNoSpaceAfter = U" (“";
constexpr std::u32string_view kQuotesAndBrackets = U"\"“”()";
constexpr std::u32string_view kJapaneseBrackets = U"\"“”„«»「」『』《》〈〉【】()（）";

bool is_in(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

// One space between words, none at the ends nor on the inner side of quotes and brackets; French
// sets its marks apart, the model's training text does not.
std::u32string well_spaced(std::u32string_view text) {
  std::u32string result;
  for (const auto c : text) {
    const bool after_space = !result.empty() && result.back() == U' ';
    if (after_space && is_in(kNoSpaceBefore, c)) result.pop_back();
    if (c == U' ' && (result.empty() || is_in(kNoSpaceAfter, result.back()))) continue;
    result += c;
  }
  if (!result.empty() && result.back() == U' ') result.pop_back();
  return result;
}

// Those that write in Latin letters themselves, or whose front end knows what to do with them.
bool reads_latin_itself(Language language) {
  switch (language) {
    case Language::kChinese:
    case Language::kCantonese:
    case Language::kJapanese:
    case Language::kKorean:
      return false;
    default:
      return true;
  }
}

// Where particles grow together with the word before them, a quote between the two must not part
// them: 「東京」は, “책”이. The front ends pass over it.
std::u32string_view kept_in_words(Language language) {
  switch (language) {
    case Language::kJapanese:
      return kJapaneseBrackets;
    case Language::kKorean:
      return kQuotes;
    default:
      return {};
  }
}

// A clause read by one front end or, run by run, by two.
base::Result<std::u32string> read_clause(const FrontEnd& front_end, const FrontEnd* latin,
                                         std::u32string_view clause) {
  if (latin == nullptr) return front_end.phonemes(to_utf8(clause));
  std::u32string phonemes;
  for (const auto& run : script_runs(clause)) {
    if (is_blank(run.text)) continue;
    auto part = (run.latin ? *latin : front_end).phonemes(to_utf8(run.text));
    if (!part) return part.error();
    phonemes += U' ' + *part;
  }
  return phonemes;
}

// Leaves out the marks of `unheard`.
base::Result<std::u32string> read_text(const FrontEnd& front_end, const FrontEnd* latin,
                                       Language language, std::u32string_view unheard,
                                       std::string_view text) {
  std::u32string phonemes;
  bool spoken = false;
  const auto said = spoken_form(language, speakable_text(text));
  for (const auto& part : split_clauses(to_utf32(said), kept_in_words(language))) {
    if (part.mark || is_blank(part.text)) {
      std::ranges::copy_if(part.text, std::back_inserter(phonemes),
                           [&](char32_t mark) { return !is_in(unheard, mark); });
      continue;
    }
    const auto words = read_clause(front_end, latin, part.text);
    if (!words) return words.error();
    spoken = spoken || !is_blank(*words);
    // Front ends drop the spaces at the ends of what they read.
    if (part.text.front() == U' ') phonemes += U' ';
    phonemes += *words;
    if (part.text.back() == U' ') phonemes += U' ';
  }
  return spoken ? well_spaced(phonemes) : std::u32string();
}

}  // namespace

base::Result<std::shared_ptr<const FrontEnds>> FrontEnds::open(
    std::shared_ptr<const Espeak> espeak, const std::vector<core::ModelFiles>& installed) {
  std::shared_ptr<FrontEnds> opened(new FrontEnds());
  for (const auto& [language, accent] : kEspeakLanguages) {
    opened->usual_[index(language)] = make_espeak_front_end(espeak, accent);
  }
  opened->usual_[index(Language::kKorean)] = make_korean_front_end();
  opened->british_ = make_espeak_front_end(std::move(espeak), Accent::kBritish);
  for (const auto& [engine, language, open_reader] : kInstalledReaders) {
    const auto model = std::ranges::find_if(installed, [&](const auto& each) {
      return each.job == core::ModelJob::kG2p && each.engine == engine;
    });
    if (model == installed.end()) continue;
    auto reader = open_reader(model->dir);
    if (!reader) return reader.error();
    opened->usual_[index(language)] = *std::move(reader);
  }
  return std::shared_ptr<const FrontEnds>(std::move(opened));
}

bool FrontEnds::reads(Language language) const {
  return find(language, Standard::kUsual) != nullptr;
}

const FrontEnd* FrontEnds::find(Language language, Standard standard) const {
  const bool british = language == Language::kEnglish && standard == Standard::kBritish;
  return british ? british_.get() : usual_[index(language)].get();
}

base::Result<std::u32string> FrontEnds::phonemes(Language language, Standard standard,
                                                 std::string_view text) const {
  const auto* front_end = find(language, standard);
  if (front_end == nullptr) {
    return base::Error{base::ErrorKind::kVoiceUnsupported,
                       fmt::format("No installed front end reads {}.", core::info(language).name),
                       ""};
  }
  const auto* latin =
      reads_latin_itself(language) ? nullptr : find(Language::kEnglish, Standard::kUsual);
  return read_text(*front_end, latin, language, U"", text);
}

base::Result<std::u32string> FrontEnds::phonemes_by(const FrontEnd& front_end, Language language,
                                                    std::string_view text) {
  return read_text(front_end, nullptr, language, kQuotesAndBrackets, text);
}

}  // namespace dragoman::text
