#include "text/spoken/tables.h"

namespace dragoman::text::spoken {

namespace {

constexpr auto kMonths =
    std::to_array<std::string_view>({"一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月",
                                     "九月", "十月", "十一月", "十二月"});

constexpr auto kUnits = std::to_array<Unit>({
    {"%", {"パーセント", "パーセント"}},
    {"‰", {"パーミル", "パーミル"}},
    {"km", {"キロメートル", "キロメートル"}},
    {"m", {"メートル", "メートル"}},
    {"cm", {"センチメートル", "センチメートル"}},
    {"mm", {"ミリメートル", "ミリメートル"}},
    {"nm", {"ナノメートル", "ナノメートル"}},
    {"kg", {"キログラム", "キログラム"}},
    {"g", {"グラム", "グラム"}},
    {"mg", {"ミリグラム", "ミリグラム"}},
    {"t", {"トン", "トン"}},
    {"l", {"リットル", "リットル"}},
    {"L", {"リットル", "リットル"}},
    {"ml", {"ミリリットル", "ミリリットル"}},
    {"mL", {"ミリリットル", "ミリリットル"}},
    {"km²", {"平方キロメートル", "平方キロメートル"}},
    {"km2", {"平方キロメートル", "平方キロメートル"}},
    {"m²", {"平方メートル", "平方メートル"}},
    {"m2", {"平方メートル", "平方メートル"}},
    {"cm²", {"平方センチメートル", "平方センチメートル"}},
    {"m³", {"立方メートル", "立方メートル"}},
    {"m3", {"立方メートル", "立方メートル"}},
    {"ha", {"ヘクタール", "ヘクタール"}},
    {"km/h", {"キロメートル", "キロメートル", Gender::kMasculine, "時速"}},
    {"m/s", {"メートル", "メートル", Gender::kMasculine, "秒速"}},
    {"mph", {"マイル", "マイル", Gender::kMasculine, "時速"}},
    {"°C", {"度", "度"}},
    {"° C", {"度", "度"}},
    {"°F", {"度", "度", Gender::kMasculine, "華氏"}},
    {"° F", {"度", "度", Gender::kMasculine, "華氏"}},
    {"°", {"度", "度"}},
    {"mi", {"マイル", "マイル"}},
    {"ft", {"フィート", "フィート"}},
    {"lb", {"ポンド", "ポンド"}},
    {"oz", {"オンス", "オンス"}},
    {"KB", {"キロバイト", "キロバイト"}},
    {"kB", {"キロバイト", "キロバイト"}},
    {"MB", {"メガバイト", "メガバイト"}},
    {"GB", {"ギガバイト", "ギガバイト"}},
    {"TB", {"テラバイト", "テラバイト"}},
    {"Mbps", {"メガビーピーエス", "メガビーピーエス"}},
    {"Hz", {"ヘルツ", "ヘルツ"}},
    {"kHz", {"キロヘルツ", "キロヘルツ"}},
    {"MHz", {"メガヘルツ", "メガヘルツ"}},
    {"GHz", {"ギガヘルツ", "ギガヘルツ"}},
    {"W", {"ワット", "ワット"}},
    {"kW", {"キロワット", "キロワット"}},
    {"MW", {"メガワット", "メガワット"}},
    {"kWh", {"キロワット時", "キロワット時"}},
    {"mAh", {"ミリアンペア時", "ミリアンペア時"}},
    {"V", {"ボルト", "ボルト"}},
    {"hPa", {"ヘクトパスカル", "ヘクトパスカル"}},
    {"dB", {"デシベル", "デシベル"}},
    {"kcal", {"キロカロリー", "キロカロリー"}},
    {"h", {"時間", "時間"}},
    {"min", {"分", "分"}},
    {"s", {"秒", "秒"}},
    {"ms", {"ミリ秒", "ミリ秒"}},
});

constexpr auto kCurrencies = std::to_array<Currency>({
    {"USD", {"ドル", "ドル"}, {"セント", "セント"}},
    {"EUR", {"ユーロ", "ユーロ"}, {"セント", "セント"}},
    {"GBP", {"ポンド", "ポンド"}, {"ペンス", "ペンス"}},
    {"JPY", {"円", "円"}, {}},
    {"CNY", {"元", "元"}, {}},
    {"RUB", {"ルーブル", "ルーブル"}, {}},
    {"KRW", {"ウォン", "ウォン"}, {}},
    {"INR", {"ルピー", "ルピー"}, {}},
    {"BRL", {"レアル", "レアル"}, {}},
    {"CHF", {"スイスフラン", "スイスフラン"}, {}},
    {"HKD", {"香港ドル", "香港ドル"}, {}},
});

constexpr auto kMagnitudes = std::to_array<Unit>({
    {"万", {"万", "万"}},
    {"億", {"億", "億"}},
    {"兆", {"兆", "兆"}},
    {"百万", {"百万", "百万"}},
    {"千万", {"千万", "千万"}},
});

constexpr auto kAbbreviations = std::to_array<Abbreviation>({
    {"No.", "ナンバー", Behind::kDigit},
    {"vs.", "対"},
    {"vs", "対"},
});

constexpr auto kSymbols = std::to_array<Symbol>({
    {U'&', "アンド"},     {U'@', "アットマーク"}, {U'#', "ハッシュタグ"},
    {U'♯', "シャープ"},   {U'+', "プラス"},       {U'=', "イコール"},
    {U'×', "かける"},     {U'÷', "割る"},         {U'±', "プラスマイナス"},
    {U'§', "セクション"}, {U'<', "小なり"},       {U'>', "大なり"},
    {U'≤', "以下"},       {U'≥', "以上"},         {U'≠', "ノットイコール"},
    {U'≈', "約"},         {U'√', "ルート"},       {U'∞', "無限大"},
    {U'²', "の二乗"},     {U'³', "の三乗"},       {U'°', "度"},
    {U'%', "パーセント"}, {U'№', "ナンバー"},
});

}  // namespace

constinit const Words kJapaneseWords{
    .locale = "ja",
    .decimal = U'.',
    .groups = U",",
    .date_order = DateOrder::kYearFirst,
    .decimals = DecimalStyle::kDigits,
    .dense = true,
    .cardinal = "%spellout-cardinal",
    .masculine = "%spellout-cardinal",
    .feminine = "%spellout-cardinal",
    .decimal_word = "点",
    .dot = "ドット",
    .minus = "マイナス",
    .range = "から",
    .score = "対",
    .money_joint = "",
    .magnitude_joint = "",
    .at = "アットマーク",
    .slash = "スラッシュ",
    .hyphen = "ハイフン",
    .underscore = "アンダーバー",
    .by = "かける",
    .number_sign = "ナンバー",
    .dollar = "USD",
    .yen = "JPY",
    .clock_word = "",
    .half_day_words = true,
    .percent_first = false,
    .latin_glosses = true,
    .digits = {"ゼロ", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
    .months = kMonths,
    .units = kUnits,
    .currencies = kCurrencies,
    .magnitudes = kMagnitudes,
    .abbreviations = kAbbreviations,
    .symbols = kSymbols,
    .ordinal_signs = {},
};

}  // namespace dragoman::text::spoken
