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
    {"nm", {"纳米", "纳米"}},
    {"kg", {"公斤", "公斤"}},
    {"g", {"克", "克"}},
    {"mg", {"毫克", "毫克"}},
    {"t", {"吨", "吨"}},
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
    {"ha", {"公顷", "公顷"}},
    {"km/h", {"公里", "公里", Gender::kMasculine, "每小时"}},
    {"m/s", {"米", "米", Gender::kMasculine, "每秒"}},
    {"mph", {"英里", "英里", Gender::kMasculine, "每小时"}},
    {"°C", {"摄氏度", "摄氏度"}},
    {"° C", {"摄氏度", "摄氏度"}},
    {"°F", {"华氏度", "华氏度"}},
    {"° F", {"华氏度", "华氏度"}},
    {"°", {"度", "度"}},
    {"mi", {"英里", "英里"}},
    {"ft", {"英尺", "英尺"}},
    {"lb", {"磅", "磅"}},
    {"oz", {"盎司", "盎司"}},
    {"KB", {"千字节", "千字节"}},
    {"kB", {"千字节", "千字节"}},
    {"MB", {"兆", "兆"}},
    {"GB", {"G", "G"}},
    {"TB", {"T", "T"}},
    {"Mbps", {"兆比特", "兆比特", Gender::kMasculine, "每秒"}},
    {"Hz", {"赫兹", "赫兹"}},
    {"kHz", {"千赫兹", "千赫兹"}},
    {"MHz", {"兆赫兹", "兆赫兹"}},
    {"GHz", {"吉赫兹", "吉赫兹"}},
    {"W", {"瓦", "瓦"}},
    {"kW", {"千瓦", "千瓦"}},
    {"MW", {"兆瓦", "兆瓦"}},
    {"kWh", {"千瓦时", "千瓦时"}},
    {"mAh", {"毫安时", "毫安时"}},
    {"V", {"伏", "伏"}},
    {"hPa", {"百帕", "百帕"}},
    {"dB", {"分贝", "分贝"}},
    {"kcal", {"千卡", "千卡"}},
    {"h", {"小时", "小时"}},
    {"min", {"分钟", "分钟"}},
    {"s", {"秒", "秒"}},
    {"ms", {"毫秒", "毫秒"}},
});

constexpr auto kCurrencies = std::to_array<Currency>({
    {"USD", {"美元", "美元"}, {}},
    {"EUR", {"欧元", "欧元"}, {}},
    {"GBP", {"英镑", "英镑"}, {}},
    {"JPY", {"日元", "日元"}, {}},
    {"CNY", {"元", "元"}, {}},
    {"RUB", {"卢布", "卢布"}, {}},
    {"KRW", {"韩元", "韩元"}, {}},
    {"INR", {"卢比", "卢比"}, {}},
    {"BRL", {"雷亚尔", "雷亚尔"}, {}},
    {"CHF", {"瑞士法郎", "瑞士法郎"}, {}},
    {"HKD", {"港元", "港元"}, {}},
});

constexpr auto kMagnitudes = std::to_array<Unit>({
    {"万", {"万", "万"}},
    {"亿", {"亿", "亿"}},
    {"万亿", {"万亿", "万亿"}},
    {"千", {"千", "千"}},
    {"百万", {"百万", "百万"}},
    {"千万", {"千万", "千万"}},
});

constexpr auto kAbbreviations = std::to_array<Abbreviation>({
    {"No.", "第", Behind::kDigit},
    {"vs.", "对"},
    {"vs", "对"},
});

constexpr auto kSymbols = std::to_array<Symbol>({
    {U'&', "和"},   {U'@', "艾特"},   {U'#', "井号"},     {U'♯', "升"},       {U'+', "加"},
    {U'=', "等于"}, {U'×', "乘以"},   {U'÷', "除以"},     {U'±', "正负"},     {U'§', "第"},
    {U'<', "小于"}, {U'>', "大于"},   {U'≤', "小于等于"}, {U'≥', "大于等于"}, {U'≠', "不等于"},
    {U'≈', "约"},   {U'√', "根号"},   {U'∞', "无穷大"},   {U'²', "的平方"},   {U'³', "的立方"},
    {U'°', "度"},   {U'%', "百分之"}, {U'№', "第"},
});

}  // namespace

constinit const Words kMandarinWords{
    .locale = "zh",
    .decimal = U'.',
    .groups = U",",
    .date_order = DateOrder::kYearFirst,
    .decimals = DecimalStyle::kDigits,
    .dense = true,
    .cardinal = "%spellout-cardinal",
    .masculine = "%spellout-cardinal",
    .feminine = "%spellout-cardinal",
    .decimal_word = "点",
    .dot = "点",
    .minus = "负",
    .range = "到",
    .score = "比",
    .money_joint = "",
    .magnitude_joint = "",
    .at = "艾特",
    .slash = "斜杠",
    .hyphen = "杠",
    .underscore = "下划线",
    .by = "乘",
    .number_sign = "第",
    .dollar = "USD",
    .yen = "CNY",
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
