#include "pipeline/scene_text.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "text/likeness.h"

namespace dragoman::pipeline {

namespace {

// What is said goes with what is on screen then; speakers turn the page early or late.
constexpr core::Seconds kBefore{10};
constexpr core::Seconds kAfter{20};
constexpr std::size_t kMostReadings = 64;
constexpr std::size_t kMostNames = 128;  // of one picture
constexpr double kLeastConfidence = 0.85;
constexpr double kSure = 0.8;
constexpr std::size_t kLeastSureLetters = 5;

std::size_t count_words(const std::string& text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ';
    if (!blank && !inside) ++words;
    inside = !blank;
  }
  return words;
}

std::size_t count_of(std::string_view word, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + word.size())) ++count;
  return count;
}

}  // namespace

void SceneText::add(core::Seconds at, const engines::TextLines& lines) {
  Reading reading{at, {}};
  for (const auto& line : lines) {
    if (line.confidence < kLeastConfidence) continue;
    for (auto& name : text::screen_names(line.text, is_common_)) {
      if (reading.names.size() < kMostNames) reading.names.push_back(std::move(name));
    }
  }
  std::lock_guard lock(mutex_);
  const auto later = std::ranges::find_if(readings_, [&](const auto& one) { return one.at > at; });
  readings_.insert(later, std::move(reading));
  if (readings_.size() > kMostReadings) readings_.pop_front();
}

void SceneText::look_up_to(core::Seconds at) {
  const std::lock_guard lock(mutex_);
  looked_ = std::max(looked_, at);
  changed_.notify_all();
}

void SceneText::finish() {
  const std::lock_guard lock(mutex_);
  finished_ = true;
  changed_.notify_all();
}

void SceneText::wait_for(core::Seconds at, const base::CancelToken& cancel) {
  // Made before the lock is taken, so that it goes after it: its callback needs the mutex.
  const auto wake = cancel.on_cancel([this] {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  if (waited_in_vain_) return;
  auto until = std::chrono::steady_clock::now() + kMostWait;
  if (const auto deadline = cancel.deadline()) until = std::min(until, *deadline);
  waited_in_vain_ = !changed_.wait_until(
      lock, until, [&] { return finished_ || looked_ >= at || cancel.cancelled(); });
}

std::vector<text::ScreenName> SceneText::names_around(core::TimeSpan span) const {
  std::vector<text::ScreenName> names;
  std::set<std::string> known;
  std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < readings_.size(); ++i) {
    const bool begun = readings_[i].at <= span.end + kAfter;
    const bool over = i + 1 < readings_.size() && readings_[i + 1].at < span.start - kBefore;
    if (!begun || over) continue;
    for (const auto& name : readings_[i].names) {
      if (known.insert(name.word).second) names.push_back(name);
    }
  }
  return names;
}

std::vector<FoundName> misheard_names(const engines::Transcript& transcript,
                                      const std::vector<text::ScreenName>& names,
                                      const text::IsCommon& is_common) {
  std::vector<FoundName> found;
  const auto all = text::with_pairs(names, transcript.text);
  for (const auto& one : text::find_mishearings(transcript.text, all, is_common)) {
    found.push_back({one, all[one.name]});
  }
  return found;
}

bool is_sure(const FoundName& found) {
  return found.place.likeness >= kSure && !found.place.is_common &&
         found.name.sound.size() >= kLeastSureLetters;
}

void put_right(engines::Transcript& transcript, const FoundName& found) {
  const auto place = found.place.place;
  auto& words = transcript.words;
  std::size_t at = 0;
  std::size_t first = words.size();
  std::size_t last = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto here = transcript.text.find(words[i].text, at);
    if (here == std::string::npos) break;
    at = here + words[i].text.size();
    if (at <= place.begin || here >= place.end) continue;
    if (first == words.size()) {
      first = i;
      begin = here;
    }
    last = i;
    end = at;
  }
  if (first < words.size() && begin <= place.begin && end >= place.end) {
    core::Word word{transcript.text.substr(begin, place.begin - begin) + found.name.word +
                        transcript.text.substr(place.end, end - place.end),
                    {words[first].span.start, words[last].span.end}};
    words[first] = std::move(word);
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                words.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  }
  transcript.text.replace(place.begin, place.end - place.begin, found.name.word);
}

bool is_better(const engines::Transcript& second, const engines::Transcript& first,
               const std::vector<FoundName>& asked) {
  const auto before = count_words(first.text);
  const auto now = count_words(second.text);
  const auto most = before > now ? before - now : now - before;
  if (second.language != first.language || most > 2 + before / 5) return false;
  const auto loops = [&](const FoundName& one) {
    return count_of(one.name.word, second.text) >
           std::max<std::size_t>(1, count_of(one.name.word, first.text));
  };
  if (std::ranges::any_of(asked, loops)) return false;
  return std::ranges::any_of(
      asked, [&](const auto& one) { return text::holds_name(second.text, one.name); });
}

}  // namespace dragoman::pipeline
