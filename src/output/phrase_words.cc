#include "output/phrase_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace dragoman::output {

namespace {

// Each list begins and ends with a space, so that a word is found by its spaces.
struct SmallWords {
  core::Language language;
  std::string_view opens;
  std::string_view clings;
};

using core::Language;

constexpr std::array kSmallWords{
    SmallWords{
        Language::kEnglish,
        " and but or nor so yet because although though while when where if unless since that "
        "which who whose than as of to in on at by for with from into onto about after before "
        "between through during without within against among under over until ",
        " the a an this that these those my your his her its our their no not i you he "
        "she it we they is are was were be been am has have had do does did will would can "
        "could shall should may might must mr mrs ms dr "},
    SmallWords{
        Language::kPortuguese,
        " e mas ou nem porque embora enquanto quando onde se que quem como de do da dos das em "
        "no na nos nas por pelo pela pelos pelas para com sem sobre entre até desde após ",
        " o a os as um uma uns umas este esta esse essa aquele aquela meu minha seu sua nosso "
        "nossa não eu tu ele ela nós eles elas você vocês me te lhe foi é são era está "
        "tem ser sr sra dr "},
    SmallWords{
        Language::kSpanish,
        " y e pero o u ni porque aunque mientras cuando donde si que quien como de del en por "
        "para con sin sobre entre hasta desde tras a al ante hacia según ",
        " el la los las un una unos unas este esta ese esa aquel aquella mi tu su nuestro "
        "nuestra no yo él ella nosotros ellos ellas usted me te se le lo es son era fue ha "
        "han hay ser sr sra dr "},
    SmallWords{
        Language::kFrench,
        " et mais ou ni car donc parce quoique tandis quand lorsque où si que qui dont comme de "
        "du des à au aux en dans par pour avec sans sur sous entre vers chez depuis pendant "
        "jusque après avant ",
        " le la les un une ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos "
        "leur leurs ne pas je tu il elle on nous vous ils elles se me te est sont était a "
        "ont avait être m mme dr "},
    SmallWords{
        Language::kItalian,
        " e ed ma o né perché sebbene mentre quando dove se che chi cui come di del dello della "
        "dei degli delle a al allo alla ai agli alle da dal dalla dai in nel nella nei nelle con "
        "su sul sulla per tra fra senza verso ",
        " il lo la i gli le un uno una questo questa quel quella mio mia tuo tua suo sua nostro "
        "nostra non io tu lui lei noi voi loro si mi ti ci è sono era ha hanno essere sig "
        "dott "},
    SmallWords{
        Language::kGerman,
        " und aber oder sondern denn weil obwohl während wenn als wo ob dass daß wie in im an am "
        "auf aus bei beim mit nach seit von vom zu zum zur durch für gegen ohne um über unter "
        "vor zwischen bis ",
        " der die das den dem des ein eine einen einem einer eines dieser diese dieses kein keine "
        "mein meine dein sein seine ihr ihre unser nicht ich du er sie es wir ist sind war "
        "waren hat haben wird werden kann herr frau dr "},
    SmallWords{
        Language::kRussian,
        " и а но или либо потому хотя пока когда где если что чтобы который которая которые как "
        "в во на с со к ко из от до по за под над о об обо при про для без через между у ",
        " не ни этот эта это эти тот та те мой моя твой его её их наш ваш я ты он она мы "
        "вы они был была было были "},
    SmallWords{Language::kArabic,
               " في من على إلى عن مع أو ثم لكن لأن عندما إذا أن الذي التي بعد قبل بين ",
               " هذا هذه ذلك تلك لا لم لن قد يا "},
    SmallWords{Language::kTurkish, " ve ama veya ya çünkü ki ile için gibi kadar ",
               " bir bu şu o "},
    SmallWords{
        Language::kIndonesian,
        " dan tetapi atau karena meskipun ketika jika bahwa yang di ke dari pada untuk dengan "
        "tanpa oleh sebagai ",
        " para sang si tidak saya anda dia kami kita mereka "},
    SmallWords{Language::kVietnamese,
               " và nhưng hoặc vì mặc khi nếu rằng mà của ở trong trên cho với từ đến bởi về ",
               " một các những không đã đang sẽ "},
    SmallWords{Language::kGreek,
               " και αλλά ή γιατί αν όταν που ότι σε από με για χωρίς προς μέχρι μετά πριν ",
               " ο η το οι τα του της των τον την τους τις ένας μια ένα δεν μην να θα "},
};

}  // namespace

WordRole role_of(std::string_view word, core::Language language) {
  const auto* listed = std::ranges::find(kSmallWords, language, &SmallWords::language);
  if (listed == kSmallWords.end()) return WordRole::kPlain;
  std::string spaced = " " + std::string(word) + " ";
  for (char& c : spaced) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (listed->opens.find(spaced) != std::string_view::npos) return WordRole::kOpens;
  return listed->clings.find(spaced) != std::string_view::npos ? WordRole::kClings
                                                               : WordRole::kPlain;
}

}  // namespace dragoman::output
