"""The page's modules by themselves, in the browser that runs them.

setup/setup.py run page tests/page/modules_test.py
"""

import sys

import pytest
from conftest import ROOT
from playwright.sync_api import Page


def of(page: Page, module: str, expression: str, *values: object) -> object:
    """`expression` of a module `m` and values `v`."""
    return page.evaluate(f"async (v) => {{ const m = await import('/page/{module}.js'); return {expression}; }}", values)


CUES = [
    {"start_s": 0, "end_s": 1.5, "lines": ["One & <two>"]},
    {"start_s": 3661.0625, "end_s": 3662, "lines": ["a --> b", "c"]},
]


def test_subtitles_are_written(page: Page) -> None:
    assert of(page, "subtitles", "m.srt(v[0])", CUES) == (
        "1\n00:00:00,000 --> 00:00:01,500\nOne & <two>\n\n2\n01:01:01,063 --> 01:01:02,000\na -> b\nc\n"
    )
    assert of(page, "subtitles", "m.vtt(v[0])", CUES) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nOne &amp; &lt;two&gt;\n"
        "\n01:01:01.063 --> 01:01:02.000\na --&gt; b\nc\n"
    )


def test_times_sizes_and_glossaries_are_read_and_written(page: Page) -> None:
    assert [of(page, "format", "m.clock(v[0])", each) for each in (0, 75.9, 3615)] == ["0:00", "1:15", "1:00:15"]
    assert [of(page, "format", "m.bytes(v[0])", each) for each in (999, 8_320_044, 2_500_000_000)] == [
        "1 kB",
        "8.3 MB",
        "2.5 GB",
    ]
    assert of(page, "request", "m.parseTerms(v[0])", "cloud = nuvem\n\nno pair\n= x\na=b") == [
        {"source": "cloud", "target": "nuvem"},
        {"source": "a", "target": "b"},
    ]


def test_links_and_files_are_told_apart(page: Page) -> None:
    wrong = ["talk.mp3", "javascript:alert(1)", "ftp://a/b.wav", ""]
    assert [of(page, "recording", "m.fromUrl(v[0]) ?? null", each) for each in wrong] == [None] * 4
    talk = of(page, "recording", "m.fromUrl(v[0])", "https://a.example/x/My%20talk.MP4?y=1")
    assert talk == {
        "name": "My talk.MP4",
        "url": "https://a.example/x/My%20talk.MP4?y=1",
        "format": "mp4",
        "isVideo": True,
    }
    assert of(page, "recording", "m.fromUrl('https://a.example/%E0%A4%A').name") == "%E0%A4%A"


WISH = {"from": "en", "to": "pt", "voice": "Cherry", "terms": [], "film": False}


def test_requests_ask_for_what_is_wished(page: Page) -> None:
    video, audio = {"isVideo": True, "format": "mp4"}, {"isVideo": False, "format": "wav"}
    chat = of(page, "request", "m.chatRequest(...v)", audio, "data:;base64,AA==", WISH)
    assert chat["modalities"] == ["text", "audio"] and chat["audio"] == {"voice": "Cherry", "format": "wav"}
    assert chat["messages"][0]["content"][0]["input_audio"]["format"] == "wav"
    silent = of(page, "request", "m.jobRequest(...v)", audio, {"url": "https://a.example/x"}, WISH | {"voice": ""})
    assert silent["modalities"] == ["text"] and "audio" not in silent and silent["media"] == "audio"
    film = of(page, "request", "m.jobRequest(...v)", video, {"file_id": "file-1"}, WISH | {"film": True})
    assert film["modalities"] == ["text"] and film["film"] == {"voices": ["Cherry"]}
    assert film["media"] == "video" and film["file_id"] == "file-1" and "audio" not in film


def test_events_are_parsed(page: Page) -> None:
    assert of(page, "api", "m.parseEvent(v[0])", 'id: 3.1\ndata: {"a": "b: c"}') == {"id": "3.1", "data": '{"a": "b: c"}'}
    assert of(page, "api", "m.parseEvent(v[0]) ?? null", ": waiting") is None


def test_a_queue_runs_one_at_a_time(page: Page) -> None:
    assert of(
        page,
        "queue",
        """await (async () => {
          const ran = [];
          let running = 0;
          const queue = new m.Queue(async (work) => {
            ran.push([work, ++running]);
            await new Promise((resolve) => setTimeout(resolve, 5));
            --running;
          });
          for (const work of ["a", "b", "c"]) queue.add(work);
          ran.push(["taken", queue.take("b") ? 1 : 0]);
          await new Promise((resolve) => setTimeout(resolve, 50));
          queue.add("d");
          return ran;
        })()""",
    ) == [["a", 1], ["taken", 1], ["c", 1], ["d", 1]]


def test_parts_are_neither_many_nor_large(page: Page) -> None:
    mib = 1 << 20
    sizes = [of(page, "upload", "m.partBytes(v[0])", each) for each in (1, 100 * mib, 200 * mib, 4096 * mib)]
    assert sizes == [mib, 2 * mib, 4 * mib, 8 * mib]


@pytest.mark.parametrize(
    ("measured", "grade"),
    [
        ([{"metric": "chrF2", "value": 69.5, "set": "FLORES devtest, text"}], "Good"),
        (
            [
                {"metric": "chrF2", "value": 69.3, "set": "FLORES devtest, text"},
                {"metric": "chrF2", "value": 42.3, "set": "FLEURS, from speech"},
            ],
            "Fair",
        ),
        ([{"metric": "chrF2", "value": 39.9, "set": "FLEURS, from speech"}], "Rough"),
        ([], "Unknown"),
    ],
)
def test_quality_is_what_was_measured(page: Page, measured: list, grade: str) -> None:
    assert of(page, "abilities", "m.quality(v[0]).grade", {"measured": measured}) == grade


def test_every_language_of_the_page_has_every_text(page: Page) -> None:
    names = of(page, "english", "Object.keys(m.english)")
    for language in ("german", "spanish", "french", "portuguese"):
        texts = of(page, language, f"m.{language}")
        assert list(texts) == names, language
        assert all(texts.values()), language
        english = of(page, "english", "m.english")
        for name, said in texts.items():
            holes = [part.split("}")[0] for part in said.split("{")[1:]]
            wanted = [part.split("}")[0] for part in english[name].split("{")[1:]]
            assert sorted(holes) == sorted(wanted), (language, name)


def test_every_text_that_is_named_is_there(page: Page) -> None:
    missing = page.evaluate(
        """async () => {
          const { hasText } = await import("/page/words.js");
          const named = [...document.querySelectorAll("[data-text], [data-label]")];
          return named.flatMap((each) => [each.dataset.text, each.dataset.label])
            .filter((name) => name && !hasText(name));
        }"""
    )
    assert missing == []


def test_the_page_loads_nothing_from_elsewhere(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.reload()
    assert answer is not None
    page.wait_for_load_state("networkidle")
    own = page.url.rstrip("/")
    assert all(url.startswith(own + "/") for url in asked), asked
    policy = answer.headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    # What is embedded is what lies in web/page.
    for file in (ROOT / "web" / "page").glob("*.js"):
        assert page.request.get(f"{own}/page/{file.name}").text() == file.read_text(), file.name


def test_the_keys_store_is_a_module_of_its_own(page: Page) -> None:
    assert of(page, "keys", "(m.useKey(' abc ', 'page'), [m.key(), m.keptIn(), localStorage.length * 0])") == ["abc", "page", 0]
    assert of(page, "keys", "(m.useKey('abc', 'tab'), [m.keptIn(), localStorage.getItem('dragoman-key')])") == ["tab", None]
    assert of(page, "keys", "(m.useKey('', 'tab'), [m.key(), m.keptIn(), sessionStorage.getItem('dragoman-key')])") == [
        "",
        "page",
        None,
    ]


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", *sys.argv[1:]]))
