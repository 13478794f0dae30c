#include "engines/ctranslate2/student_options.h"

#include <array>
#include <charconv>
#include <map>
#include <string>

#include <fmt/format.h>

#include "engines/ctranslate2/model_error.h"

namespace dragoman::engines::ctranslate2 {

namespace {

constexpr std::size_t kMaxLayers = 64;
constexpr std::size_t kMaxDimension = 8192;

using Options = std::map<std::string, std::string, std::less<>>;

struct Expected {
  std::string_view key;
  std::string_view value;
  bool required;  // false: older files lack it, and lacking it means the expected value
};

constexpr std::array kExpected{
    Expected{"type", "transformer", true},
    Expected{"transformer-decoder-autoreg", "rnn", true},
    Expected{"dec-cell", "ssru", true},
    Expected{"transformer-ffn-activation", "relu", true},
    Expected{"transformer-ffn-depth", "2", true},
    Expected{"transformer-preprocess", "", true},
    Expected{"transformer-postprocess", "dan", true},
    Expected{"transformer-postprocess-emb", "d", true},
    Expected{"transformer-postprocess-top", "", false},
    Expected{"transformer-train-position-embeddings", "false", false},
    Expected{"transformer-no-projection", "false", false},
    Expected{"transformer-tied-layers", "", false},
    Expected{"transformer-pool", "false", false},
    Expected{"lemma-dim-emb", "0", false},
    Expected{"output-omit-bias", "false", false},
    Expected{"right-left", "false", false},
    Expected{"ulr", "false", false},
};

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Quotes and the brackets of a list come off: what is compared is plain.
std::string_view plain(std::string_view value) {
  value = trim(value);
  const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                      (value.front() == '"' || value.front() == '\'');
  const bool list = value.size() >= 2 && value.front() == '[' && value.back() == ']';
  if (quoted || list) value = value.substr(1, value.size() - 2);
  return value;
}

base::Result<Options> read_lines(std::string_view text) {
  Options options;
  auto last = options.end();
  text = text.substr(0, text.find('\0'));
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto content = trim(line);
    if (content.empty() || content.front() == '#') continue;
    if (content.starts_with("- ") && last != options.end()) {
      if (!last->second.empty()) last->second += ", ";
      last->second += plain(content.substr(2));
      continue;
    }
    const auto colon = line.find(':');
    const bool indented = line.front() == ' ' || line.front() == '\t';
    if (indented || colon == 0 || colon == std::string_view::npos) {
      return invalid_model("its options are not in a form that is known");
    }
    const auto [place, is_new] =
        options.emplace(trim(line.substr(0, colon)), plain(line.substr(colon + 1)));
    if (!is_new) return invalid_model(fmt::format("its option {} stands twice", place->first));
    last = place;
  }
  return options;
}

base::Status check_expected(const Options& options) {
  for (const auto& expected : kExpected) {
    const auto found = options.find(expected.key);
    if (found == options.end()) {
      if (!expected.required) continue;
      return invalid_model(fmt::format("it lacks the option {}", expected.key));
    }
    if (found->second != expected.value) {
      return invalid_model(fmt::format("its option {} is \"{}\", and only \"{}\" is run",
                                       expected.key, found->second, expected.value));
    }
  }
  return {};
}

bool is_on(const Options& options, std::string_view key) {
  const auto found = options.find(key);
  return found != options.end() && found->second == "true";
}

base::Result<std::size_t> number(const Options& options, std::string_view key, std::size_t limit) {
  const auto found = options.find(key);
  if (found == options.end()) return invalid_model(fmt::format("it lacks the option {}", key));
  const auto& text = found->second;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > limit) {
    return invalid_model(fmt::format("its option {} is \"{}\"", key, text));
  }
  return value;
}

}  // namespace

base::Result<StudentOptions> parse_student_options(std::string_view text) {
  const auto options = read_lines(text);
  if (!options) return options.error();
  if (auto status = check_expected(*options); !status) return status.error();

  const auto encoder_layers = number(*options, "enc-depth", kMaxLayers);
  if (!encoder_layers) return encoder_layers.error();
  const auto decoder_layers = number(*options, "dec-depth", kMaxLayers);
  if (!decoder_layers) return decoder_layers.error();
  const auto dimension = number(*options, "dim-emb", kMaxDimension);
  if (!dimension) return dimension.error();
  const auto heads = number(*options, "transformer-heads", kMaxDimension);
  if (!heads) return heads.error();
  if (*dimension % *heads != 0 || *dimension % 2 != 0 || *dimension < 4) {
    return invalid_model(
        fmt::format("its dimension {} does not fit its {} heads", *dimension, *heads));
  }
  // The output layer's weights: all three embeddings are one, or the target's two, or its own.
  const bool tied = is_on(*options, "tied-embeddings-all") || is_on(*options, "tied-embeddings");
  return StudentOptions{*encoder_layers, *decoder_layers, *dimension, *heads, tied};
}

}  // namespace dragoman::engines::ctranslate2
