"""GET /metrics of the running server, read by Prometheus' own parser: every series is well formed and tells what went on."""

import base64
import json
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import openai
import pytest
from harness import Server
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from recordings import data_url, silence

Samples = dict[tuple[str, frozenset], float]


@pytest.fixture(scope="module")
def fast_server() -> Iterator[Server]:
    server = Server("--recipe", "fast", "--log-format", "json")
    server.wait_until_ready()
    yield server
    assert server.stop() == 0, "".join(server.log)


def scrape(server: Server) -> list[Metric]:
    with urllib.request.urlopen(server.url + "/metrics") as response:
        assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        return list(text_string_to_metric_families(response.read().decode()))


def samples(server: Server) -> Samples:
    found: Samples = {}
    for family in scrape(server):
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in found, f"twice: {key}"
            found[key] = sample.value
    return found


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0)


def check_histogram(family: Metric) -> None:
    """Buckets that only grow, the last of them the count; a sum wherever there is a count."""
    series: dict[frozenset, list[tuple[float, float]]] = {}
    counts: dict[frozenset, dict[str, float]] = {}
    for sample in family.samples:
        labels = frozenset(item for item in sample.labels.items() if item[0] != "le")
        if sample.name.endswith("_bucket"):
            series.setdefault(labels, []).append((float(sample.labels["le"]), sample.value))
        else:
            counts.setdefault(labels, {})[sample.name.removeprefix(family.name)] = sample.value
    assert series.keys() == counts.keys()
    for labels, buckets in series.items():
        assert buckets == sorted(buckets)
        assert [count for _, count in buckets] == sorted(count for _, count in buckets)
        assert buckets[-1] == (float("inf"), counts[labels]["_count"])
        assert counts[labels].keys() == {"_count", "_sum"}


def translate(server: Server, seconds: float, **headers: str) -> None:
    client = openai.OpenAI(api_key="any", base_url=server.url + "/v1", max_retries=0)
    part = {"type": "input_audio", "input_audio": {"data": data_url(silence(seconds)), "format": "wav"}}
    for _ in client.chat.completions.create(
        model="dragoman",
        messages=[{"role": "user", "content": [part]}],
        stream=True,
        extra_body={"translation_options": {"source_lang": "en", "target_lang": "pt"}},
        extra_headers=headers,
    ):
        pass


def test_every_family_is_well_formed(fast_server: Server) -> None:
    translate(fast_server, 1)
    families = scrape(fast_server)
    assert len({family.name for family in families}) == len(families)
    for family in families:
        assert family.documentation, family.name
        assert family.type in ("counter", "gauge", "histogram"), family.name
        assert family.name.startswith(("dragoman_", "process_"))
        if family.type == "histogram":
            check_histogram(family)
        for sample in family.samples:
            assert family.type == "gauge" or sample.value >= 0


def test_counts_a_translation_and_its_tokens(fast_server: Server) -> None:
    before = samples(fast_server)
    translate(fast_server, 4)
    after = samples(fast_server)

    def grown(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert grown("dragoman_jobs_total", job="translation", outcome="done") == 1
    assert grown("dragoman_tokens_total", job="translation", kind="input_audio") == 50
    assert grown("dragoman_audio_seconds_total", job="translation", direction="in") == 4
    assert grown("dragoman_job_real_time_factor_count", job="translation") == 1
    assert grown("dragoman_stage_run_seconds_count", stage="decode") >= 8
    assert grown("dragoman_stage_run_seconds_count", stage="segment") >= 8
    assert value(after, "dragoman_jobs_running", job="translation") == 0
    assert value(after, "dragoman_pool_replicas", stage="recognise") >= 1


def test_counts_requests_by_route(fast_server: Server) -> None:
    labels = {"route": "/v1/models/{id}", "method": "GET", "status": "200"}
    before = value(samples(fast_server), "dragoman_http_requests_total", **labels)
    with urllib.request.urlopen(fast_server.url + "/v1/models/dragoman") as answer:
        answer.read()
    for _ in range(100):  # a request counts once its answer is out
        if value(samples(fast_server), "dragoman_http_requests_total", **labels) == before + 1:
            return
        threading.Event().wait(0.1)
    pytest.fail("the request was not counted")


def test_counts_spoken_text(fast_server: Server) -> None:
    before = samples(fast_server)
    body = json.dumps({"model": "dragoman", "voice": "Cherry", "input": "Good morning.", "response_format": "pcm"})
    request = urllib.request.Request(
        fast_server.url + "/v1/audio/speech", body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        spoken_s = len(response.read()) / 2 / 24000
    after = samples(fast_server)
    labels = {"job": "speech", "direction": "out"}
    grown = value(after, "dragoman_audio_seconds_total", **labels) - value(
        before, "dragoman_audio_seconds_total", **labels
    )
    assert grown == pytest.approx(spoken_s)
    assert value(after, "dragoman_stage_run_seconds_count", stage="speak") >= 1
    assert value(after, "dragoman_job_first_audio_seconds_count", job="speech") >= 1


def test_clients_invent_no_series(fast_server: Server) -> None:
    def ask(path: str, method: str) -> None:
        try:
            urllib.request.urlopen(urllib.request.Request(fast_server.url + path, method=method))
        except urllib.error.HTTPError:
            pass

    ask("/no/such/path", "GET")
    ask("/v1/models/one", "BREW")
    families = len(samples(fast_server))
    for name in (base64.urlsafe_b64encode(bytes([n] * 6)).decode() for n in range(20)):
        ask(f"/{name}", "GET")
        ask(f"/v1/models/{name}", name.replace("=", "").replace("-", "").replace("_", "") or "A")
    assert len(samples(fast_server)) <= families + 10  # one more status or method at most, never twenty


def test_tells_of_the_process(fast_server: Server) -> None:
    found = samples(fast_server)
    assert value(found, "process_resident_memory_bytes") > 50e6
    assert value(found, "process_cpu_seconds_total") > 0
    assert 3 <= value(found, "process_open_fds") < value(found, "process_max_fds")
    info = [dict(labels) for name, labels in found if name == "dragoman_build_info"]
    assert len(info) == 1 and info[0]["version"]


def test_lines_of_the_log_are_json_and_carry_ids(fast_server: Server) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-00", "X-Request-Id": "forged"}
    with urllib.request.urlopen(urllib.request.Request(fast_server.url + "/v1/models", headers=headers)) as answer:
        request_id = answer.headers["X-Request-Id"]
        assert answer.headers["traceresponse"].startswith(f"00-{trace}-")
    mine = []
    for _ in range(100):  # the line is written once the answer is out
        lines = [json.loads(line) for line in fast_server.log[1:]]
        mine = [line for line in lines if line.get("trace_id") == trace]
        if mine:
            break
        threading.Event().wait(0.1)
    assert [line["request_id"] for line in mine] == [request_id] != ["forged"]
    assert mine[0]["status"] == 200 and mine[0]["path"] == "/v1/models"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
