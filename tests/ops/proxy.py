"""nginx with packaging/nginx/dragoman.conf in front of a server on this machine, with a certificate of its own."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
from http.client import HTTPSConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "packaging" / "nginx" / "dragoman.conf"
NAME = "interpreter.example.org"  # as the configuration has it

MAIN = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/dragoman.conf;
}}
"""


def tool(name: str) -> str:
    """nginx is where users need not look."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is None:
        pytest.fail(f"{name} is missing: run `setup/setup.py debian debian-packages-tests.txt`")
    return found


def free_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return own.getsockname()[1]


class Proxy:
    """Runs until stop(). `upstream`: host:port of the server behind it."""

    def __init__(self, upstream: str, folder: Path) -> None:
        self.port = free_port()
        self._certificate = folder / "certificate.pem"
        subprocess.run(
            [tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
            + ["-keyout", folder / "key.pem", "-out", self._certificate],
            check=True,
            capture_output=True,
        )
        text = CONFIGURATION.read_text()
        for old, new in (
            ("127.0.0.1:8080", upstream),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("/etc/dragoman/tls/", f"{folder}/"),
        ):
            assert old in text, old
            text = text.replace(old, new)
        (folder / "dragoman.conf").write_text(text)
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
        self._process = subprocess.Popen(
            [tool("nginx"), "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE, text=True
        )
        self._log: list[str] = []
        self._reader = threading.Thread(target=self._read_log)
        self._reader.start()
        self._wait_until_it_listens()

    def connect(self) -> HTTPSConnection:
        """Checks the certificate against its name, as a client on the network would."""
        context = ssl.create_default_context(cafile=str(self._certificate))
        return _Connection(NAME, self.port, context=context)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._reader.join()

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        self._log.extend(self._process.stderr)

    def _wait_until_it_listens(self) -> None:
        pause = threading.Event()
        for _ in range(100):
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            pause.wait(0.1)
        self.stop()
        raise RuntimeError("nginx did not start:\n" + "".join(self._log))


class _Connection(HTTPSConnection):
    """Goes to loopback, whatever the name says."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
