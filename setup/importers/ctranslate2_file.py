"""Writes model.bin of CTranslate2, binary version 6 (its python/ctranslate2/specs/model_spec.py)."""
import struct

import numpy as np

_VERSION = 6
_TYPES = {np.dtype(name): number for number, name in enumerate(("float32", "int8", "int16", "int32", "float16"))}


def quantised(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows in 8 bits and each row's scale, weight = rows / scale: CTranslate2's own scheme. Every step
    is one correctly rounded operation, so that the result is the same on every machine."""
    largest = np.abs(weight).max(axis=1)
    largest[largest == 0] = 127
    scale = np.float32(127) / largest
    return np.rint(weight * scale[:, np.newaxis]).astype(np.int8), scale


def write(stream, network: str, revision: int, variables: dict[str, np.ndarray], aliases: dict[str, str]) -> None:
    """`aliases`: name -> the variable that it stands for."""
    stream.write(struct.pack("<I", _VERSION) + _text(network))
    stream.write(struct.pack("<II", revision, len(variables)))
    for name, value in sorted(variables.items()):
        stream.write(_text(name) + struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape))
        stream.write(struct.pack("<BI", _TYPES[value.dtype], value.nbytes))
        stream.write(value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes())
    stream.write(struct.pack("<I", len(aliases)))
    for name, target in sorted(aliases.items()):
        stream.write(_text(name) + _text(target))


def _text(text: str) -> bytes:
    data = text.encode() + b"\0"
    return struct.pack("<H", len(data)) + data
