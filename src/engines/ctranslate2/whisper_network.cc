#include "engines/ctranslate2/whisper_network.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <ctranslate2/decoding.h>
#include <ctranslate2/random.h>
#include <fmt/format.h>

namespace dragoman::engines::ctranslate2 {
namespace {

namespace ct2 = ::ctranslate2;

constexpr std::size_t kLineStart = 2;  // language and task

// Watches over a search: takes out what is never text, and ends the lines that must end. A line
// ends by having nothing but the end to go on with, so that the search drops it as any other that
// is finished.
class Supervisor : public ct2::LogitsProcessor {
 public:
  /// `copies`: rows that the search makes of each line before it starts.
  Supervisor(const WhisperTokens& tokens, std::span<const Line> lines, std::size_t copies)
      : tokens_(tokens), lines_(lines), copies_(copies) {}

  void apply(ct2::dim_t step, ct2::StorageView& logits, ct2::DisableTokens&,
             const ct2::StorageView& sequences, const std::vector<ct2::dim_t>& batch_offset,
             const std::vector<std::vector<std::size_t>>*) override {
    const auto rows = static_cast<std::size_t>(logits.dim(0));
    const auto width = static_cast<std::size_t>(logits.dim(1));
    const std::size_t rows_each = rows / batch_offset.size();
    for (std::size_t row = 0; row < rows; ++row) {
      const auto item = static_cast<std::size_t>(batch_offset[row / rows_each]);
      const std::span scores(logits.data<float>() + row * width, width);
      // A text has at least one token: the search divides by its length.
      if (step > 0 && must_end(lines_[item / copies_], sequences, row)) {
        std::fill(scores.begin(), scores.end(), kNever);
        scores[tokens_.end_of_text] = 0;
      } else {
        take_out(scores, step == 0);
      }
    }
  }

 private:
  static constexpr float kNever = std::numeric_limits<float>::lowest();

  static bool must_end(const Line& line, const ct2::StorageView& sequences, std::size_t row) {
    const auto length = static_cast<std::size_t>(sequences.dim(1));
    if (length >= line.limit || line.cancel.cancelled()) return true;
    return ends_in_loop({sequences.data<std::int32_t>() + row * length, length});
  }

  void take_out(std::span<float> scores, bool first) const {
    for (const TokenId id : tokens_.unspoken) scores[id] = kNever;
    const auto behind_text = scores.subspan(tokens_.end_of_text + 1);
    std::fill(behind_text.begin(), behind_text.end(), kNever);
    if (!first) return;
    scores[tokens_.end_of_text] = kNever;
    if (tokens_.blank) scores[*tokens_.blank] = kNever;
  }

  const WhisperTokens& tokens_;
  const std::span<const Line> lines_;
  const std::size_t copies_;
};

ct2::DecodingOptions make_options(std::span<const Line> lines, const Search& search,
                                  std::size_t start) {
  ct2::DecodingOptions options;
  options.start_step = static_cast<ct2::dim_t>(start);
  options.length_penalty = 1;
  options.no_repeat_ngram_size = search.no_repeat;
  options.include_eos_in_hypotheses = false;
  options.return_scores = true;
  options.max_length = 1;
  for (const Line& line : lines) options.max_length = std::max(options.max_length, line.limit + 1);
  if (search.temperature > 0) {
    options.num_hypotheses = search.beam;
    options.sampling_topk = 0;
    options.sampling_temperature = search.temperature;
  } else {
    options.beam_size = search.beam;
  }
  return options;
}

bool ran_in_circles(std::span<const TokenId> ids) {
  std::vector<std::int32_t> narrow(ids.size());
  std::transform(ids.begin(), ids.end(), narrow.begin(),
                 [](TokenId id) { return static_cast<std::int32_t>(id); });
  return ends_in_loop(narrow);
}

Hypothesis to_hypothesis(ct2::DecodingResult& result, const Line& line) {
  Hypothesis hypothesis;
  hypothesis.ids = std::move(result.hypotheses.front());
  const auto length = static_cast<float>(hypothesis.ids.size());
  // The score is the sum over all tokens divided by the length without the end.
  hypothesis.mean_log_probability = result.scores.front() * length / (length + 1);
  hypothesis.cut_off = hypothesis.ids.size() >= line.limit || ran_in_circles(hypothesis.ids);
  return hypothesis;
}

// All rows are as long as the first.
ct2::StorageView to_rows(std::span<const std::vector<TokenId>> rows) {
  const std::size_t length = rows.front().size();
  ct2::StorageView ids({static_cast<ct2::dim_t>(rows.size()), static_cast<ct2::dim_t>(length)},
                       ct2::DataType::INT32);
  auto* id = ids.data<std::int32_t>();
  for (const auto& row : rows) {
    for (const TokenId token : row) *id++ = static_cast<std::int32_t>(token);
  }
  return ids;
}

// [1][heads][rows][frames].
Attention read_attention(const ct2::StorageView& looked_at) {
  const auto extent = [&](ct2::dim_t axis) {
    return static_cast<std::size_t>(looked_at.dim(axis));
  };
  return {extent(1), extent(2), extent(3), looked_at.to_vector<float>()};
}

}  // namespace

WhisperNetwork::WhisperNetwork(std::shared_ptr<const ct2::models::WhisperModel> model,
                               std::shared_ptr<const WhisperTokens> tokens)
    : model_(std::move(model)),
      tokens_(std::move(tokens)),
      encoder_(*model_, "encoder"),
      decoder_(*model_, "decoder") {
  if (static_cast<std::size_t>(decoder_.output_size()) != tokens_->vocabulary_size) {
    throw std::invalid_argument("vocabulary and weights differ in size");
  }
  if (static_cast<std::size_t>(encoder_.max_input_time()) < kMaxMelFrames) {
    throw std::invalid_argument("the encoder takes less than 30 seconds");
  }
  follow_heads();
}

// The heads that follow the sound are named beside the weights; where they are not, the last half
// of the layers has them among others, as the published code assumes.
void WhisperNetwork::follow_heads() {
  ct2::dim_t layers = 0;
  while (model_->layer_exists(fmt::format("decoder/layer_{}/self_attention", layers))) ++layers;
  const auto width = static_cast<ct2::dim_t>(
      model_->get_attribute_with_default<std::int32_t>("decoder/num_heads", 8));
  std::vector<std::pair<ct2::dim_t, ct2::dim_t>> heads;
  if (const auto named = model_->config.find("alignment_heads"); named != model_->config.end()) {
    named->get_to(heads);
  } else {
    for (ct2::dim_t layer = layers / 2; layer < layers; ++layer) {
      for (ct2::dim_t head = 0; head < width; ++head) heads.emplace_back(layer, head);
    }
  }
  for (const auto& [layer, head] : heads) {
    if (layer < 0 || layer >= layers || head < 0 || head >= width) {
      throw std::invalid_argument("its alignment heads are not those of this network");
    }
  }
  decoder_.set_alignment_heads(heads);
}

std::size_t WhisperNetwork::bands() const {
  return static_cast<std::size_t>(encoder_.input_size());
}

ct2::StorageView WhisperNetwork::encode(MelSpectrogram& mel) {
  const ct2::StorageView features(
      {1, static_cast<ct2::dim_t>(mel.bands), static_cast<ct2::dim_t>(mel.frames)},
      mel.values.data());
  ct2::StorageView output(encoder_.output_type());
  encoder_(features, output);
  return output;
}

Opening WhisperNetwork::open(const ct2::StorageView& encoded, std::span<const TokenId> previous) {
  Opening opening;
  opening.state = decoder_.initial_state();
  opening.state.emplace("memory", encoded);
  if (!previous.empty() && tokens_->start_of_previous) {
    std::vector<TokenId> before = {*tokens_->start_of_previous};
    before.insert(before.end(), previous.begin(), previous.end());
    decoder_(0, to_rows({&before, 1}), opening.state);
    opening.length += before.size();
  }
  const ct2::StorageView start({1}, static_cast<std::int32_t>(tokens_->start_of_transcript));
  ct2::StorageView logits(decoder_.output_type());
  decoder_(static_cast<ct2::dim_t>(opening.length) - 1, start, opening.state, &logits);
  opening.beliefs = read_beliefs(logits.data<float>());
  return opening;
}

Opening WhisperNetwork::lend(Opening& lender) {
  Opening lent{{}, lender.beliefs, lender.length};
  for (auto& [name, value] : lender.state) {
    if (name.starts_with("memory")) {
      lent.state[name].shallow_copy(value);
    } else {
      lent.state.emplace(name, value);
    }
  }
  return lent;
}

Beliefs WhisperNetwork::read_beliefs(const float* logits) const {
  const float highest = *std::max_element(logits, logits + tokens_->vocabulary_size);
  const float sum =
      std::accumulate(logits, logits + tokens_->vocabulary_size, 0.0F,
                      [&](float total, float logit) { return total + std::exp(logit - highest); });
  Beliefs beliefs;
  beliefs.no_speech = std::exp(logits[tokens_->no_speech] - highest) / sum;
  float of_languages = 0;
  for (std::size_t i = 0; i < core::kLanguageCount; ++i) {
    if (!tokens_->language[i]) continue;
    beliefs.languages[i] = std::exp(logits[*tokens_->language[i]] - highest);
    of_languages += beliefs.languages[i];
  }
  for (float& probability : beliefs.languages) probability /= std::max(of_languages, 1e-30F);
  return beliefs;
}

// Each line's own state, after its language and task.
void WhisperNetwork::prompt(Opening& opening, std::span<const Line> lines) {
  if (lines.size() > 1) {
    const ct2::StorageView first({static_cast<ct2::dim_t>(lines.size())}, std::int32_t{0});
    static_cast<const ct2::layers::Decoder&>(decoder_).update_state(opening.state, first);
  }
  std::vector<std::vector<TokenId>> starts;
  for (const Line& line : lines) starts.push_back({line.language, line.task});
  decoder_(static_cast<ct2::dim_t>(opening.length), to_rows(starts), opening.state);
  opening.length += kLineStart;
}

std::vector<Hypothesis> WhisperNetwork::search(Opening opening, std::span<const Line> lines,
                                               const Search& search) {
  if (lines.empty()) return {};
  prompt(opening, lines);
  auto options = make_options(lines, search, opening.length);
  options.logits_processors.push_back(
      std::make_shared<Supervisor>(*tokens_, lines, options.num_hypotheses));
  // The same draws for the same utterance, whatever was drawn before.
  if (search.temperature > 0) ct2::get_random_generator().seed(1);
  auto results =
      ct2::decode(decoder_, opening.state,
                  std::vector<std::vector<std::size_t>>(lines.size(), {tokens_->no_timestamps}),
                  {tokens_->end_of_text}, options);
  std::vector<Hypothesis> hypotheses;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    hypotheses.push_back(to_hypothesis(results[i], lines[i]));
  }
  return hypotheses;
}

Attention WhisperNetwork::attend(Opening opening, const Line& line, std::span<const TokenId> text) {
  prompt(opening, {&line, 1});
  std::vector<TokenId> row = {tokens_->no_timestamps};
  row.insert(row.end(), text.begin(), text.end());
  ct2::StorageView looked_at(decoder_.output_type());
  decoder_(static_cast<ct2::dim_t>(opening.length), to_rows({&row, 1}), opening.state, nullptr,
           &looked_at);
  return read_attention(looked_at);
}

}  // namespace dragoman::engines::ctranslate2
