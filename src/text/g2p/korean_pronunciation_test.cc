#include "text/g2p/korean_pronunciation.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "text/g2p/korean_syllable.h"
#include "text/utf32.h"

namespace dragoman::text {
namespace {

// Most examples are the standard's own, without its marks of length.
struct Case {
  std::u32string_view spelled;
  std::u32string_view said;
};

void expect_said(const std::vector<Case>& cases) {
  for (const auto& [spelled, said] : cases) {
    EXPECT_EQ(to_utf8(korean_pronunciation(spelled)), to_utf8(said)) << to_utf8(spelled);
  }
}

TEST(KoreanSyllables, AreTakenApartAndPutTogether) {
  const auto words = to_korean_words(U"값, 가힣");
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0], (KoreanWord{{U'ㄱ', U'ㅏ', U'ㅄ'}}));
  EXPECT_EQ(words[1], (KoreanWord{{U'ㄱ', U'ㅏ', 0}, {U'ㅎ', U'ㅣ', U'ㅎ'}}));
  EXPECT_EQ(to_hangul(words), U"값 가힣");
  for (char32_t point = U'가'; point <= U'힣'; ++point) {
    ASSERT_EQ(to_hangul(to_korean_words({&point, 1})), std::u32string(1, point));
  }
  EXPECT_EQ(to_hangul(KoreanSyllable{U'ㄳ', U'ㅏ', 0}), U'\0');
  EXPECT_EQ(to_hangul(KoreanSyllable{U'ㄱ', U'ㅏ', U'ㄸ'}), U'\0');
}

TEST(KoreanPronunciation, Article5Vowels) {
  expect_said({{U"가져", U"가저"},
               {U"쪄", U"쩌"},
               {U"다쳐", U"다처"},
               {U"시계", U"시게"},
               {U"지혜", U"지헤"},
               {U"예절", U"예절"},
               {U"차례", U"차례"},
               {U"희망", U"히망"},
               {U"무늬", U"무니"},
               {U"띄어쓰기", U"띠어쓰기"},
               {U"의사", U"의사"},
               {U"주의", U"주이"},
               {U"협의", U"혀비"},
               {U"우리의", U"우리에"},
               {U"강의의", U"강이에"},
               {U"민주주의", U"민주주이"}});
}

TEST(KoreanPronunciation, Article9Neutralisation) {
  expect_said({{U"닦다", U"닥따"},
               {U"키읔", U"키윽"},
               {U"옷", U"옫"},
               {U"있다", U"읻따"},
               {U"젖", U"젇"},
               {U"빚다", U"빋따"},
               {U"꽃", U"꼳"},
               {U"솥", U"솓"},
               {U"앞", U"압"},
               {U"덮다", U"덥따"}});
}

TEST(KoreanPronunciation, Article10Clusters) {
  expect_said({{U"넋", U"넉"},
               {U"넋과", U"넉꽈"},
               {U"앉다", U"안따"},
               {U"여덟", U"여덜"},
               {U"넓다", U"널따"},
               {U"외곬", U"외골"},
               {U"핥다", U"할따"},
               {U"값", U"갑"},
               {U"밟다", U"밥따"},
               {U"밟는", U"밤는"},
               {U"밟게", U"밥께"},
               {U"넓죽하다", U"넙쭈카다"},
               {U"넓둥글다", U"넙뚱글다"}});
}

TEST(KoreanPronunciation, Article11Clusters) {
  expect_said({{U"닭", U"닥"},
               {U"흙과", U"흑꽈"},
               {U"맑다", U"막따"},
               {U"늙지", U"늑찌"},
               {U"삶", U"삼"},
               {U"젊다", U"점따"},
               {U"읊고", U"읍꼬"},
               {U"읊다", U"읍따"},
               {U"맑게", U"말께"},
               {U"묽고", U"물꼬"},
               {U"얽거나", U"얼꺼나"}});
}

TEST(KoreanPronunciation, Article12H) {
  expect_said({{U"놓고", U"노코"},       {U"좋던", U"조턴"},
               {U"쌓지", U"싸치"},       {U"많고", U"만코"},
               {U"닳지", U"달치"},       {U"각하", U"가카"},
               {U"먹히다", U"머키다"},   {U"밝히다", U"발키다"},
               {U"맏형", U"마텽"},       {U"좁히다", U"조피다"},
               {U"넓히다", U"널피다"},   {U"꽂히다", U"꼬치다"},
               {U"앉히다", U"안치다"},   {U"옷 한 벌", U"오 탄 벌"},
               {U"낮 한때", U"나 탄때"}, {U"꽃 한 송이", U"꼬 탄 송이"},
               {U"숱하다", U"수타다"},   {U"닿소", U"다쏘"},
               {U"많소", U"만쏘"},       {U"싫소", U"실쏘"},
               {U"놓는", U"논는"},       {U"않네", U"안네"},
               {U"뚫네", U"뚤레"},       {U"낳은", U"나은"},
               {U"쌓이다", U"싸이다"},   {U"많아", U"마나"},
               {U"닳아서", U"다라서"},   {U"싫어도", U"시러도"},
               {U"전화", U"전화"}});
}

TEST(KoreanPronunciation, Articles13And14Liaison) {
  expect_said({{U"깎아", U"까까"},
               {U"옷이", U"오시"},
               {U"있어", U"이써"},
               {U"낮이", U"나지"},
               {U"꽃을", U"꼬츨"},
               {U"쫓아", U"쪼차"},
               {U"밭에", U"바테"},
               {U"앞으로", U"아프로"},
               {U"넋이", U"넉씨"},
               {U"앉아", U"안자"},
               {U"닭을", U"달글"},
               {U"젊어", U"절머"},
               {U"곬이", U"골씨"},
               {U"핥아", U"할타"},
               {U"읊어", U"을퍼"},
               {U"값을", U"갑쓸"},
               {U"없어", U"업써"},
               {U"강아지", U"강아지"}});
}

TEST(KoreanPronunciation, Articles15And16LiaisonOfWordsAndLetters) {
  expect_said({{U"맛없다", U"마덥따"},
               {U"겉옷", U"거돋"},
               {U"헛웃음", U"허두슴"},
               {U"값어치", U"가버치"},
               {U"값있는", U"가빈는"},
               {U"젖어미", U"저더미"},
               {U"맛있다", U"마싣따"},
               {U"멋있다", U"머싣따"},
               {U"꽃 위", U"꼳 위"},
               {U"디귿이", U"디그시"},
               {U"지읒을", U"지으슬"},
               {U"키읔에", U"키으게"},
               {U"피읖이", U"피으비"},
               {U"히읗에", U"히으세"}});
}

TEST(KoreanPronunciation, Article17Palatalisation) {
  expect_said({{U"곧이듣다", U"고지듣따"},
               {U"굳이", U"구지"},
               {U"미닫이", U"미다지"},
               {U"밭이", U"바치"},
               {U"벼훑이", U"벼훌치"},
               {U"굳히다", U"구치다"},
               {U"닫히다", U"다치다"},
               {U"닫혔다", U"다첟따"},
               {U"묻혀", U"무처"},
               {U"붙여", U"부처"}});
}

TEST(KoreanPronunciation, Article18Nasals) {
  expect_said({{U"먹는", U"멍는"},
               {U"국물", U"궁물"},
               {U"깎는", U"깡는"},
               {U"긁는", U"긍는"},
               {U"닫는", U"단는"},
               {U"있는", U"인는"},
               {U"꽃망울", U"꼰망울"},
               {U"밥물", U"밤물"},
               {U"앞마당", U"암마당"},
               {U"없는", U"엄는"},
               {U"읊는", U"음는"},
               {U"책 넣는다", U"챙 넌는다"},
               {U"옷 맞추다", U"온 맏추다"},
               {U"값 매기다", U"감 매기다"}});
}

TEST(KoreanPronunciation, Articles19And20Liquids) {
  expect_said({{U"담력", U"담녁"},
               {U"침략", U"침냑"},
               {U"강릉", U"강능"},
               {U"대통령", U"대통녕"},
               {U"막론", U"망논"},
               {U"협력", U"혐녁"},
               {U"난로", U"날로"},
               {U"신라", U"실라"},
               {U"대관령", U"대괄령"},
               {U"칼날", U"칼랄"},
               {U"물난리", U"물랄리"},
               {U"핥네", U"할레"},
               {U"의견란", U"의견난"},
               {U"생산량", U"생산냥"},
               {U"공권력", U"공꿘녁"},
               {U"상견례", U"상견녜"},
               {U"입원료", U"이붠뇨"}});
}

TEST(KoreanPronunciation, Article23TenseAfterObstruents) {
  expect_said({{U"국밥", U"국빱"},
               {U"넋받이", U"넉빠지"},
               {U"닭장", U"닥짱"},
               {U"옷고름", U"옫꼬름"},
               {U"있던", U"읻떤"},
               {U"꽃다발", U"꼳따발"},
               {U"낯설다", U"낟썰다"},
               {U"밭갈이", U"받까리"},
               {U"덮개", U"덥깨"},
               {U"읊조리다", U"읍쪼리다"},
               {U"값지다", U"갑찌다"}});
}

TEST(KoreanPronunciation, Articles24And25TenseAfterStems) {
  expect_said({{U"앉고", U"안꼬"},
               {U"얹다", U"언따"},
               {U"삼고", U"삼꼬"},
               {U"닮고", U"담꼬"},
               {U"젊지", U"점찌"},
               {U"굶기다", U"굼기다"},
               {U"옮기다", U"옴기다"},
               {U"삶과", U"삼과"},
               {U"넓게", U"널께"},
               {U"떫지", U"떨찌"},
               {U"훑소", U"훌쏘"},
               {U"여덟도", U"여덜도"}});
}

TEST(KoreanPronunciation, Article26TenseInSinoKorean) {
  expect_said({{U"갈등", U"갈뜽"},
               {U"발동", U"발똥"},
               {U"절도", U"절또"},
               {U"말살", U"말쌀"},
               {U"불소", U"불쏘"},
               {U"일시", U"일씨"},
               {U"갈증", U"갈쯩"},
               {U"물질", U"물찔"},
               {U"발전", U"발쩐"},
               {U"몰상식", U"몰쌍식"},
               {U"불세출", U"불쎄출"},
               {U"허허실실", U"허허실실"},
               {U"절절하다", U"절절하다"},
               {U"살던", U"살던"},
               {U"알지만", U"알지만"},
               {U"월드컵", U"월드컵"}});
}

TEST(KoreanPronunciation, Article27TenseAfterVerbsInL) {
  expect_said({{U"할 것을", U"할 꺼슬"},
               {U"갈 데가", U"갈 떼가"},
               {U"할 바를", U"할 빠를"},
               {U"할 수는", U"할 쑤는"},
               {U"할 적에", U"할 쩌게"},
               {U"갈 곳", U"갈 꼳"},
               {U"할 도리", U"할 또리"},
               {U"할걸", U"할껄"},
               {U"할수록", U"할쑤록"},
               {U"할지라도", U"할찌라도"},
               {U"할지언정", U"할찌언정"},
               {U"할진대", U"할찐대"},
               {U"서울 수도권", U"서울 수도권"}});
}

TEST(KoreanPronunciation, Article28TenseInCompounds) {
  expect_said({{U"문고리", U"문꼬리"},
               {U"눈동자", U"눈똥자"},
               {U"신바람", U"신빠람"},
               {U"길가", U"길까"},
               {U"발바닥", U"발빠닥"},
               {U"술잔", U"술짠"},
               {U"아침밥", U"아침빱"},
               {U"강가", U"강까"},
               {U"등불", U"등뿔"},
               {U"인권", U"인꿘"},
               {U"가능성", U"가능썽"},
               {U"조건", U"조껀"}});
}

TEST(KoreanPronunciation, Articles29And30InsertedN) {
  expect_said({{U"솜이불", U"솜니불"},   {U"홑이불", U"혼니불"},     {U"막일", U"망닐"},
               {U"삯일", U"상닐"},       {U"꽃잎", U"꼰닙"},         {U"내복약", U"내봉냑"},
               {U"한여름", U"한녀름"},   {U"색연필", U"생년필"},     {U"직행열차", U"지캥녈차"},
               {U"늑막염", U"능망념"},   {U"영업용", U"영엄뇽"},     {U"식용유", U"시굥뉴"},
               {U"솔잎", U"솔립"},       {U"물약", U"물략"},         {U"서울역", U"서울력"},
               {U"휘발유", U"휘발류"},   {U"한 일", U"한 닐"},       {U"할 일", U"할 릴"},
               {U"옷 입다", U"온 닙따"}, {U"콧날", U"콘날"},         {U"뱃머리", U"밴머리"},
               {U"깻잎", U"깬닙"},       {U"나뭇잎이", U"나문니피"}, {U"뒷일", U"뒨닐"},
               {U"햇살", U"핻쌀"},       {U"송별연", U"송벼련"},     {U"등용문", U"등용문"}});
}

TEST(KoreanPronunciation, PassesOverWhatIsNoSyllable) {
  expect_said(
      {{U"", U""}, {U"ㅋㅋ", U""}, {U"漢字", U""}, {U"가 ㄱ 나", U"가 나"}, {U"값!", U"갑"}});
}

}  // namespace
}  // namespace dragoman::text
