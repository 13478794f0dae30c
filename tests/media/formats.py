"""The kinds of recordings: one row of the matrix each."""

from dataclasses import dataclass, field

import make
import numpy as np
import sound

RATES_HZ = (8000, 11025, 22050, 44100, 48000, 96000)

# How many samples a coder takes at once, and how many it needs to get going before the first.
_FRAME = {"aac": 1024, "libmp3lame": 1152, "mp2": 1152, "ac3": 1536, "eac3": 1536}
_PRIMING = {"aac": 1024, "libmp3lame": 1105, "mp2": 481, "ac3": 256, "eac3": 256}
_NEEDS = {
    "wmav1": {"b": "96000"},
    "wmav2": {"b": "96000"},
    "libopencore_amrnb": {"b": "12200"},
    "g726": {"code_size": "5"},
}
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


@dataclass(frozen=True)
class Kind:
    """A container as people meet it, and what may be in it."""

    name: str  # the ending of a file's name
    muxer: str
    coder: str
    rate_hz: int = 44100
    rates_hz: tuple[int, ...] = RATES_HZ
    channels: tuple[int, ...] = (1, 2, 6)
    coders: tuple[str, ...] = ()  # others that occur in it
    picture: str | None = None  # the coder of the picture; none in a kind for sound alone
    tells_priming: bool = False  # so that a player can leave it out
    index: bool = False  # at the front or at the end
    languages: bool = False  # several tracks, each with its language
    times: bool = True  # tells of each frame when it is due
    cover: bool = False
    piped: dict[str, str] = field(default_factory=dict)  # options of a recorder that cannot go back

    def tracks(self, *voices: str, coder: str = "", rate_hz: int = 0, **more) -> list[make.Track]:
        coder, rate_hz = coder or self.coder, rate_hz or self.rate_hz
        options = _NEEDS.get(coder, {})
        count = 2 if coder == "vorbis" else 1  # its encoder knows no other
        sounds = [np.stack([sound.speak(rate_hz, voice)] * count) for voice in voices or ("one",)]
        return [make.Track(coder, rate_hz, samples, _LAYOUTS[count], options=options, **more) for samples in sounds]

    def mixed(self, channels: list[np.ndarray]) -> list[make.Track]:
        """One track with these channels at the kind's own rate."""
        options = _NEEDS.get(self.coder, {})
        return [make.Track(self.coder, self.rate_hz, np.stack(channels), _LAYOUTS[len(channels)], options=options)]

    def film(self, seconds: float = sound.SECONDS) -> make.Picture | None:
        if self.picture is None:
            return None
        return make.Picture(self.picture, [index / 25 for index in range(round(25 * seconds))])


def priming_s(coder: str, rate_hz: int) -> float:
    """How late sound is heard where nobody can tell that it begins with priming."""
    if coder.startswith("wma"):
        return _wma_frame(rate_hz) / rate_hz
    return _PRIMING.get(coder, 0) / rate_hz


def frame_s(coder: str, rate_hz: int) -> float:
    """What may be added at the end to fill the last frame."""
    if coder.startswith("wma"):
        return _wma_frame(rate_hz) / rate_hz
    return _FRAME.get(coder, 0) / rate_hz


def _wma_frame(rate_hz: int) -> int:
    return 512 if rate_hz <= 16000 else 1024 if rate_hz <= 22050 else 2048


_OPUS_HZ = (8000, 48000)
_MP3_HZ = RATES_HZ[:5]
_AMR_HZ = (8000,)
_FRAGMENTS = {"movflags": "empty_moov+default_base_moof+delay_moov", "frag_duration": "500000"}
_WAV = ("pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw")
_ADPCM = ("adpcm_ms", "adpcm_ima_wav", "adpcm_yamaha")
_MP4 = ("alac", "flac", "libmp3lame", "libopus", "ac3", "eac3")
_MKV = ("pcm_s16le", "pcm_f32le", "alac", "flac", "vorbis", "libopus", "mp2", "libmp3lame", "ac3", "eac3")

KINDS = (
    Kind("wav", "wav", "pcm_s16le", coders=(*_WAV, *_ADPCM, "g726", "libmp3lame")),
    Kind("mp3", "mp3", "libmp3lame", rates_hz=_MP3_HZ, channels=(1, 2), tells_priming=True, cover=True),
    Kind(
        "m4a", "ipod", "aac", coders=("alac",), tells_priming=True, index=True, languages=True, cover=True,
        piped=_FRAGMENTS,
    ),
    Kind("aac", "adts", "aac"),
    Kind("flac", "flac", "flac", cover=True),
    Kind("ogg", "ogg", "vorbis", channels=(2,), coders=("flac", "libopus"), tells_priming=True, cover=True),
    Kind("opus", "ogg", "libopus", 48000, _OPUS_HZ, tells_priming=True, cover=True),
    Kind("amr", "amr", "libopencore_amrnb", 8000, _AMR_HZ, (1,)),
    Kind("wma", "asf", "wmav2", rates_hz=_MP3_HZ, channels=(1, 2), coders=("wmav1",), languages=True),
    Kind(
        "webm", "webm", "libopus", 48000, _OPUS_HZ, coders=("vorbis",), picture="libvpx", tells_priming=True,
        languages=True, piped={"live": "1"},
    ),
    Kind(
        "mp4", "mp4", "aac", 48000, coders=_MP4, picture="libx264", tells_priming=True, index=True, languages=True,
        cover=True, piped=_FRAGMENTS,
    ),
    Kind(
        "mov", "mov", "pcm_s16le", 48000, coders=("pcm_s24le", "pcm_f32le", "pcm_mulaw", "adpcm_ima_qt", "alac", "aac"),
        picture="libx264", tells_priming=True, index=True, languages=True, piped=_FRAGMENTS,
    ),
    Kind(
        "mkv", "matroska", "aac", 48000, coders=_MKV, picture="libx264", tells_priming=True, languages=True,
        cover=True, piped={"live": "1"},
    ),
    Kind(
        "avi", "avi", "libmp3lame", rates_hz=_MP3_HZ, channels=(1, 2), picture="mpeg4", times=False,
        coders=("pcm_s16le", "pcm_mulaw", "adpcm_ms", "mp2", "ac3"),
    ),
    Kind(
        "flv", "flv", "aac", coders=("libmp3lame", "pcm_s16le", "adpcm_swf", "nellymoser"), picture="libx264",
    ),
    Kind(
        "wmv", "asf", "wmav2", rates_hz=_MP3_HZ, channels=(1, 2), coders=("wmav1", "libmp3lame", "pcm_s16le"),
        picture="wmv2", languages=True,
    ),
    Kind(
        "3gp", "3gp", "libopencore_amrnb", 8000, _AMR_HZ, (1,), coders=("aac",), picture="h263", tells_priming=True,
        index=True, languages=True, piped=_FRAGMENTS,
    ),
    Kind(
        "ts", "mpegts", "aac", 48000, coders=("mp2", "libmp3lame", "ac3", "eac3", "libopus"), picture="libx264",
        languages=True,
    ),
)
