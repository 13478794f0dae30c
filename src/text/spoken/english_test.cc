#include "text/spoken/testing.h"

namespace dragoman::text::spoken {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"He has 3 cats and 1,234 books.",
     "He has three cats and one thousand two hundred thirty-four books."},
    {"12,345,678", "twelve million three hundred forty-five thousand six hundred seventy-eight"},
    {"It was -5 °C, or −3.2.", "It was minus five degrees Celsius, or minus three point two."},
    {"0.5 and 3.14", "zero point five and three point one four"},
    {"the 1st, 22nd and 103rd", "the first, twenty-second and one hundred third"},
    {"in 1984, 1905 and 1900", "in nineteen eighty-four, nineteen oh five and nineteen hundred"},
    {"in 2005 and 2021", "in two thousand five and twenty twenty-one"},
    {"since the 1990s and the '80s", "since the nineteen nineties and the eighties"},
    {"2021-05-03", "May third, twenty twenty-one"},
    {"3/5/2021", "March fifth, twenty twenty-one"},
    {"May 3, 2021", "May third, twenty twenty-one"},
    {"3 May 2021", "the third of May, twenty twenty-one"},
    {"on Sept. 5 and in May 2021", "on September fifth and in May twenty twenty-one"},
    {"2021-05-03T10:30:00Z", "May third, twenty twenty-one ten thirty"},
    {"10:30 and 9:05", "ten thirty and nine oh five"},
    {"at 5 p.m. Then he left.", "at five P M. Then he left."},
    {"11:15 am, 17:00", "eleven fifteen A M, seventeen hundred"},
    {"$3.50 and $1", "three dollars and fifty cents and one dollar"},
    {"20 € and £0.99", "twenty euros and ninety-nine pence"},
    {"$3.5 million, €2bn, ¥500",
     "three point five million dollars, two billion euros, five hundred yen"},
    {"10–15% of 5%", "ten to fifteen percent of five percent"},
    {"5 km, 1 kg, 60 mph and 6 ft",
     "five kilometers, one kilogram, sixty miles per hour and six feet"},
    {"120 m², 64GB and 2.4 GHz",
     "one hundred twenty square meters, sixty-four gigabytes and two point four gigahertz"},
    {"+1 555-123-4567", "plus one, five five five, one two three, four five six seven"},
    {"(555) 123-4567", "five five five, one two three, four five six seven"},
    {"Dr. Smith of St. Paul's, Main St.", "Doctor Smith of Saint Paul's, Main Street."},
    {"Mr. and Mrs. Jones, e.g. No. 5, etc.",
     "Mister and Missus Jones, for example Number five, et cetera."},
    {"www.example.com/a-b?x=1", "example dot com slash a dash b"},
    {"john.doe@example.co.uk", "john dot doe at example dot co dot U K"},
    {"A & B, #1, C++, 2 + 2 = 4", "A and B, number one, C plus plus, two plus two equals four"},
    {"3 × 4, ±5, §7", "three times four, plus or minus five, section seven"},
    {"1990–1995 and 3-5 days", "nineteen ninety to nineteen ninety-five and three to five days"},
    {"a 3-2 win", "a three to two win"},
    {"½ cup, 2½ miles, 3/4 of it", "one half cup, two and a half miles, three quarters of it"},
    {"Henry VIII, Elizabeth II, World War II",
     "Henry the eighth, Elizabeth the second, World War two"},
    {"I think Chapter IV is it.", "I think Chapter four is it."},
    {"A380, COVID-19, 4K, G7", "A three hundred eighty, COVID nineteen, four K, G seven"},
    {"version 1.2.3, 24/7, 007",
     "version one dot two dot three, twenty-four seven, zero zero seven"},
    {"If a < b and 5 > 3", "If a less than b and five greater than three"},
    {"R&amp;D <b>now</b> <break time=\"1s\"/>ok", "R and D now ok"},
    {"1920x1080", "one thousand nine hundred twenty by one thousand eighty"},
    {"the mid-1990s and a 10-year-old", "the mid nineteen nineties and a ten-year-old"},
    {"3.5.2021, $1", "May third, twenty twenty-one, one dollar"},
});

TEST(English, IsReadAsANewsreaderWould) { expect_said(core::Language::kEnglish, kCases); }

}  // namespace
}  // namespace dragoman::text::spoken
