"""Takes the pictures of the page that the documents show: light, dark, and on a phone.

setup/setup.py run page tests/page/pictures.py
"""

import subprocess
from pathlib import Path

from conftest import CHROMIUM, SWITCHES, WAIT_MS
from harness import ROOT, Server, eval_file
from playwright.sync_api import Page, expect, sync_playwright
from visitor import ends, translate

DESK = {"width": 1120, "height": 920}
PICTURES: dict[str, dict[str, object]] = {
    "page.png": {"viewport": DESK, "color_scheme": "light"},
    "page-dark.png": {"viewport": DESK, "color_scheme": "dark"},
    "page-phone.png": {"viewport": {"width": 390, "height": 1500}, "color_scheme": "light"},
}


def show(page: Page) -> None:
    """A film that was translated and spoken, at a place where somebody speaks."""
    translate(page, eval_file("video/friday.mp4"), speak=True)
    ends(page)
    expect(page.locator("#spoken-part")).to_be_visible()
    page.locator("#show-source").check()
    page.locator("#video").evaluate("(video) => { video.currentTime = 2.5; }")
    page.locator("#result").evaluate("(result) => result.focus()")  # no frame around a box
    page.evaluate("() => window.scrollTo(0, 0)")
    page.wait_for_timeout(1000)


def shrink(picture: Path) -> None:
    """To 96 colours: a third of the bytes, and nobody sees it."""
    small = picture.with_suffix(".small.png")
    colours = "split[a][b];[a]palettegen=max_colors=96[p];[b][p]paletteuse=dither=none"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", picture, "-vf", colours, small], check=True)
    small.replace(picture)


def main() -> None:
    expect.set_options(timeout=WAIT_MS)
    server = Server("--recipe", "fast")
    server.wait_until_ready()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for name, context in PICTURES.items():
            page = browser.new_context(locale="en-GB", **context).new_page()
            page.goto(server.url)
            expect(page.locator("#to option")).not_to_have_count(0)
            show(page)
            picture = ROOT / "docs" / "pictures" / name
            page.screenshot(path=picture)
            shrink(picture)
            page.context.close()
        browser.close()
    server.stop()


if __name__ == "__main__":
    main()
