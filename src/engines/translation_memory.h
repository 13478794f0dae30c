#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dragoman::engines {

/// Translations by key, as many as fit into a number of bytes: what was asked for longest ago is
/// forgotten first. In memory alone. Every call is safe from any thread.
class TranslationMemory {
 public:
  /// What an entry counts besides its texts: the list's and the table's nodes.
  static constexpr std::size_t kEntryBytes = 160;

  explicit TranslationMemory(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// The translation, which thereby counts as asked for last.
  [[nodiscard]] std::optional<std::string> find(std::string_view key);
  /// Replaces what was there. A translation that is larger than the whole memory is not kept.
  void add(std::string_view key, std::string_view translation);

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    std::string translation;
    [[nodiscard]] std::size_t bytes() const {
      return kEntryBytes + key.size() + translation.size();
    }
  };
  void forget(std::list<Entry>::iterator entry);

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;  // guards what follows
  std::list<Entry> entries_;  // the one asked for last in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;  // views entries_' keys
  std::size_t bytes_ = 0;
};

}  // namespace dragoman::engines
