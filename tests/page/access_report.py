"""The page's states, each looked at by axe (WCAG 2.2 AA): prints what it finds in each, and how many rules it tried.

setup/setup.py run page tests/page/access_report.py
"""

import sys
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe, AxeResults
from conftest import CHROMIUM, SWITCHES, WAIT_MS
from harness import Server, program
from playwright.sync_api import Page, expect, sync_playwright
from visitor import HELLO, WAITS, a_file, ends, translate

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": [*WCAG, "best-practice"]}}


def empty(page: Page) -> None:
    expect(page.locator("#empty")).to_be_visible()


def chosen(page: Page) -> None:
    page.locator("#file").set_input_files([a_file("one.wav", HELLO), a_file("two.wav", HELLO)])
    page.locator("#from").select_option("en")
    page.locator("#to").select_option("pt")
    page.locator("#speak").check()
    page.locator("details summary").click()
    expect(page.locator("#voice")).to_be_visible()


def form_error(page: Page) -> None:
    page.locator("#url").fill("no link")
    page.locator("#go").click()
    expect(page.locator("#form-error")).to_be_visible()


def streaming(page: Page) -> None:
    translate(page, [a_file("talk.wav", HELLO, WAITS), a_file("next.wav", HELLO)], speak=True)
    expect(page.locator("#segments li")).to_have_count(1)
    expect(page.locator("#speech")).to_be_visible()
    page.locator("#show-source").check()


def done(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO, HELLO), speak=True)
    ends(page)
    expect(page.locator("#spoken-part")).to_be_visible()


def failed(page: Page) -> None:
    translate(page, {"name": "notes.wav", "mimeType": "audio/wav", "buffer": b"Nothing.\n" * 99})
    ends(page, "Failed")


def history(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO))
    ends(page)
    page.reload()
    page.locator("#list .open").click()
    expect(page.locator("#segments li")).to_have_count(1)


def live(page: Page) -> None:
    page.locator("#to").select_option("pt")
    page.locator("#live").click()
    expect(page.locator("#live-state")).to_have_text("Listening")


def key(page: Page) -> None:
    page.locator("#key-open").click()
    expect(page.locator("#key-dialog")).to_be_visible()


STATES: dict[str, Callable[[Page], None]] = {
    each.__name__: each for each in (empty, chosen, form_error, streaming, done, failed, history, live, key)
}
LOOKS: dict[str, dict[str, object]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True},
}


def audit(page: Page) -> AxeResults:
    return Axe().run(page, options=RULES)


def main() -> int:
    expect.set_options(timeout=WAIT_MS)
    server = Server(binary=program().parent / "fake_server")
    server.wait_until_ready()
    found = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        print(f"{'state':12}{'look':8}{'passed':>8}{'violated':>10}{'undecided':>11}")
        for state, enter in STATES.items():
            for look, context in LOOKS.items():
                page = browser.new_context(locale="en-GB", **context).new_page()
                page.goto(server.url)
                expect(page.locator("#to option")).not_to_have_count(0)
                enter(page)
                results = audit(page)
                counts = [len(results.response[each]) for each in ("passes", "violations", "incomplete")]
                print(f"{state:12}{look:8}{counts[0]:8}{counts[1]:10}{counts[2]:11}")
                if results.violations_count > 0:
                    print(results.generate_report())
                found += results.violations_count
                page.context.close()
        browser.close()
    server.stop()
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
