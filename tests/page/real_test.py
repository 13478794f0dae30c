"""The page on the real server with its models: a film with subtitles and speech, as anybody would try it first.

setup/setup.py run page tests/page/real_test.py
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CHROMIUM, SWITCHES, Visit
from harness import Server, eval_file
from playwright.sync_api import Page, Playwright, expect
from visitor import ends, lines, saved, translate


@pytest.fixture(scope="module")
def real() -> Iterator[Server]:
    server = Server("--recipe", "fast")
    server.wait_until_ready()
    yield server
    assert server.stop() == 0, "".join(server.log)


@pytest.fixture
def page(real: Server, visit: Visit) -> Page:
    page = visit(real)
    expect(page.locator("#to option")).not_to_have_count(0)
    return page


def test_a_film_is_seen_with_its_subtitles_and_heard(page: Page) -> None:
    translate(page, eval_file("video/friday.mp4"), speak=True)
    expect(page.locator("#segments li")).not_to_have_count(0)
    ends(page)
    cues = page.evaluate("() => document.getElementById('video').textTracks[0].cues.length")
    assert cues == saved(page, "Save SRT").decode().count(" --> ") > 2
    page.locator(".time").nth(2).click()  # shows that place of it
    expect(page.locator("#segments li[aria-current]")).to_have_count(1)
    shown = page.evaluate("() => document.getElementById('video').textTracks[0].activeCues.length")
    assert shown > 0
    assert len(saved(page, "Save WAV")) > 3 * 24000 * 2


def test_a_language_is_found_out_and_its_quality_told(page: Page) -> None:
    page.locator("#file").set_input_files(eval_file("speech/misc/jfk.wav"))
    page.locator("#to").select_option("pt")
    page.locator("#go").click()
    ends(page)
    assert "país" in " ".join(lines(page))
    expect(page.locator("#result-way")).to_have_text("English → Portuguese · Quality: good")
    page.locator("#show-source").check()
    assert "americans" in page.locator("#segments").inner_text().lower()


def test_choices_say_how_good_they_are(page: Page) -> None:
    page.locator("#from").select_option("en")
    expect(page.locator("#to option")).to_have_text(["Portuguese · good"])
    expect(page.locator("#quality")).to_contain_text(re.compile(r"Quality: good chrF2 \d"))
    page.locator("#speak").check()
    voices = page.locator("#voice option").all_inner_texts()
    assert voices[0].startswith("Cherry · woman · natural"), voices
    assert "robotic" in voices[-1]


def test_what_is_said_into_the_microphone_is_translated_meanwhile(real: Server, playwright: Playwright) -> None:
    said = f"--use-file-for-fake-audio-capture={eval_file('speech/misc/jfk.wav')}"
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, said])
    page = browser.new_page(locale="en-GB")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(real.url)
    expect(page.locator("#to option")).not_to_have_count(0)
    page.locator("#from").select_option("en")
    page.locator("#to").select_option("pt")
    page.locator("#speak").check()
    page.locator("#live").click()
    expect(page.locator("#live-state")).to_have_text("Listening")
    expect(page.locator("#live-turns .source").first).to_contain_text(re.compile("fellow|americans", re.I))
    expect(page.locator("#live-turns")).to_contain_text(re.compile("país|americanos", re.I))
    page.locator("#live").click()
    expect(page.locator("#live-state")).to_have_text("Ended")
    expect(page.locator("#live")).to_have_text("Interpret live")
    browser.close()
    assert complaints == []


def test_a_dubbed_film_is_made(page: Page, tmp_path: Path) -> None:
    page.locator("#file").set_input_files(eval_file("video/friday.mp4"))
    page.locator("#from").select_option("en")
    page.locator("#to").select_option("pt")
    page.locator("#film").check()
    page.locator("#go").click()
    ends(page)
    film = tmp_path / "film.mp4"
    film.write_bytes(saved(page, "Save film"))
    wanted = ["-show_entries", "stream=codec_type", "-of", "csv=p=0"]
    kinds = subprocess.run(["ffprobe", "-v", "error", *wanted, film], check=True, capture_output=True, text=True)
    assert {"video", "audio", "subtitle"} <= set(kinds.stdout.split())
    assert len(lines(page)) > 2


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", *sys.argv[1:]]))
