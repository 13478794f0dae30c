"""A voice that is a formula, and how well a recording of it was heard.

The voice can be written at any rate without resampling, so what the program decodes (16 kHz) is
compared with the formula itself.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

HEARD_HZ = 16000
SECONDS = 2.4
_LEAD_S = 0.3  # of silence
_LOUDEST = 0.5
_WIDEST_LAG_S = 0.4

# Beginning and length of each syllable; its pitch in hertz, which glides; its formants.
_SYLLABLES = {
    "one": [
        (0.00, 0.22, 110, (700, 1200)),
        (0.31, 0.35, 130, (400, 2000)),
        (0.80, 0.18, 95, (500, 900)),
        (1.10, 0.40, 120, (650, 1700)),
        (1.66, 0.25, 100, (350, 800)),
    ],
    "two": [
        (0.05, 0.40, 175, (400, 2100)),
        (0.58, 0.15, 190, (600, 1000)),
        (0.82, 0.20, 160, (750, 1400)),
        (1.25, 0.15, 210, (350, 1900)),
        (1.52, 0.42, 180, (500, 1500)),
    ],
}
VOICES = tuple(_SYLLABLES)


@cache
def speak(rate_hz: int, voice: str = "one") -> np.ndarray:
    """The voice: SECONDS of float32 samples, at most half of full scale. Not to be written to."""
    at = np.arange(round(SECONDS * rate_hz)) / rate_hz
    sum_ = np.zeros_like(at)
    for begin, length, pitch_hz, formants in _SYLLABLES[voice]:
        since = at - _LEAD_S - begin
        heard = (since >= 0) & (since < length)
        sum_[heard] += _syllable(since[heard], length, pitch_hz, formants)
    samples = (_LOUDEST * sum_ / 4).astype(np.float32)
    samples.flags.writeable = False
    return samples


def _syllable(since: np.ndarray, length: float, pitch_hz: float, formants: tuple[float, ...]) -> np.ndarray:
    envelope = np.sin(np.pi * since / length) ** 0.7
    cycles = pitch_hz * (since + 0.15 * since**2 / length)
    sum_ = np.zeros_like(since)
    for harmonic in range(1, int(3000 / pitch_hz)):
        hertz = harmonic * pitch_hz
        level = sum(np.exp(-(((hertz - formant) / 180) ** 2)) for formant in formants)
        sum_ += (level + 0.03) * np.cos(2 * np.pi * harmonic * cycles + harmonic**2)
    return envelope * sum_


def hiss(rate_hz: int, seed: int, level: float = 0.005) -> np.ndarray:
    """Noise of SECONDS, the same for a seed."""
    return np.random.default_rng(seed).normal(0, level, round(SECONDS * rate_hz)).astype(np.float32)


@dataclass(frozen=True)
class Likeness:
    """How what was heard compares with what was said."""

    correlation: float  # normalised, at the best lag
    lag_s: float  # positive where it was heard late
    gain_db: float

    def __str__(self) -> str:
        return f"{self.correlation:.3f} at {1000 * self.lag_s:+.1f} ms, {self.gain_db:+.1f} dB"


def compare(heard: np.ndarray, said: np.ndarray) -> Likeness:
    """Both at HEARD_HZ; what was not heard counts as silence."""
    length = max(len(heard), len(said))
    size = 1 << (2 * length - 1).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    widest = round(_WIDEST_LAG_S * HEARD_HZ)
    lags = np.arange(-widest, widest + 1)
    lag = int(lags[np.argmax(products[lags])])
    energy = float(np.square(said).sum())
    norm = float(np.sqrt(energy * float(np.square(heard).sum())))
    correlation = float(products[lag]) / norm if norm > 0 else 0.0
    # The gain of the voice alone: noise that was added does not count.
    gain = max(float(products[lag]) / energy, 1e-9)
    return Likeness(correlation, lag / HEARD_HZ, float(20 * np.log10(gain)))
