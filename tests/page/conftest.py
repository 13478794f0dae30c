"""The page in Debian's Chromium, on a server with fake engines; what each test finds there."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import ROOT, Server, program

WAIT_MS = 120_000
CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]

Start = Callable[..., Server]


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """Starts a server with fake engines (tests/api/fake_server.cc): it translates English and Portuguese."""
    running: list[Server] = []

    def begin(*options: str, **more: object) -> Server:
        server = Server(*options, binary=program().parent / "fake_server", **more)
        running.append(server)
        server.wait_until_ready()
        return server

    yield begin
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def server(start: Start) -> Server:
    return start()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
    yield browser
    browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens the page of a server; whatever its console complains about fails the test."""
    complaints: list[str] = []
    contexts = []

    def note(said) -> None:  # noqa: ANN001
        # A refusal by the server is also an entry there, of the browser's own.
        if said.type == "error" and "Failed to load resource" not in said.text:
            complaints.append(said.text)

    def go(server: Server, **context: object) -> Page:
        contexts.append(browser.new_context(locale="en-GB", **context))
        page = contexts[-1].new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        page.goto(server.url)
        return page

    yield go
    for each in contexts:
        each.close()
    assert complaints == []


@pytest.fixture
def page(server: Server, visit: Visit) -> Page:
    """The page, its choices filled."""
    page = visit(server)
    expect(page.locator("#to option")).not_to_have_count(0)
    return page
