#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

constexpr auto kMonths =
    std::to_array<std::string_view>({"一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月",
                                     "九月", "十月", "十一月", "十二月"});

constexpr auto kUnits = std::to_array<Unit>({
    {"%", {"", "", Gender::kMasculine, "百分之"}},
    {"‰", {"", "", Gender::kMasculine, "千分之"}},
    {"km", {"公里", "公里"}},
    {"m", {"米", "米"}},
    {"cm", {"厘米", "厘米"}},
    {"mm", {"毫米", "毫米"}},
    {"nm", {"納米", "納米"}},
    {"kg", {"公斤", "公斤"}},
    {"g", {"克", "克"}},
    {"mg", {"毫克", "毫克"}},
    {"t", {"噸", "噸"}},
    {"l", {"升", "升"}},
    {"L", {"升", "升"}},
    {"ml", {"毫升", "毫升"}},
    {"mL", {"毫升", "毫升"}},
    {"km²", {"平方公里", "平方公里"}},
    {"km2", {"平方公里", "平方公里"}},
    {"m²", {"平方米", "平方米"}},
    {"m2", {"平方米", "平方米"}},
    {"cm²", {"平方厘米", "平方厘米"}},
    {"m³", {"立方米", "立方米"}},
    {"m3", {"立方米", "立方米"}},
    {"ha", {"公頃", "公頃"}},
    {"km/h", {"公里", "公里", Gender::kMasculine, "每小時"}},
    {"m/s", {"米", "米", Gender::kMasculine, "每秒"}},
    {"mph", {"英里", "英里", Gender::kMasculine, "每小時"}},
    {"°C", {"攝氏度", "攝氏度"}},
    {"° C", {"攝氏度", "攝氏度"}},
    {"°F", {"華氏度", "華氏度"}},
    {"° F", {"華氏度", "華氏度"}},
    {"°", {"度", "度"}},
    {"mi", {"英里", "英里"}},
    {"ft", {"英尺", "英尺"}},
    {"lb", {"磅", "磅"}},
    {"oz", {"盎司", "盎司"}},
    {"KB", {"K B", "K B"}},
    {"kB", {"K B", "K B"}},
    {"MB", {"兆", "兆"}},
    {"GB", {"G", "G"}},
    {"TB", {"T", "T"}},
    {"Mbps", {"兆比特", "兆比特", Gender::kMasculine, "每秒"}},
    {"Hz", {"赫茲", "赫茲"}},
    {"kHz", {"千赫茲", "千赫茲"}},
    {"MHz", {"兆赫茲", "兆赫茲"}},
    {"GHz", {"吉赫茲", "吉赫茲"}},
    {"W", {"瓦", "瓦"}},
    {"kW", {"千瓦", "千瓦"}},
    {"MW", {"兆瓦", "兆瓦"}},
    {"kWh", {"千瓦時", "千瓦時"}},
    {"mAh", {"毫安時", "毫安時"}},
    {"V", {"伏", "伏"}},
    {"hPa", {"百帕", "百帕"}},
    {"dB", {"分貝", "分貝"}},
    {"kcal", {"千卡", "千卡"}},
    {"h", {"小時", "小時"}},
    {"min", {"分鐘", "分鐘"}},
    {"s", {"秒", "秒"}},
    {"ms", {"毫秒", "毫秒"}},
});

constexpr auto kCurrencies = std::to_array<Currency>({
    {"USD", {"美元", "美元"}, {}},
    {"EUR", {"歐元", "歐元"}, {}},
    {"GBP", {"英鎊", "英鎊"}, {}},
    {"JPY", {"日元", "日元"}, {}},
    {"CNY", {"元", "元"}, {}},
    {"RUB", {"盧布", "盧布"}, {}},
    {"KRW", {"韓元", "韓元"}, {}},
    {"INR", {"盧比", "盧比"}, {}},
    {"BRL", {"雷亞爾", "雷亞爾"}, {}},
    {"CHF", {"瑞士法郎", "瑞士法郎"}, {}},
    {"HKD", {"港元", "港元"}, {}},
});

constexpr auto kMagnitudes = std::to_array<Unit>({
    {"萬", {"萬", "萬"}},
    {"億", {"億", "億"}},
    {"萬億", {"萬億", "萬億"}},
    {"千", {"千", "千"}},
    {"百萬", {"百萬", "百萬"}},
    {"千萬", {"千萬", "千萬"}},
});

constexpr auto kAbbreviations = std::to_array<Abbreviation>({
    {"No.", "第", Behind::kDigit},
    {"vs.", "對"},
    {"vs", "對"},
});

constexpr auto kSymbols = std::to_array<Symbol>({
    {U'&', "和"},   {U'@', "at"},     {U'#', "井號"},     {U'♯', "升"},       {U'+', "加"},
    {U'=', "等於"}, {U'×', "乘以"},   {U'÷', "除以"},     {U'±', "正負"},     {U'§', "第"},
    {U'<', "小於"}, {U'>', "大於"},   {U'≤', "小於等於"}, {U'≥', "大於等於"}, {U'≠', "不等於"},
    {U'≈', "約"},   {U'√', "開方"},   {U'∞', "無窮大"},   {U'²', "的平方"},   {U'³', "的立方"},
    {U'°', "度"},   {U'%', "百分之"}, {U'№', "第"},
});

}  // namespace

constinit const Words kCantoneseWords{
    .locale = "yue",
    .decimal = U'.',
    .groups = U",",
    .date_order = DateOrder::kYearFirst,
    .decimals = DecimalStyle::kDigits,
    .dense = true,
    .cardinal = "%spellout-numbering",
    .masculine = "%spellout-numbering",
    .feminine = "%spellout-numbering",
    .decimal_word = "點",
    .dot = "點",
    .minus = "負",
    .range = "至",
    .score = "比",
    .money_joint = "",
    .magnitude_joint = "",
    .at = "at",
    .slash = "斜槓",
    .hyphen = "槓",
    .underscore = "下劃線",
    .by = "乘",
    .number_sign = "第",
    .dollar = "HKD",
    .yen = "JPY",
    .clock_word = "",
    .half_day_words = true,
    .percent_first = true,
    .latin_glosses = true,
    .digits = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
    .months = kMonths,
    .units = kUnits,
    .currencies = kCurrencies,
    .magnitudes = kMagnitudes,
    .abbreviations = kAbbreviations,
    .symbols = kSymbols,
    .ordinal_signs = {},
};

}  // namespace dragoman::text::spoken
