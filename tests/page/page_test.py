"""What people do on the page: choose, stream, hear, save, cancel, come back.

setup/setup.py run page tests/page/page_test.py
"""

import io
import re
import sys
import wave
from pathlib import Path

import pytest
from conftest import Start, Visit
from harness import RecordingSite
from playwright.sync_api import Page, expect
from visitor import HELLO, PAUSES, THROWS, WAITS, a_file, ends, lines, said, saved, translate

# Tells what is scheduled to be heard, and counts the samples that really leave for the loudspeakers.
LISTEN = """() => {
  window.started = [];
  window.loud = 0;
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when) {
    window.started.push([when, this.buffer.duration]);
    start.call(this, when);
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to) {
    if (to instanceof AudioDestinationNode && !this.counts) {
      const counter = this.context.createScriptProcessor(16384, 1, 1);
      counter.counts = true;
      counter.onaudioprocess = (event) => {
        window.loud += event.inputBuffer.getChannelData(0).filter((each) => each !== 0).length;
      };
      connect.call(this, counter);
      connect.call(counter, to);
    }
    return connect.call(this, to);
  };
}"""


def test_text_comes_with_times_while_the_recording_is_heard(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO, WAITS))
    expect(page.locator("#segments li")).to_have_count(1)
    expect(page.locator("#status")).to_have_text("Translating")
    expect(page.locator("#how-far")).to_have_text(re.compile(r"\d:\d\d of 0:07"))
    expect(page.locator("#list progress")).to_be_visible()
    assert re.fullmatch(r"0:0\d", page.locator(".time").first.inner_text())
    page.locator("#cancel").click()


def test_a_file_becomes_text_and_subtitles(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO, HELLO))
    ends(page)
    assert lines(page) == ["Hello there (pt)."] * 2
    expect(page.locator("#result-way")).to_contain_text("English → Portuguese")
    assert saved(page, "Save TXT").decode().splitlines() == lines(page)
    srt = saved(page, "Save SRT").decode()
    assert re.match(r"1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nHello there \(pt\)\.\n", srt), srt
    assert saved(page, "Save VTT").startswith(b"WEBVTT\n\n00:00:0")
    cues = page.evaluate("() => document.getElementById('audio').textTracks[0].cues.length")
    assert cues == srt.count(" --> ") == 2


def test_what_was_said_is_shown_where_asked(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO))
    ends(page)
    source = page.locator("#segments .source").first
    expect(source).to_be_hidden()
    page.locator("#show-source").check()
    expect(source).to_have_text("Hello there.")


def test_speech_is_heard_as_it_comes_without_gaps_and_saved_whole(page: Page) -> None:
    page.evaluate(LISTEN)
    translate(page, a_file("talk.wav", HELLO, HELLO, HELLO), speak=True)
    expect(page.locator("#speech")).to_be_visible()
    ends(page)
    expect(page.locator("#spoken-part")).to_be_visible()  # all of it was heard
    samples = int(page.locator("#heard").get_attribute("data-samples") or 0)
    assert samples > 24000
    started = page.evaluate("() => window.started")
    assert round(sum(duration for _, duration in started) * 24000) == samples
    ends_s = [when + duration for when, duration in started]
    gaps = [when - end for (when, _), end in zip(started[1:], ends_s)]
    assert min(gaps) > -1e-6, "one piece is laid over another"
    assert sum(gap < 1e-6 for gap in gaps) >= len(gaps) * 0.8, "pieces are not joined"
    with wave.open(io.BytesIO(saved(page, "Save WAV"))) as file:
        assert (file.getframerate(), file.getnframes()) == (24000, samples)
        sound = memoryview(file.readframes(samples)).cast("h")
    loud = sum(each != 0 for each in sound)
    page.wait_for_timeout(1000)  # what is counted is behind what is heard
    heard = page.evaluate("() => window.loud")
    assert 0.9 * loud < heard < 1.01 * loud, (heard, loud)


def test_speech_can_be_paused_and_muted(page: Page) -> None:
    translate(page, a_file("talk.wav", *[HELLO] * 6), speak=True)
    expect(page.locator("#speech")).to_be_visible()
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("Play")
    stands = page.locator("#heard").inner_text().split(" of ")[0]
    page.wait_for_timeout(1500)
    assert page.locator("#heard").inner_text().split(" of ")[0] == stands
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("Pause")
    page.locator("#mute").click()
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")


def test_dropped_files_are_taken_and_can_be_taken_out(page: Page) -> None:
    transfer = page.evaluate_handle(
        """() => {
          const transfer = new DataTransfer();
          for (const name of ["one.wav", "two.wav"])
            transfer.items.add(new File(["RIFF"], name, { type: "audio/wav" }));
          return transfer;
        }"""
    )
    page.dispatch_event("#drop", "dragover", {"dataTransfer": transfer})
    expect(page.locator("#drop")).to_have_class(re.compile("over"))
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    expect(page.locator("#chosen li .name")).to_have_text(["one.wav", "two.wav"])
    page.get_by_role("button", name="Take out: one.wav").click()
    expect(page.locator("#chosen li .name")).to_have_text(["two.wav"])


def test_the_microphone_is_recorded(page: Page) -> None:
    page.locator("#record").click()
    expect(page.locator("#record")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#record")).to_have_text("Stop (0:01)")
    page.locator("#record").click()
    expect(page.locator("#chosen")).to_contain_text("Recording of 0:0")
    page.locator("#to").select_option("pt")
    page.locator("#go").click()  # the device beeps, which no fake engine takes for words of another level
    expect(page.locator("#status")).to_have_class(re.compile("done|failed"))
    assert page.evaluate("() => document.getElementById('audio').src").startswith("blob:")


def test_a_link_is_translated(start: Start, visit: Visit) -> None:
    site = RecordingSite()
    try:
        link = site.add("/talks/first%20talk.wav", said(HELLO))
        page = visit(start("--allow-private-urls"))
        expect(page.locator("#to option")).not_to_have_count(0)
        page.locator("#to").select_option("pt")
        page.locator("#url").fill(link)
        page.locator("#go").click()
        ends(page)
        expect(page.locator("#result-title")).to_have_text("first talk.wav")
        assert lines(page) == ["Hello there (pt)."]
    finally:
        site.stop()


def test_several_files_go_one_after_the_other(page: Page) -> None:
    files = [a_file("a.wav", WAITS), a_file("b.wav", HELLO), a_file("c.wav", HELLO, HELLO)]
    translate(page, files)
    expect(page.locator("#list li")).to_have_count(3)
    expect(page.locator("#list li .hint")).to_contain_text(["Waiting", "Waiting", "Translating"])
    page.get_by_role("button", name="Cancel b.wav").click()
    expect(page.locator("#list li.cancelled")).to_have_count(1)
    page.get_by_role("button", name="Cancel a.wav").click()
    expect(page.locator("#list li.done")).to_have_count(1)
    page.get_by_role("button", name="Open c.wav").click()
    expect(page.locator("#segments li")).to_have_count(2)
    page.get_by_role("button", name="Remove a.wav").click()
    expect(page.locator("#list li")).to_have_count(2)


def test_cancel_stops_and_keeps_what_came(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO, WAITS), speak=True)
    expect(page.locator("#segments li")).to_have_count(1)
    page.locator("#cancel").click()
    ends(page, "Stopped. What came until then is below.")
    expect(page.locator("#under-way")).to_be_hidden()
    assert lines(page) == ["Hello there (pt)."]
    assert saved(page, "Save TXT")


def test_what_is_missing_is_told_at_the_form(page: Page) -> None:
    page.locator("#go").click()
    expect(page.locator("#form-error")).to_have_text("Choose a file, record something, or give a link.")
    page.locator("#url").fill("talk.mp3")
    page.locator("#go").click()
    expect(page.locator("#form-error")).to_contain_text("This is no link")
    expect(page.locator("#url")).to_be_focused()
    assert page.locator("#url").get_attribute("aria-invalid") == "true"


def test_refusals_are_told_and_can_be_tried_again(page: Page) -> None:
    notes = {"name": "notes.wav", "mimeType": "audio/wav", "buffer": b"No recording at all.\n" * 50}
    translate(page, notes)
    ends(page, "Failed")
    expect(page.locator("#error")).to_contain_text("The recording cannot be translated. (The audio format is illegal")
    expect(page.locator("#list li.failed")).to_have_count(1)
    page.locator("#again").click()
    ends(page, "Failed")
    page.locator("#url").fill("http://127.0.0.1:9/talk.mp3")
    page.locator("#go").click()
    expect(page.locator("#result-title")).to_have_text("talk.mp3")
    ends(page, "Failed")


def test_a_fault_in_the_middle_keeps_what_came(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO, PAUSES, PAUSES, THROWS))
    ends(page, "Failed")
    expect(page.locator("#error")).to_contain_text("An internal error has occured")
    assert lines(page)[0] == "Hello there (pt)."


def test_a_server_that_is_gone_is_told(start: Start, visit: Visit) -> None:
    server = start()
    page = visit(server)
    expect(page.locator("#to option")).not_to_have_count(0)
    server.stop()
    translate(page, a_file("talk.wav", HELLO))
    expect(page.locator("#error")).to_have_text("The server does not answer. Is it running?")


def test_history_is_kept_in_the_browser_and_forgotten(page: Page) -> None:
    translate(page, a_file("talk.wav", HELLO))
    ends(page)
    page.reload()
    page.get_by_role("button", name=re.compile("Open talk.wav")).click()
    assert lines(page) == ["Hello there (pt)."]
    assert saved(page, "Save SRT")
    page.locator("#forget").click()
    expect(page.locator("#list-part")).to_be_hidden()
    page.reload()
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#list li")).to_have_count(0)


def test_nothing_is_kept_where_it_is_not_wanted(page: Page) -> None:
    translate(page, a_file("secret.wav", HELLO))
    ends(page)
    page.locator("#keep").uncheck()
    kept = page.evaluate("() => JSON.stringify(localStorage)")
    assert "secret" not in kept and "Hello" not in kept, kept
    page.reload()
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#list li")).to_have_count(0)


KEY = "sesame"


def test_a_key_is_asked_for_and_kept_where_the_user_says(start: Start, visit: Visit, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY + "\n")
    server = start("--api-keys-file", str(keys))
    page = visit(server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for where, is_kept in [("page", False), ("tab", True), ("browser", True)]:
        expect(page.locator("#key-dialog")).to_be_visible()
        expect(page.locator("#form-error")).to_contain_text("The server wants a key")
        page.locator("#key").fill(KEY)
        page.locator(f"[name=keep-key][value={where}]").check()
        page.get_by_role("button", name="Use").click()
        expect(page.locator("#to option")).not_to_have_count(0)
        stores = {
            "tab": page.evaluate("() => JSON.stringify(sessionStorage)"),
            "browser": page.evaluate("() => JSON.stringify(localStorage)"),
        }
        assert [name for name, kept in stores.items() if KEY in kept] == ([where] if is_kept else [])
        page.reload()
        if is_kept:
            expect(page.locator("#to option")).not_to_have_count(0)
            page.locator("#key-open").click()
            page.locator("#key-forget").click()
            expect(page.locator("#key-dialog")).to_be_visible()  # the server asks again
            page.reload()
    assert not any(KEY in url for url in [page.url, *asked])
    assert not any(KEY in line for line in server.log)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", *sys.argv[1:]]))
