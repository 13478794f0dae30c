#include "app/batch_plan.h"

#include <filesystem>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "app/inputs.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

std::string_view extension_of(output::Format format) {
  if (format == output::Format::kText) return "txt";
  for (const auto& info : output::formats()) {
    if (info.format == format) return info.name;
  }
  return "";
}

// The name that a URL's path ends in; the host where it has none.
std::string name_in(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url.substr(url.rfind('/') + 1));
}

std::string label_of(const std::string& input) {
  return is_url(input) ? name_in(input) : fs::path(input).filename().string();
}

bool is_older(const std::string& output, const std::string& input) {
  std::error_code error;
  const auto output_time = fs::last_write_time(output, error);
  if (error) return true;
  const auto input_time = fs::last_write_time(input, error);
  return error || output_time < input_time;
}

bool is_whole(const BatchFile& file) {
  std::error_code error;
  for (const auto& [format, path] : file.outputs) {
    if (!fs::is_regular_file(path, error)) return false;
    if (is_local_file(file.input) && is_older(path, file.input)) return false;
  }
  return true;
}

base::Status make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (fs::is_directory(folder)) return {};
  return Error{ErrorKind::kIo,
               fmt::format("The folder {} cannot be made: {}.", folder,
                           error ? error.message() : "a file stands there"),
               ""};
}

base::Status check_names(const std::vector<BatchFile>& files) {
  std::map<std::string, const BatchFile*> taken;
  for (const auto& file : files) {
    for (const auto& [format, path] : file.outputs) {
      const auto [other, is_new] = taken.emplace(path, &file);
      if (is_new) continue;
      return Error{ErrorKind::kInvalidArgument,
                   fmt::format("{} and {} would both go to {}: give them folders of their own, "
                               "one run each.",
                               other->second->input, file.input, path),
                   ""};
    }
  }
  for (const auto& file : files) {
    std::error_code error;
    if (!is_local_file(file.input) || !fs::exists(file.input, error)) continue;
    for (const auto& [path, other] : taken) {
      if (!fs::exists(path, error) || !is_same_place(path, file.input)) continue;
      return Error{ErrorKind::kInvalidArgument,
                   fmt::format("What is made of {} would replace the input {}: name another "
                               "folder.",
                               other->input, file.input),
                   ""};
    }
  }
  return {};
}

}  // namespace

std::string output_name(const std::string& input, std::optional<core::Language> target,
                        output::Format format) {
  auto stem = fs::path(label_of(input)).stem().string();
  if (stem.empty()) stem = "recording";
  if (target) stem += fmt::format(".{}", core::code(*target));
  return fmt::format("{}.{}", stem, extension_of(format));
}

base::Result<std::vector<BatchFile>> plan_batch(const BatchArgs& batch,
                                                std::optional<core::Language> target) {
  std::vector<BatchFile> files;
  for (const auto& input : batch.inputs) {
    if (input == "-") {
      return Error{ErrorKind::kInvalidArgument,
                   "Standard input has no name to call its outputs by: give it alone, without "
                   "--out-dir.",
                   ""};
    }
    auto& file = files.emplace_back();
    file.input = input;
    file.label = label_of(input);
    for (const auto format : batch.formats) {
      const auto path = fs::path(batch.out_dir) / output_name(input, target, format);
      file.outputs.emplace_back(format, path.lexically_normal());
    }
    std::error_code error;
    const auto bytes = is_local_file(input) ? fs::file_size(input, error) : 0;
    file.bytes = error ? 0 : bytes;
  }
  if (auto status = check_names(files); !status) return status.error();
  if (auto status = make_folder(batch.out_dir); !status) return status.error();
  for (auto& file : files) file.is_whole = !batch.again && is_whole(file);
  return files;
}

}  // namespace dragoman::app
