#include <algorithm>
#include <array>
#include <vector>

#include "text/spoken/finders.h"
#include "text/utf32.h"

namespace dragoman::text::spoken {

namespace {

constexpr std::size_t kLongestAddress = 300;
constexpr std::size_t kMostTelephoneDigits = 15;

// Behind which a name with stops is one of a host.
constexpr std::array<std::string_view, 46> kDomains{
    "com", "org", "net", "edu", "gov", "info", "int", "biz", "app", "dev", "io", "ai",
    "tv",  "co",  "me",  "uk",  "de",  "fr",   "es",  "it",  "pt",  "br",  "ru", "jp",
    "kr",  "cn",  "hk",  "tw",  "in",  "eu",   "us",  "ca",  "au",  "ch",  "at", "nl",
    "be",  "se",  "no",  "dk",  "fi",  "pl",   "cz",  "mx",  "ar",  "cl"};

bool is_latin_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_ascii_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool in_address(char32_t c) {
  constexpr std::u32string_view kEnclosing = U"\"'<>()[]{}|\\^`";
  return c > U' ' && c < 0x7F && kEnclosing.find(c) == kEnclosing.npos;
}

std::u32string_view run_at(const Source& source, std::size_t at) {
  constexpr std::u32string_view kClosing = U".,;:!?-";
  std::size_t length = 0;
  while (length < kLongestAddress && in_address(source.at(at + length))) ++length;
  auto run = source.from(at).substr(0, length);
  while (!run.empty() && kClosing.find(run.back()) != kClosing.npos) run.remove_suffix(1);
  return run;
}

// Letters, digits and hyphens with stops between, a known domain behind the last.
bool is_host(std::u32string_view host) {
  const auto dot = host.rfind(U'.');
  if (dot == host.npos || dot == 0) return false;
  const bool clean = std::ranges::all_of(host, [](char32_t c) {
    return is_latin_letter(c) || is_ascii_digit(c) || c == U'.' || c == U'-';
  });
  const auto domain = to_utf8(host.substr(dot + 1));
  return clean && std::ranges::find(kDomains, domain) != kDomains.end();
}

bool drop_prefix(std::u32string_view& text, std::u32string_view prefix) {
  const bool has = text.starts_with(prefix);
  if (has) text.remove_prefix(prefix.size());
  return has;
}

// One word for each run of letters, digit and sign.
class AddressWords {
 public:
  explicit AddressWords(const Reader& reader) : reader_(reader) {}

  void add(std::u32string_view text) {
    for (const auto c : text) {
      if (is_latin_letter(c)) {
        letters_ += static_cast<char>(c);
        continue;
      }
      end_word();
      if (is_ascii_digit(c)) add_word(reader_.digit_by_digit(std::string(1, static_cast<char>(c))));
      add_word(word_of(c));
    }
    end_word();
  }
  // A country's two letters are spelled.
  void add_domain(std::u32string_view domain) {
    const bool letters =
        std::ranges::all_of(domain, [](char32_t c) { return c >= U'a' && c <= U'z'; });
    if (domain.size() != 2 || domain == U"co" || !letters) return add(domain);
    for (const auto c : domain) {
      add_word(std::string(1, static_cast<char>(c - U'a' + U'A')));
    }
  }
  void add_word(std::string_view word) {
    if (!words_.empty() && !word.empty()) words_ += ' ';
    words_ += word;
  }
  [[nodiscard]] std::string take() { return std::move(words_); }

 private:
  [[nodiscard]] std::string_view word_of(char32_t c) const {
    const auto& words = reader_.words();
    switch (c) {
      case U'.':
        return words.dot;
      case U'@':
        return words.at;
      case U'/':
        return words.slash;
      case U'-':
        return words.hyphen;
      case U'_':
        return words.underscore;
      case U'+':
        return reader_.symbol(U'+');
      default:
        return "";
    }
  }
  void end_word() {
    add_word(letters_);
    letters_.clear();
  }

  const Reader& reader_;
  std::string words_;
  std::string letters_;
};

void add_host(AddressWords& words, std::string_view dot_word, std::u32string_view host) {
  auto rest = host;
  for (auto dot = rest.find(U'.'); dot != rest.npos; dot = rest.find(U'.')) {
    const auto label = rest.substr(0, dot);
    words.add(label);
    words.add_word(dot_word);
    rest.remove_prefix(dot + 1);
  }
  words.add_domain(rest);
}

// The digits of a telephone number with what stands between them.
struct Groups {
  std::vector<std::string> digits;
  std::u32string separators;  // one behind each group but the last; ( and ) for brackets
  std::size_t total = 0;
  std::size_t end = 0;
};

Groups read_groups(const Source& source, std::size_t at) {
  Groups groups;
  auto i = at;
  while (source.digit(i)) {
    const auto end = source.digits_end(i);
    if (groups.total + (end - i) > kMostTelephoneDigits) break;
    groups.digits.push_back(to_utf8(source.between(i, end)));
    groups.total += end - i;
    groups.end = end;
    i = end;
    const auto c = source.at(i);
    char32_t separator = c;
    if (c == U')') {
      ++i;
      if (source.at(i) == U' ' || source.at(i) == U'-') ++i;
    } else if (c == U'-' || c == U' ' || c == U'.' || c == U'/' || c == U'(') {
      ++i;
      if (source.at(i) == U'(') separator = source.at(i++);
    } else {
      break;
    }
    groups.separators += separator;
  }
  groups.separators.resize(groups.digits.empty() ? 0 : groups.digits.size() - 1);
  return groups;
}

bool all_are(std::u32string_view separators, char32_t c) {
  return std::ranges::all_of(separators, [c](char32_t s) { return s == c; });
}

bool is_telephone(const Groups& groups, bool plus, bool bracket) {
  if (groups.total < 7) return false;
  if (plus) return true;
  const auto& digits = groups.digits;
  const auto count = digits.size();
  if (bracket && count >= 2) return true;
  if (groups.separators.find(U'(') != std::u32string::npos && count >= 3) return true;
  if (groups.separators.find(U'.') != std::u32string::npos) return false;
  if (digits[0][0] == '0' && digits[0].size() >= 2) {
    const bool slash = groups.separators.find(U'/') != std::u32string::npos;
    return slash ? count == 2 && digits[1].size() >= 4 : groups.total >= 8;
  }
  if (groups.separators.find(U'/') != std::u32string::npos) return false;
  if (count == 1) return groups.total == 11 && digits[0][0] == '1';
  const bool short_groups =
      std::ranges::all_of(digits, [](const auto& d) { return d.size() <= 6; });
  if (all_are(groups.separators, U'-') && count >= 3) return short_groups;
  if (count == 3) return digits[0].size() == 3 && digits[1].size() == 3 && digits[2].size() == 4;
  if (count != 2) return false;
  if (all_are(groups.separators, U'-')) return digits[0].size() == 3 && digits[1].size() == 4;
  const bool years = digits[0] < "2100";
  return digits[0].size() == digits[1].size() && (digits[0].size() == 5 || !years);
}

}  // namespace

std::optional<Found> find_address(const Reader& reader, const Source& source, std::size_t at) {
  if (!is_latin_letter(source.at(at)) && !source.digit(at)) return std::nullopt;
  const auto run = run_at(source, at);
  if (run.find(U'.') == run.npos) return std::nullopt;
  auto rest = run;
  bool web = drop_prefix(rest, U"https://") || drop_prefix(rest, U"http://") ||
             drop_prefix(rest, U"ftp://");
  if (!web) drop_prefix(rest, U"mailto:");
  web = drop_prefix(rest, U"www.") || web;
  rest = rest.substr(0, rest.find_first_of(U"?#&=;,"));
  const auto path = std::min(rest.find(U'/'), rest.size());
  auto host = rest.substr(0, path);
  const auto sign = host.find(U'@');
  const bool mail = sign != host.npos && sign > 0 && is_host(host.substr(sign + 1));
  if (!mail && !is_host(host) && !(web && host.find(U'.') != host.npos)) return std::nullopt;
  AddressWords words(reader);
  if (mail) {
    words.add(host.substr(0, sign));
    words.add_word(reader.words().at);
    host.remove_prefix(sign + 1);
  }
  host = host.substr(0, host.find(U':'));
  add_host(words, reader.words().dot, host);
  auto tail = rest.substr(path);
  while (!tail.empty() && tail.back() == U'/') tail.remove_suffix(1);
  words.add(tail);
  return Found{at + run.size(), words.take()};
}

std::optional<Found> find_telephone(const Reader& reader, const Source& source, std::size_t at) {
  const bool plus = source.at(at) == U'+' && source.digit(at + 1);
  const bool bracket = source.at(at) == U'(' && source.digit(at + 1);
  if (!plus && !bracket && !source.digit(at)) return std::nullopt;
  const auto groups = read_groups(source, plus || bracket ? at + 1 : at);
  if (bracket && (groups.separators.empty() || groups.separators[0] != U')')) return std::nullopt;
  if (!is_telephone(groups, plus, bracket) || source.alnum(groups.end)) return std::nullopt;
  return Found{groups.end, reader.telephone(groups.digits, plus)};
}

}  // namespace dragoman::text::spoken
