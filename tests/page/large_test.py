"""Large recordings on the page: sent in parts, translated as jobs of the server.

setup/setup.py run page tests/page/large_test.py
"""

import json
import re
import sys
import urllib.request

import pytest
from conftest import Start, Visit
from harness import Server
from playwright.sync_api import Page, Route, expect
from visitor import HELLO, WAITS, a_file, ends, lines, saved, translate

LONG_S = 260  # with which a recording is too large for a request


def listed(server: Server, what: str) -> list[dict]:
    with urllib.request.urlopen(f"{server.url}/v1/{what}") as answer:
        return json.load(answer)["data"]


def in_background(page: Page) -> None:
    page.locator("details summary").click()
    page.locator("#background").check()


def test_a_large_file_is_sent_in_parts_and_runs_as_a_job(server: Server, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.split('/v1/')[-1]}"))
    translate(page, a_file("film.wav", HELLO, HELLO, silence_s=LONG_S), speak=True)
    ends(page)
    assert lines(page) == ["Hello there (pt)."] * 2
    assert sum(bool(re.fullmatch("POST uploads/.*/parts", each)) for each in asked) >= 8
    assert any(re.fullmatch("POST uploads/.*/complete", each) for each in asked)
    assert "POST chat/completions" not in asked
    assert saved(page, "Save SRT").decode().count(" --> ") == 2
    assert len(saved(page, "Save WAV")) > 24000
    assert listed(server, "files") == []  # the server need not keep it


def test_what_a_server_takes_inside_a_request_is_found_out(start: Start, visit: Visit) -> None:
    page = visit(start("--max-data-uri-bytes", "64K", "--max-body-bytes", "256K"))
    expect(page.locator("#to option")).not_to_have_count(0)
    translate(page, a_file("talk.wav", HELLO, silence_s=20))
    ends(page)
    assert lines(page) == ["Hello there (pt)."]


def test_an_upload_that_breaks_goes_on_where_it_stopped(page: Page) -> None:
    sent = []

    def break_the_third(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) == 3:
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/uploads/*/parts", break_the_third)
    file = a_file("film.wav", HELLO, silence_s=LONG_S)
    translate(page, file)
    ends(page)
    parts = -(-len(file["buffer"]) // (1 << 20))  # type: ignore[arg-type]
    assert len(sent) == parts + 1  # none was sent twice but the one that was lost


def test_an_upload_goes_on_after_the_page_was_closed(page: Page) -> None:
    page.route("**/v1/uploads/*/parts", lambda route: route.abort() if len(sent) > 3 else count(route))
    sent: list[str] = []

    def count(route: Route) -> None:
        sent.append(route.request.url)
        route.continue_()

    # The same file again, as a browser tells it: by name, size and time.
    choose = """([name, seconds]) => {
      const bytes = new Uint8Array(44 + 32000 * seconds);
      const file = new File([bytes], name, { type: "audio/wav", lastModified: 1 });
      const transfer = new DataTransfer();
      transfer.items.add(file);
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer }));
    }"""
    page.evaluate(choose, ["long.wav", LONG_S])
    page.locator("#to").select_option("pt")
    page.locator("#go").click()
    expect(page.locator("#how-far")).to_contain_text("of 8.3 MB")
    while len(sent) < 4:
        page.wait_for_timeout(50)
    page.reload()
    page.unroute_all()  # not before: what is left would be sent meanwhile
    expect(page.locator("#to option")).not_to_have_count(0)
    again: list[str] = []
    page.on("request", lambda request: again.append(request.url) if request.url.endswith("/parts") else None)
    page.evaluate(choose, ["long.wav", LONG_S])
    page.locator("#to").select_option("pt")
    page.locator("#go").click()
    ends(page, "Failed")  # all zeros are no recording
    assert {url.split("/")[-2] for url in again} == {sent[0].split("/")[-2]}
    assert len(again) < 8


def test_a_job_is_cancelled_on_the_server(server: Server, page: Page) -> None:
    in_background(page)
    translate(page, a_file("talk.wav", HELLO, WAITS))
    expect(page.locator("#segments li")).to_have_count(1)
    page.locator("#cancel").click()
    ends(page, "Stopped. What came until then is below.")
    assert listed(server, "jobs")[0]["status"] == "cancelled"
    page.get_by_role("button", name="Remove talk.wav").click()
    expect(page.locator("#list-part")).to_be_hidden()
    page.wait_for_timeout(500)
    assert all(job["status"] != "cancelled" for job in listed(server, "jobs"))


def test_a_job_goes_on_when_the_page_is_closed(page: Page) -> None:
    in_background(page)
    translate(page, a_file("talk.wav", HELLO, WAITS))
    expect(page.locator("#segments li")).to_have_count(1)
    page.reload()
    expect(page.locator("#status")).to_have_text("Translating")  # taken up again by itself
    expect(page.locator("#segments li")).to_have_count(1)
    page.locator("#cancel").click()
    ends(page, "Stopped. What came until then is below.")


def test_a_line_that_breaks_is_joined_again(page: Page) -> None:
    """The server's first answer breaks off behind the first sentence: the rest comes by a second one."""
    asked: list[str] = []

    def cut(route: Route) -> None:
        asked.append(route.request.headers.get("last-event-id", ""))
        if len(asked) > 1:
            route.continue_()
            return
        answer = route.fetch()
        blocks = answer.text().split("\n\n")
        at = next(i for i, block in enumerate(blocks) if '"segment"' in block)
        route.fulfill(response=answer, body="\n\n".join(blocks[: at + 1]) + "\n\n")

    page.route("**/events?include_segments=true", cut)
    in_background(page)
    translate(page, a_file("talk.wav", HELLO, HELLO, HELLO), speak=True)
    ends(page)
    assert asked[0] == "" and re.fullmatch(r"\d+\.\d+", asked[1]), asked
    assert lines(page) == ["Hello there (pt)."] * 3
    assert saved(page, "Save SRT").decode().count(" --> ") == 3


def test_a_dubbed_film_is_offered_for_videos_where_the_server_makes_them(page: Page, server: Server) -> None:
    """The wire's side of films is played here, so that the page's is seen whatever the server's engines can."""
    wishes: list[dict] = []

    def job(route: Route) -> None:
        wish = json.loads(route.request.post_data or "{}")
        wishes.append(wish)
        film = wish.pop("film")
        assert film == {"voices": ["fake_pt"]} and wish["modalities"] == ["text"]
        answer = route.fetch(post_data=json.dumps(wish))
        route.fulfill(response=answer, json=answer.json() | {"film": "mp4"})

    def film(route: Route) -> None:
        options = route.request.method == "OPTIONS"
        route.fulfill(status=204 if options else 200, body=b"" if options else b"a film", content_type="video/mp4")

    page.route("**/v1/jobs", job)
    page.route("**/results/film", film)
    page.reload()
    expect(page.locator("#to option")).not_to_have_count(0)
    page.locator("#file").set_input_files(a_file("talk.wav", HELLO))
    expect(page.locator("#film-part")).to_be_hidden()  # no video
    talk = a_file("talk.mp4", HELLO) | {"mimeType": "video/mp4"}
    page.locator("#file").set_input_files(talk)
    page.locator("#to").select_option("pt")
    page.locator("#film").check()
    expect(page.locator("#voice")).to_be_visible()
    page.get_by_role("button", name="Take out: talk.wav").click()
    page.locator("#go").click()
    ends(page)
    assert len(wishes) == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Save film").click()
    assert download.value.suggested_filename == "talk.pt.mp4"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", *sys.argv[1:]]))
