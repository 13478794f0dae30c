"""What the tests of the running server share: the server itself, a web server of recordings, the evaluation set."""

import http.server
import os
import queue
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETUP = ("python3", str(ROOT / "setup" / "setup.py"))
LOADING_S = 120.0  # a loaded machine takes its time with the engines


def program() -> Path:
    """The program under test: DRAGOMAN_BIN, or that of DRAGOMAN_BUILD_DIR (default: build/release)."""
    build = os.environ.get("DRAGOMAN_BUILD_DIR") or ROOT / "build" / "release"
    return Path(os.environ.get("DRAGOMAN_BIN") or Path(build) / "dragoman")


def eval_file(name: str) -> Path:
    """A recording of the evaluation set; without the set the test is skipped, but fails in CI."""
    folder = Path(os.environ.get("DRAGOMAN_EVAL_DIR") or ROOT.parent / "shared" / "eval")
    if not folder.is_dir():
        complaint = f"no evaluation set in {folder}: name its folder in DRAGOMAN_EVAL_DIR"
        if os.environ.get("CI") == "true":
            pytest.fail(complaint)
        print(complaint, file=sys.stderr)
        pytest.skip(complaint)
    return folder / name


def node_in(folder: Path) -> str:
    """The locked Node; scripts in the folder, and in those below it, find the packages of setup/npm/clients.lock."""
    subprocess.run([*SETUP, "node", "clients", folder], check=True)
    return str(folder / "node")


class Server:
    """`dragoman serve` on a free port, from its first line to its end."""

    def __init__(
        self, *options: str, binary: Path | None = None, command: str = "serve", port: int = 0, **more: Any
    ) -> None:
        """`binary`: another program in place of ours; `more` goes to subprocess.Popen. Its files and
        jobs are its own, and gone with this object, unless the options name a place for them."""
        self._state = tempfile.TemporaryDirectory(prefix="dragoman-state-")
        if "--state-dir" not in options:
            options = (*options, "--state-dir", self._state.name)
        self._process = subprocess.Popen(
            [binary or program(), command, "--port", str(port), *options],
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )
        self.pid = self._process.pid
        self.log: list[str] = []
        first_line: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read_log, args=(first_line,))
        self._reader.start()
        words = first_line.get(timeout=LOADING_S)
        if not words.startswith("listening on http://"):
            self.stop()
            raise RuntimeError(f"the server did not start: {words}")
        self.url = words.split()[-1]

    def _read_log(self, first_line: queue.Queue) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if not self.log:
                first_line.put(line.strip())
            self.log.append(line)
        first_line.put("no word from it")

    def wait_until_ready(self) -> None:
        """Returns once the engines are loaded: /readyz is asked until it says so."""
        pause = threading.Event()
        for _ in range(int(LOADING_S / 0.1)):
            if self.status("/readyz") == 200:
                return
            if self._process.poll() is not None:
                break
            pause.wait(0.1)
        raise RuntimeError("the server did not become ready:\n" + "".join(self.log))

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.url + path) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._process.kill()
        self._process.wait()
        self._reader.join()

    def stop(self) -> int:
        """Asks it to stop; gives its exit status."""
        self.tell_to_stop()
        return self.wait()

    def tell_to_stop(self) -> None:
        self._process.terminate()

    def wait(self, timeout_s: float | None = None) -> int:
        """Its exit status, once it has ended; it is killed when it takes longer than that."""
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._reader.join()
        return status


class RecordingSite:
    """A web server on loopback. `pages`: path -> (status, body, bytes that it promises); `asked`: paths, in order."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, bytes, int]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                status, body, promised = site.pages.get(self.path, (404, b"", 0))
                self.send_response(status)
                self.send_header("Content-Length", str(promised))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def add(self, path: str, body: bytes, status: int = 200) -> str:
        self.pages[path] = (status, body, len(body))
        return self.url + path

    def add_cut(self, path: str, body: bytes) -> str:
        """A page whose transfer breaks off in the middle."""
        self.pages[path] = (200, body[: len(body) // 2], len(body))
        return self.url + path

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
