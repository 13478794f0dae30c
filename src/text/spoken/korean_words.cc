#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

constexpr auto kMonths =
    std::to_array<std::string_view>({"일월", "이월", "삼월", "사월", "오월", "유월", "칠월", "팔월",
                                     "구월", "시월", "십일월", "십이월"});

constexpr auto kUnits = std::to_array<Unit>({
    {"%", {"퍼센트", "퍼센트"}},
    {"‰", {"퍼밀", "퍼밀"}},
    {"km", {"킬로미터", "킬로미터"}},
    {"m", {"미터", "미터"}},
    {"cm", {"센티미터", "센티미터"}},
    {"mm", {"밀리미터", "밀리미터"}},
    {"nm", {"나노미터", "나노미터"}},
    {"kg", {"킬로그램", "킬로그램"}},
    {"g", {"그램", "그램"}},
    {"mg", {"밀리그램", "밀리그램"}},
    {"t", {"톤", "톤"}},
    {"l", {"리터", "리터"}},
    {"L", {"리터", "리터"}},
    {"ml", {"밀리리터", "밀리리터"}},
    {"mL", {"밀리리터", "밀리리터"}},
    {"km²", {"제곱킬로미터", "제곱킬로미터"}},
    {"km2", {"제곱킬로미터", "제곱킬로미터"}},
    {"m²", {"제곱미터", "제곱미터"}},
    {"m2", {"제곱미터", "제곱미터"}},
    {"cm²", {"제곱센티미터", "제곱센티미터"}},
    {"m³", {"세제곱미터", "세제곱미터"}},
    {"m3", {"세제곱미터", "세제곱미터"}},
    {"ha", {"헥타르", "헥타르"}},
    {"km/h", {"킬로미터", "킬로미터", Gender::kMasculine, "시속"}},
    {"m/s", {"미터", "미터", Gender::kMasculine, "초속"}},
    {"mph", {"마일", "마일", Gender::kMasculine, "시속"}},
    {"°C", {"도", "도"}},
    {"° C", {"도", "도"}},
    {"°F", {"도", "도", Gender::kMasculine, "화씨"}},
    {"° F", {"도", "도", Gender::kMasculine, "화씨"}},
    {"°", {"도", "도"}},
    {"mi", {"마일", "마일"}},
    {"ft", {"피트", "피트"}},
    {"lb", {"파운드", "파운드"}},
    {"oz", {"온스", "온스"}},
    {"KB", {"킬로바이트", "킬로바이트"}},
    {"kB", {"킬로바이트", "킬로바이트"}},
    {"MB", {"메가바이트", "메가바이트"}},
    {"GB", {"기가바이트", "기가바이트"}},
    {"TB", {"테라바이트", "테라바이트"}},
    {"Mbps", {"메가비피에스", "메가비피에스"}},
    {"Hz", {"헤르츠", "헤르츠"}},
    {"kHz", {"킬로헤르츠", "킬로헤르츠"}},
    {"MHz", {"메가헤르츠", "메가헤르츠"}},
    {"GHz", {"기가헤르츠", "기가헤르츠"}},
    {"W", {"와트", "와트"}},
    {"kW", {"킬로와트", "킬로와트"}},
    {"MW", {"메가와트", "메가와트"}},
    {"kWh", {"킬로와트시", "킬로와트시"}},
    {"mAh", {"밀리암페어시", "밀리암페어시"}},
    {"V", {"볼트", "볼트"}},
    {"hPa", {"헥토파스칼", "헥토파스칼"}},
    {"dB", {"데시벨", "데시벨"}},
    {"kcal", {"킬로칼로리", "킬로칼로리"}},
    {"h", {"시간", "시간"}},
    {"min", {"분", "분"}},
    {"s", {"초", "초"}},
    {"ms", {"밀리초", "밀리초"}},
});

constexpr auto kCurrencies = std::to_array<Currency>({
    {"USD", {"달러", "달러"}, {"센트", "센트"}},
    {"EUR", {"유로", "유로"}, {"센트", "센트"}},
    {"GBP", {"파운드", "파운드"}, {"펜스", "펜스"}},
    {"JPY", {"엔", "엔"}, {}},
    {"CNY", {"위안", "위안"}, {}},
    {"RUB", {"루블", "루블"}, {}},
    {"KRW", {"원", "원"}, {}},
    {"INR", {"루피", "루피"}, {}},
    {"BRL", {"헤알", "헤알"}, {}},
    {"CHF", {"스위스 프랑", "스위스 프랑"}, {}},
    {"HKD", {"홍콩 달러", "홍콩 달러"}, {}},
});

constexpr auto kMagnitudes = std::to_array<Unit>({
    {"만", {"만", "만"}},
    {"억", {"억", "억"}},
    {"조", {"조", "조"}},
    {"천", {"천", "천"}},
    {"백만", {"백만", "백만"}},
    {"천만", {"천만", "천만"}},
});

constexpr auto kAbbreviations = std::to_array<Abbreviation>({
    {"No.", "넘버", Behind::kDigit},
    {"vs.", "대"},
    {"vs", "대"},
});

constexpr auto kSymbols = std::to_array<Symbol>({
    {U'&', "앤드"},        {U'@', "골뱅이"},      {U'#', "해시태그"},
    {U'♯', "샵"},          {U'+', "더하기"},      {U'=', "는"},
    {U'×', "곱하기"},      {U'÷', "나누기"},      {U'±', "플러스마이너스"},
    {U'§', "제"},          {U'<', "작다"},        {U'>', "크다"},
    {U'≤', "작거나 같다"}, {U'≥', "크거나 같다"}, {U'≠', "같지 않다"},
    {U'≈', "약"},          {U'√', "루트"},        {U'∞', "무한대"},
    {U'²', "제곱"},        {U'³', "세제곱"},      {U'°', "도"},
    {U'%', "퍼센트"},      {U'№', "넘버"},
});

}  // namespace

constinit const Words kKoreanWords{
    .locale = "ko",
    .decimal = U'.',
    .groups = U",",
    .date_order = DateOrder::kYearFirst,
    .decimals = DecimalStyle::kDigits,
    .dense = false,
    .cardinal = "%spellout-cardinal-sinokorean",
    .masculine = "%spellout-cardinal-sinokorean",
    .feminine = "%spellout-cardinal-sinokorean",
    .decimal_word = "점",
    .dot = "닷",
    .minus = "마이너스",
    .range = "에서",
    .score = "대",
    .money_joint = "",
    .magnitude_joint = "",
    .at = "골뱅이",
    .slash = "슬래시",
    .hyphen = "하이픈",
    .underscore = "언더바",
    .by = "곱하기",
    .number_sign = "넘버",
    .dollar = "USD",
    .yen = "JPY",
    .clock_word = "",
    .half_day_words = true,
    .percent_first = false,
    .latin_glosses = true,
    .digits = {"영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"},
    .months = kMonths,
    .units = kUnits,
    .currencies = kCurrencies,
    .magnitudes = kMagnitudes,
    .abbreviations = kAbbreviations,
    .symbols = kSymbols,
    .ordinal_signs = {},
};

}  // namespace dragoman::text::spoken
