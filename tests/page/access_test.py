"""The page for everybody: by axe, by keyboard alone, on a phone, in its five languages.

setup/setup.py run page tests/page/access_test.py
"""

import sys

import pytest
from access_report import LOOKS, STATES, audit
from conftest import Visit
from harness import Server
from playwright.sync_api import Page, expect
from visitor import HELLO, WAITS, a_file, ends, ids_by_tab, lines, translate


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(server: Server, visit: Visit, state: str, look: str) -> None:
    page = visit(server, **LOOKS[look])
    expect(page.locator("#to option")).not_to_have_count(0)
    STATES[state](page)
    found = audit(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", [320, 1024])
def test_nothing_is_wider_than_the_window(server: Server, visit: Visit, state: str, width: int) -> None:
    page = visit(server, viewport={"width": width, "height": 640})
    expect(page.locator("#to option")).not_to_have_count(0)
    STATES[state](page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("state", ["chosen", "done", "history"])
def test_what_is_pressed_is_large_enough(server: Server, visit: Visit, state: str) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels."""
    page = visit(server, **LOOKS["phone"])
    expect(page.locator("#to option")).not_to_have_count(0)
    STATES[state](page)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, summary")]
          .map((each) => [each.id || each.className, (each.closest("label.check") ?? each).getBoundingClientRect()])
          .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
          .map(([name]) => name)"""
    )
    assert small == []


def test_the_keyboard_alone_does_it_all(page: Page) -> None:
    order = [each for each in ids_by_tab(page, 13) if each]
    wanted = ["key-open", "page-language", "choose", "record", "live", "url", "from", "to", "speak", "go"]
    assert [each for each in order if each in wanted] == wanted

    page.locator("#file").set_input_files(a_file("talk.wav", HELLO, WAITS))  # what the system's dialogue gives
    page.locator("#from").focus()
    page.keyboard.type("English")
    page.keyboard.press("Tab")
    page.keyboard.type("Portuguese")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # speak
    page.locator("#url").focus()
    page.keyboard.press("Enter")  # sends the form
    expect(page.locator("#segments li")).to_have_count(1)
    page.locator("#cancel").focus()
    page.keyboard.press("Enter")
    ends(page, "Stopped. What came until then is below.")
    page.locator("#list .open").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # removes it
    expect(page.locator("#list li")).to_have_count(0)
    expect(page.locator("#choose")).to_be_focused()


def test_the_keyboard_leaves_the_dialogue_where_it_came_from(page: Page) -> None:
    page.locator("#key-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#key-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#key-dialog")).to_be_hidden()
    expect(page.locator("#key-open")).to_be_focused()


def test_the_first_tab_skips_to_the_translation(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_focused()


def test_the_page_speaks_five_languages(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO))
    ends(page)
    titles = {
        "de": ("Neue Übersetzung", "Fertig", "Portugiesisch"),
        "es": ("Nueva traducción", "Listo", "portugués"),
        "fr": ("Nouvelle traduction", "Terminé", "portugais"),
        "pt": ("Nova tradução", "Pronto", "português"),
        "en": ("New translation", "Done", "Portuguese"),
    }
    for code, (title, status, language) in titles.items():
        page.locator("#page-language").select_option(code)
        expect(page.locator("#job-title")).to_have_text(title)
        expect(page.locator("#status")).to_have_text(status)
        expect(page.locator("#result-way")).to_contain_text(language)
        assert page.evaluate("() => document.documentElement.lang") == code
        assert lines(page) == ["Hello there (pt)."]
    page.locator("#page-language").select_option("de")
    page.reload()
    expect(page.locator("#job-title")).to_have_text("Neue Übersetzung")


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", *sys.argv[1:]]))
