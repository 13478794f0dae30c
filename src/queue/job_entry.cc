#include "queue/job_entry.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/sha256.h"

namespace dragoman::queue {

namespace {

using base::Error;
using base::ErrorKind;
using base::Status;

constexpr std::size_t kMaxId = 128;
constexpr std::size_t kMaxInput = 4096;
constexpr std::size_t kMaxVoice = 200;
constexpr std::string_view kIdCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

Status wrong(std::string_view field, std::string_view why) {
  return Error{ErrorKind::kInvalidArgument, fmt::format("The field {} {}.", field, why), ""};
}

bool is_printable(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_url(std::string_view input) {
  return input.starts_with("http://") || input.starts_with("https://");
}

// Below the folder it is relative to, whatever stands on the disk.
bool leads_down(std::string_view path) {
  if (path.starts_with('/')) return false;
  while (!path.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    if (path.substr(0, slash) == "..") return false;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return true;
}

Status read_id(const std::string& text, JobEntry& entry) {
  if (!is_job_id(text))
    return wrong("id", "must be 1 to 128 letters, digits, '-', '_' and '.', the latter not first");
  entry.id = text;
  return {};
}

Status read_input(const std::string& text, JobEntry& entry) {
  if (text.empty() || text.size() > kMaxInput || !is_printable(text)) {
    return wrong("input", "must be 1 to 4096 bytes without control characters");
  }
  if (!is_url(text) && !leads_down(text)) {
    return wrong(
        "input",
        "must be an http(s) URL, or a path relative to the folder of inputs, without '..'");
  }
  entry.input = text;
  return {};
}

Status read_language(std::string_view field, const std::string& text,
                     std::optional<core::Language>& into) {
  into = core::parse_language(text);
  return into ? Status() : wrong(field, "is no language that we know");
}

Status read_formats(std::string_view text, JobEntry& entry) {
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto name = text.substr(0, comma);
    const auto known = std::ranges::find_if(output::formats(),
                                            [&](const auto& info) { return info.name == name; });
    if (known == output::formats().end())
      return wrong("formats", "names a format that we do not write");
    if (std::ranges::find(entry.formats, known->format) != entry.formats.end())
      return wrong("formats", "names one twice");
    entry.formats.push_back(known->format);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return entry.formats.empty() ? wrong("formats", "names none") : Status();
}

Status read_voice(const std::string& text, JobEntry& entry) {
  if (text.size() > kMaxVoice || !is_printable(text))
    return wrong("voice", "is no name of a voice");
  entry.voice = text;
  return {};
}

Status read_field(const std::string& name, const std::string& text, JobEntry& entry) {
  if (name == "id") return read_id(text, entry);
  if (name == "input") return read_input(text, entry);
  if (name == "from") return read_language(name, text, entry.source);
  if (name == "to") return read_language(name, text, entry.target);
  if (name == "formats") return read_formats(text, entry);
  if (name == "voice") return read_voice(text, entry);
  return Error{
      ErrorKind::kInvalidArgument,
      "There is a field that we do not know; they are id, input, from, to, formats and voice.", ""};
}

bool speaks(const JobEntry& entry) {
  return std::ranges::find(entry.formats, output::Format::kWav) != entry.formats.end();
}

}  // namespace

bool is_job_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxId && !id.starts_with('.') &&
         id.find_first_not_of(kIdCharacters) == std::string_view::npos;
}

base::Result<JobEntry> parse_job_entry(const Fields& fields) {
  JobEntry entry;
  std::vector<std::string_view> seen;
  for (const auto& [name, text] : fields) {
    if (auto status = read_field(name, text, entry); !status) return status.error();
    if (std::ranges::find(seen, name) != seen.end()) return wrong(name, "comes twice").error();
    seen.push_back(name);
  }
  if (entry.id.empty()) return wrong("id", "is missing").error();
  if (entry.input.empty()) return wrong("input", "is missing").error();
  if (entry.formats.empty()) entry.formats = {output::Format::kText};
  if (speaks(entry) && !entry.target)
    return wrong("formats", "has wav, which needs the field to").error();
  if (!entry.voice.empty() && !speaks(entry))
    return wrong("voice", "is given, and formats has no wav").error();
  return entry;
}

Fields to_fields(const JobEntry& entry) {
  Fields fields{{"id", entry.id}, {"input", entry.input}};
  if (entry.source) fields.emplace_back("from", core::code(*entry.source));
  if (entry.target) fields.emplace_back("to", core::code(*entry.target));
  std::string formats;
  for (const auto& info : output::formats()) {
    if (std::ranges::find(entry.formats, info.format) == entry.formats.end()) continue;
    formats += fmt::format("{}{}", formats.empty() ? "" : ",", info.name);
  }
  fields.emplace_back("formats", formats);
  if (!entry.voice.empty()) fields.emplace_back("voice", entry.voice);
  return fields;
}

std::string make_job_id(JobEntry entry, std::string_view stamp) {
  entry.id.clear();
  std::string whole(stamp);
  for (const auto& [name, text] : to_fields(entry)) whole += fmt::format("\n{}={}", name, text);
  return base::sha256_hex(whole).substr(0, 20);
}

}  // namespace dragoman::queue
