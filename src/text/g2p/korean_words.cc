#include "text/g2p/korean_words.h"

#include <algorithm>
#include <array>

namespace dragoman::text {

namespace {

// A space in `from` is the border of a word.
struct Respelling {
  std::u32string_view from;
  std::u32string_view to;
};

// Articles 10, 12 and 16: clusters, ㅎ and names of letters that do not follow the rule.
constexpr std::array kCodas{
    Respelling{U"넓죽", U"넙죽"}, Respelling{U"넓적", U"넙적"}, Respelling{U"넓둥", U"넙둥"},
    Respelling{U"싫증", U"실쯩"}, Respelling{U"디귿", U"디긋"}, Respelling{U"지읒", U"지읏"},
    Respelling{U"치읓", U"치읏"}, Respelling{U"키읔", U"키윽"}, Respelling{U"티읕", U"티읏"},
    Respelling{U"피읖", U"피읍"}, Respelling{U"히읗", U"히읏"},
};

// Article 15: before a word of its own in a compound the coda is neutralised, then linked.
constexpr std::array kCompoundLinks{
    Respelling{U"맛없", U"맏없"},     Respelling{U"멋없", U"먿없"},
    Respelling{U"값어치", U"갑어치"}, Respelling{U"값있", U"갑있"},
    Respelling{U"넋없", U"넉없"},     Respelling{U"겉옷", U"걷옷"},
    Respelling{U"겉모", U"걷모"},     Respelling{U"헛웃음", U"헏웃음"},
    Respelling{U"첫인상", U"첟인상"}, Respelling{U"웃어른", U"욷어른"},
    Respelling{U"젖어미", U"젇어미"}, Respelling{U"팥알", U"팓알"},
    Respelling{U"밭아래", U"받아래"}, Respelling{U"꽃위", U"꼳위"},
};

// Article 20, proviso: words in which ㄴㄹ is ㄴㄴ.
constexpr std::array kNasals{
    Respelling{U"의견란", U"의견난"}, Respelling{U"임진란", U"임진난"},
    Respelling{U"생산량", U"생산냥"}, Respelling{U"결단력", U"결딴녁"},
    Respelling{U"공권력", U"공꿘녁"}, Respelling{U"동원령", U"동원녕"},
    Respelling{U"상견례", U"상견녜"}, Respelling{U"횡단로", U"횡단노"},
    Respelling{U"이원론", U"이원논"}, Respelling{U"입원료", U"입원뇨"},
    Respelling{U"구근류", U"구근뉴"}, Respelling{U"판단력", U"판단녁"},
    Respelling{U"추진력", U"추진녁"}, Respelling{U"생산력", U"생산녁"},
    Respelling{U"정신력", U"정신녁"}, Respelling{U"음운론", U"음운논"},
    Respelling{U"온라인", U"온나인"},
};

// Article 24: stems in ㄴ and ㅁ, whose endings nouns do not have.
constexpr std::array kStems{
    Respelling{U" 남고", U" 남꼬"},   Respelling{U" 남지", U" 남찌"},
    Respelling{U" 남다", U" 남따"},   Respelling{U" 남게", U" 남께"},
    Respelling{U" 남더", U" 남떠"},   Respelling{U" 넘고", U" 넘꼬"},
    Respelling{U" 넘지", U" 넘찌"},   Respelling{U" 넘다", U" 넘따"},
    Respelling{U" 넘게", U" 넘께"},   Respelling{U" 넘도록", U" 넘또록"},
    Respelling{U" 담고", U" 담꼬"},   Respelling{U" 담다", U" 담따"},
    Respelling{U" 삼고", U" 삼꼬"},   Respelling{U" 삼다", U" 삼따"},
    Respelling{U" 감고", U" 감꼬"},   Respelling{U" 감다", U" 감따"},
    Respelling{U" 참지", U" 참찌"},   Respelling{U" 참다", U" 참따"},
    Respelling{U" 숨고", U" 숨꼬"},   Respelling{U" 심고", U" 심꼬"},
    Respelling{U" 심다", U" 심따"},   Respelling{U" 품고", U" 품꼬"},
    Respelling{U" 안고 ", U" 안꼬 "}, Respelling{U" 신고 있", U" 신꼬 있"},
    Respelling{U"껴안다", U"껴안따"}, Respelling{U"더듬지", U"더듬찌"},
    Respelling{U"더듬고", U"더듬꼬"}, Respelling{U"더듬다", U"더듬따"},
    Respelling{U"머금고", U"머금꼬"}, Respelling{U"다듬고", U"다듬꼬"},
};

// Article 28: compounds that would have an ㅅ between them, had they a place for it; Sino-Korean
// suffixes among them (-권, -점, -법, -성, -병, -증, -건, -과).
constexpr std::array kCompounds{
    Respelling{U"문고리", U"문꼬리"}, Respelling{U"눈동자", U"눈똥자"},
    Respelling{U"신바람", U"신빠람"}, Respelling{U"산새", U"산쌔"},
    Respelling{U"손재주", U"손째주"}, Respelling{U"길가", U"길까"},
    Respelling{U"물동이", U"물똥이"}, Respelling{U"발바닥", U"발빠닥"},
    Respelling{U"굴속", U"굴쏙"},     Respelling{U"술잔", U"술짠"},
    Respelling{U"바람결", U"바람껼"}, Respelling{U"그믐달", U"그믐딸"},
    Respelling{U"아침밥", U"아침빱"}, Respelling{U"잠자리", U"잠짜리"},
    Respelling{U"강가", U"강까"},     Respelling{U"초승달", U"초승딸"},
    Respelling{U"등불", U"등뿔"},     Respelling{U"창살", U"창쌀"},
    Respelling{U"강줄기", U"강쭐기"}, Respelling{U"손가락", U"손까락"},
    Respelling{U"발가락", U"발까락"}, Respelling{U"손바닥", U"손빠닥"},
    Respelling{U"물고기", U"물꼬기"}, Respelling{U"불빛", U"불삧"},
    Respelling{U"눈빛", U"눈삧"},     Respelling{U"달빛", U"달삧"},
    Respelling{U"물속", U"물쏙"},     Respelling{U"마음속", U"마음쏙"},
    Respelling{U"산속", U"산쏙"},     Respelling{U"몸속", U"몸쏙"},
    Respelling{U"꿈속", U"꿈쏙"},     Respelling{U"땅속", U"땅쏙"},
    Respelling{U"술집", U"술찝"},     Respelling{U"눈길", U"눈낄"},
    Respelling{U"손길", U"손낄"},     Respelling{U"발길", U"발낄"},
    Respelling{U"물결", U"물껼"},     Respelling{U"안방", U"안빵"},
    Respelling{U"용돈", U"용똔"},     Respelling{U"산불", U"산뿔"},
    Respelling{U"김밥", U"김빱"},     Respelling{U"비빔밥", U"비빔빱"},
    Respelling{U"보름달", U"보름딸"}, Respelling{U"발걸음", U"발꺼름"},
    Respelling{U"눈사람", U"눈싸람"}, Respelling{U"밀가루", U"밀까루"},
    Respelling{U"일자리", U"일짜리"}, Respelling{U"글자", U"글짜"},
    Respelling{U" 문자", U" 문짜"},   Respelling{U" 한자", U" 한짜"},
    Respelling{U"인기", U"인끼"},     Respelling{U"사건", U"사껀"},
    Respelling{U"조건", U"조껀"},     Respelling{U"안건", U"안껀"},
    Respelling{U"요건", U"요껀"},     Respelling{U"여건", U"여껀"},
    Respelling{U"인권", U"인꿘"},     Respelling{U"정권", U"정꿘"},
    Respelling{U"주권", U"주꿘"},     Respelling{U"여권", U"여꿘"},
    Respelling{U"증권", U"증꿘"},     Respelling{U"채권", U"채꿘"},
    Respelling{U"투표권", U"투표꿘"}, Respelling{U"소유권", U"소유꿘"},
    Respelling{U"대기권", U"대기꿘"}, Respelling{U"상위권", U"상위꿘"},
    Respelling{U"헌법", U"헌뻡"},     Respelling{U"불법", U"불뻡"},
    Respelling{U"민법", U"민뻡"},     Respelling{U"형법", U"형뻡"},
    Respelling{U"문법", U"문뻡"},     Respelling{U"국제법", U"국제뻡"},
    Respelling{U"치료법", U"치료뻡"}, Respelling{U"요법", U"요뻡"},
    Respelling{U"수법", U"수뻡"},     Respelling{U"해법", U"해뻡"},
    Respelling{U"관점", U"관쩜"},     Respelling{U"장점", U"장쩜"},
    Respelling{U"단점", U"단쩜"},     Respelling{U"시점", U"시쩜"},
    Respelling{U"초점", U"초쩜"},     Respelling{U"요점", U"요쩜"},
    Respelling{U"중점", U"중쩜"},     Respelling{U" 이점", U" 이쩜"},
    Respelling{U"문제점", U"문제쩜"}, Respelling{U"차이점", U"차이쩜"},
    Respelling{U"가능성", U"가능썽"}, Respelling{U"중요성", U"중요썽"},
    Respelling{U"필요성", U"필요썽"}, Respelling{U"안전성", U"안전썽"},
    Respelling{U"안정성", U"안정썽"}, Respelling{U"다양성", U"다양썽"},
    Respelling{U"위험성", U"위험썽"}, Respelling{U"유사성", U"유사썽"},
    Respelling{U"인간성", U"인간썽"}, Respelling{U" 내적", U" 내쩍"},
    Respelling{U" 외적", U" 외쩍"},   Respelling{U" 인적", U" 인쩍"},
    Respelling{U" 양적", U" 양쩍"},   Respelling{U" 사적", U" 사쩍"},
    Respelling{U"당뇨병", U"당뇨뼝"}, Respelling{U"심장병", U"심장뼝"},
    Respelling{U"전염병", U"전염뼝"}, Respelling{U"감염병", U"감염뼝"},
    Respelling{U"정신병", U"정신뼝"}, Respelling{U"합병증", U"합병쯩"},
    Respelling{U"신분증", U"신분쯩"}, Respelling{U"면허증", U"면허쯩"},
    Respelling{U"후유증", U"후유쯩"}, Respelling{U"공포증", U"공포쯩"},
    Respelling{U" 내과", U" 내꽈"},   Respelling{U" 외과", U" 외꽈"},
    Respelling{U"치과", U"치꽈"},     Respelling{U"안과", U"안꽈"},
    Respelling{U" 효과", U" 효꽈"},   Respelling{U" 성과", U" 성꽈"},
    Respelling{U" 물가", U" 물까"},   Respelling{U" 주가", U" 주까"},
    Respelling{U" 유가", U" 유까"},   Respelling{U" 점수", U" 점쑤"},
    Respelling{U"삼일절", U"삼일쩔"}, Respelling{U"봄바람", U"봄빠람"},
};

// Articles 29 and 30: ㄴ between the parts of a compound before ㅣ, ㅑ, ㅕ, ㅛ, ㅠ.
constexpr std::array kInsertions{
    Respelling{U"솜이불", U"솜니불"},       Respelling{U"홑이불", U"홑니불"},
    Respelling{U"막일", U"막닐"},           Respelling{U"삯일", U"삯닐"},
    Respelling{U"맨입", U"맨닙"},           Respelling{U"꽃잎", U"꽃닢"},
    Respelling{U"내복약", U"내복냑"},       Respelling{U"한여름", U"한녀름"},
    Respelling{U"남존여비", U"남존녀비"},   Respelling{U"신여성", U"신녀성"},
    Respelling{U"색연필", U"색년필"},       Respelling{U"직행열차", U"직행녈차"},
    Respelling{U"늑막염", U"늑막념"},       Respelling{U"관절염", U"관절념"},
    Respelling{U"결막염", U"결막념"},       Respelling{U"콩엿", U"콩녓"},
    Respelling{U"담요", U"담뇨"},           Respelling{U"눈요기", U"눈뇨기"},
    Respelling{U"영업용", U"영업뇽"},       Respelling{U"식용유", U"식용뉴"},
    Respelling{U"백분율", U"백분뉼"},       Respelling{U"밤윷", U"밤늋"},
    Respelling{U"들일", U"들닐"},           Respelling{U"솔잎", U"솔닢"},
    Respelling{U"설익", U"설닉"},           Respelling{U"물약", U"물냑"},
    Respelling{U"알약", U"알냑"},           Respelling{U"불여우", U"불녀우"},
    Respelling{U"서울역", U"서울녁"},       Respelling{U"부산역", U"부산녁"},
    Respelling{U"물엿", U"물녓"},           Respelling{U"휘발유", U"휘발뉴"},
    Respelling{U"유들유들", U"유들뉴들"},   Respelling{U"밭이랑", U"밭니랑"},
    Respelling{U"서른여", U"서른녀"},       Respelling{U"스물여", U"스물녀"},
    Respelling{U"집안일", U"집안닐"},       Respelling{U" 앞일", U" 앞닐"},
    Respelling{U" 볼일", U" 볼닐"},         Respelling{U"헛일", U"헛닐"},
    Respelling{U"옛이야기", U"옛니야기"},   Respelling{U"신혼여행", U"신혼녀행"},
    Respelling{U" 한 일 ", U" 한 닐 "},     Respelling{U" 한 일이 ", U" 한 닐이 "},
    Respelling{U" 한 일을 ", U" 한 닐을 "}, Respelling{U" 옷 입", U" 옷 닙"},
    Respelling{U"할 일 ", U"할 릴 "},       Respelling{U"할 일이 ", U"할 릴이 "},
    Respelling{U"할 일을 ", U"할 릴을 "},   Respelling{U" 잘 입", U" 잘 립"},
    Respelling{U"베갯잇", U"베갯닛"},       Respelling{U"깻잎", U"깻닢"},
    Respelling{U"나뭇잎", U"나뭇닢"},       Respelling{U"도리깻열", U"도리깻녈"},
    Respelling{U"뒷윷", U"뒷늋"},           Respelling{U"뒷일", U"뒷닐"},
    Respelling{U"훗일", U"훗닐"},           Respelling{U"댓잎", U"댓닢"},
};

// Article 27: endings in -ㄹ and the words that follow a verb's -ㄹ.
constexpr std::array kEndings{
    Respelling{U"할게", U"할께"}, Respelling{U"갈게", U"갈께"}, Respelling{U"줄게", U"줄께"},
    Respelling{U"볼게", U"볼께"}, Respelling{U"될게", U"될께"}, Respelling{U"올게", U"올께"},
    Respelling{U"을게", U"을께"}, Respelling{U"할걸", U"할껄"}, Respelling{U"을걸", U"을껄"},
    Respelling{U"할지", U"할찌"}, Respelling{U"될지", U"될찌"}, Respelling{U"을지", U"을찌"},
    Respelling{U"올지", U"올찌"}, Respelling{U"볼지", U"볼찌"}, Respelling{U"갈지", U"갈찌"},
};
constexpr std::array<std::u32string_view, 5> kEndingsAfterL{U"수록", U"지라도", U"지언정", U"진대",
                                                            U"세라"};
constexpr std::array<std::u32string_view, 22> kWordsAfterL{
    U"것",   U"거 ",  U"거야", U"거예", U"거라", U"게 ",   U"건 ",    U"건가",
    U"걸 ",  U"겁니", U"수 ",  U"수가", U"수는", U"수도 ", U"수밖에", U"줄 ",
    U"적에", U"데가", U"바를", U"듯",   U"곳",   U"도리"};

// Nouns whose last 의 is no particle (5, proviso 4).
constexpr std::array<std::u32string_view, 26> kNounsInUi{
    U" 회의 ", U" 주의 ", U" 정의 ", U" 합의 ", U" 동의 ", U" 논의 ", U" 문의 ",
    U" 강의 ", U" 상의 ", U" 결의 ", U" 협의 ", U" 거의 ", U" 호의 ", U" 유의 ",
    U" 창의 ", U" 편의 ", U" 제의 ", U" 심의 ", U" 항의 ", U" 예의 ", U" 명의 ",
    U" 고의 ", U" 토의 ", U" 질의 ", U" 건의 ", U"주의 "};

// Article 26: syllables in ㄹ and those that may follow them in Sino-Korean words. Left out is what
// is an ending or a particle as often (도, 지, 자, 다, 던), or stands in loan words (드, 스, 즈).
constexpr std::u32string_view kSinoInL =
    U"갈걸결골괄굴궐귤길날달돌랄렬률말몰물밀발벌별볼불살설술실알열올울월율일절졸질찰철출칠탈팔필할"
    U"혈활"
    U"홀";
constexpr std::u32string_view kSinoAfterL =
    U"동등단달대덕독돌득사산살상색생서석선설성세소속손송수숙순술습승시식신실심작장재쟁저적전절점접"
    U"정제조족존"
    U"종좌죄주죽준중증직진질집징";
constexpr std::array kSinoWords{
    Respelling{U"철도", U"철또"},     Respelling{U"밀도", U"밀또"},
    Respelling{U"별도", U"별또"},     Respelling{U"물자", U"물짜"},
    Respelling{U"열도", U"열또"},     Respelling{U"절도", U"절또"},
    Respelling{U"갈등", U"갈뜽"},     Respelling{U"몰상식", U"몰쌍식"},
    Respelling{U"불세출", U"불쎄출"}, Respelling{U"일자 ", U"일짜 "},
};
// Its proviso: the same syllable twice.
constexpr std::array kNotTense{U'실', U'절', U'설', U'술'};

char32_t tensed(char32_t hangul) {
  constexpr std::array<char32_t, 5> kPlainOnsets{0, 3, 7, 9, 12};  // ㄱㄷㅂㅅㅈ, tense next to each
  constexpr char32_t kPerOnset = U'까' - U'가';
  const auto onset = (hangul - U'가') / kPerOnset;
  const bool plain = std::ranges::find(kPlainOnsets, onset) != kPlainOnsets.end();
  return plain ? hangul + kPerOnset : hangul;
}

bool ends_in_l(char32_t hangul) {
  constexpr char32_t kPerVowel = U'개' - U'가';
  constexpr char32_t kCodaOfL = 8;
  return hangul >= U'가' && hangul <= U'힣' && (hangul - U'가') % kPerVowel == kCodaOfL;
}

template <std::size_t n>
void replace_all(std::u32string& text, const std::array<Respelling, n>& table) {
  for (const auto& [from, to] : table) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + 1)) {
      text.replace(at, from.size(), to);
    }
  }
}

template <std::size_t n>
bool begins_with_one(std::u32string_view text, const std::array<std::u32string_view, n>& list) {
  return std::ranges::any_of(list, [&](auto entry) { return text.starts_with(entry); });
}

// Article 5, proviso 4, and the nouns whose 의 ends a word.
void respell_ui(std::u32string& text) {
  for (std::size_t at = 2; at + 1 < text.size(); ++at) {
    if (text[at] != U'의' || text[at - 1] == U' ') continue;
    const auto to_here = std::u32string_view(text).substr(0, at + 2);
    const bool noun =
        std::ranges::any_of(kNounsInUi, [&](auto entry) { return to_here.ends_with(entry); });
    text[at] = text[at + 1] == U' ' && !noun ? U'에' : U'이';
  }
}

bool is_sino_pair(char32_t first, char32_t second) {
  if (first == second && std::ranges::find(kNotTense, first) != kNotTense.end()) return false;
  return kSinoInL.find(first) != kSinoInL.npos && kSinoAfterL.find(second) != kSinoAfterL.npos;
}

// Articles 26 and 27.
void tense_after_l(std::u32string& text) {
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    if (!ends_in_l(text[at])) continue;
    const bool word_ends = text[at + 1] == U' ';
    const auto next = at + (word_ends ? 2 : 1);
    const auto rest = std::u32string_view(text).substr(next);
    const bool tense =
        word_ends ? text[at] != U'를' && begins_with_one(rest, kWordsAfterL)
                  : is_sino_pair(text[at], text[next]) || begins_with_one(rest, kEndingsAfterL);
    if (tense) text[next] = tensed(text[next]);
  }
}

}  // namespace

std::u32string respell_korean(std::u32string_view text) {
  auto spelled = U' ' + std::u32string(text) + U' ';
  replace_all(spelled, kCodas);
  replace_all(spelled, kCompoundLinks);
  replace_all(spelled, kNasals);
  replace_all(spelled, kStems);
  replace_all(spelled, kCompounds);
  replace_all(spelled, kInsertions);
  replace_all(spelled, kEndings);
  replace_all(spelled, kSinoWords);
  respell_ui(spelled);
  tense_after_l(spelled);
  return spelled.substr(1, spelled.size() - 2);
}

}  // namespace dragoman::text
