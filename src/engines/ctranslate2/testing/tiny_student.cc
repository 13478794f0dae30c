#include "engines/ctranslate2/testing/tiny_student.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace dragoman::engines::ctranslate2 {

namespace {

constexpr std::size_t kBlock = 64;

template <class T>
void put(std::string& bytes, T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  const auto at = bytes.size();
  bytes.resize(at + sizeof value);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

void pad(std::string& bytes, std::size_t multiple) {
  bytes.resize((bytes.size() + multiple - 1) / multiple * multiple);
}

void put_varint(std::string& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  bytes += static_cast<char>(value);
}

void put_message(std::string& bytes, unsigned field, const std::string& message) {
  put_varint(bytes, field << 3 | 2);
  put_varint(bytes, message.size());
  bytes += message;
}

void put_number(std::string& bytes, unsigned field, std::uint64_t value) {
  put_varint(bytes, field << 3);
  put_varint(bytes, value);
}

std::vector<std::string> shared_pieces() {
  return {"</s>",     "<unk>", ",",  ".", "\u2581", "\u2581ba", "\u2581do", "ma", "ti", "su",
          "\u2581ka", "lo",    "ne", "b", "a",      "d",        "o",        "m",  "t",  "i",
          "s",        "u",     "k",  "l", "n",      "e",        "1",        "2",  "3",  "\u2581du"};
}

std::vector<std::string> other_pieces() {
  return {"</s>", "<unk>", ".", ",", "\u2581", "\u2581xa", "\u2581ye", "zo", "xi", "ru",
          "x",    "a",     "y", "e", "z",      "o",        "i",        "r",  "u",  "\u2581zu"};
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

std::string write_container(const std::vector<TinyItem>& items) {
  std::string bytes;
  put<std::uint64_t>(bytes, 1);
  put<std::uint64_t>(bytes, items.size());
  for (const auto& item : items) {
    put<std::uint64_t>(bytes, item.name.size() + 1);
    put<std::uint64_t>(bytes, item.type);
    put<std::uint64_t>(bytes, item.shape.size());
    put<std::uint64_t>(bytes, item.data.size());
  }
  for (const auto& item : items) bytes += item.name + '\0';
  for (const auto& item : items) {
    for (const auto size : item.shape) put(bytes, size);
  }
  const std::size_t gap = 256 - (bytes.size() + 8) % 256;
  put<std::uint64_t>(bytes, gap);
  bytes.resize(bytes.size() + gap);
  for (const auto& item : items) bytes += item.data;
  return bytes;
}

std::string write_vocabulary(const std::vector<std::string>& pieces) {
  constexpr std::uint64_t kNormal = 1;
  constexpr std::uint64_t kUnknown = 2;
  constexpr std::uint64_t kControl = 3;
  constexpr std::uint64_t kByte = 6;
  bool byte_fallback = false;
  std::string model;
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    std::string piece;
    put_message(piece, 1, pieces[id]);
    put_varint(piece, 2 << 3 | 5);  // the score, a float
    put(piece, -static_cast<float>(id) / 4);
    const bool byte = pieces[id].starts_with("<0x");
    byte_fallback = byte_fallback || byte;
    put_number(piece, 3, id == 0 ? kControl : id == 1 ? kUnknown : byte ? kByte : kNormal);
    put_message(model, 1, piece);
  }
  std::string trainer;
  put_number(trainer, 3, 1);  // unigram
  if (byte_fallback) put_number(trainer, 35, 1);
  put_number(trainer, 40, 1);  // the unknown piece's id
  put_message(model, 2, trainer);
  std::string normaliser;
  put_message(normaliser, 1, "identity");
  put_message(model, 3, normaliser);
  return model;
}

std::string write_lexicon(std::uint64_t first,
                          const std::vector<std::vector<std::uint32_t>>& lists) {
  std::string bytes;
  std::uint64_t ids = 0;
  for (const auto& list : lists) ids += list.size();
  put<std::uint64_t>(bytes, 0xF11A48D5013417F5);
  put<std::uint64_t>(bytes, 0);
  put(bytes, first);
  put<std::uint64_t>(bytes, 50);
  put<std::uint64_t>(bytes, lists.size() + 1);
  put(bytes, ids);
  std::uint64_t offset = 0;
  put(bytes, offset);
  for (const auto& list : lists) put(bytes, offset += list.size());
  for (const auto& list : lists) {
    for (const auto id : list) put(bytes, id);
  }
  return bytes;
}

std::string tiny_options(const TinyShape& shape, std::size_t source_pieces,
                         std::size_t target_pieces) {
  return fmt::format(
      "dec-cell: ssru\ndec-depth: {}\ndim-emb: {}\ndim-vocabs:\n  - {}\n  - {}\nenc-depth: {}\n"
      "input-types: []\ntied-embeddings: {}\ntied-embeddings-all: {}\n"
      "transformer-decoder-autoreg: rnn\ntransformer-ffn-activation: relu\ntransformer-ffn-depth: "
      "2\n"
      "transformer-heads: {}\ntransformer-postprocess: dan\ntransformer-postprocess-emb: d\n"
      "transformer-postprocess-top: \"\"\ntransformer-preprocess: \"\"\ntransformer-tied-layers: "
      "[]\n"
      "type: transformer\nversion: v1.9.56 94aeaa46 2021-04-28 00:28:35 +0100\n",
      shape.decoder_layers, shape.dimension, source_pieces, target_pieces, shape.encoder_layers,
      shape.split_vocabularies && shape.tied_output, !shape.split_vocabularies && shape.tied_output,
      shape.heads);
}

TinyStudent::TinyStudent(const TinyShape& wanted)
    : shape(wanted),
      source_pieces(shared_pieces()),
      target_pieces(shape.split_vocabularies ? other_pieces() : shared_pieces()) {
  for (auto* pieces : {&source_pieces, &target_pieces}) {
    for (int byte = 0; shape.byte_fallback && byte < 256; ++byte) {
      pieces->push_back(fmt::format("<0x{:02X}>", byte));
    }
  }
  const auto sources = source_pieces.size();
  const auto targets = target_pieces.size();
  if (shape.split_vocabularies) {
    add_matrix("encoder_Wemb", sources, shape.dimension, false);
    add_matrix("decoder_Wemb", targets, shape.dimension, false);
  } else {
    add_matrix("Wemb", sources, shape.dimension, false);
  }
  add_bias("decoder_ff_logit_out_b", targets);
  if (!shape.tied_output) add_matrix("decoder_ff_logit_out_W", shape.dimension, targets, true);
  add_layers();
  if (shape.multipliers) add_floats("none_QuantMultA", {8.0F}, {1, 1});
  auto options = tiny_options(shape, sources, targets) + '\0';
  const auto length = static_cast<std::int32_t>(options.size());
  items.push_back({"special:model.yml", kTinyInt8, {length}, std::move(options)});

  for (std::size_t id = 0; id < sources; ++id) {
    std::set<std::uint32_t> list;
    for (int i = random(6); i > 0; --i)
      list.insert(static_cast<std::uint32_t>(random(static_cast<int>(targets))));
    lists.emplace_back(list.begin(), list.end());
  }
}

void TinyStudent::add_layers() {
  const auto d = shape.dimension;
  for (std::size_t l = 1; l <= shape.encoder_layers; ++l) {
    const auto layer = fmt::format("encoder_l{}_", l);
    for (const char* c : {"q", "k", "v", "o"}) {
      add_affine(layer + "self_W" + c, layer + "self_b" + c, d, d);
    }
    add_norm(layer + "self_Wo_ln");
    add_affine(layer + "ffn_W1", layer + "ffn_b1", d, shape.feed_forward);
    add_affine(layer + "ffn_W2", layer + "ffn_b2", shape.feed_forward, d);
    add_norm(layer + "ffn_ffn_ln");
  }
  for (std::size_t l = 1; l <= shape.decoder_layers; ++l) {
    const auto layer = fmt::format("decoder_l{}_", l);
    add_affine(layer + "rnn_W", "", d, d);
    add_affine(layer + "rnn_Wf", layer + "rnn_bf", d, d);
    add_norm(layer + "rnn_ffn_ln");
    for (const char* c : {"q", "k", "v", "o"}) {
      add_affine(layer + "context_W" + c, layer + "context_b" + c, d, d);
    }
    add_norm(layer + "context_Wo_ln");
    add_affine(layer + "ffn_W1", layer + "ffn_b1", d, shape.feed_forward);
    add_affine(layer + "ffn_W2", layer + "ffn_b2", shape.feed_forward, d);
    add_norm(layer + "ffn_ffn_ln");
  }
}

void TinyStudent::add_floats(const std::string& name, const std::vector<float>& values,
                             std::vector<std::int32_t> item_shape) {
  std::string data;
  for (const auto value : values) put(data, value);
  pad(data, kBlock);
  items.push_back({name, kTinyFloat32, std::move(item_shape), std::move(data)});
}

void TinyStudent::add_norm(const std::string& name) {
  const auto size = static_cast<std::int32_t>(shape.dimension);
  std::vector<float> scale(shape.dimension);
  for (auto& value : scale) value = 0.75F + static_cast<float>(random(64)) / 128;
  add_floats(name + "_scale", scale, {1, size});
  if (shape.norm_biases) add_bias(name + "_bias", shape.dimension);
}

void TinyStudent::add_bias(const std::string& name, std::size_t size) {
  std::vector<float> values(size);
  for (auto& value : values) value = static_cast<float>(random(127) - 63) / 256;
  add_floats(name, values, {1, static_cast<std::int32_t>(size)});
}

void TinyStudent::add_matrix(const std::string& name, std::size_t rows, std::size_t columns,
                             bool transposed) {
  const float multiplier = 24 * std::sqrt(static_cast<float>(shape.dimension));
  const std::vector<std::int32_t> sizes{static_cast<std::int32_t>(rows),
                                        static_cast<std::int32_t>(columns)};
  std::vector<std::int8_t> values(rows * columns);
  for (auto& value : values) value = static_cast<std::int8_t>(random(127) - 63);
  if (shape.quantised) {
    std::string data(reinterpret_cast<const char*>(values.data()), values.size());
    put(data, multiplier);
    pad(data, kBlock);
    items.push_back({name, kTinyIntgemm8, sizes, std::move(data)});
    return;
  }
  // The same matrix: quantised affine weights lie transposed in a file, those of floats as
  // declared.
  std::vector<float> real(values.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const auto from = transposed ? column * rows + row : row * columns + column;
      real[row * columns + column] = static_cast<float>(values[from]) / multiplier;
    }
  }
  add_floats(name, real, sizes);
}

void TinyStudent::add_affine(const std::string& weight, const std::string& bias, std::size_t inputs,
                             std::size_t outputs) {
  add_matrix(weight, inputs, outputs, true);
  if (shape.multipliers) add_floats(weight + "_QuantMultA", {8.0F}, {1, 1});
  if (!bias.empty()) add_bias(bias, outputs);
}

TinyItem& TinyStudent::item(std::string_view name) {
  return *std::ranges::find(items, name, &TinyItem::name);
}

void TinyStudent::remove(std::string_view name) {
  std::erase_if(items, [&](const TinyItem& item) { return item.name == name; });
}

core::ModelFiles TinyStudent::install(const std::string& dir) const {
  core::ModelFiles installed;
  installed.id = "tiny-student";
  installed.job = core::ModelJob::kMt;
  installed.engine = "student";
  installed.dir = dir;
  installed.source = core::Language::kEnglish;
  installed.target = core::Language::kPortuguese;
  const auto add = [&](const std::string& name, const std::string& bytes) {
    write(std::filesystem::path(dir) / name, bytes);
    installed.files.push_back(name);
  };
  add("model.tiny.intgemm.alphas.bin", write_container(items));
  if (shape.lexicon) add("lex.50.50.tiny.s2t.bin", write_lexicon(first, lists));
  if (shape.split_vocabularies) {
    add("srcvocab.tiny.spm", write_vocabulary(source_pieces));
    add("trgvocab.tiny.spm", write_vocabulary(target_pieces));
  } else {
    add("vocab.tiny.spm", write_vocabulary(source_pieces));
  }
  return installed;
}

}  // namespace dragoman::engines::ctranslate2
