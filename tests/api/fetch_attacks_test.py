"""URLs that would lead the running server inside are refused, and nobody inside is asked.

src/base/download_attacks_test.cc has the whole table of attacks, names and redirects included; this is what a
client sees of it.
"""

import sys
from urllib.parse import urlsplit

import openai
import pytest
from contract_test import audio_part, message, refusal, video_part
from harness import RecordingSite

FORBIDDEN = "Don't have authorization to access the media resource"
INVALID = "The provided URL does not appear to be valid."

ATTACKS = {
    "http://127.0.0.1:{port}/secret.wav": FORBIDDEN,
    "http://localhost:{port}/secret.wav": FORBIDDEN,
    "http://2130706433:{port}/secret.wav": FORBIDDEN,
    "http://0x7f.1:{port}/secret.wav": FORBIDDEN,
    "http://[::ffff:127.0.0.1]:{port}/secret.wav": FORBIDDEN,
    "http://0.0.0.0:{port}/secret.wav": FORBIDDEN,
    "http://169.254.169.254/latest/meta-data/": FORBIDDEN,
    "http://metadata.google.internal/computeMetadata/v1/": FORBIDDEN,
    "http://93.184.216.34:22/": FORBIDDEN,
    "http://user@127.0.0.1:{port}/secret.wav": INVALID,
    "http://127.0.0.1:{port}\\@example.org/": INVALID,
    "http://①②⑦.0.0.1:{port}/secret.wav": INVALID,
    "http://127。0。0。1:{port}/secret.wav": INVALID,
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("part", [audio_part, video_part])
def test_is_refused(attack: str, part, strict_client: openai.OpenAI, site: RecordingSite) -> None:
    url = attack.replace("{port}", str(urlsplit(site.url).port))
    error = refusal(strict_client, part(url))
    assert error.status_code == 400
    assert message(error).startswith(ATTACKS[attack])
    assert site.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://127.0.0.1:70/_x", "ftp://127.0.0.1/a"])
def test_other_protocols_are_no_urls(url: str, strict_client: openai.OpenAI) -> None:
    assert message(refusal(strict_client, video_part(url))).startswith(INVALID)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
