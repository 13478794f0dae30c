#include "text/spoken/testing.h"

namespace dragoman::text::spoken {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"3 gatti e 1.234 libri", "tre gatti e milleduecentotrentaquattro libri"},
    {"12.345.678", "dodici milioni trecentoquarantacinquemilaseicentosettantotto"},
    {"1 ora, 1 studente, 1 anno", "un'ora, uno studente, un anno"},
    {"21 persone, 23", "ventuno persone, ventitré"},
    {"-5 °C e 3,14", "meno cinque gradi Celsius e tre virgola quattordici"},
    {"3,05 e 0,5 litri", "tre virgola zero cinque e zero virgola cinque litri"},
    {"il 3 maggio 2021", "il tre maggio duemilaventuno"},
    {"il 1º maggio, 1 maggio", "il primo maggio, primo maggio"},
    {"03/05/2021", "tre maggio duemilaventuno"},
    {"2021-05-01", "primo maggio duemilaventuno"},
    {"nel 1984", "nel millenovecentottantaquattro"},
    {"2º, 3ª", "secondo, terza"},
    {"alle 10:30, all'1:05", "alle dieci e trenta, all'una e cinque"},
    {"alle 17.45, ore 9.00", "alle diciassette e quarantacinque, ore nove"},
    {"3,50 € e 1 €", "tre euro e cinquanta centesimi e un euro"},
    {"1.234,56 €", "milleduecentotrentaquattro euro e cinquantasei centesimi"},
    {"$3.50, £1", "tre dollari e cinquanta centesimi, una sterlina"},
    {"3,5 milioni di euro", "tre virgola cinque milioni di euro"},
    {"5 mln di euro, 20 %", "cinque milioni di euro, venti per cento"},
    {"5 km, 2 t, 80 km/h", "cinque chilometri, due tonnellate, ottanta chilometri orari"},
    {"100 m², 64 GB", "cento metri quadrati, sessantaquattro gigabyte"},
    {"+39 06 1234567", "più tre nove, zero sei, uno due tre quattro cinque sei sette"},
    {"Sig. Rossi e Dott.ssa Bianchi", "signor Rossi e dottoressa Bianchi"},
    {"ad es., n. 5", "ad esempio, numero cinque"},
    {"pane, ecc. Poi uscì.", "pane, eccetera. Poi uscì."},
    {"www.esempio.it", "esempio punto I T"},
    {"info@esempio.it", "info chiocciola esempio punto I T"},
    {"A & B, 2 + 2 = 4", "A e B, due più due uguale a quattro"},
    {"1990-1995", "millenovecentonovanta a millenovecentonovantacinque"},
    {"3-5 giorni, 3-2", "tre a cinque giorni, tre a due"},
    {"½, 3/4 e 2½", "un mezzo, tre quarti e due e mezzo"},
    {"il XX secolo, il secolo XIX", "il ventesimo secolo, il secolo diciannovesimo"},
    {"Luigi XIV, Elisabetta II", "Luigi quattordicesimo, Elisabetta seconda"},
    {"la II guerra mondiale", "la seconda guerra mondiale"},
    {"A380, G7, versione 1.2.3", "A trecentottanta, G sette, versione uno punto due punto tre"},
    {"3 × 4, ±5", "tre per quattro, più o meno cinque"},
    {"l'8 marzo", "l'otto marzo"},
});

TEST(Italian, IsReadAsANewsreaderWould) { expect_said(core::Language::kItalian, kCases); }

}  // namespace
}  // namespace dragoman::text::spoken
