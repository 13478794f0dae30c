import os
from collections.abc import Iterator

import openai
import pytest
from harness import RecordingSite, Server

KEY = "sesame"


@pytest.fixture(scope="session")
def site() -> Iterator[RecordingSite]:
    site = RecordingSite()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Takes recordings from loopback, and one object in place of a stream; decodes in locked children."""
    server = Server("--allow-private-urls", "--allow-non-streaming", "--media-sandbox", "on")
    server.wait_until_ready()
    yield server
    assert server.stop() == 0, "".join(server.log)


@pytest.fixture(scope="session")
def strict_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As an operator who trusts nobody runs it: with a key, without private URLs, one job at a time."""
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY + os.linesep)
    server = Server("--api-keys-file", str(keys), "--max-jobs", "1")
    server.wait_until_ready()
    yield server
    assert server.stop() == 0, "".join(server.log)


@pytest.fixture
def client(server: Server) -> openai.OpenAI:
    return openai.OpenAI(api_key="any", base_url=server.url + "/v1", max_retries=0)


@pytest.fixture
def strict_client(strict_server: Server) -> openai.OpenAI:
    return openai.OpenAI(api_key=KEY, base_url=strict_server.url + "/v1", max_retries=0)
