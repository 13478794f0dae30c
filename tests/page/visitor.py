"""Recordings for fake engines, and what people do with them on the page."""

import io
import wave
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page, expect

RATE_HZ = 16000

HELLO = 1  # said as a level: what the fake recogniser hears then
THROWS = 2
WAITS = 7
PAUSES = 8


def said(*levels: int, silence_s: float = 0) -> bytes:
    """A second of sound for each level, and silence behind it that ends the utterance; then so much more."""
    samples = bytearray()
    for level in levels:
        high = int(level / 10 * 32767).to_bytes(2, "little", signed=True)
        low = int(-level / 10 * 32767).to_bytes(2, "little", signed=True)
        samples += (high * 20 + low * 20) * (RATE_HZ // 40) + bytes(5 * RATE_HZ)
    samples += bytes(2 * int(silence_s * RATE_HZ))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples)
    return file.getvalue()


def a_file(name: str, *levels: int, silence_s: float = 0) -> dict[str, object]:
    return {"name": name, "mimeType": "audio/wav", "buffer": said(*levels, silence_s=silence_s)}


def translate(page: Page, files: object, source: str = "en", target: str = "pt", speak: bool = False) -> None:
    page.locator("#file").set_input_files(files)
    page.locator("#from").select_option(source)
    page.locator("#to").select_option(target)
    page.locator("#speak").set_checked(speak)
    page.locator("#go").click()


def ends(page: Page, how: str = "Done") -> None:
    expect(page.locator("#status")).to_have_text(how)


def lines(page: Page) -> list[str]:
    return page.locator("#segments li p:not(.source)").all_inner_texts()


def saved(page: Page, label: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return Path(download.value.path()).read_bytes()


def ids_by_tab(page: Page, presses: int) -> Iterable[str]:
    """What the tab key reaches, in its order: ids, or labels of what has none."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        yield page.evaluate(
            "() => document.activeElement.id || document.activeElement.getAttribute('aria-label') || ''"
        )
