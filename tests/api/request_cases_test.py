"""Every row of the table of requests gets its documented answer over the wire; --table prints them."""

import http.client
import json
import re
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import KEY
from harness import Server
from request_cases import ABSENT, CASES, Case, good_body


def change(body: Any, path: str, value: Any) -> None:
    """Puts a value at "a.0.b"."""
    *way, last = (int(name) if name.isdigit() else name for name in path.split("."))
    for name in way:
        body = body[name] if isinstance(name, int) else body.setdefault(name, {})
    if value is ABSENT:
        body.pop(last)
    else:
        body[last] = value


def body_of(case: Case) -> bytes:
    if case.raw is not None:
        return case.raw
    body = good_body()
    for path, value in case.changes.items():
        change(body, path, value)
    return json.dumps(body).encode()


def send(case: Case, server: Server) -> tuple[http.client.HTTPResponse, str]:
    headers = {"Content-Type": "application/json"}
    if case.strict:
        headers["Authorization"] = f"Bearer {KEY}"
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=120)
    try:
        connection.request(case.method, case.path, body_of(case), headers | case.headers)
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_answers(case: Case, server: Server, strict_server: Server) -> None:
    response, text = send(case, strict_server if case.strict else server)
    assert response.status == case.status, text
    if case.status == 200:
        expect_stream(text)
    else:
        expect_error(case, response, json.loads(text))


def expect_stream(text: str) -> None:
    events = text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    assert chunks
    assert all(set(chunk) == set(chunks[0]) for chunk in chunks)
    finish = [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"]]
    assert finish[-1] == "stop"


def expect_error(case: Case, response: http.client.HTTPResponse, body: dict[str, Any]) -> None:
    assert response.getheader("Content-Type") == "application/json"
    assert list(body) == ["error", "id", "request_id"]
    assert body["request_id"] == response.getheader("X-Request-Id")
    assert re.fullmatch(r"chatcmpl-[0-9a-f-]{36}", body["id"])
    error = body["error"]
    assert list(error) == ["code", "message", "param", "type"]
    assert (error["code"], error["type"], error["param"]) == (case.code, case.code, case.param)
    if case.advice:
        assert error["message"].startswith(case.message + " ")
    else:
        assert error["message"] == case.message


def test_the_table_is_large_and_has_no_row_twice() -> None:
    names = [case.name for case in CASES]
    assert len(names) >= 150
    assert len(names) == len({(case.name, case.strict) for case in CASES})


def print_table() -> None:
    print("| request | status | code | message |\n|---|---|---|---|")
    for case in CASES:
        message = case.message + (" ..." if case.advice else "")
        print(f"| {case.name} | {case.status} | {case.code} | {message} |".replace("\n", " "))
    print(f"\n{len(CASES)} requests")


if __name__ == "__main__":
    if "--table" in sys.argv:
        print_table()
        sys.exit()
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
