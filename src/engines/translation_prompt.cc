#include "engines/translation_prompt.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace dragoman::engines {

namespace {

using core::Language;

constexpr std::size_t kExamples = 4;

// The same four sentences in every language of the contract, in its order.
constexpr std::array<std::array<std::string_view, kExamples>, core::kLanguageCount> kExampleTexts{{
    {"The train to the city leaves at half past eight tomorrow morning.",
     "Scientists say that the new medicine could help millions of people.",
     "My sister bought a red bicycle because she likes to ride in the park.",
     "The government announced on Monday that schools will remain closed."},
    {"去城里的火车明天早上八点半出发。", "科学家说，这种新药可以帮助数百万人。",
     "我妹妹买了一辆红色自行车，因为她喜欢在公园里骑车。", "政府周一宣布学校将继续关闭。"},
    {"Поезд в город отправляется завтра утром в половине девятого.",
     "Учёные говорят, что новое лекарство может помочь миллионам людей.",
     "Моя сестра купила красный велосипед, потому что любит кататься в парке.",
     "Правительство объявило в понедельник, что школы останутся закрытыми."},
    {"Le train pour la ville part demain matin à huit heures et demie.",
     "Les scientifiques disent que le nouveau médicament pourrait aider des millions de personnes.",
     "Ma sœur a acheté un vélo rouge parce qu'elle aime se promener dans le parc.",
     "Le gouvernement a annoncé lundi que les écoles resteraient fermées."},
    {"Der Zug in die Stadt fährt morgen früh um halb neun ab.",
     "Wissenschaftler sagen, dass das neue Medikament Millionen von Menschen helfen könnte.",
     "Meine Schwester hat ein rotes Fahrrad gekauft, weil sie gern im Park fährt.",
     "Die Regierung gab am Montag bekannt, dass die Schulen geschlossen bleiben."},
    {"O trem para a cidade parte amanhã de manhã às oito e meia.",
     "Os cientistas dizem que o novo medicamento pode ajudar milhões de pessoas.",
     "Minha irmã comprou uma bicicleta vermelha porque gosta de pedalar no parque.",
     "O governo anunciou na segunda-feira que as escolas continuarão fechadas."},
    {"El tren a la ciudad sale mañana por la mañana a las ocho y media.",
     "Los científicos dicen que el nuevo medicamento podría ayudar a millones de personas.",
     "Mi hermana compró una bicicleta roja porque le gusta pasear por el parque.",
     "El gobierno anunció el lunes que las escuelas permanecerán cerradas."},
    {"Il treno per la città parte domani mattina alle otto e mezza.",
     "Gli scienziati dicono che il nuovo farmaco potrebbe aiutare milioni di persone.",
     "Mia sorella ha comprato una bicicletta rossa perché le piace andare al parco.",
     "Il governo ha annunciato lunedì che le scuole resteranno chiuse."},
    {"Kereta ke kota berangkat besok pagi pukul setengah sembilan.",
     "Para ilmuwan mengatakan bahwa obat baru itu dapat membantu jutaan orang.",
     "Adik perempuan saya membeli sepeda merah karena dia suka bersepeda di taman.",
     "Pemerintah mengumumkan pada hari Senin bahwa sekolah akan tetap ditutup."},
    {"시내로 가는 기차는 내일 아침 여덟 시 반에 출발합니다.",
     "과학자들은 새로운 약이 수백만 명을 도울 수 있다고 말합니다.",
     "제 여동생은 공원에서 타는 것을 좋아해서 빨간 자전거를 샀습니다.",
     "정부는 월요일에 학교가 계속 문을 닫을 것이라고 발표했습니다."},
    {"市内行きの電車は明日の朝八時半に出発します。",
     "科学者たちは、新しい薬が何百万人もの人々を助ける可能性があると言っています。",
     "妹は公園で乗るのが好きなので、赤い自転車を買いました。",
     "政府は月曜日、学校は引き続き休校になると発表しました。"},
    {"Chuyến tàu vào thành phố khởi hành lúc tám giờ rưỡi sáng mai.",
     "Các nhà khoa học nói rằng loại thuốc mới có thể giúp hàng triệu người.",
     "Em gái tôi đã mua một chiếc xe đạp màu đỏ vì em thích đạp xe trong công viên.",
     "Chính phủ thông báo hôm thứ Hai rằng các trường học sẽ tiếp tục đóng cửa."},
    {"รถไฟเข้าเมืองจะออกพรุ่งนี้เช้าเวลาแปดโมงครึ่ง", "นักวิทยาศาสตร์กล่าวว่ายาใหม่อาจช่วยผู้คนได้หลายล้านคน",
     "น้องสาวของฉันซื้อจักรยานสีแดงเพราะเธอชอบปั่นในสวนสาธารณะ",
     "รัฐบาลประกาศเมื่อวันจันทร์ว่าโรงเรียนจะยังคงปิดต่อไป"},
    {"يغادر القطار إلى المدينة صباح الغد في الثامنة والنصف.",
     "يقول العلماء إن الدواء الجديد قد يساعد ملايين الناس.",
     "اشترت أختي دراجة حمراء لأنها تحب ركوبها في الحديقة.",
     "أعلنت الحكومة يوم الاثنين أن المدارس ستبقى مغلقة."},
    {"去市區嘅火車聽朝八點半開。", "科學家話，呢隻新藥可以幫到幾百萬人。",
     "我細妹買咗架紅色單車，因為佢鍾意喺公園踩。", "政府星期一宣佈學校會繼續停課。"},
    {"शहर जाने वाली ट्रेन कल सुबह साढ़े आठ बजे रवाना होगी।",
     "वैज्ञानिकों का कहना है कि नई दवा लाखों लोगों की मदद कर सकती है।",
     "मेरी बहन ने एक लाल साइकिल खरीदी क्योंकि उसे पार्क में चलाना पसंद है।",
     "सरकार ने सोमवार को घोषणा की कि स्कूल बंद रहेंगे।"},
    {"Το τρένο για την πόλη φεύγει αύριο το πρωί στις οκτώμισι.",
     "Οι επιστήμονες λένε ότι το νέο φάρμακο θα μπορούσε να βοηθήσει εκατομμύρια ανθρώπους.",
     "Η αδερφή μου αγόρασε ένα κόκκινο ποδήλατο επειδή της αρέσει να κάνει βόλτες στο πάρκο.",
     "Η κυβέρνηση ανακοίνωσε τη Δευτέρα ότι τα σχολεία θα παραμείνουν κλειστά."},
    {"Şehre giden tren yarın sabah sekiz buçukta kalkıyor.",
     "Bilim insanları yeni ilacın milyonlarca insana yardım edebileceğini söylüyor.",
     "Kız kardeşim parkta sürmeyi sevdiği için kırmızı bir bisiklet aldı.",
     "Hükümet pazartesi günü okulların kapalı kalacağını duyurdu."},
}};

constexpr std::array<std::string_view, core::kLanguageCount> kChineseNames{
    "英语", "中文", "俄语",   "法语", "德语",     "葡萄牙语", "西班牙语", "意大利语", "印尼语",
    "韩语", "日语", "越南语", "泰语", "阿拉伯语", "粤语",     "印地语",   "希腊语",   "土耳其语"};

std::size_t index(Language language) { return static_cast<std::size_t>(language); }
std::string_view name(Language language) { return core::info(language).name; }

bool is_chinese(Language language) {
  return language == Language::kChinese || language == Language::kCantonese;
}

// What is known, above what is to be translated; empty where nothing is.
std::string context_of(const PromptInput& input) {
  if (input.insist) return "";
  std::string context;
  if (!input.notes.empty()) context += fmt::format("What is seen: {}\n", input.notes);
  for (const auto& sentence : input.previous) context += sentence + '\n';
  return context;
}

// The card's wordings: Chinese where Chinese is spoken on either side, and for terms and context,
// for which it gives no others.
std::string hunyuan_prompt(const PromptInput& input) {
  const auto context = context_of(input);
  const auto [source, target] = input.direction;
  const auto chinese_name = kChineseNames.at(index(target));
  if (input.terms.empty() && context.empty() && !is_chinese(source) && !is_chinese(target)) {
    return fmt::format(
        "Translate the following segment into {}, without additional explanation.\n\n{}",
        name(target), input.sentence);
  }
  std::string prompt;
  if (!input.terms.empty()) {
    prompt += "参考下面的翻译：\n";
    for (const auto& term : input.terms) {
      prompt += fmt::format("{} 翻译成 {}\n", term.source, term.target);
    }
    prompt += '\n';
  }
  if (context.empty()) {
    return prompt +
           fmt::format("将以下文本翻译为{}，注意只需要输出翻译后的结果，不要额外解释：\n\n{}",
                       chinese_name, input.sentence);
  }
  return prompt +
         fmt::format(
             "{}参考上面的信息，把下面的文本翻译成{}，注意不需要翻译上文，也不要额外解释：\n{}",
             context, chinese_name, input.sentence);
}

std::string instructed_context(const PromptInput& input) {
  std::string text;
  if (const auto context = context_of(input); !context.empty()) {
    text += fmt::format("For context only, do not translate this:\n{}\n", context);
  }
  if (!input.terms.empty()) {
    text += input.insist ? "These terms must be translated exactly so:\n"
                         : "Translate these terms as given:\n";
    for (const auto& term : input.terms) {
      text += fmt::format("{} = {}\n", term.source, term.target);
    }
    text += '\n';
  }
  return text;
}

std::string translate_gemma_prompt(const PromptInput& input) {
  const auto [source, target] = input.direction;
  return fmt::format(
      "You are a professional {0} ({2}) to {1} ({3}) translator. Your goal is to accurately convey "
      "the meaning and nuances of the original {0} text while adhering to {1} grammar, vocabulary, "
      "and cultural sensitivities.\n"
      "{4}Produce only the {1} translation, without any additional explanations or commentary. "
      "Please translate the following {0} text into {1}:\n\n\n{5}",
      name(source), name(target), core::code(source), core::code(target), instructed_context(input),
      input.sentence);
}

std::string chat_prompt(const PromptInput& input) {
  const auto [source, target] = input.direction;
  return fmt::format(
      "Translate {0} into {1}. Answer with the {1} translation alone, on one line, without "
      "explanations.\n\n{2}{0}: {3}",
      name(source), name(target), instructed_context(input), input.sentence);
}

// A base model goes on as the page began, so all that it is to keep to is shown as examples.
std::string few_shot_prompt(const PromptInput& input) {
  const auto source = input.direction.source;  // a lambda of C++20 cannot capture a binding
  const auto target = input.direction.target;
  auto page =
      fmt::format("Translation of sentences from {} into {}.\n\n", name(source), name(target));
  const auto pair = [&](std::string_view from, std::string_view into) {
    page += fmt::format("{}: {}\n{}: {}\n\n", name(source), from, name(target), into);
  };
  for (std::size_t i = 0; i < kExamples; ++i) {
    pair(kExampleTexts.at(index(source)).at(i), kExampleTexts.at(index(target)).at(i));
  }
  for (const auto& term : input.terms) pair(term.source, term.target);
  return page + fmt::format("{}: {}\n{}:", name(source), input.sentence, name(target));
}

}  // namespace

std::string write_prompt(PromptFamily family, const PromptInput& input) {
  switch (family) {
    case PromptFamily::kHunyuanMt:
      return hunyuan_prompt(input);
    case PromptFamily::kTranslateGemma:
      return translate_gemma_prompt(input);
    case PromptFamily::kChat:
      return chat_prompt(input);
    case PromptFamily::kFewShot:
      return few_shot_prompt(input);
  }
  return "";
}

}  // namespace dragoman::engines
