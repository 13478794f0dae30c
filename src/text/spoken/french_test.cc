#include "text/spoken/testing.h"

namespace dragoman::text::spoken {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"3 chats et 1 234 livres", "trois chats et mille deux cent trente-quatre livres"},
    {"12 345 678", "douze millions trois cent quarante-cinq mille six cent soixante-dix-huit"},
    {"21 personnes, 1 heure, 1 jour", "vingt-et-une personnes, une heure, un jour"},
    {"-5 °C et 3,14", "moins cinq degrés Celsius et trois virgule quatorze"},
    {"3,05 et 0,5 litre", "trois virgule zéro cinq et zéro virgule cinq litre"},
    {"1,5 km", "un virgule cinq kilomètre"},
    {"le 1er mai 2021", "le premier mai deux mille vingt-et-un"},
    {"la 2e fois, la 1re, le 3ème", "la deuxième fois, la première, le troisième"},
    {"le 03/05/2021", "le trois mai deux mille vingt-et-un"},
    {"2021-05-01", "premier mai deux mille vingt-et-un"},
    {"en 1984 et 2021", "en mille neuf cent quatre-vingt-quatre et deux mille vingt-et-un"},
    {"à 10h30, 20h, 1h05", "à dix heures trente, vingt heures, une heure cinq"},
    {"10:30", "dix heures trente"},
    {"2 h 15 min", "deux heures quinze"},
    {"3,50 € et 1 €", "trois euros cinquante et un euro"},
    {"1 234,56 €", "mille deux cent trente-quatre euros cinquante-six"},
    {"3,5 millions d'euros", "trois virgule cinq millions d'euros"},
    {"5 M€, $5, 20 £", "cinq millions d'euros, cinq dollars, vingt livres sterling"},
    {"5 % et 80 ans", "cinq pour cent et quatre-vingts ans"},
    {"5 km, 2 t, 200 km/h", "cinq kilomètres, deux tonnes, deux cents kilomètres heure"},
    {"100 m² et 64 Go", "cent mètres carrés et soixante-quatre gigaoctets"},
    {"+33 1 23 45 67 89",
     "plus trente-trois, un, vingt-trois, quarante-cinq, soixante-sept, quatre-vingt-neuf"},
    {"01 23 45 67 89", "zéro un, vingt-trois, quarante-cinq, soixante-sept, quatre-vingt-neuf"},
    {"M. Dupont, Mme Durand", "monsieur Dupont, madame Durand"},
    {"le Dr Martin, n° 5, p. ex.", "le docteur Martin, numéro cinq, par exemple"},
    {"pommes, etc. Puis il partit.", "pommes, et cetera. Puis il partit."},
    {"www.exemple.fr", "exemple point F R"},
    {"info@exemple.fr", "info arobase exemple point F R"},
    {"A & B, 2 + 2 = 4", "A et B, deux plus deux égale quatre"},
    {"1990-1995", "mille neuf cent quatre-vingt-dix à mille neuf cent quatre-vingt-quinze"},
    {"3-5 jours, 3-2", "trois à cinq jours, trois à deux"},
    {"½, 3/4 et 2½", "un demi, trois quarts et deux et demi"},
    {"le XXe siècle, la Ve République", "le vingtième siècle, la cinquième République"},
    {"Louis XIV, François Ier", "Louis quatorze, François premier"},
    {"Chapitre IV", "Chapitre quatre"},
    {"A380, G7, version 1.2.3",
     "A trois cent quatre-vingts, G sept, version un point deux point trois"},
    {"3 × 4, ±5", "trois fois quatre, plus ou moins cinq"},
    {"71, 80, 91", "soixante-et-onze, quatre-vingts, quatre-vingt-onze"},
});

TEST(French, IsReadAsANewsreaderWould) { expect_said(core::Language::kFrench, kCases); }

}  // namespace
}  // namespace dragoman::text::spoken
