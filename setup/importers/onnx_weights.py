"""The weights of an ONNX graph by their names in the model that was exported, as float32.

The graphs are those of Hugging Face Optimum after ONNX Runtime's dynamic quantisation: a quantised weight W
is three tensors, W_quantized (8 bits), W_scale and W_zero_point, with w = (q - zero_point) * scale.
"""
from collections.abc import Iterator

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import numpy_helper

from fault import Fault

_QUANTISED = "_quantized"


class Weights:
    """Hands each weight out once, converted only then, so that one at a time is there in float32."""

    def __init__(self, path, prefix: str = ""):
        """`prefix` is what the names of the graph have before those that are asked for."""
        self._file = path.name
        try:
            graph = onnx.ModelProto.FromString(path.read_bytes()).graph
        except DecodeError as error:
            raise Fault(f"{path.name} is no ONNX model, or is damaged") from error
        graphs = list(_with_branches(graph))
        self._tensors = {tensor.name: tensor for part in graphs for tensor in part.initializer}
        self._named = {self._plain(name, prefix): name for name in self._tensors
                       if not name.startswith(("onnx::", "/")) and not name.endswith(("_scale", "_zero_point"))}
        # The weight of a product has no name of its own; the node's name is the path of its module.
        self._products = {}
        for node in (node for part in graphs for node in part.node if node.op_type == "MatMulInteger"):
            module = node.name.removesuffix("/MatMul_quant").strip("/").replace("/", ".")
            if len(node.input) > 1 and node.input[1] in self._tensors:
                self._products[self._plain(module, prefix) + ".weight"] = node.input[1]

    def take(self, name: str, *shape: int) -> np.ndarray:
        """The weight of this name and shape; that of a product is [outputs, inputs]."""
        if name in self._products:
            weight = self._values(self._products.pop(name)).T
        elif name in self._named:
            weight = self._values(self._named.pop(name))
        else:
            raise Fault(f"{self._file} has no weight {name}")
        if weight.shape != shape:
            raise Fault(f"{name} in {self._file} has the shape {list(weight.shape)}, not {list(shape)}")
        if not np.isfinite(weight).all():
            raise Fault(f"{name} in {self._file} holds what is no number")
        return np.ascontiguousarray(weight)

    def check_all_taken(self) -> None:
        """A weight that nobody asked for is a part of the model that would be lost."""
        left = sorted([*self._named, *self._products])
        if left:
            raise Fault(f"{self._file} has {len(left)} weights that a Whisper does not have, such as {left[0]}")

    @staticmethod
    def _plain(name: str, prefix: str) -> str:
        return name.removesuffix(_QUANTISED).replace("_merged_0", "").removeprefix(prefix)

    def _values(self, name: str) -> np.ndarray:
        values = self._array(name)
        if not name.endswith(_QUANTISED):
            return values.astype(np.float32)
        base = name.removesuffix(_QUANTISED)
        scale, zero = self._array(base + "_scale"), self._array(base + "_zero_point")
        if scale.size != 1 or zero.size != 1:
            raise Fault(f"{base} in {self._file} is quantised by row or column; only whole tensors are known")
        # 32 bits first: a difference of two bytes would wrap around.
        return (values.astype(np.int32) - int(zero.item())).astype(np.float32) * np.float32(scale.item())

    def _array(self, name: str) -> np.ndarray:
        tensor = self._tensors.get(name)
        if tensor is None:
            raise Fault(f"{self._file} has no tensor {name}")
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            raise Fault(f"{name} in {self._file} lies in another file, which is not read")
        try:
            return numpy_helper.to_array(tensor)
        except (ValueError, TypeError, KeyError) as error:
            raise Fault(f"{name} in {self._file} is damaged: its data and its shape do not go together") from error


def _with_branches(graph) -> Iterator:
    """The graph and every graph inside its nodes (the merged decoder is an If with two branches)."""
    waiting = [graph]
    while waiting:
        graph = waiting.pop()
        yield graph
        waiting += [attribute.g for node in graph.node for attribute in node.attribute if attribute.HasField("g")]
