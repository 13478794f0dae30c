// A glossary on the published en-pt and pt-en students: every term is honoured. Prints what they
// write.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "engines/ctranslate2/student_translator.h"
#include "engines/installed_test.h"

namespace dragoman::engines {
namespace {

using core::Language;
using core::Term;
using ctranslate2::open_student_translators;

constexpr Direction kEnPt{Language::kEnglish, Language::kPortuguese};
constexpr Direction kPtEn{Language::kPortuguese, Language::kEnglish};

core::ModelFiles installed(Direction direction) {
  core::ModelFiles model;
  model.id = "student-" + std::string(core::code(direction.source)) + "-" +
             std::string(core::code(direction.target));
  model.dir = core::installed_model(model.id);
  model.source = direction.source;
  model.target = direction.target;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(model.dir, error)) {
    model.files.push_back(entry.path().filename().string());
  }
  return model;
}

Translator& translator() {
  static const auto opened = [] {
    auto translators = open_student_translators({installed(kEnPt), installed(kPtEn)}, 1);
    return translators ? std::move(translators->front()) : nullptr;
  }();
  if (opened == nullptr) throw std::runtime_error("no students: run `make setup`");
  return *opened;
}

struct Case {
  const char* name;
  Direction direction;
  const char* sentence;
  std::vector<Term> terms;
  std::vector<std::string> stand;  // each as often as it is named
  std::vector<std::string> absent = {};
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++found;
  }
  return found;
}

// As written in the glossary, or with a capital where the sentence begins with it.
bool stands(const std::string& text, const std::string& target, std::size_t times) {
  if (count(text, target) >= times) return true;
  auto first = target;
  first.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(first.front())));
  return text.starts_with(first) && count(text, target) + 1 >= times;
}

// A word that stands twice running.
bool stutters(const std::string& text, const std::string& target) {
  return text.find(target + ' ' + target) != std::string::npos;
}

class Glossary : public ::testing::TestWithParam<Case> {};

TEST_P(Glossary, IsHonoured) {
  const auto& one = GetParam();
  MtRequest request{one.direction, {one.sentence}, {}};
  const auto plain = translator().translate({&request, 1});
  request.hints.terms = std::make_shared<const std::vector<Term>>(one.terms);
  const auto answers = translator().translate({&request, 1});
  ASSERT_TRUE(answers.front().ok());
  const auto& text = answers.front()->front();
  fmt::print("| {} | {} | {} |\n", one.sentence, plain.front()->front(), text);
  for (const auto& target : one.stand) {
    const auto times = static_cast<std::size_t>(std::ranges::count(one.stand, target));
    EXPECT_TRUE(stands(text, target, times)) << target << " in: " << text;
    EXPECT_FALSE(stutters(text, target)) << text;
  }
  for (const auto& part : one.absent) EXPECT_EQ(count(text, part), 0U) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Students, Glossary,
    ::testing::Values(
        Case{"Word",
             kEnPt,
             "Please put on your mask before you enter.",
             {{"mask", "Maske"}},
             {"Maske"},
             {"máscara"}},
        Case{"WithAdjective",
             kEnPt,
             "She bought a red mask for the party.",
             {{"mask", "carapuça"}},
             {"carapuça"},
             {"máscara"}},
        Case{"Twice",
             kEnPt,
             "The mask fell off, so he picked up the mask again.",
             {{"mask", "Maske"}},
             {"Maske", "Maske"},
             {"máscara"}},
        Case{"ThreeTimes",
             kEnPt,
             "A server talks to a server through another server.",
             {{"server", "servente"}},
             {"servente", "servente", "servente"}},
        Case{"AtTheStart",
             kEnPt,
             "Masks protect the workers.",
             {{"mask", "respirador"}},
             {"respirador"}},
        Case{"CapitalAtTheStart",
             kEnPt,
             "Interpreters work in pairs at the conference.",
             {{"interpreters", "tradutores de cabine"}},
             {"tradutores de cabine"}},
        Case{"SeveralWords",
             kEnPt,
             "Our machine translation system is faster than theirs.",
             {{"machine translation", "tradução maquinal"}},
             {"tradução maquinal"},
             {"automática"}},
        Case{"LongestFirst",
             kEnPt,
             "He wore a face mask and a ski mask.",
             {{"mask", "mascarilha"}, {"face mask", "proteção facial"}},
             {"proteção facial", "mascarilha"}},
        Case{"SameInBoth",
             kEnPt,
             "We tested LiveTranslate with twenty users last week.",
             {{"LiveTranslate", "LiveTranslate"}},
             {"LiveTranslate"}},
        Case{"ProductName",
             kEnPt,
             "Open the Control Panel and choose Start.",
             {{"Control Panel", "Control Panel"}, {"Start", "Start"}},
             {"Control Panel", "Start"}},
        Case{"CompanyName",
             kEnPt,
             "I work for Apple in the United States.",
             {{"Apple", "Apple"}, {"United States", "EUA"}},
             {"Apple", "EUA"},
             {"Estados Unidos"}},
        Case{"Hyphen",
             kEnPt,
             "The speech-to-text engine runs on a laptop.",
             {{"speech-to-text", "fala-para-texto"}},
             {"fala-para-texto"}},
        Case{"HyphenSaidAsWords",
             kEnPt,
             "A speech to text engine needs good microphones.",
             {{"speech-to-text", "ditado automático"}},
             {"ditado automático"}},
        Case{"Digits",
             kEnPt,
             "The A380 landed at Heathrow this morning.",
             {{"A380", "Airbus A380"}},
             {"Airbus A380"},
             {"Airbus Airbus"}},
        Case{"DigitsInside",
             kEnPt,
             "Version GPT-4 answers in two seconds.",
             {{"GPT-4", "modelo GPT-4"}},
             {"modelo GPT-4"},
             {"modelo modelo"}},
        Case{"Apostrophe",
             kEnPt,
             "The driver's license was lost on the train.",
             {{"driver's license", "carta de condução"}},
             {"carta de condução"}},
        Case{"CurlyApostrophe",
             kEnPt,
             "The driver\u2019s license was lost on the train.",
             {{"driver's license", "carta de condução"}},
             {"carta de condução"}},
        Case{"Possessive", kEnPt, "The mask's strap is broken.", {{"mask", "Maske"}}, {"Maske"}},
        Case{"Plural",
             kEnPt,
             "The glossaries were sent to all interpreters.",
             {{"glossary", "vocabulário"}},
             {"vocabulário"},
             {"glossário"}},
        Case{"OtherScript",
             kEnPt,
             "We spoke about Tongyi at the meeting.",
             {{"Tongyi", "通义"}},
             {"通义"},
             {"Tongyi"}},
        Case{"OtherScriptOfAWord",
             kEnPt,
             "The mask is in the drawer.",
             {{"mask", "маска"}},
             {"маска"}},
        Case{
            "WholeSentence", kEnPt, "Good morning", {{"good morning", "Bons-dias"}}, {"Bons-dias"}},
        Case{"AloneWithAMark", kEnPt, "Mask!", {{"mask", "Maske"}}, {"Maske"}},
        Case{"Capitals",
             kEnPt,
             "PUT ON YOUR MASK BEFORE YOU ENTER.",
             {{"mask", "Maske"}},
             {"Maske"}},
        Case{"OtherCase",
             kEnPt,
             "we use livetranslate every day.",
             {{"LiveTranslate", "LiveTranslate"}},
             {"LiveTranslate"}},
        Case{"AcronymOnlyInCapitals",
             kEnPt,
             "Who is it? The WHO said so in Geneva.",
             {{"WHO", "OMS-ONU"}},
             {"OMS-ONU"}},
        Case{"AcronymsPlural",
             kEnPt,
             "The GPUs are sold out everywhere.",
             {{"GPU", "placa gráfica"}},
             {"placa gráfica"}},
        Case{"NotInsideAWord", kEnPt, "The party was a start.", {{"art", "XXART"}}, {}, {"XXART"}},
        Case{
            "NeverOccurs", kEnPt, "The weather is nice today.", {{"mask", "Maske"}}, {}, {"Maske"}},
        Case{
            "Quoted", kEnPt, "The word \"mask\" has four letters.", {{"mask", "Maske"}}, {"Maske"}},
        Case{"InBrackets",
             kEnPt,
             "The device (a scanner) was repaired yesterday.",
             {{"scanner", "leitor ótico"}},
             {"leitor ótico"}},
        Case{"WithAPoint",
             kEnPt,
             "He moved to St. Louis with his dog.",
             {{"St. Louis", "São Luís do Missouri"}},
             {"São Luís do Missouri"}},
        Case{"CPlusPlus",
             kEnPt,
             "She writes all her programs in C++ at home.",
             {{"C++", "C mais mais"}},
             {"C mais mais"}},
        Case{"Verb",
             kEnPt,
             "The nurse will triage the patients tonight.",
             {{"triage", "triar"}},
             {"triar"}},
        Case{"ManyAtOnce",
             kEnPt,
             "The chairman opened the hearing and thanked the committee for the report.",
             {{"chairman", "presidente da mesa"},
              {"hearing", "oitiva"},
              {"committee", "comitê"},
              {"report", "parecer"}},
             {"presidente da mesa", "oitiva", "comitê", "parecer"}},
        Case{"NextToEachOther",
             kEnPt,
             "The server mask failed.",
             {{"server", "servente"}, {"mask", "Maske"}},
             {"servente", "Maske"}},
        Case{"LongTarget",
             kEnPt,
             "The committee meets on Monday.",
             {{"committee",
               "Comissão Parlamentar Mista de Inquérito e de Acompanhamento Orçamentário"}},
             {"Comissão Parlamentar Mista de Inquérito e de Acompanhamento Orçamentário"}},
        Case{"Number",
             kEnPt,
             "He paid 1,250 euros for the scanner in 2019.",
             {{"scanner", "leitor ótico"}},
             {"leitor ótico", "2019"}},
        Case{"NumberAsTerm", kEnPt, "Call 911 if there is a fire.", {{"911", "193"}}, {"193"}},
        Case{"OddMarksInTarget",
             kEnPt,
             "Send the form to the office.",
             {{"form", "form. <7-B>/ç"}},
             {"form. <7-B>/ç"}},
        Case{"Emoji", kEnPt, "I love my cat.", {{"cat", "🐈"}}, {"🐈"}},
        Case{"Medical",
             kEnPt,
             "The patient was given ibuprofen after the surgery.",
             {{"ibuprofen", "ibuprofeno 600"}, {"surgery", "intervenção"}},
             {"ibuprofeno 600", "intervenção"}},
        Case{"PtWord",
             kPtEn,
             "Coloque a máscara antes de entrar.",
             {{"máscara", "face covering"}},
             {"face covering"},
             {"mask"}},
        Case{"PtPlural",
             kPtEn,
             "As reuniões começam às nove horas.",
             {{"reunião", "session"}},
             {"session"},
             {"meeting"}},
        Case{"PtPluralInside",
             kPtEn,
             "As chaves mestras abrem todas as portas.",
             {{"chave mestra", "skeleton key"}},
             {"skeleton key"}},
        Case{"PtSeveralWords",
             kPtEn,
             "O reconhecimento de fala falhou ontem à noite.",
             {{"reconhecimento de fala", "ASR"}},
             {"ASR"}},
        Case{"PtAtTheStart",
             kPtEn,
             "Intérpretes trabalham em cabines.",
             {{"intérprete", "conference interpreter"}},
             {"onference interpreter"}},
        Case{"PtName",
             kPtEn,
             "A Petrobras anunciou lucros recordes.",
             {{"Petrobras", "Petrobras S.A."}},
             {"Petrobras S.A."}},
        Case{"PtDecomposed",
             kPtEn,
             "Coloque a ma\u0301scara antes de entrar.",
             {{"máscara", "visor"}},
             {"visor"}},
        Case{"PtTwice",
             kPtEn,
             "O juiz ouviu a testemunha e depois a outra testemunha.",
             {{"testemunha", "deponent"}},
             {"deponent", "deponent"}},
        Case{"PtOtherScript",
             kPtEn,
             "Visitamos Pequim em maio.",
             {{"Pequim", "北京"}},
             {"北京"},
             {"Beijing"}}),
    [](const auto& test) { return test.param.name; });

TEST(GlossaryWeights, TwoHundredTermsAtOnce) {
  std::vector<Term> terms;
  std::string sentence = "We saw";
  for (int i = 0; i < 200; ++i)
    terms.push_back({fmt::format("thing{}", i), fmt::format("coisa{}", i)});
  for (int i = 0; i < 20; ++i) sentence += fmt::format("{} the thing{}", i == 0 ? "" : ",", i * 9);
  MtRequest request{kEnPt, {sentence + " in the house."}, {}};
  request.hints.terms = std::make_shared<const std::vector<Term>>(terms);
  const auto answers = translator().translate({&request, 1});
  ASSERT_TRUE(answers.front().ok());
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(answers.front()->front(), testing::HasSubstr(fmt::format("coisa{}", i * 9)));
  }
}

// Source to English to target: the first step writes the target into the English, the second finds
// it there.
TEST(GlossaryWeights, TermsLiveThroughAPivot) {
  const std::vector<Term> terms{{"máscara", "Maske"}, {"reunião", "会議"}};
  std::vector<Term> later;
  for (const auto& term : terms) later.push_back({term.target, term.target});
  MtRequest first{kPtEn, {"Ela colocou a máscara vermelha antes da reunião."}, {}};
  first.hints.terms = std::make_shared<const std::vector<Term>>(terms);
  const auto english = translator().translate({&first, 1});
  ASSERT_TRUE(english.front().ok());
  MtRequest second{kEnPt, *english.front(), {}};
  second.hints.terms = std::make_shared<const std::vector<Term>>(later);
  const auto answers = translator().translate({&second, 1});
  ASSERT_TRUE(answers.front().ok());
  fmt::print("| {} | {} | {} |\n", first.sentences.front(), english.front()->front(),
             answers.front()->front());
  EXPECT_THAT(answers.front()->front(), testing::HasSubstr("Maske"));
  EXPECT_THAT(answers.front()->front(), testing::HasSubstr("会議"));
}

}  // namespace
}  // namespace dragoman::engines
