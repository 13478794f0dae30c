"""Takes the pictures of the page that the documents show.

setup/setup.py run page tests/page/pictures.py
"""

import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "api"))

from harness import Server, eval_file

WAIT_MS = 120_000


def main() -> None:
    expect.set_options(timeout=WAIT_MS)
    server = Server("--recipe", "fast")
    server.wait_until_ready()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 760, "height": 900})
        page.goto(server.url)
        page.locator("#file").set_input_files(eval_file("speech/misc/jfk.wav"))
        page.locator("#from").select_option("en")
        page.locator("#to").select_option("pt")
        page.locator("#speak").check()
        page.locator("#show-source").evaluate("(box) => box.click()")
        page.locator("#go").click()
        expect(page.locator("#status")).to_have_text("Done.")
        page.locator("#media").evaluate("(media) => { media.style.height = '120px'; }")
        page.locator("h1").scroll_into_view_if_needed()
        page.screenshot(path=ROOT / "docs" / "pictures" / "page.png", full_page=True)
        browser.close()
    server.stop()


if __name__ == "__main__":
    main()
