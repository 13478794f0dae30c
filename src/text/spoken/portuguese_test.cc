#include "text/spoken/testing.h"

namespace dragoman::text::spoken {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"3 gatos e 1.234 livros", "três gatos e mil duzentos e trinta e quatro livros"},
    {"12.345.678", "doze milhões trezentos e quarenta e cinco mil seiscentos e setenta e oito"},
    {"2 pessoas, 21 mulheres, 1 dia", "duas pessoas, vinte e uma mulheres, um dia"},
    {"200 casas, 200 carros", "duzentas casas, duzentos carros"},
    {"-5 °C e 3,14", "menos cinco graus Celsius e três vírgula quatorze"},
    {"3,05 e 1,5 km", "três vírgula zero cinco e um vírgula cinco quilômetro"},
    {"em 3 de maio de 2021", "em três de maio de dois mil e vinte e um"},
    {"1 de maio, 1º de maio", "primeiro de maio, primeiro de maio"},
    {"03/05/2021", "três de maio de dois mil e vinte e um"},
    {"2021-05-01", "primeiro de maio de dois mil e vinte e um"},
    {"em 1984", "em mil novecentos e oitenta e quatro"},
    {"2º, 3ª", "segundo, terceira"},
    {"às 10h30, às 14h, à 1h05", "às dez e trinta, às quatorze horas, à uma e cinco"},
    {"às 17:45 horas", "às dezessete e quarenta e cinco"},
    {"R$ 3,50 e R$ 1", "três reais e cinquenta centavos e um real"},
    {"R$ 1.234,56", "mil duzentos e trinta e quatro reais e cinquenta e seis centavos"},
    {"US$ 3,5 milhões", "três vírgula cinco milhões de dólares"},
    {"R$ 2 bi, 20 €", "dois bilhões de reais, vinte euros"},
    {"20%", "vinte por cento"},
    {"5 km, 2 t, 80 km/h", "cinco quilômetros, duas toneladas, oitenta quilômetros por hora"},
    {"100 m², 64 GB", "cem metros quadrados, sessenta e quatro gigabytes"},
    {"+55 11 98765-4321",
     "mais cinco cinco, um um, nove oito sete seis cinco, quatro três dois um"},
    {"(11) 98765-4321", "um um, nove oito sete seis cinco, quatro três dois um"},
    {"Sr. Silva e Dra. Souza", "senhor Silva e doutora Souza"},
    {"p. ex., n.º 5", "por exemplo, número cinco"},
    {"pão, etc. Depois saiu.", "pão, et cetera. Depois saiu."},
    {"www.exemplo.com.br", "exemplo ponto com ponto B R"},
    {"info@exemplo.com", "info arroba exemplo ponto com"},
    {"A & B, 2 + 2 = 4", "A e B, dois mais dois igual a quatro"},
    {"1990-1995", "mil novecentos e noventa a mil novecentos e noventa e cinco"},
    {"3-5 dias, 3-2", "três a cinco dias, três a dois"},
    {"½, 3/4 e 2½", "um meio, três quartos e dois e meio"},
    {"século XX, século V", "século vinte, século quinto"},
    {"Dom Pedro II, João XXIII", "Dom Pedro segundo, João vinte e três"},
    {"a II Guerra Mundial", "a segunda Guerra Mundial"},
    {"A380, G7, versão 1.2.3", "A trezentos e oitenta, G sete, versão um ponto dois ponto três"},
    {"14.014 casas, em 2014", "quatorze mil e quatorze casas, em dois mil e quatorze"},
    {"3 × 4, ±5", "três vezes quatro, mais ou menos cinco"},
});

TEST(Portuguese, IsReadAsANewsreaderWould) { expect_said(core::Language::kPortuguese, kCases); }

}  // namespace
}  // namespace dragoman::text::spoken
