#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engines/kept_answers.h"

namespace dragoman::engines {

/// Answers of engines as files of a folder, one each, written atomically. Safe from any thread.
class AnswerFolder final : public AnswerShelf {
 public:
  /// The folder must exist. `take`, if any, is asked before so many bytes are written: its error
  /// becomes that of keep().
  explicit AnswerFolder(std::string dir, std::function<base::Status(std::uint64_t)> take = nullptr)
      : dir_(std::move(dir)), take_(std::move(take)) {}

  std::optional<std::string> find(AnswerKind kind, std::string_view key) override;
  base::Status keep(AnswerKind kind, std::string_view key, std::string_view bytes) override;
  /// How many were kept since it was made.
  [[nodiscard]] std::size_t made(AnswerKind kind) const;

 private:
  [[nodiscard]] std::string path(AnswerKind kind, std::string_view key) const;
  const std::string dir_;
  const std::function<base::Status(std::uint64_t)> take_;
  std::array<std::atomic<std::size_t>, 4> made_{};
};

}  // namespace dragoman::engines
