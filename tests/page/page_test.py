"""The web page in a real browser, on the real server with its models.

setup/setup.py run page tests/page/page_test.py
"""

import io
import re
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))

from harness import Server, eval_file

WAIT_MS = 120_000  # a loaded machine takes its time
KEY = "sesame"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server("--recipe", "fast")
    server.wait_until_ready()
    yield server
    assert server.stop() == 0, "".join(server.log)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox",
                "--autoplay-policy=no-user-gesture-required",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(server: Server, browser: Browser) -> Iterator[Page]:
    """The page, its choices filled; whatever its console complains about is an error."""
    complaints: list[str] = []
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text)
        if said.type == "error" and "Failed to load resource" not in said.text
        else None,
    )
    page.goto(server.url)
    expect(page.locator("#to option")).not_to_have_count(0)
    yield page
    context.close()
    assert complaints == []


def jfk() -> Path:
    return eval_file("speech/misc/jfk.wav")


def translate(page: Page, recording: Path, target: str = "pt", speak: bool = False) -> None:
    page.locator("#file").set_input_files(recording)
    page.locator("#to").select_option(target)
    page.locator("#speak").set_checked(speak)
    page.locator("#go").click()


def saved(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save {name}").click()
    return Path(download.value.path()).read_bytes()


def test_a_file_becomes_text_with_times_and_subtitles(page: Page) -> None:
    translate(page, jfk())
    expect(page.locator("#status")).to_have_text("Done.")
    said = " ".join(page.locator("#segments li span:not(.source)").all_inner_texts())
    assert "país" in said, said
    assert re.fullmatch(r"\d+:\d\d", page.locator(".time").first.inner_text())
    assert saved(page, "TXT").decode().strip() == said
    srt = saved(page, "SRT").decode()
    assert re.match(r"1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n\S", srt), srt
    assert saved(page, "VTT").startswith(b"WEBVTT\n\n00:00:0")
    cues = page.evaluate("document.getElementById('media').textTracks[0].cues.length")
    assert cues == srt.count(" --> ")


def test_what_was_said_is_shown_where_asked(page: Page) -> None:
    translate(page, jfk())
    expect(page.locator("#status")).to_have_text("Done.")
    source = page.locator("#segments .source").first
    expect(source).to_be_hidden()
    page.locator("#show-source").check()
    expect(source).to_be_visible()
    assert "americans" in page.locator("#segments").inner_text().lower()


def test_speech_is_played_without_gaps_and_saved_whole(page: Page) -> None:
    page.evaluate(
        """() => {
          window.started = [];
          const start = AudioBufferSourceNode.prototype.start;
          AudioBufferSourceNode.prototype.start = function (when) {
            window.started.push([when, this.buffer.duration, this.context.state]);
            start.call(this, when);
          };
        }"""
    )
    translate(page, jfk(), speak=True)
    expect(page.locator("#status")).to_have_text("Done.")
    samples = int(page.locator("#heard").get_attribute("data-samples") or 0)
    assert samples > 3 * 24000
    started = page.evaluate("window.started")
    assert round(sum(duration for _, duration, _ in started) * 24000) == samples
    ends = [when + duration for when, duration, _ in started]
    gaps = [when - end for (when, _, _), end in zip(started[1:], ends)]
    assert min(gaps) > -1e-6, "one piece is laid over another"
    assert sum(gap < 1e-6 for gap in gaps) >= len(gaps) * 0.8, "pieces are not joined"
    with wave.open(io.BytesIO(saved(page, "WAV"))) as file:
        assert (file.getframerate(), file.getnframes()) == (24000, samples)


def test_a_dropped_file_is_taken(page: Page) -> None:
    transfer = page.evaluate_handle(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["RIFF"], "talk.wav", { type: "audio/wav" }));
          return transfer;
        }"""
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    expect(page.locator("#chosen")).to_have_text("talk.wav")


def test_the_microphone_is_recorded(page: Page) -> None:
    page.locator("#record").click()
    expect(page.locator("#record")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(1500)
    page.locator("#record").click()
    expect(page.locator("#chosen")).to_contain_text("A recording of")
    page.locator("#go").click()  # a beeping device: nobody speaks
    expect(page.locator("#status")).to_have_text("Nobody speaks in this recording.")


def test_cancel_stops_and_keeps_what_came(page: Page) -> None:
    translate(page, jfk(), speak=True)
    expect(page.locator("#cancel")).to_be_visible()
    page.locator("#cancel").click()
    expect(page.locator("#status")).to_have_text(re.compile("Cancelled"))
    expect(page.locator("#go")).to_be_enabled()


def test_errors_are_told(page: Page, tmp_path: Path) -> None:
    page.locator("#go").click()
    expect(page.locator("#error")).to_have_text("Choose a file, record something, or give a link.")
    text = tmp_path / "notes.wav"
    text.write_text("This is no recording at all.\n" * 50)
    translate(page, text)
    expect(page.locator("#error")).to_be_visible()
    assert "audio" in page.locator("#error").inner_text().lower()
    page.locator("#url").fill("http://127.0.0.1:9/talk.mp3")
    page.locator("#go").click()
    expect(page.locator("#error")).to_be_visible()


def test_history_is_kept_in_the_browser_and_forgotten(page: Page) -> None:
    translate(page, jfk())
    expect(page.locator("#status")).to_have_text("Done.")
    page.reload()
    page.get_by_role("button", name=re.compile("Open: jfk.wav")).click()
    expect(page.locator("#segments li")).not_to_have_count(0)
    page.locator("#forget").click()
    expect(page.locator("#history-part")).to_be_hidden()


def test_the_page_speaks_four_languages(page: Page) -> None:
    for code, title in {"de": "Aufnahme", "es": "Grabación", "pt": "Gravação", "en": "Recording"}.items():
        page.locator("#page-language").select_option(code)
        expect(page.locator("#job-title")).to_have_text(title)
        assert page.evaluate("document.documentElement.lang") == code
        assert page.evaluate(
            "[...document.querySelectorAll('[data-text]')].every((each) => each.textContent)"
        )


def test_a_key_is_asked_for_and_kept_out_of_the_address(browser: Browser, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY + "\n")
    server = Server("--recipe", "fast", "--api-keys-file", str(keys))
    try:
        server.wait_until_ready()
        page = browser.new_page()
        page.goto(server.url)
        expect(page.locator("#error")).to_be_visible()
        page.locator("details summary").click()
        page.locator("#key").fill(KEY)
        page.locator("#key").blur()
        expect(page.locator("#to option")).not_to_have_count(0)
        assert KEY not in page.url
        page.close()
    finally:
        assert server.stop() == 0
    assert not any(KEY in line for line in server.log)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": {"type": "tag", "values": tags}}
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()
    translate(page, jfk(), speak=True)
    expect(page.locator("#status")).to_have_text("Done.")
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()


def test_it_fits_a_phone_and_goes_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert {"choose", "record", "url", "from", "to", "speak", "go"} <= reached


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", *sys.argv[1:]]))
