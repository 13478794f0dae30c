"""The samples of the public user guide run as they are printed: only base URL, key and recording are ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from harness import RecordingSite, Server, eval_file
from recordings import first_seconds, loudness

SAMPLES = Path(__file__).parent / "samples"
BASE_URL = "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"
RECORDING_URL = (
    "https://help-static-aliyun-doc.aliyuncs.com/file-manage-files/zh-CN/20250211/tixcef/cherry.wav"
)

# A machine without a sound card: what the sample plays is kept.
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


def sample(name: str, server: Server, recording: str, replacements: dict[str, str]) -> str:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    for old, new in {
        BASE_URL: server.url + "/compatible-mode/v1",
        RECORDING_URL: recording,
        **replacements,
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


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


def run_python(text: str, folder: Path) -> str:
    (folder / "sample.py").write_text(text, encoding="utf-8")
    return run([sys.executable, "sample.py"], folder)


@pytest.fixture(scope="module")
def english(site: RecordingSite) -> str:
    """Three seconds and a half: "And so, my fellow Americans"."""
    recording = eval_file("speech/misc/jfk.wav").read_bytes()
    return site.add("/english.wav", first_seconds(recording, 3.5))


ENGLISH_TO_PORTUGUESE = {'"source_lang": "zh", "target_lang": "en"': '"source_lang": "en", "target_lang": "pt"'}


def test_saves_chinese_speech_in_english(server: Server, site: RecordingSite, tmp_path: Path) -> None:
    recording = site.add("/cherry.wav", eval_file("speech/sensevoice/zh.mp3").read_bytes())
    printed = run_python(sample("save_audio.py", server, recording, {}), tmp_path)
    assert "CompletionUsage(" in printed
    audio, rate = soundfile.read(tmp_path / "output.wav", dtype="int16")
    assert rate == 24000
    assert 1.0 < len(audio) / rate < 30.0
    assert loudness(audio) > 0.01


def test_saves_english_speech_in_portuguese(server: Server, english: str, tmp_path: Path) -> None:
    run_python(sample("save_audio.py", server, english, ENGLISH_TO_PORTUGUESE), tmp_path)
    audio, rate = soundfile.read(tmp_path / "output.wav", dtype="int16")
    assert 1.0 < len(audio) / rate < 15.0
    assert loudness(audio) > 0.01


def test_plays_fragment_by_fragment(server: Server, english: str, tmp_path: Path) -> None:
    (tmp_path / "pyaudio.py").write_text(PYAUDIO, encoding="utf-8")
    printed = run_python(sample("play.py", server, english, ENGLISH_TO_PORTUGUESE), tmp_path)
    assert printed == "", "a chunk without audio was taken for one with"
    played = np.fromfile(tmp_path / "played.raw", dtype="<i2")
    assert 1.0 < len(played) / 24000 < 15.0
    assert loudness(played) > 0.01


def test_prints_every_chunk(server: Server, english: str, tmp_path: Path) -> None:
    printed = run_python(sample("stream.py", server, english, ENGLISH_TO_PORTUGUESE), tmp_path)
    lines = printed.splitlines()
    assert all(line.startswith("ChatCompletionChunk(id='chatcmpl-") for line in lines)
    assert "role='assistant'" in lines[0]
    assert "finish_reason='stop'" in lines[-2]
    assert "choices=[]" in lines[-1] and "audio_tokens=44" in lines[-1]  # 3.5 s at 12.5 a second


def test_answers_curl(server: Server, english: str, tmp_path: Path) -> None:
    languages = {'"source_lang": "zh"': '"source_lang": "en"', '"target_lang": "en"': '"target_lang": "pt"'}
    text = sample("request.sh", server, english, languages)
    printed = run(["sh", "-c", text.replace("curl ", "curl --silent --show-error ", 1)], tmp_path)
    events = [line.removeprefix("data: ") for line in printed.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in events[:-1]]
    text = "".join(chunk["choices"][0]["delta"]["content"] or "" for chunk in chunks[:-1])
    assert "americanos" in text
    assert chunks[-1]["usage"]["total_tokens"] > 44


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
