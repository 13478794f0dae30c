"""Converts a tiny Whisper that the test makes as Optimum and ONNX Runtime would, and damaged ones."""
import contextlib
import hashlib
import io
import json
import pathlib
import struct
import tempfile
import unittest

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import ctranslate2_file
import whisper_onnx

WIDTH, MELS, INNER, TIMES = 4, 2, 6, 1501
WORDS = ["a", "b\u0120", "<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|pt|>", "<|notimestamps|>"]
TOKENS = len(WORDS) + TIMES
CONFIG = {"model_type": "whisper", "d_model": WIDTH, "num_mel_bins": MELS, "vocab_size": TOKENS,
          "max_source_positions": 5, "max_target_positions": 3, "scale_embedding": False,
          "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
          "encoder_ffn_dim": INNER, "decoder_ffn_dim": INNER}
GENERATION = {"alignment_heads": [[0, 1]], "lang_to_id": {"<|pt|>": 5, "<|en|>": 4}, "suppress_tokens": [1],
              "begin_suppress_tokens": [0, 2], "no_timestamps_token_id": 6}
TOKENIZER = {"model": {"vocab": {word: number for number, word in enumerate(WORDS[:2])}},
             "added_tokens": [{"id": number, "content": word} for number, word in enumerate(WORDS) if number > 1]}


class Export:
    """Collects the tensors and nodes of one graph."""

    def __init__(self, seed: int):
        self.random = np.random.default_rng(seed)
        self.tensors, self.nodes, self.weights = [], [], {}

    def add(self, name: str, value: np.ndarray) -> None:
        self.tensors.append(numpy_helper.from_array(value, name))

    def quantised(self, base: str, weight: np.ndarray, zero: int) -> None:
        """`weight` holds whole numbers of the scale."""
        self.add(f"{base}_quantized", (weight + zero).astype(np.uint8))
        self.add(f"{base}_scale", np.array(0.25, np.float32))
        self.add(f"{base}_zero_point", np.array(zero, np.uint8))

    def whole(self, *shape: int) -> np.ndarray:
        return self.random.integers(-70, 70, shape)

    def plain(self, name: str, *shape: int) -> None:
        self.weights[name] = self.random.standard_normal(shape).astype(np.float32)
        self.add(name, self.weights[name])

    def embedded(self, name: str, *shape: int) -> None:
        weight = self.whole(*shape)
        self.weights[name] = weight * np.float32(0.25)
        self.quantised(name, weight, 128)

    def product(self, module: str, outputs: int, inputs: int) -> None:
        weight, base = self.whole(outputs, inputs), f"onnx::MatMul_{len(self.nodes)}"
        self.weights[f"{module}.weight"] = weight * np.float32(0.25)
        self.quantised(base, weight.T, 100)
        self.nodes.append(helper.make_node("MatMulInteger", ["x", f"{base}_quantized"], [f"{module}_y"],
                                           name=f"/{module.replace('.', '/')}/MatMul_quant"))

    def norm(self, name: str) -> None:
        self.plain(f"{name}.weight", WIDTH)
        self.plain(f"{name}.bias", WIDTH)

    def attention(self, name: str) -> None:
        for letter in "qkv":
            self.product(f"{name}.{letter}_proj", WIDTH, WIDTH)
        self.product(f"{name}.out_proj", WIDTH, WIDTH)
        for module in ("q_proj", "v_proj", "out_proj"):
            self.plain(f"{name}.{module}.bias", WIDTH)
        self.norm(f"{name}_layer_norm")

    def stack(self, prefix: str, positions: int, crossed: bool) -> None:
        self.plain(f"{prefix}embed_positions.weight", positions, WIDTH)
        self.norm(f"{prefix}layer_norm")
        layer = f"{prefix}layers.0"
        for name in ("self_attn", "encoder_attn")[:1 + crossed]:
            self.attention(f"{layer}.{name}")
        for name, outputs, inputs in (("fc1", INNER, WIDTH), ("fc2", WIDTH, INNER)):
            self.product(f"{layer}.{name}", outputs, inputs)
            self.plain(f"{layer}.{name}.bias", outputs)
        self.norm(f"{layer}.final_layer_norm")

    def bytes(self, merged: bool) -> bytes:
        graph = helper.make_graph(self.nodes, "g", [], [], self.tensors)
        if merged:  # the weights lie outside, the products in a branch
            inner = helper.make_graph(self.nodes, "branch", [], [])
            branch = helper.make_node("If", ["use_cache"], ["y"], then_branch=inner, else_branch=inner)
            graph = helper.make_graph([branch], "merged", [], [], self.tensors)
        return helper.make_model(graph).SerializeToString()


def encoder() -> Export:
    export = Export(1)
    export.plain("conv1.bias", WIDTH)
    export.plain("conv2.bias", WIDTH)
    export.embedded("conv1.weight", WIDTH, MELS, 3)
    export.embedded("conv2.weight", WIDTH, WIDTH, 3)
    export.stack("", 5, crossed=False)
    return export


def decoder() -> Export:
    export = Export(2)
    export.embedded("model.decoder.embed_tokens.weight", TOKENS, WIDTH)
    export.stack("model.decoder.", 3, crossed=True)
    return export


def read_back(path: pathlib.Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    data = io.BytesIO(path.read_bytes())

    def number(kind: str) -> int:
        return struct.unpack("<" + kind, data.read(struct.calcsize(kind)))[0]

    def text() -> str:
        return data.read(number("H"))[:-1].decode()

    assert (number("I"), text(), number("I")) == (6, "WhisperSpec", 3)
    variables = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        kind = ("<f4", "i1", "<i2", "<i4", "<f2")[number("B")]
        variables[name] = np.frombuffer(data.read(number("I")), kind).reshape(shape)
    aliases = {text(): text() for _ in range(number("I"))}
    assert not data.read()
    return variables, aliases


class WhisperCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source, self.target = (pathlib.Path(folder.name, name) for name in ("source", "target"))
        self.source.mkdir()
        self.target.mkdir()
        self.encoder, self.decoder = encoder(), decoder()
        self.write("encoder_model_quantized.onnx", self.encoder.bytes(merged=False))
        self.write("decoder_model_merged_quantized.onnx", self.decoder.bytes(merged=True))
        for name, value in (("config", CONFIG), ("generation_config", GENERATION), ("tokenizer", TOKENIZER)):
            self.write(f"{name}.json", json.dumps(value).encode())

    def write(self, name: str, data: bytes) -> None:
        (self.source / name).write_bytes(data)

    def convert(self) -> int:
        return whisper_onnx.main([str(self.source), str(self.target)])

    def refused(self, message: str) -> None:
        with contextlib.redirect_stderr(io.StringIO()) as errors:
            self.assertEqual(self.convert(), 1)
        self.assertRegex(errors.getvalue(), f"^error: .*{message}.*\n$")
        self.assertEqual(list(self.target.iterdir()), [])


class Conversion(WhisperCase):
    def test_every_weight_arrives(self):
        self.assertEqual(self.convert(), 0)
        variables, aliases = read_back(self.target / "model.bin")
        self.assertEqual(aliases, {"decoder/projection/weight": "decoder/embeddings/weight"})
        np.testing.assert_array_equal(variables["encoder/conv2/weight"], self.encoder.weights["conv2.weight"])

        def check_rows(name: str, weight: np.ndarray) -> None:
            scale = variables[f"{name}_scale"][:, np.newaxis]
            self.assertLess(np.max(np.abs(variables[name] - weight * scale)), 0.5001)

        weights = self.decoder.weights
        check_rows("decoder/embeddings/weight", weights["model.decoder.embed_tokens.weight"])
        module = "model.decoder.layers.0.encoder_attn"
        check_rows("decoder/layer_0/attention/linear_0/weight", weights[f"{module}.q_proj.weight"])
        check_rows("decoder/layer_0/attention/linear_1/weight",
                   np.concatenate([weights[f"{module}.k_proj.weight"], weights[f"{module}.v_proj.weight"]]))
        np.testing.assert_array_equal(variables["decoder/layer_0/attention/linear_1/bias"],
                                      [*np.zeros(WIDTH), *weights[f"{module}.v_proj.bias"]])
        check_rows("encoder/layer_0/ffn/linear_0/weight", self.encoder.weights["layers.0.fc1.weight"])

    def test_words_and_times_stand_in_the_order_of_their_numbers(self):
        self.convert()
        words = (self.target / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
        self.assertEqual(words[:8], [*WORDS, "<|0.00|>"])
        self.assertEqual(words[TOKENS - 1:], ["<|30.00|>", ""])
        self.assertEqual(json.loads((self.target / "config.json").read_text()),
                         {"alignment_heads": [[0, 1]], "lang_ids": [4, 5], "suppress_ids": [1],
                          "suppress_ids_begin": [0, 2]})

    def test_the_same_sources_give_the_same_bytes(self):
        digests = set()
        for _ in range(2):
            self.convert()
            digests.add(hashlib.sha256((self.target / "model.bin").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_a_row_of_zeros_stays_zero(self):
        rows, scale = ctranslate2_file.quantised(np.array([[0, 0], [1, -2]], np.float32))
        self.assertEqual(rows.tolist(), [[0, 0], [64, -127]])
        self.assertEqual(scale.tolist(), [1, 63.5])


class Refusal(WhisperCase):
    def change(self, name: str, value: dict, **changes) -> None:
        self.write(name, json.dumps(value | changes).encode())

    def change_encoder(self, change) -> None:
        model = onnx.ModelProto.FromString((self.source / "encoder_model_quantized.onnx").read_bytes())
        change({tensor.name: tensor for tensor in model.graph.initializer}, model.graph)
        self.write("encoder_model_quantized.onnx", model.SerializeToString())

    def test_no_graph(self):
        whole = (self.source / "encoder_model_quantized.onnx").read_bytes()
        for data in (b"not a graph", whole[:-7]):
            self.write("encoder_model_quantized.onnx", data)
            self.refused("encoder_model_quantized.onnx is no ONNX model, or is damaged")
        self.write("encoder_model_quantized.onnx", b"")
        self.refused("has no weight conv1.weight")

    def test_a_missing_file(self):
        (self.source / "decoder_model_merged_quantized.onnx").unlink()
        self.refused("decoder_model_merged_quantized.onnx")

    def test_a_missing_weight(self):
        self.change_encoder(lambda tensors, graph: graph.initializer.remove(tensors["layers.0.fc1.bias"]))
        self.refused("has no weight layers.0.fc1.bias")

    def test_a_weight_too_many(self):
        self.change_encoder(lambda tensors, graph: graph.initializer.append(
            numpy_helper.from_array(np.zeros(1, np.float32), "layers.1.fc1.bias")))
        self.refused("weights that a Whisper does not have, such as layers.1.fc1.bias")

    def test_another_shape(self):
        self.change("config.json", CONFIG, encoder_ffn_dim=INNER + 1)
        self.refused(r"layers.0.fc1.weight .* has the shape \[6, 4\], not \[7, 4\]")

    def test_data_that_does_not_fill_its_shape(self):
        def cut(tensors, graph):
            tensors["conv1.bias"].raw_data = b"\0" * 7
        self.change_encoder(cut)
        self.refused("conv1.bias .* is damaged")

    def test_no_numbers(self):
        def spoil(tensors, graph):
            tensors["conv1.bias"].raw_data = np.full(WIDTH, np.nan, np.float32).tobytes()
        self.change_encoder(spoil)
        self.refused("conv1.bias .* holds what is no number")

    def test_data_in_another_file(self):
        def move(tensors, graph):
            tensor = tensors["conv1.bias"]
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="/etc/passwd")
        self.change_encoder(move)
        self.refused("lies in another file")

    def test_scales_by_row(self):
        def split(tensors, graph):
            tensors["conv1.weight_scale"].CopyFrom(
                numpy_helper.from_array(np.ones(WIDTH, np.float32), "conv1.weight_scale"))
        self.change_encoder(split)
        self.refused("conv1.weight .* is quantised by row or column")

    def test_configurations(self):
        for name, value, changes, message in (
                ("config.json", CONFIG, {"model_type": "bert"}, "does not describe a Whisper"),
                ("config.json", CONFIG, {"d_model": "4"}, "d_model is not a size"),
                ("config.json", CONFIG, {"vocab_size": 1 << 40}, "vocab_size is not a size"),
                ("generation_config.json", GENERATION, {"alignment_heads": [[1, 0]]}, "alignment heads"),
                ("generation_config.json", GENERATION, {"alignment_heads": None}, "alignment heads"),
                ("generation_config.json", GENERATION, {"lang_to_id": {}}, "no languages"),
                ("generation_config.json", GENERATION, {"suppress_tokens": [TOKENS]}, "what are no tokens"),
                ("generation_config.json", GENERATION, {"no_timestamps_token_id": 5}, "same <.notimestamps.>"),
                ("tokenizer.json", TOKENIZER, {"added_tokens": []}, "does not number its tokens"),
                ("tokenizer.json", TOKENIZER, {"model": {"vocab": {"a\nb": 0, "c": 1}}}, "no word in one line")):
            with self.subTest(changes=changes):
                self.change(name, value, **changes)
                self.refused(message)
                self.change(name, value)
        for data in (b"{", b"[]", b"\xff", b"[" * 100_000):
            self.write("config.json", data)
            self.refused("config.json is damaged")


if __name__ == "__main__":
    unittest.main()
