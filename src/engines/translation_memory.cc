#include "engines/translation_memory.h"

#include <iterator>

namespace dragoman::engines {

std::optional<std::string> TranslationMemory::find(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(key);
  if (found == places_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->translation;
}

void TranslationMemory::add(std::string_view key, std::string_view translation) {
  Entry entry{std::string(key), std::string(translation)};
  const std::lock_guard lock(mutex_);
  if (const auto found = places_.find(key); found != places_.end()) forget(found->second);
  if (entry.bytes() > max_bytes_) return;
  bytes_ += entry.bytes();
  entries_.push_front(std::move(entry));
  places_.emplace(entries_.front().key, entries_.begin());
  while (bytes_ > max_bytes_) forget(std::prev(entries_.end()));
}

std::size_t TranslationMemory::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void TranslationMemory::forget(std::list<Entry>::iterator entry) {
  bytes_ -= entry->bytes();
  places_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace dragoman::engines
