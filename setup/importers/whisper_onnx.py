#!/usr/bin/env python3
"""Converts a Whisper from 8-bit ONNX (Optimum's export, quantised by ONNX Runtime) for CTranslate2, in 8 bits.

    whisper_onnx.py SOURCE TARGET

SOURCE is a folder with config.json, generation_config.json, tokenizer.json, encoder_model_quantized.onnx and
decoder_model_merged_quantized.onnx. TARGET, a folder, gets model.bin, config.json and vocabulary.txt. The same
sources give the same bytes on every machine. The layout is that of CTranslate2's WhisperSpec, revision 3.
"""
import json
import pathlib
import sys

import numpy as np

import ctranslate2_file
from fault import Fault
from onnx_weights import Weights

_GELU = 3            # CTranslate2's number for it
_MELS_KERNEL = 3     # both convolutions look at three frames
_LAST_TIME_S = 30
_TIMES_PER_S = 50


class Shape:
    """The sizes of the network, from config.json."""

    def __init__(self, config: dict):
        def size(name: str) -> int:
            value = config.get(name)
            if type(value) is not int or not 0 < value < 1 << 20:
                raise Fault(f"config.json: {name} is not a size")
            return value

        if config.get("model_type") != "whisper" or config.get("scale_embedding"):
            raise Fault("config.json does not describe a Whisper")
        self.width, self.mels, self.tokens = size("d_model"), size("num_mel_bins"), size("vocab_size")
        self.audio_positions, self.text_positions = size("max_source_positions"), size("max_target_positions")
        self.layers = {stack: size(f"{stack}_layers") for stack in ("encoder", "decoder")}
        self.heads = {stack: size(f"{stack}_attention_heads") for stack in ("encoder", "decoder")}
        self.inner = {stack: size(f"{stack}_ffn_dim") for stack in ("encoder", "decoder")}


class Network:
    """CTranslate2's variables, collected from the weights of one stack after the other."""

    def __init__(self, shape: Shape):
        self.variables: dict[str, np.ndarray] = {}
        self._shape = shape

    def add_encoder(self, weights: Weights) -> None:
        shape = self._shape
        for name, inputs in (("conv1", shape.mels), ("conv2", shape.width)):
            self._put(f"encoder/{name}/weight", weights.take(f"{name}.weight", shape.width, inputs, _MELS_KERNEL))
            self._put(f"encoder/{name}/bias", weights.take(f"{name}.bias", shape.width))
        self._add_stack("encoder", weights, shape.audio_positions)

    def add_decoder(self, weights: Weights) -> None:
        shape = self._shape
        self._put_rows("decoder/embeddings/weight", weights.take("embed_tokens.weight", shape.tokens, shape.width))
        for name, value in (("activation", _GELU), ("alibi", 0), ("pre_norm", 1), ("scale_embeddings", 0),
                            ("start_from_zero_embedding", 0), ("alibi_use_positive_positions", 0), ("scale_alibi", 0)):
            self._put(f"decoder/{name}", np.array(value, np.int8))
        self._put("decoder/alignment_heads", np.array(1, np.int16))
        self._put("decoder/alignment_layer", np.array(-1, np.int16))
        self._add_stack("decoder", weights, shape.text_positions)

    def _add_stack(self, stack: str, weights: Weights, positions: int) -> None:
        shape = self._shape
        self._put(f"{stack}/num_heads", np.array(shape.heads[stack], np.int16))
        self._put(f"{stack}/position_encodings/encodings",
                  weights.take("embed_positions.weight", positions, shape.width))
        self._add_norm(f"{stack}/layer_norm", weights, "layer_norm")
        for number in range(shape.layers[stack]):
            target, source = f"{stack}/layer_{number}", f"layers.{number}"
            self._add_attention(f"{target}/self_attention", weights, f"{source}.self_attn", ["qkv"])
            if stack == "decoder":
                self._add_attention(f"{target}/attention", weights, f"{source}.encoder_attn", ["q", "kv"])
            self._add_linear(f"{target}/ffn/linear_0", weights, [f"{source}.fc1"], shape.inner[stack], shape.width)
            self._add_linear(f"{target}/ffn/linear_1", weights, [f"{source}.fc2"], shape.width, shape.inner[stack])
            self._add_norm(f"{target}/ffn/layer_norm", weights, f"{source}.final_layer_norm")

    def _add_attention(self, target: str, weights: Weights, source: str, groups: list[str]) -> None:
        """`groups`: which projections lie in one matrix, one below the other."""
        projections = [[f"{source}.{letter}_proj" for letter in group] for group in groups]
        for number, modules in enumerate([*projections, [f"{source}.out_proj"]]):
            self._add_linear(f"{target}/linear_{number}", weights, modules, self._shape.width, self._shape.width)
        self._add_norm(f"{target}/layer_norm", weights, f"{source}_layer_norm")

    def _add_linear(self, target: str, weights: Weights, modules: list[str], outputs: int, inputs: int) -> None:
        matrices = [weights.take(f"{module}.weight", outputs, inputs) for module in modules]
        # Whisper's keys have no bias.
        biases = [np.zeros(outputs, np.float32) if module.endswith(".k_proj") else
                  weights.take(f"{module}.bias", outputs) for module in modules]
        self._put_rows(f"{target}/weight", np.concatenate(matrices))
        self._put(f"{target}/bias", np.concatenate(biases))

    def _add_norm(self, target: str, weights: Weights, source: str) -> None:
        self._put(f"{target}/gamma", weights.take(f"{source}.weight", self._shape.width))
        self._put(f"{target}/beta", weights.take(f"{source}.bias", self._shape.width))

    def _put(self, name: str, value: np.ndarray) -> None:
        self.variables[name] = value

    def _put_rows(self, name: str, matrix: np.ndarray) -> None:
        self.variables[name], self.variables[f"{name}_scale"] = ctranslate2_file.quantised(matrix)


def vocabulary(tokenizer: dict, size: int, no_timestamps: int) -> list[str]:
    """The tokens in the order of their numbers. The tokenizer's end with <|notimestamps|>; the times follow,
    0.02 s apart (openai/whisper, tokenizer.py)."""
    try:
        numbers = {number: text for text, number in tokenizer["model"]["vocab"].items()}
        numbers |= {token["id"]: token["content"] for token in tokenizer["added_tokens"]}
        times = [f"<|{count / _TIMES_PER_S:.2f}|>" for count in range(_LAST_TIME_S * _TIMES_PER_S + 1)]
        words = [numbers[number] for number in range(size - len(times))]
    except (KeyError, TypeError, AttributeError) as error:
        raise Fault("tokenizer.json does not number its tokens as a Whisper's does") from error
    if not all(isinstance(word, str) and "\n" not in word for word in words):
        raise Fault("tokenizer.json holds a token that is no word in one line")
    if len(words) != no_timestamps + 1 or words[no_timestamps] != "<|notimestamps|>":
        raise Fault("tokenizer.json and generation_config.json do not end at the same <|notimestamps|>")
    return words + times


def decoding(generation: dict, shape: Shape) -> dict:
    """What CTranslate2 reads of config.json."""
    def numbers(values) -> list[int]:
        if not isinstance(values, list) or not all(
                type(value) is int and 0 <= value < shape.tokens for value in values):
            raise Fault("generation_config.json lists what are no tokens")
        return values

    heads = generation.get("alignment_heads")
    if not isinstance(heads, list) or not heads or not all(
            isinstance(head, list) and len(head) == 2 and all(type(part) is int for part in head)
            and 0 <= head[0] < shape.layers["decoder"] and 0 <= head[1] < shape.heads["decoder"] for head in heads):
        raise Fault("generation_config.json names no alignment heads, or some that the network does not have")
    languages = generation.get("lang_to_id")
    if not isinstance(languages, dict) or not languages:
        raise Fault("generation_config.json names no languages")
    return {"alignment_heads": heads, "lang_ids": sorted(numbers(list(languages.values()))),
            "suppress_ids": numbers(generation.get("suppress_tokens")),
            "suppress_ids_begin": numbers(generation.get("begin_suppress_tokens"))}


def read_json(path: pathlib.Path) -> dict:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise Fault(f"{path.name} is damaged: {error}") from error
    if not isinstance(value, dict):
        raise Fault(f"{path.name} is damaged: it holds no object")
    return value


def convert(source: pathlib.Path, target: pathlib.Path) -> None:
    shape = Shape(read_json(source / "config.json"))
    generation = read_json(source / "generation_config.json")
    config = decoding(generation, shape)
    words = vocabulary(read_json(source / "tokenizer.json"), shape.tokens, generation.get("no_timestamps_token_id"))
    network = Network(shape)
    weights = Weights(source / "encoder_model_quantized.onnx")
    network.add_encoder(weights)
    weights.check_all_taken()
    weights = Weights(source / "decoder_model_merged_quantized.onnx", prefix="model.decoder.")
    network.add_decoder(weights)
    weights.check_all_taken()
    with (target / "model.bin").open("wb") as stream:  # the output projection is the embedding
        ctranslate2_file.write(stream, "WhisperSpec", 3, network.variables,
                               {"decoder/projection/weight": "decoder/embeddings/weight"})
    (target / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    (target / "vocabulary.txt").write_text("".join(word + "\n" for word in words), encoding="utf-8")


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        convert(*map(pathlib.Path, arguments))
    except (Fault, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
