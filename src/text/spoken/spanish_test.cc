#include "text/spoken/testing.h"

namespace dragoman::text::spoken {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"3 gatos y 1.234 libros", "tres gatos y mil doscientos treinta y cuatro libros"},
    {"12.345.678", "doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho"},
    {"21 personas, 21 años, 1 hora", "veintiuna personas, veintiún años, una hora"},
    {"200 mujeres, 200 hombres", "doscientas mujeres, doscientos hombres"},
    {"El capítulo 1 de 21", "El capítulo uno de veintiuno"},
    {"-5 °C y 3,14", "menos cinco grados Celsius y tres coma catorce"},
    {"3,05 y 3.5", "tres coma cero cinco y tres punto cinco"},
    {"el 3 de mayo de 2021", "el tres de mayo de dos mil veintiuno"},
    {"03/05/2021", "tres de mayo de dos mil veintiuno"},
    {"2021-05-01", "uno de mayo de dos mil veintiuno"},
    {"en 1984", "en mil novecientos ochenta y cuatro"},
    {"2.º, 3ª, el 1er piso", "segundo, tercera, el primer piso"},
    {"a las 10:30, a la 1:05", "a las diez y media, a la una y cinco"},
    {"a las 10:15, 17:45", "a las diez y cuarto, diecisiete cuarenta y cinco"},
    {"a las 5 p. m.", "a las cinco de la tarde."},
    {"a las 21:00 h", "a las veintiuna horas"},
    {"3,50 € y 1 €", "tres euros con cincuenta céntimos y un euro"},
    {"1.234,56 €", "mil doscientos treinta y cuatro euros con cincuenta y seis céntimos"},
    {"$3.50, £1", "tres dólares con cincuenta centavos, una libra"},
    {"3,5 millones de euros", "tres coma cinco millones de euros"},
    {"5 M€, 20 %", "cinco millones de euros, veinte por ciento"},
    {"5 km, 21 kg, 1 t, 80 km/h",
     "cinco kilómetros, veintiún kilogramos, una tonelada, ochenta kilómetros por hora"},
    {"100 m², 64 GB", "cien metros cuadrados, sesenta y cuatro gigabytes"},
    {"+34 612 345 678", "más tres cuatro, seis uno dos, tres cuatro cinco, seis siete ocho"},
    {"Sr. García y Dra. López", "señor García y doctora López"},
    {"p. ej., EE. UU. ganó.", "por ejemplo, Estados Unidos ganó."},
    {"pan, etc. Luego salió.", "pan, etcétera. Luego salió."},
    {"www.ejemplo.es", "ejemplo punto E S"},
    {"info@ejemplo.es", "info arroba ejemplo punto E S"},
    {"A & B, 2 + 2 = 4", "A y B, dos más dos igual a cuatro"},
    {"1990-1995", "mil novecientos noventa a mil novecientos noventa y cinco"},
    {"3-5 días, 3-2", "tres a cinco días, tres a dos"},
    {"½, 3/4 y 2½", "un medio, tres cuartos y dos y medio"},
    {"el siglo XX, el siglo V", "el siglo veinte, el siglo quinto"},
    {"Felipe II, Alfonso XIII, Isabel II", "Felipe segundo, Alfonso trece, Isabel segunda"},
    {"A380, G7, versión 1.2.3", "A trescientos ochenta, G siete, versión uno punto dos punto tres"},
    {"3 × 4, ±5", "tres por cuatro, más menos cinco"},
});

TEST(Spanish, IsReadAsANewsreaderWould) { expect_said(core::Language::kSpanish, kCases); }

}  // namespace
}  // namespace dragoman::text::spoken
