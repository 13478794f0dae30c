// The log of a job, as JobTable keeps it.
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "jobs/job_table.h"

namespace dragoman::jobs {

namespace {

enum Kind : std::int64_t { kStarted = 1, kSentence = 2, kSpeech = 3 };
constexpr std::int64_t kPassedThrough = 1;  // flags
constexpr std::int64_t kGist = 2;

constexpr std::int64_t kReadAtOnce = 256;

// A word a line: "0.5 0.75 word".
std::string words_text(const std::vector<core::Word>& words) {
  std::string out;
  for (const auto& word : words) {
    if (word.text.find('\n') != std::string::npos) continue;
    out += fmt::format("{} {} {}\n", word.span.start.count(), word.span.end.count(), word.text);
  }
  return out;
}

std::optional<core::Word> word_of(std::string_view line) {
  core::Word word;
  for (auto* time : {&word.span.start, &word.span.end}) {
    double seconds = 0;
    const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), seconds);
    if (fault != std::errc() || end == line.data() + line.size() || *end != ' ') return {};
    *time = core::Seconds(seconds);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()) + 1);
  }
  word.text = line;
  return word;
}

std::vector<core::Word> words_of(std::string_view text) {
  std::vector<core::Word> words;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    if (auto word = word_of(text.substr(0, end))) words.push_back(*std::move(word));
    text.remove_prefix(end + 1);
  }
  return words;
}

Sentence sentence_of(const Row& row) {
  Sentence sentence;
  sentence.delta = row.text(3);
  auto& segment = sentence.segment;
  segment.source = core::parse_language(row.text(2)).value_or(core::Language::kEnglish);
  segment.source_text = row.text(4);
  segment.target_text = row.text(5);
  segment.span = {core::Seconds(row.real(6)), core::Seconds(row.real(7))};
  segment.passed_through = (row.integer(8) & kPassedThrough) != 0;
  segment.gist = (row.integer(8) & kGist) != 0;
  segment.words = words_of(row.text(9));
  return sentence;
}

LoggedEvent event_of(const Row& row) {
  LoggedEvent logged{.seq = row.integer(0), .event = {}};
  switch (row.integer(1)) {
    case kSentence:
      logged.event = sentence_of(row);
      break;
    case kSpeech:
      logged.event = Speech{row.integer(10), row.integer(11)};
      break;
    default:
      logged.event = core::Started{core::parse_language(row.text(2))};
  }
  return logged;
}

}  // namespace

base::Status JobTable::append(std::string_view job, const LoggedEvent& event) {
  Kind kind = kStarted;
  std::string_view source;
  Sentence sentence;
  Speech speech;
  std::int64_t flags = 0;
  if (const auto* started = std::get_if<core::Started>(&event.event)) {
    if (started->source) source = core::code(*started->source);
  } else if (const auto* spoken = std::get_if<Speech>(&event.event)) {
    kind = kSpeech;
    speech = *spoken;
  } else {
    kind = kSentence;
    sentence = std::get<Sentence>(event.event);
    source = core::code(sentence.segment.source);
    flags = (sentence.segment.passed_through ? kPassedThrough : 0) |
            (sentence.segment.gist ? kGist : 0);
  }
  const auto& segment = sentence.segment;
  const auto words = words_text(segment.words);
  return database_.execute(
      "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {job, event.seq, std::int64_t{kind}, source, sentence.delta, segment.source_text,
       segment.target_text, segment.span.start.count(), segment.span.end.count(), flags, words,
       speech.first_sample, speech.samples});
}

base::Result<std::vector<LoggedEvent>> JobTable::events(std::string_view job, std::int64_t after,
                                                        std::int64_t limit) {
  std::vector<LoggedEvent> found;
  auto status = database_.query(
      "SELECT seq, kind, source, delta, source_text, target_text, start_s, end_s, flags, words, "
      "first_sample, samples FROM events WHERE job = ? AND seq > ? ORDER BY seq LIMIT ?",
      {job, after, limit}, [&](const Row& row) { found.push_back(event_of(row)); });
  if (!status) return status.error();
  return found;
}

base::Result<std::int64_t> JobTable::samples_before(std::string_view job, std::int64_t seq) {
  std::int64_t samples = 0;
  auto status =
      database_.query("SELECT COALESCE(SUM(samples), 0) FROM events WHERE job = ? AND seq < ?",
                      {job, seq}, [&](const Row& row) { samples = row.integer(0); });
  if (!status) return status.error();
  return samples;
}

base::Result<LogState> read_log(JobTable& table, std::string_view job) {
  LogState state;
  for (;;) {
    auto events = table.events(job, state.last_seq, kReadAtOnce);
    if (!events) return events.error();
    if (events->empty()) return state;
    for (auto& logged : *events) {
      state.last_seq = logged.seq;
      if (auto* sentence = std::get_if<Sentence>(&logged.event)) {
        state.resume.segments.push_back(std::move(sentence->segment));
      } else if (const auto* speech = std::get_if<Speech>(&logged.event)) {
        ++state.resume.spoken;
        state.resume.spoken_samples += speech->samples;
      } else {
        state.started = true;
      }
    }
  }
}

}  // namespace dragoman::jobs
