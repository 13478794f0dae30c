"""The samples of the public user guide run as printed: only base URL, key, recording and languages are ours."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from harness import RecordingSite, Server, eval_file, node_in
from recordings import data_url, first_seconds, loudness

SAMPLES = Path(__file__).parent / "samples"
BASE_URL = "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"
RECORDING_URL = (
    "https://help-static-aliyun-doc.aliyuncs.com/file-manage-files/zh-CN/20250211/tixcef/cherry.wav"
)
VIDEO_URL = "https://help-static-aliyun-doc.aliyuncs.com/file-manage-files/zh-CN/20241115/cqqkru/1.mp4"
ENGLISH_TO_PORTUGUESE = {'"en"': '"pt"', '"zh"': '"en"'}  # from Chinese to English

# A machine without a sound card: what a sample plays is kept.
PYAUDIO = """
paInt16 = 8
class PyAudio:
    def open(self, format, channels, rate, output):
        assert (format, channels, rate, output) == (paInt16, 1, 24000, True)
        return Stream()
    def terminate(self):
        pass
class Stream:
    def __init__(self):
        self.file = open("played.raw", "wb")
    def write(self, data):
        self.file.write(data)
    def stop_stream(self):
        pass
    def close(self):
        self.file.close()
"""
SPEAKER = """
const assert = require("node:assert");
const fs = require("node:fs");
const { Writable } = require("node:stream");
module.exports = class Speaker extends Writable {
    constructor(format) {
        super();
        assert.deepStrictEqual(format, { sampleRate: 24000, channels: 1, bitDepth: 16, signed: true });
        this.file = fs.openSync("played.raw", "w");
    }
    _write(data, _, done) {
        fs.writeSync(this.file, data);
        done();
    }
};
"""


def run(command: list[str], folder: Path) -> str:
    """Runs a sample where it may leave files; gives what it prints."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "DASHSCOPE_API_KEY": "any", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def replaced(text: str, replacements: dict[str, str]) -> str:
    for old, new in replacements.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def with_video(text: str) -> str:
    """A sample with the block of video input, which is a comment, in the place of audio input."""
    blocks = r"(?:#|//) --- Audio input ---\n.*?(?:#|//) --- Video input [^\n]*\n((?:(?:#|//) [^\n]*\n)+)"
    text, count = re.subn(blocks, lambda found: re.sub(r"(?m)^(#|//) ", "", found[1]), text, flags=re.DOTALL)
    assert count == 1
    return text


@dataclasses.dataclass(frozen=True)
class Samples:
    """Those of one language, run in a folder of their own."""

    interpreter: str
    ending: str
    folder: Path
    base_url: str

    def run(self, name: str, media: dict[str, str], languages: dict[str, str] = ENGLISH_TO_PORTUGUESE) -> str:
        """`media`: what the URLs of the sample become."""
        text = (SAMPLES / f"{name}.{self.ending}").read_text(encoding="utf-8")
        if VIDEO_URL in media:
            text = with_video(text)
        script = self.folder / f"sample.{self.ending}"
        script.write_text(replaced(text, {BASE_URL: self.base_url} | media | languages), encoding="utf-8")
        return run([self.interpreter, script.name], self.folder)

    def replace_sound_device(self) -> None:
        module = {"py": "pyaudio.py", "mjs": "node_modules/speaker/index.js"}[self.ending]
        (self.folder / module).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / module).write_text({"py": PYAUDIO, "mjs": SPEAKER}[self.ending], encoding="utf-8")


@pytest.fixture(params=["Python", "Node"])
def samples(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> Samples:
    folder = tmp_path / "sample"
    folder.mkdir()
    base_url = server.url + "/compatible-mode/v1"
    if request.param == "Python":
        return Samples(sys.executable, "py", folder, base_url)
    return Samples(node_in(tmp_path), "mjs", folder, base_url)


@pytest.fixture(scope="module")
def english() -> bytes:
    """Three seconds and a half: "And so, my fellow Americans"."""
    return first_seconds(eval_file("speech/misc/jfk.wav").read_bytes(), 3.5)


@pytest.fixture(scope="module")
def english_url(site: RecordingSite, english: bytes) -> str:
    return site.add("/english.wav", english)


def chunks(printed: str) -> list[str]:
    """The lines, without the ways in which Python and Node write names and values."""
    return [re.sub("[\"' ]", "", line).replace("=", ":") for line in printed.splitlines()]


@pytest.mark.parametrize("form", ["URL", "base64"])
def test_prints_every_chunk(samples: Samples, english: bytes, english_url: str, form: str) -> None:
    recording = english_url if form == "URL" else data_url(english, "")
    lines = chunks(samples.run("stream", {RECORDING_URL: recording}))
    assert all("id:chatcmpl-" in line for line in lines)
    assert "role:assistant" in lines[0] and "americanos" in lines[0]
    assert "finish_reason:stop" in lines[-2]
    assert "choices:[]" in lines[-1] and "audio_tokens:44" in lines[-1]  # 3.5 s at 12.5 a second


def test_prints_every_chunk_of_a_video(samples: Samples, site: RecordingSite) -> None:
    video = site.add("/friday.mp4", eval_file("video/friday.mp4").read_bytes())
    lines = chunks(samples.run("stream", {VIDEO_URL: video}))
    assert "role:assistant" in lines[0]
    assert "video_tokens:1802" in lines[-1]  # the guide's script: 12 frames of 640x480
    assert "audio_tokens:77" in lines[-1]


def test_saves_speech(samples: Samples, english_url: str) -> None:
    printed = samples.run("save_audio", {RECORDING_URL: english_url})
    assert "prompt_tokens" in printed
    audio, rate = soundfile.read(samples.folder / "output.wav", dtype="int16")
    assert rate == 24000
    assert 1.0 < len(audio) / rate < 15.0
    assert loudness(audio) > 0.01


def test_saves_chinese_speech_in_english(samples: Samples, site: RecordingSite) -> None:
    recording = site.add("/cherry.wav", eval_file("speech/sensevoice/zh.mp3").read_bytes())
    samples.run("save_audio", {RECORDING_URL: recording}, languages={})
    audio, rate = soundfile.read(samples.folder / "output.wav", dtype="int16")
    assert 1.0 < len(audio) / rate < 30.0
    assert loudness(audio) > 0.01


def test_plays_fragment_by_fragment(samples: Samples, english_url: str) -> None:
    samples.replace_sound_device()
    printed = samples.run("play", {RECORDING_URL: english_url})
    if samples.ending == "py":
        assert printed == "", "a chunk without audio was taken for one with"
    else:
        assert "prompt_tokens" in printed and printed.endswith("Playback complete\n")
    played = np.fromfile(samples.folder / "played.raw", dtype="<i2")
    assert 1.0 < len(played) / 24000 < 15.0
    assert loudness(played) > 0.01


def test_answers_curl(server: Server, english_url: str, tmp_path: Path) -> None:
    text = (SAMPLES / "request.sh").read_text(encoding="utf-8")
    ours = {BASE_URL: server.url + "/compatible-mode/v1", RECORDING_URL: english_url, "curl ": "curl --silent "}
    printed = run(["sh", "-c", replaced(text, ours | ENGLISH_TO_PORTUGUESE)], tmp_path)
    events = [line.removeprefix("data: ") for line in printed.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]"
    parsed = [json.loads(event) for event in events[:-1]]
    text = "".join(chunk["choices"][0]["delta"]["content"] or "" for chunk in parsed[:-1])
    assert "americanos" in text
    assert parsed[-1]["usage"]["total_tokens"] > 44


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
