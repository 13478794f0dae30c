"""The contrastive evaluation runs: on notes that people wrote, and on what a service says of pictures.

    scene_choice_test.py BUILD_FOLDER

The first shows what choosing by a note does for the installed translators; the second, with a scripted service in
place of a model, that pictures go out, notes come back and are scored. No model that sees is judged here.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SET = Path(__file__).with_name("scene_pairs")
# Sides of SET that come out right with notes, less those that do without: measured, with room for other machines.
LEAST_GAIN = 2


class Service(ThreadingHTTPServer):
    """Says of each picture what it was told to, by the picture's first colour."""

    def __init__(self, notes: list[str]):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.notes = notes
        self.asked: list[dict] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        note = self.server.notes[(len(self.server.asked) - 1) % len(self.server.notes)]
        reply = json.dumps({"choices": [{"message": {"content": note}, "finish_reason": "stop"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


def main(build: Path) -> int:
    given = score(build, SET)
    print(f"notes given: {given}")
    gain = given["sides_right"] - given["sides_right_without_notes"]
    failed = 0
    if gain < LEAST_GAIN:
        print(f"notes put {gain} sides right, at least {LEAST_GAIN} are expected")
        failed += 1
    return 1 if failed + seen_fails(build) else 0


def seen_fails(build: Path) -> int:
    """A set of one pair with pictures, described by a service; one that its notes put right on both sides."""
    lines = (SET / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    pair = next(line for line in lines if line.startswith("manga\t")).split("\t")
    service = Service([pair[5], pair[8]])
    threading.Thread(target=service.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        for number, colour in ((1, b"\xff\x80\x00"), (2, b"\x00\x40\xff")):
            (Path(folder) / f"{number}.ppm").write_bytes(b"P6 64 48 255\n" + colour * (64 * 48))
        pair[4], pair[7] = "1.ppm", "2.ppm"
        (Path(folder) / "pairs.tsv").write_text("\n".join([lines[0], "\t".join(pair)]) + "\n", encoding="utf-8")
        url = f"http://127.0.0.1:{service.server_address[1]}/v1"
        seen = score(build, Path(folder), "--notes", "seen", "--describer_url", url, "--describer_model", "scripted")
    service.shutdown()
    print(f"notes of a scripted service: {seen}")
    pictures = [part["image_url"]["url"] for body in service.asked for part in body["messages"][0]["content"]
                if part["type"] == "image_url"]
    jpegs = [base64.b64decode(url.partition(",")[2]) for url in pictures]
    sound = len(jpegs) == 2 and all(jpeg.startswith(b"\xff\xd8\xff") for jpeg in jpegs) and jpegs[0] != jpegs[1]
    if seen["pairs_right"] == 1 and seen["described"] == 2 and sound:
        return 0
    print(f"{len(service.asked)} questions, {len(jpegs)} pictures")
    return 1


def score(build: Path, folder: Path, *arguments: str) -> dict:
    done = subprocess.run([build / "bench_scene_choice", folder, *arguments], capture_output=True, text=True,
                          encoding="utf-8", timeout=900, env=os.environ)
    if done.returncode != 0:
        sys.exit(f"bench_scene_choice failed: {done.stderr}")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    for line in lines[:-1]:
        print(f"{line['id']} {line['side']} {'right' if line['right'] else 'wrong'}: {line['translation']}"
              f"  (without: {line['without']})")
    return lines[-1]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
