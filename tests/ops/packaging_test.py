"""What packaging/ holds: systemd takes the unit and finds it locked down; the container file names what there is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from proxy import ROOT, tool

UNIT = ROOT / "packaging" / "systemd" / "dragoman.service"
CONTAINER = ROOT / "packaging" / "container" / "Containerfile"
INSTRUCTIONS = set("CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK RUN STOPSIGNAL USER VOLUME WORKDIR".split())
MOST_EXPOSURE = 20  # of 100, as systemd-analyze counts; an unhardened service has 96


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """With a program that is installed everywhere in the place of ours."""
    copy = tmp_path / UNIT.name
    text = UNIT.read_text()
    assert "ExecStart=/opt/dragoman/dragoman serve\n" in text
    copy.write_text(text.replace("/opt/dragoman/dragoman serve", "/bin/true"))
    return copy


def test_systemd_takes_the_unit(unit: Path) -> None:
    done = subprocess.run([tool("systemd-analyze"), "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_systemd_finds_a_mistake(unit: Path) -> None:
    unit.write_text(unit.read_text().replace("ProtectSystem=strict", "ProtectSistem=strict"))
    done = subprocess.run([tool("systemd-analyze"), "verify", unit], capture_output=True, text=True)
    assert "ProtectSistem" in done.stderr


def test_the_unit_is_locked_down(unit: Path) -> None:
    command = [tool("systemd-analyze"), "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", unit]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def instructions(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines())]


def test_the_container_file_is_well_formed() -> None:
    found = instructions(CONTAINER.read_text())
    assert {word for word, _ in found} <= INSTRUCTIONS
    assert [rest for word, rest in found if word == "FROM"] == ["debian:12-slim AS build", "debian:12-slim"]
    for word, rest in found:
        if word == "RUN":
            assert subprocess.run(["sh", "-n", "-c", rest]).returncode == 0, rest
        for path in re.findall(r"(?:packaging|setup)/[\w/.]+", rest):
            assert (ROOT / path).exists(), path


def test_the_container_runs_without_rights_and_says_how_it_is() -> None:
    last = dict(instructions(CONTAINER.read_text().rpartition("FROM ")[2]))
    assert last["USER"] == "dragoman"
    assert "/healthz" in last["HEALTHCHECK"]
    assert last["STOPSIGNAL"] == "SIGTERM"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
