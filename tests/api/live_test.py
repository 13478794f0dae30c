"""A live session on the real engines, held by the hosted product's own client, at the pace of speech.

    python3 setup/setup.py run tests tests/api/live_test.py
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from harness import SETUP, Server, eval_file

PROGRAM = Path(__file__).parent / "clients" / "dashscope_python.py"


@pytest.fixture(scope="module")
def events(server: Server) -> list[dict[str, Any]]:
    url = server.url.replace("http://", "ws://") + "/api-ws/v1/realtime"
    command = [*SETUP, "run", "dashscope", "-B", PROGRAM, url, eval_file("speech/misc/jfk.wav"), "en", "pt", "Cherry"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])["events"]


def of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [event for event in events if event["type"] == kind]


def test_a_session_goes_well(events: list[dict[str, Any]]) -> None:
    assert not of(events, "error")
    assert events[0]["type"] == "session.created"
    assert events[-1]["type"] == "session.finished"


def test_what_was_said_is_heard_and_translated(events: list[dict[str, Any]]) -> None:
    heard = " ".join(
        event["transcript"] for event in of(events, "conversation.item.input_audio_transcription.completed")
    )
    said = " ".join(event["transcript"] for event in of(events, "response.audio_transcript.done"))
    assert "country" in heard
    assert "país" in said


def test_text_comes_while_it_is_said(events: list[dict[str, Any]]) -> None:
    started = of(events, "input_audio_buffer.speech_started")
    stopped = of(events, "input_audio_buffer.speech_stopped")
    assert len(started) == len(stopped) > 0
    provisional = [e for e in of(events, "response.audio_transcript.text") if e["text"] or e["stash"]]
    assert provisional
    assert provisional[0]["at_s"] < max(event["at_s"] for event in stopped)


def test_settled_text_never_changes(events: list[dict[str, Any]]) -> None:
    before = ""
    for event in events:
        if event["type"] == "response.created":
            before = ""
        elif event["type"] == "response.audio_transcript.text":
            assert event["text"].startswith(before)
            before = event["text"]
        elif event["type"] == "response.audio_transcript.done":
            assert event["transcript"].startswith(before)


def test_speech_is_counted(events: list[dict[str, Any]]) -> None:
    seconds = sum(event["bytes"] for event in of(events, "response.audio.delta")) / 48000
    counted = sum(event["usage"]["output_tokens_details"]["audio_tokens"] for event in of(events, "response.done"))
    assert 2 < seconds < 30
    assert abs(counted - 12.5 * seconds) < len(of(events, "response.done"))


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
