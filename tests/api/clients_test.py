"""Other people's clients work against the running server. The programs in clients/ use one each, as its users do.

    python3 setup/setup.py run tests tests/api/clients_test.py --table    the matrix, in Markdown
"""

import base64
import functools
import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from harness import SETUP, RecordingSite, Server, eval_file, node_in
from recordings import first_seconds, loudness, samples_of, silence

PROGRAMS = Path(__file__).parent / "clients"

Report = dict[str, Any]  # what a program prints: asked.py


def printed(*command: Any, **how: Any) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **how).stdout


def last_line(text: str) -> Report:
    return json.loads(text.splitlines()[-1])  # libraries have their say before


def python(environment: str, program: str, _: Path, *urls: str) -> Report:
    return last_line(printed(*SETUP, "run", environment, "-B", PROGRAMS / program, *urls))


def node(program: str, folder: Path, *urls: str) -> Report:
    interpreter = node_in(folder)
    (folder / program).write_bytes((PROGRAMS / program).read_bytes())  # where it finds its packages
    return last_line(printed(interpreter, program, *urls, cwd=folder))


def curl(_: Path, base_url: str, recording: str, broken_recording: str) -> Report:
    def post(recording: str, target: str = "pt", fails: bool = False, **more: Any) -> str:
        part = {"type": "input_audio", "input_audio": {"data": recording, "format": "wav"}}
        body = {
            "model": "qwen3-livetranslate-flash",
            "messages": [{"role": "user", "content": [part]}],
            "modalities": ["text", "audio"],
            "audio": {"voice": "Cherry", "format": "wav"},
            "translation_options": {"source_lang": "en", "target_lang": target},
        }
        command = ["curl", "--silent", "--fail-with-body", "--json", "@-", base_url + "/chat/completions"]
        done = subprocess.run(
            command, input=json.dumps(body | more), stdout=subprocess.PIPE, text=True, check=False
        )
        assert done.returncode == (22 if fails else 0)
        return done.stdout

    def events(**asked: Any) -> list[dict[str, Any]]:
        lines = post(stream=True, stream_options={"include_usage": True}, **asked).splitlines()
        return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]

    def usage(of: dict[str, Any]) -> dict[str, int]:
        return {
            "input": of["prompt_tokens"],
            "output": of["completion_tokens"],
            "audio_input": of["prompt_tokens_details"]["audio_tokens"],
            "audio_output": of["completion_tokens_details"]["audio_tokens"],
        }

    chunks = events(recording=recording)
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    whole = json.loads(post(recording))
    message = whole["choices"][0]["message"]
    refusal = json.loads(post(recording, "klingon", fails=True, stream=True))
    return {
        "version": printed("curl", "--version").split()[1],
        "streamed": {
            "text": "".join(delta["content"] or "" for delta in deltas),
            "speech": "".join(delta["audio"]["data"] for delta in deltas if "audio" in delta),
            "usage": usage(chunks[-1]["usage"]),
        },
        "refused": {"exception": "exit status 22", "message": refusal["error"]["message"]},
        "broken": {
            "exception": "event",
            "message": events(recording=broken_recording)[-1]["error"]["message"],
        },
        "whole": {"text": message["content"], "speech": message["audio"]["data"], "usage": usage(whole["usage"])},
    }


LANGCHAIN = "ChatOpenAI of LangChain"
CLIENTS: dict[str, Callable[..., Report]] = {
    LANGCHAIN: functools.partial(python, "clients", "langchain_python.py"),
    "LiteLLM": functools.partial(python, "litellm", "litellm_python.py"),
    "curl": curl,
    "openai for Node": functools.partial(node, "openai_node.mjs"),
    "openai for Python": functools.partial(python, "clients", "openai_python.py"),
}


def check_speech(samples: np.ndarray, usage: dict[str, int]) -> None:
    seconds = len(samples) / 24000
    assert 1.0 < seconds < 15.0
    assert loudness(samples) > 0.01
    assert usage["audio_output"] == math.ceil(12.5 * seconds)


# Each check gives what stands in the client's cell of the matrix.


def text(client: str, report: Report) -> str:
    assert "americanos" in report["streamed"]["text"]
    return "yes"


def speech(client: str, report: Report) -> str:
    data = report["streamed"]["speech"]
    if client == LANGCHAIN:
        assert data is None and report["whole"]["speech"], "it carries speech now: write so here"
        return "only without streaming"
    check_speech(samples_of(base64.b64decode(data)), report["streamed"]["usage"])
    return "yes"


def usage(client: str, report: Report) -> str:
    counted = report["streamed"]["usage"]
    assert counted["input"] == counted["audio_input"] == 44  # 3.5 s at 12.5 a second
    assert counted["output"] > counted["audio_output"] > 12
    return "yes"


def errors(client: str, report: Report) -> str:
    refused, broken = report["refused"], report["broken"]
    assert "Current language settings are not supported! There is no language 'klingon' here." in refused["message"]
    assert "Failed to download multimodal content." in broken["message"]
    assert broken["exception"] != refused["exception"], "the transfer broke off before the stream began"
    return "yes"


def non_streaming(client: str, report: Report) -> str:
    whole = report["whole"]
    assert {**whole, "speech": None} == {**report["streamed"], "speech": None}
    wav = base64.b64decode(whole["speech"])
    assert wav.startswith(b"RIFF")
    check_speech(samples_of(wav[44:]), whole["usage"])
    return "yes"


CHECKS = {
    "text": text,
    "speech": speech,
    "usage": usage,
    "errors": errors,
    "non-streaming": non_streaming,
}


@pytest.fixture(scope="session")
def report_of(
    server: Server, site: RecordingSite, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Report]:
    """What a client's program reports; it is run once."""
    jfk = eval_file("speech/misc/jfk.wav").read_bytes()
    recording = site.add("/english.wav", first_seconds(jfk, 3.5))  # "And so, my fellow Americans"
    broken_recording = site.add_cut("/broken.wav", silence(60))

    @functools.cache
    def run(client: str) -> Report:
        folder = tmp_path_factory.mktemp("client")
        return CLIENTS[client](folder, server.url + "/v1", recording, broken_recording)

    return run


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("client", CLIENTS)
def test_client(
    client: str, check: str, report_of: Callable[[str], Report], record_property: Callable[[str, Any], None]
) -> None:
    record_property("client", client)
    report = report_of(client)
    record_property("version", report["version"])
    record_property(check, CHECKS[check](client, report))


class Matrix:
    """Prints who passed what, behind the summary."""

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        rows: dict[str, dict[str, str]] = {}
        for outcome in ("passed", "failed"):
            for result in terminalreporter.getreports(outcome):
                cells = dict(result.user_properties)
                rows.setdefault(cells["client"], {}).update(cells)
        columns = ["client", "version", *CHECKS]
        lines = [columns, ["---"] * len(columns)]
        lines += [[cells.get(column, "no") for column in columns] for _, cells in sorted(rows.items())]
        for line in lines:
            terminalreporter.write_line(f"| {' | '.join(line)} |")


if __name__ == "__main__":
    options = [argument for argument in sys.argv[1:] if argument != "--table"]
    plugins = [Matrix()] if "--table" in sys.argv else []
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *options], plugins=plugins))
