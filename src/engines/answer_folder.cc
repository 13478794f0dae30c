#include "engines/answer_folder.h"

#include <fmt/format.h>

#include "base/files.h"

namespace dragoman::engines {

namespace {

constexpr std::uint64_t kMostAnswerBytes = 512U << 20U;
constexpr std::array<std::string_view, 4> kKinds{"heard", "translated", "spoken", "fitted"};

std::size_t index(AnswerKind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

std::string AnswerFolder::path(AnswerKind kind, std::string_view key) const {
  return fmt::format("{}/{}-{}", dir_, kKinds.at(index(kind)), key);
}

std::optional<std::string> AnswerFolder::find(AnswerKind kind, std::string_view key) {
  auto bytes = base::read_file(path(kind, key), kMostAnswerBytes);
  return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

base::Status AnswerFolder::keep(AnswerKind kind, std::string_view key, std::string_view bytes) {
  if (take_) {
    if (auto status = take_(bytes.size()); !status) return status;
  }
  if (auto status = base::write_file_atomically(path(kind, key), bytes); !status) return status;
  ++made_.at(index(kind));
  return {};
}

std::size_t AnswerFolder::made(AnswerKind kind) const { return made_.at(index(kind)); }

}  // namespace dragoman::engines
