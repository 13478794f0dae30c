"""Proves that check_includes.py fires: a tree with one offence of each kind, and a clean tree."""
import contextlib
import io
import pathlib
import tempfile
import unittest

import check_includes


def run(files: dict[str, str]) -> tuple[int, str]:
    """Runs the check on a tree of the given files; returns its exit status and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, "src", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = check_includes.main([folder])
        return status, output.getvalue()


class CheckIncludes(unittest.TestCase):
    def assert_offence(self, path: str, line: str, reason: str, **others: str):
        status, output = run({path: f"// first line\n{line}\n", **others})
        self.assertEqual(status, 1, output)
        self.assertIn(f"src/{path}:2: ", output)
        self.assertIn(reason, output)

    def test_a_tree_that_keeps_the_rules_passes(self):
        status, output = run({
            "base/result.h": "#include <string>\n",
            "core/audio.h": '#include "base/result.h"\n',
            "text/espeak_phonemes.cc": '#include <espeak-ng/speak_lib.h>\n#include "core/audio.h"\n',
            "engines/onnx/vad.cc": '#include "text/normalise.h"\n#include <onnxruntime_cxx_api.h>\n',
            "engines/registry.cc": '#include "engines/onnx/vad.h"\n',
            "pipeline/run_test.cc": '#include "engines/fake/asr.h"\n#include "media/decode.h"\n',
            "api/wire/request.cc": "#include <boost/json.hpp>\n",
            "app/main.cc": '#include "api/server.h"\n#include "engines/registry.h"\n',
        })
        self.assertEqual(status, 0, output)

    def test_an_upward_include_fails(self):
        self.assert_offence("core/job.h", '#include "pipeline/run.h"', "core must not include pipeline")
        self.assert_offence("base/log.cc", '#include "core/time.h"', "base must not include core")
        self.assert_offence("pipeline/run.cc", '#  include "api/sse.h"', "pipeline must not include api")

    def test_a_sideways_include_fails(self):
        self.assert_offence("text/split.cc", '#include "media/decode.h"', "text must not include media")
        self.assert_offence("text/split.cc", '#include "engines/asr.h"', "text must not include engines")

    def test_a_skipped_station_fails(self):
        self.assert_offence("api/routes.cc", '#include "engines/asr.h"', "api must not include engines")

    def test_an_engine_folder_is_private(self):
        self.assert_offence("engines/onnx/vad.cc", '#include "engines/ctranslate2/mt.h"', "is private")
        self.assert_offence("pipeline/run.cc", '#include "engines/fake/asr.h"', "is private")

    def test_a_confined_header_outside_its_place_fails(self):
        for path, header in (
            ("pipeline/run.cc", "libavformat/avformat.h"), ("core/job.cc", "boost/json.hpp"),
            ("output/srt.cc", "boost/json.hpp"), ("api/sse.cc", "boost/beast/http.hpp"),
            ("media/source.cc", "curl/curl.h"), ("models/verify.cc", "openssl/evp.h"), ("models/store.cc", "toml++/toml.h"),
            ("output/text.cc", "unicode/unistr.h"), ("text/split.cc", "sentencepiece_processor.h"),
            ("engines/onnx/tts.cc", "ctranslate2/types.h"), ("api/routes.cc", "CLI/CLI.hpp"),
            ("engines/ctranslate2/mt.cc", "onnxruntime_cxx_api.h"),
            ("engines/espeak/voice.cc", "espeak-ng/speak_lib.h"), ("text/g2p/japanese.cc", "open_jtalk/njd.h"),
            ("engines/ctranslate2/mt.cc", "nlohmann/json.hpp"), ("base/log.cc", "spdlog/spdlog.h"),
        ):
            with self.subTest(path=path, header=header):
                self.assert_offence(path, f"#include <{header}>", f"<{header}> belongs in")
                self.assert_offence(path, f'#include "{header}"', f"<{header}> belongs in")

    def test_an_include_that_is_not_from_the_root_fails(self):
        self.assert_offence("core/job.cc", '#include "job.h"', "from the include root",
                            **{"core/job.h": ""})

    def test_an_unknown_folder_fails(self):
        self.assert_offence("misc/odd.cc", '#include "base/log.h"', "unknown folder misc")

    def test_an_empty_tree_fails(self):
        self.assertEqual(run({})[0], 1)


if __name__ == "__main__":
    unittest.main()
