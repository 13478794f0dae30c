#!/usr/bin/env python3
"""Makes the recordings in which nobody says anything: python3 non_speech.py FOLDER BUILD_FOLDER

Silence, noise, hum, music, babble, applause, breathing and their kin, each several times with other
numbers, written as WAV files (16 kHz, mono). The same files come out every time. BUILD_FOLDER is
the one with our eSpeak NG, whose voices, many at once, are the babble.
"""

import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16000
Sound = NDArray[np.float64]

SAY = Path(__file__).resolve().parents[1] / "say.py"

# One talker each of a crowd; what they say is not to be understood.
TALKERS = [
    ("en-us", "The committee will meet again on Thursday to look at the figures once more."),
    ("en-us+f3", "I was told that the train leaves from the other platform this morning."),
    ("de", "Wir haben gestern lange auf den Bus gewartet und sind dann gelaufen."),
    ("fr", "La réunion de demain commence une heure plus tôt que prévu, je crois."),
    ("es", "Mañana vamos a comprar todo lo que hace falta para la fiesta."),
    ("it", "Non so ancora se posso venire, devo prima parlare con mia sorella."),
    ("pt-br", "O relatório ficou pronto ontem, mas ninguém leu até agora."),
    ("ru", "Завтра утром мы поедем за город, если погода будет хорошая."),
    ("en-us+m5", "Put the boxes over there, next to the door, and mind the glass."),
    ("tr", "Akşam yemeğinden sonra biraz yürüyelim, hava çok güzel."),
    ("el", "Χθες το βράδυ είδαμε μια ταινία που μας άρεσε πολύ."),
    ("pl", "Musimy jeszcze kupić chleb i mleko, zanim zamkną sklep."),
]


def main(folder: Path, build: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, sound in recordings(build):
        write(folder / f"{name}.wav", sound)


def recordings(build: Path) -> Iterator[tuple[str, Sound]]:
    for kind, make in sorted(KINDS.items()):
        for variant in range(VARIANTS.get(kind, 3)):
            random = np.random.default_rng([len(kind), *kind.encode(), variant])
            yield f"{kind}-{variant}", make(random, variant)
    yield from crowds(build)


def write(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


# --- parts


def seconds(length: float) -> NDArray[np.float64]:
    return np.arange(int(length * RATE)) / RATE


def at_level(sound: Sound, decibels: float) -> Sound:
    """Scaled to this RMS level below full scale."""
    return sound * 10 ** (decibels / 20) / max(np.sqrt(np.mean(sound**2)), 1e-9)


def coloured(random: np.random.Generator, samples: int, power: float) -> Sound:
    """Noise whose power falls with frequency to this power: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(random.normal(size=samples))
    frequency = np.maximum(np.fft.rfftfreq(samples, 1 / RATE), 20)
    return np.fft.irfft(spectrum / frequency ** (power / 2), samples)


def band(random: np.random.Generator, samples: int, low: float, high: float) -> Sound:
    """Noise with soft edges between two frequencies."""
    spectrum = np.fft.rfft(random.normal(size=samples))
    frequency = np.fft.rfftfreq(samples, 1 / RATE)
    gain = 1 / (1 + (low / np.maximum(frequency, 1)) ** 6) / (1 + (frequency / high) ** 6)
    return np.fft.irfft(spectrum * gain, samples)


def note(frequency: float, length: float, overtones: float, decay: float) -> Sound:
    """One plucked or held note; `overtones`: how much each is weaker than the one below it."""
    time = seconds(length)
    tone = np.zeros_like(time)
    for n in range(1, 12):
        if n * frequency < RATE / 2:
            tone += overtones ** (n - 1) * np.sin(2 * np.pi * n * frequency * time)
    attack = np.minimum(time / 0.01, 1)
    release = np.minimum((length - time) / 0.03, 1)
    return tone * attack * release * np.exp(-decay * time)


def pitch(semitones: float) -> float:
    return float(220 * 2 ** (semitones / 12))


def place(into: Sound, part: Sound, at: float) -> None:
    begin = int(at * RATE)
    part = part[: max(0, len(into) - begin)]
    into[begin : begin + len(part)] += part


# --- kinds


def silence(random: np.random.Generator, variant: int) -> Sound:
    return [
        np.zeros(10 * RATE),
        np.zeros(int(0.2 * RATE)),
        random.integers(-1, 2, 20 * RATE) / 32768,
        np.full(8 * RATE, 0.05),
    ][variant]


def noise(random: np.random.Generator, variant: int) -> Sound:
    power, level = [(0, -20), (0, -45), (1, -15), (1, -40), (2, -20), (2, -6)][variant]
    return at_level(coloured(random, 12 * RATE, power), level)


def hum(random: np.random.Generator, variant: int) -> Sound:
    mains = [50, 60, 50, 100][variant]
    time = seconds(15)
    tone = sum(random.uniform(0.1, 1) / n * np.sin(2 * np.pi * n * mains * time) for n in (1, 2, 3, 5, 7))
    return at_level(np.asarray(tone), [-20, -30, -12, -25][variant]) + at_level(
        coloured(random, len(time), 1), -55
    )


def wind(random: np.random.Generator, variant: int) -> Sound:
    gusts = 1 + 0.8 * np.sin(2 * np.pi * seconds(14) * random.uniform(0.1, 0.4))
    return at_level(coloured(random, 14 * RATE, 2) * gusts, -18 - 6 * variant)


def rain(random: np.random.Generator, variant: int) -> Sound:
    drops = band(random, 12 * RATE, 1500, 7000) * (random.random(12 * RATE) < 0.02 * (variant + 1))
    return at_level(drops, -25) + at_level(band(random, 12 * RATE, 400, 7000), -35)


def engine(random: np.random.Generator, variant: int) -> Sound:
    time = seconds(12)
    turns = np.cumsum(28 + 20 * variant + 6 * np.sin(2 * np.pi * 0.2 * time)) / RATE
    tone = sum(np.sin(2 * np.pi * n * turns) / n for n in range(1, 14))
    return at_level(np.asarray(tone) * (1 + 0.3 * band(random, len(time), 5, 60)), -18)


def beeps(random: np.random.Generator, variant: int) -> Sound:
    sound = np.zeros(10 * RATE)
    for at in np.arange(0.5, 9.5, [1.0, 0.4, 0.25][variant]):
        tones = [[1000], [697, 1209], [random.uniform(400, 3000)]][variant]
        for tone in tones:
            place(sound, 0.3 * note(tone, 0.2, 0, 0), at)
    return sound


def siren(random: np.random.Generator, variant: int) -> Sound:
    time = seconds(12)
    swing = np.sin(2 * np.pi * [0.3, 1.5, 0.15][variant] * time)
    return at_level(np.sin(2 * np.pi * np.cumsum(900 + 350 * swing) / RATE), -15)


def clicks(random: np.random.Generator, variant: int) -> Sound:
    sound = at_level(coloured(random, 10 * RATE, 1), -60)
    for at in np.cumsum(random.exponential([0.15, 0.5, 0.08][variant], 60)):
        length = int(random.uniform(0.004, 0.03) * RATE)
        click = random.normal(size=length) * np.exp(-np.linspace(0, 6, length))
        place(sound, random.uniform(0.1, 0.5) * click, at)
    return sound


def footsteps(random: np.random.Generator, variant: int) -> Sound:
    sound = at_level(coloured(random, 10 * RATE, 1), -55)
    for at in np.arange(0.3, 9.5, [0.55, 0.35, 0.8][variant]):
        thud = coloured(random, int(0.12 * RATE), 2) * np.exp(-np.linspace(0, 8, int(0.12 * RATE)))
        place(sound, at_level(thud, -18), at + random.normal(0, 0.02))
    return sound


def birds(random: np.random.Generator, variant: int) -> Sound:
    sound = at_level(coloured(random, 12 * RATE, 1), -50)
    for at in np.cumsum(random.exponential(0.5, 40)):
        time = seconds(random.uniform(0.05, 0.25))
        sweep = random.uniform(2200, 4500) + random.normal(0, 6000) * time
        chirp = np.sin(2 * np.pi * np.cumsum(sweep) / RATE) * np.hanning(len(time))
        place(sound, random.uniform(0.05, 0.25) * chirp, at)
    return sound


def breathing(random: np.random.Generator, variant: int) -> Sound:
    sound = at_level(coloured(random, 15 * RATE, 1), -60)
    period = [3.5, 1.2, 5.0, 2.2][variant]
    for at in np.arange(0.3, 14, period):
        inhale = band(random, int(0.4 * period * RATE), 700, 5000) * np.hanning(int(0.4 * period * RATE))
        exhale = band(random, int(0.5 * period * RATE), 200, 2500) * np.hanning(int(0.5 * period * RATE))
        place(sound, at_level(inhale, -28 + 4 * variant), at)
        place(sound, at_level(exhale, -26 + 4 * variant), at + 0.42 * period)
    return sound


def coughs(random: np.random.Generator, variant: int) -> Sound:
    sound = at_level(coloured(random, 10 * RATE, 1), -55)
    for at in np.arange(0.7, 9, [2.0, 1.1, 3.1][variant]):
        for burst in range(2):
            length = int(0.18 * RATE)
            cough = band(random, length, 250, 3500) * np.exp(-np.linspace(0, 5, length))
            place(sound, at_level(cough, -14), at + 0.3 * burst)
    return sound


def applause(random: np.random.Generator, variant: int) -> Sound:
    length, hands = [(12, 900), (10, 150), (15, 3000), (8, 25)][variant]
    sound = np.zeros(length * RATE)
    for at in random.uniform(0, length, hands * length // 8):
        clap = band(random, int(0.05 * RATE), random.uniform(600, 1200), random.uniform(2500, 5500))
        place(sound, random.uniform(0.2, 1) * clap * np.exp(-np.linspace(0, 9, len(clap))), at)
    return at_level(sound * np.minimum(seconds(length) / 2, 1), -18)


def piano(random: np.random.Generator, variant: int) -> Sound:
    sound = np.zeros(16 * RATE)
    for bar, chord in enumerate([[0, 4, 7], [-3, 0, 4], [5, 9, 12], [7, 11, 14]] * 2):
        for i, key in enumerate(chord):
            spread = [0.0, 0.25, 0.5][variant % 3]
            place(sound, note(pitch(key), 1.9, 0.5, 1.5), 2 * bar + i * spread)
        place(sound, 0.8 * note(pitch(chord[0] - 12), 1.9, 0.4, 1), 2 * bar)
        for beat in range(4):
            key = chord[random.integers(3)] + 12
            place(sound, 0.7 * note(pitch(key), 0.5, 0.5, 3), 2 * bar + 0.5 * beat)
    return at_level(sound, -16)


def strings(random: np.random.Generator, variant: int) -> Sound:
    sound = np.zeros(16 * RATE)
    for bar, chord in enumerate([[0, 3, 7], [-4, 0, 3], [3, 7, 10], [-2, 2, 5]]):
        for key in chord:
            for detune in (-0.08, 0.0, 0.07):
                held = note(pitch(key + detune + 12 * (variant % 2)), 4, 0.75, 0)
                place(sound, held * (1 + 0.1 * np.sin(2 * np.pi * 5.5 * seconds(4))), 4 * bar)
    return at_level(sound, -18)


def flute(random: np.random.Generator, variant: int) -> Sound:
    """A melody with vibrato, in the range of voices: what detectors of voice mistake most easily."""
    sound = np.zeros(16 * RATE)
    at = 0.2
    while at < 15:
        length = float(random.choice([0.25, 0.5, 1.0]))
        key = random.choice([0, 2, 4, 7, 9, 12]) + [12, 0, -5][variant]
        time = seconds(length)
        wobble = 1 + 0.012 * np.sin(2 * np.pi * 5.5 * time)
        phase = 2 * np.pi * np.cumsum(pitch(key) * wobble) / RATE
        tone = np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase)
        breath = 0.05 * band(random, len(time), 800, 5000)
        place(sound, (tone + breath) * np.hanning(len(time)) ** 0.3, at)
        at += length
    return at_level(sound, -16)


def drums(random: np.random.Generator, variant: int) -> Sound:
    sound = np.zeros(12 * RATE)
    beat = [0.5, 0.35, 0.6][variant]
    for step, at in enumerate(np.arange(0, 11.5, beat / 2)):
        hat = random.normal(size=int(0.04 * RATE)) * np.exp(-np.linspace(0, 7, int(0.04 * RATE)))
        place(sound, 0.25 * hat, at)
        time = seconds(0.2)
        if step % 4 == 0:
            place(sound, np.sin(2 * np.pi * 55 * time * np.exp(-3 * time)) * np.exp(-14 * time), at)
        if step % 4 == 2:
            place(sound, 0.6 * band(random, len(time), 200, 6000) * np.exp(-18 * time) * 3, at)
    return at_level(sound, -15)


def song(random: np.random.Generator, variant: int) -> Sound:
    """A band without a singer: drums, strings and a melody."""
    sound = np.zeros(12 * RATE)
    for part, level in ((drums, -18), (strings, -22), ([flute, piano, flute][variant], -17)):
        made = part(random, variant)
        sound += at_level(made[: len(sound)], level)
    return at_level(sound, -14)


KINDS: dict[str, Callable[[np.random.Generator, int], Sound]] = {
    make.__name__: make
    for make in (
        silence, noise, hum, wind, rain, engine, beeps, siren, clicks, footsteps, birds, breathing,
        coughs, applause, piano, strings, flute, drums, song,
    )
}  # fmt: skip
VARIANTS = {"silence": 4, "noise": 6, "hum": 4, "breathing": 4, "applause": 4}


def crowds(build: Path) -> Iterator[tuple[str, Sound]]:
    """Many talkers at once, alike in loudness, of whom none can be followed."""
    voices = [speak(build, voice, text) for voice, text in TALKERS]
    for variant, (count, backwards, level) in enumerate(
        [(12, False, -18), (24, False, -14), (10, False, -30), (12, True, -18), (16, True, -22)]
    ):
        random = np.random.default_rng([7, variant])
        sound = np.zeros(14 * RATE)
        for talker in range(count):
            voice = voices[talker % len(voices)]
            voice = voice[::-1] if backwards else voice
            at = random.uniform(-3, 0)
            while at < 14:
                begin = max(0.0, -at)
                place(sound, at_level(voice, -20)[int(begin * RATE) :], max(at, 0.0))
                at += len(voice) / RATE + random.uniform(0, 0.4)
        yield f"babble-{variant}", at_level(sound, level)


def speak(build: Path, voice: str, text: str) -> Sound:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run([sys.executable, SAY, build, voice, text, file.name], check=True)
        with wave.open(file.name) as spoken:
            rate = spoken.getframerate()
            samples = np.frombuffer(spoken.readframes(spoken.getnframes()), "<i2") / 32768
    times = np.arange(0, len(samples), rate / RATE)
    return np.interp(times, np.arange(len(samples)), samples)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
