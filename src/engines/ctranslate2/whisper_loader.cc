#include "engines/ctranslate2/whisper_loader.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "engines/ctranslate2/byte_reader.h"
#include "engines/ctranslate2/model_types.h"

namespace dragoman::engines::ctranslate2 {
namespace {

constexpr std::uint64_t kMaxTextBytes = 16U << 20U;  // vocabulary.txt has 0.5 MB, config.json 2 kB
constexpr std::uint32_t kOldestFormat = 2;           // the first that names the network
constexpr std::uint32_t kNewestFormat = ::ctranslate2::models::current_binary_version;
constexpr std::string_view kNetwork{"WhisperSpec\0", 12};

base::Result<base::File> open_file(const core::ModelFiles& installed, std::string_view name) {
  auto file = base::File::open(fmt::format("{}/{}", installed.dir, name));
  if (!file) {
    return base::Error{base::ErrorKind::kModelMissing,
                       fmt::format("The recognition model {} lacks its file {}. Install it again.",
                                   installed.id, name),
                       file.error().detail};
  }
  return file;
}

// model.bin begins with its format, and the network's name with its length.
base::Status check_header(const base::File& file) {
  std::array<std::uint8_t, 4 + 2 + kNetwork.size()> head{};
  auto got = file.read_at(0, head);
  if (!got) return got.error();
  ByteReader reader(std::as_bytes(std::span(head).first(*got)));
  const auto format = reader.read<std::uint32_t>();
  const auto length = reader.read<std::uint16_t>();
  if (!format || !length) return invalid_whisper("model.bin is cut short");
  if (*format < kOldestFormat || *format > kNewestFormat) {
    return invalid_whisper("model.bin is no model for CTranslate2, or of another version");
  }
  const auto name = reader.take(*length);
  if (*length != kNetwork.size() || !name ||
      !std::equal(name->begin(), name->end(), std::as_bytes(std::span(kNetwork)).begin())) {
    return invalid_whisper("model.bin holds another network than Whisper");
  }
  return {};
}

base::Status check_files(const core::ModelFiles& installed) {
  for (const std::string_view name : {"vocabulary.txt", "config.json"}) {
    const auto file = open_file(installed, name);
    if (!file) return file.error();
    if (file->size() == 0 || file->size() > kMaxTextBytes) {
      return invalid_whisper(fmt::format("{} has an impossible size", name));
    }
  }
  const auto file = open_file(installed, "model.bin");
  if (!file) return file.error();
  return check_header(*file);
}

// Those of the vocabulary that the catalogue names too; all of them where it names none.
core::LanguageSet named_by_both(const core::LanguageSet& catalogue,
                                const core::LanguageSet& vocabulary) {
  if (catalogue.empty()) return vocabulary;
  core::LanguageSet both;
  for (const auto& info : core::languages()) {
    if (catalogue.contains(info.language) && vocabulary.contains(info.language)) {
      both.insert(info.language);
    }
  }
  return both;
}

std::shared_ptr<const ::ctranslate2::models::WhisperModel> load_weights(const std::string& dir) {
  using namespace ::ctranslate2;
  register_model_types();
  auto model = models::Model::load(dir, Device::CPU, 0, ComputeType::INT8);
  return std::dynamic_pointer_cast<const models::WhisperModel>(std::move(model));
}

}  // namespace

base::Error invalid_whisper(std::string_view what, std::string_view detail) {
  return {base::ErrorKind::kModelInvalid,
          fmt::format("The recognition model cannot be used: {}. Install it again.", what),
          std::string(detail)};
}

base::Result<WhisperModelFiles> load_whisper(const core::ModelFiles& installed) {
  if (auto status = check_files(installed); !status) return status.error();
  WhisperModelFiles model;
  std::vector<std::string> vocabulary;
  try {
    model.weights = load_weights(installed.dir);
    if (!model.weights) return invalid_whisper("model.bin holds another network than Whisper");
    const auto& words = model.weights->get_vocabulary();
    for (std::size_t id = 0; id < words.size(); ++id) vocabulary.push_back(words.to_token(id));
  } catch (const std::exception& error) {
    return invalid_whisper("its files are damaged", error.what());
  }
  auto tokens = WhisperTokens::read(vocabulary);
  if (!tokens) return tokens.error();
  model.languages = named_by_both(installed.languages, tokens->languages());
  model.to_english = named_by_both(installed.to_english, tokens->languages());
  model.tokens = std::make_shared<const WhisperTokens>(std::move(*tokens));
  return model;
}

}  // namespace dragoman::engines::ctranslate2
