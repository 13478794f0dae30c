#include "text/spoken/testing.h"

namespace dragoman::text::spoken {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"3 Hunde und 1.234 Bücher", "drei Hunde und eintausendzweihundertvierunddreißig Bücher"},
    {"12.345.678", "zwölf Millionen dreihundertfünfundvierzigtausendsechshundertachtundsiebzig"},
    {"1 Person, 1 Mann, Kapitel 1", "eine Person, ein Mann, Kapitel eins"},
    {"-5 °C und 3,14", "minus fünf Grad Celsius und drei Komma eins vier"},
    {"0,5 Liter", "null Komma fünf Liter"},
    {"am 3. Mai 2021", "am dritten Mai zweitausendeinundzwanzig"},
    {"der 3. Platz, im 21. Jahrhundert", "der dritte Platz, im einundzwanzigsten Jahrhundert"},
    {"Er ist 21. Sie ist 20.", "Er ist einundzwanzig. Sie ist zwanzig."},
    {"vom 3. bis 5. Mai", "vom dritten bis fünften Mai"},
    {"am 03.05.2021", "am dritten Mai zweitausendeinundzwanzig"},
    {"2021-05-03", "dritter Mai zweitausendeinundzwanzig"},
    {"am 3.5. um 8.15 Uhr", "am dritten Mai um acht Uhr fünfzehn"},
    {"1984 und 2021", "neunzehnhundertvierundachtzig und zweitausendeinundzwanzig"},
    {"die 1990er Jahre", "die neunzehnhundertneunziger Jahre"},
    {"um 10:30 Uhr", "um zehn Uhr dreißig"},
    {"1:05 Uhr", "ein Uhr fünf"},
    {"3,50 € und 1 €", "drei Euro fünfzig und ein Euro"},
    {"1.234,56 €", "eintausendzweihundertvierunddreißig Euro sechsundfünfzig"},
    {"$5, £20, ¥500", "fünf Dollar, zwanzig Pfund, fünfhundert Yen"},
    {"5 Mio. €, 2,5 Milliarden Euro", "fünf Millionen Euro, zwei Komma fünf Milliarden Euro"},
    {"1 Mio. Menschen", "eine Million Menschen"},
    {"20 %", "zwanzig Prozent"},
    {"5 km, 1 t, 120 km/h", "fünf Kilometer, eine Tonne, einhundertzwanzig Kilometer pro Stunde"},
    {"120 m² und 64 GB", "einhundertzwanzig Quadratmeter und vierundsechzig Gigabyte"},
    {"+49 30 1234567", "plus vier neun, drei null, eins zwei drei vier fünf sechs sieben"},
    {"Tel. 030 1234567", "Telefon null drei null, eins zwei drei vier fünf sechs sieben"},
    {"z. B. Dr. Müller, bzw. Nr. 5", "zum Beispiel Doktor Müller, beziehungsweise Nummer fünf"},
    {"Äpfel usw. Dann ging er.", "Äpfel und so weiter. Dann ging er."},
    {"www.example.de", "example Punkt D E"},
    {"info@example.de", "info ät example Punkt D E"},
    {"A & B, 2 + 2 = 4, § 7", "A und B, zwei plus zwei gleich vier, Paragraf sieben"},
    {"1990–1995", "neunzehnhundertneunzig bis neunzehnhundertfünfundneunzig"},
    {"3–5 Tage", "drei bis fünf Tage"},
    {"ein 3:2 und ein 2-1", "ein drei zu zwei und ein zwei zu eins"},
    {"½, 3/4 und 2½ Stunden", "ein halb, drei viertel und zweieinhalb Stunden"},
    {"Friedrich II. war König.", "Friedrich der zweite war König."},
    {"von Ludwig XIV. gebaut", "von Ludwig dem vierzehnten gebaut"},
    {"A380, G7, Version 3.5.1",
     "A dreihundertachtzig, G sieben, Version drei Punkt fünf Punkt eins"},
    {"3 × 4, ±5", "drei mal vier, plus minus fünf"},
    {"Am 1. und 2. Mai wurde er 2. in Wien.",
     "Am ersten und zweiten Mai wurde er zweiter in Wien."},
    {"die Saison 2024-25, 5/3",
     "die Saison zweitausendvierundzwanzig fünfundzwanzig, fünf drittel"},
    {"Laufzeit von 4:41,30. Sie war 2:11,60 Minuten",
     "Laufzeit von vier einundvierzig Komma drei null. Sie war zwei elf Komma sechs null Minuten"},
});

TEST(German, IsReadAsANewsreaderWould) { expect_said(core::Language::kGerman, kCases); }

}  // namespace
}  // namespace dragoman::text::spoken
